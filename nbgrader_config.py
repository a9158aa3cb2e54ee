"""nbgrader settings of the course: source notebooks in solutions/, the student release in exercises/.

`release_assignment` is not used: it copies to an exchange folder outside the course. `make exercises` runs
`python -m cnnkit.grading.release` instead.
"""

c = get_config()  # noqa: F821  (nbgrader defines it when it loads this file)

c.CourseDirectory.course_id = "cnn"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.pyc"]

# Calls of student functions stop after 5 s by themselves (cnnkit.checks); this is for code outside them.
c.ExecutePreprocessor.timeout = 120
c.ExecutePreprocessor.interrupt_on_timeout = True

# Feedback shows points and hints; by default it prints the hidden tests too, with the reference solution.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
