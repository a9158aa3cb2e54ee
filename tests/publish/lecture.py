"""A notebook with one of each: widget, box of widgets, network, plot, figure, formula, hidden cell."""

from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

TEXT = """# Grüße

A size is $\\lfloor (n + 2p - k)/s \\rfloor + 1$, and

$$\\begin{aligned} a &= b \\\\ c &= \\tfrac{1}{2} \\end{aligned}$$
"""
CODE = [
    "from cnnkit.widgets import ConvStepper, DigitNet, ShapeCalc\nShapeCalc()",
    "import ipywidgets as w\nw.VBox([w.HTML('<b>two</b>'), ConvStepper(), w.IntSlider()])",
    "DigitNet()",
    "import plotly.graph_objects as go\ngo.Figure(go.Scatter(y=[1, 3, 2]))",
    "from cnnkit.visualize.figures import show\n"
    "show(go.Figure(go.Bar(y=[1, 2])), alt='It rises.', caption='Bars')",
    "from IPython.display import HTML, Math, display\n"
    "display(Math(r'\\frac{1}{2}'), HTML('</script><i>end</i>'))",
    "secret = 1",
]


def write(path: Path, *cells: Any) -> Path:
    """The cells as a notebook at `path`."""
    nbformat.write(new_notebook(cells=list(cells)), path)
    return path


def lecture(folder: Path) -> Path:
    """`lecture.ipynb` in `folder`, never run."""
    cells = [new_markdown_cell(TEXT), *map(new_code_cell, CODE)]
    cells[-1].metadata["tags"] = ["remove-cell"]
    return write(folder / "lecture.ipynb", *cells)
