"""The frame of a page's figures: the picture leads, its code is a quiet link below."""

from typing import Any

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode
from sphinx.transforms.post_transforms import SphinxPostTransform


class CodeBelowFigure(SphinxPostTransform):
    """Moves the folded source of a cell (`hide-input`) behind its output, by eye and by keyboard."""

    default_priority = 200  # right after MyST-NB has folded it
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        for cell in list(self.document.findall(nodes.container)):
            if cell.get("nb_element") != "cell_code" or len(cell.children) < 2:
                continue
            fold = cell.children[0]
            if isinstance(fold, HideCodeCellNode) and "above-input" in fold["classes"]:
                cell.remove(fold)
                cell.append(fold)
