"""The widgets of the course: one class each, alive in JupyterLab and on static pages."""
