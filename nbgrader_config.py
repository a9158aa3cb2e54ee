"""nbgrader settings of the course: source notebooks in solutions/, the student release in exercises/.

`cnnkit grade SET` grades; `nbgrader autograde SET` and formgrader's button do the same, one submission at a
time, through the classes that are named here. `release_assignment` is not used: it copies to an exchange
folder outside the course. `make exercises` runs `python -m cnnkit.grading.release` instead.
"""

c = get_config()  # noqa: F821  (nbgrader defines it when it loads this file)

c.CourseDirectory.course_id = "cnn"
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.pyc", ".graded.json"]

# `nbgrader zip_collect`: how a path in the download is read, here STUDENT_TIME_FILE.
c.ZipCollectApp.extractor_plugin = "cnnkit.grading.nbgrader.collect.DownloadExtractor"
c.ZipCollectApp.collector_plugin = "cnnkit.grading.nbgrader.collect.SubmissionCollector"
c.SubmissionCollector.named_regexp = (
    r"(?P<student_id>[^/]+?)_(?P<timestamp>\d{4}(?:-\d\d){5})_(?P<file_id>[^/]+)"
)
# Of times without a zone, in names and in due dates: UTC, or a full name such as Europe/Berlin.
c.SubmissionCollector.timezone = "UTC"

# Limits of one notebook; the others and their values are in cnnkit/grading/walls/limits.py.
c.SandboxedExecute.limits = {"cell_s": 60, "notebook_s": 300, "memory_mb": 2000}

# `nbgrader autograde`: submissions are put back into the order of the set, and run in the sandbox.
c.Autograde.exporter_class = "cnnkit.grading.nbgrader.execute.SubmissionExporter"
c.Autograde.autograde_preprocessors = [
    "cnnkit.grading.nbgrader.execute.SandboxedExecute",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Feedback shows work, points and hints; by default it prints the hidden tests too, and runs students' HTML.
c.GenerateFeedback.preprocessors = ["nbgrader.preprocessors.GetGrades"]
c.GenerateFeedback.exporter_class = "cnnkit.grading.nbgrader.feedback.FeedbackExporter"
