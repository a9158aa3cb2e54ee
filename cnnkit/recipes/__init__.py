"""How every small trained file of the project was made: one recipe a file.

`python -m cnnkit.recipes NAME` makes it again. Recipes put models, data and training together; nothing else
in cnnkit imports them.
"""
