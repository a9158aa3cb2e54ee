"""How every small trained file of the project was made: one recipe a file, `python -m cnnkit.recipes NAME` runs it.

Recipes put models, data and training together; nothing else in cnnkit imports them.
"""
