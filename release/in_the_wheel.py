"""Run by an installed cnnkit, from a folder without the clone: weights, widgets and data that must be inside.

Writes coffee.png, which `cnnkit classify` then reads, and shapes.ipynb, which `cnnkit publish` does.
"""

import json
from pathlib import Path

from PIL import Image
from skimage import data

import cnnkit
from cnnkit.models import create_model
from cnnkit.models.catalog import CATALOG
from cnnkit.widgets.base import DIST
from cnnkit.widgets.examples import EXAMPLES

assert "site-packages" in str(cnnkit.__file__), f"not the installed package: {cnnkit.__file__}"
weights = [create_model(entry.name, weights=name) for entry in CATALOG for name in entry.weights]
widgets = [make() for make in EXAMPLES.values()]
for widget in widgets:
    assert len(str(widget._esm)) > 500, f"{type(widget).__name__} has no bundle"
assert (DIST.parent / "heights.json").is_file()
cell = {"cell_type": "code", "id": "one", "metadata": {}, "outputs": [], "execution_count": None}
cell["source"] = "from cnnkit.widgets import ShapeCalc\nShapeCalc()"
notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
Path("shapes.ipynb").write_text(json.dumps(notebook))
Image.fromarray(data.coffee()).save("coffee.png")
print(f"{len(weights)} weights, {len(widgets)} widgets in {Path(cnnkit.__file__).parent.name}")
