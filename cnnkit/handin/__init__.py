"""`cnnkit check NOTEBOOK`: is it ready to hand in?

For students, on their own machine, with what `pip install 'cnnkit[lab]'` brings: the notebook is run once in
a fresh kernel, as the grader will run it, and what would surprise its writer after the deadline is said
before. Nothing here decides on a grade, and nothing here imports the grader.
"""
