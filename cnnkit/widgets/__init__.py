"""The widgets of the course: one class each, alive in JupyterLab and on static pages."""

from cnnkit.widgets.predict import Predict as Predict
from cnnkit.widgets.quiz import Quiz as Quiz
