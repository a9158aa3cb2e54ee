"""One HTML file from one notebook: `cnnkit publish NOTEBOOK.ipynb`."""
