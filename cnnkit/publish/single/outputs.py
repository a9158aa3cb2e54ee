"""What the cells show, as HTML that needs neither kernel nor network: widgets, plots, formulas."""

from __future__ import annotations

import html
import json
import math
from collections.abc import Mapping, MutableMapping
from typing import Any

from cnnkit.publish import assets
from cnnkit.publish.limits import widget_class
from cnnkit.publish.single.formulas import formula
from cnnkit.publish.state import STATE_MIME, VIEW_MIME, host, in_script, page_state

__all__ = ["Outputs"]

PLOT = "application/vnd.plotly.v1+json"
BOXES = {"VBoxModel": "column", "HBoxModel": "row", "BoxModel": "row", "GridBoxModel": "row"}
FOLDS = {"AccordionModel", "TabModel", "StackModel"}
WORDS = {"HTMLModel", "HTMLMathModel", "LabelModel"}
PART = "IPY_MODEL_"


class Outputs:
    """Turns the outputs of a notebook's cells into HTML, and keeps what the page needs for them.

    `files` holds what the loader asks for by name, `state` the widgets' states, `plots` the plotly library
    that draws the figures ("" for none), `warnings` what will not work in the page.
    """

    def __init__(self, notebook: Any) -> None:
        saved = notebook.metadata.pop("widgets", {}).get(STATE_MIME, {"state": {}})
        self.files: dict[str, str] = {}
        self.plots = ""
        self.warnings: list[str] = []
        self._saved: Mapping[str, Any] = saved["state"]
        shown: set[str] = set()
        for cell in notebook.cells:
            for output in cell.get("outputs", []):
                self._turn(cell, output, shown)
        # in one file there is nowhere else for the code to lie
        self.state, _ = page_state(saved, self.files, shown=shown, code_bytes=math.inf)

    @property
    def kinds(self) -> list[type]:
        """The classes of the notebook's widgets, as far as they are of cnnkit."""
        names = {str(record["state"].get("_anywidget_id", "")) for record in self._saved.values()}
        return [kind for name in sorted(names) if (kind := widget_class(name))]

    def _turn(self, cell: Any, output: MutableMapping[str, Any], shown: set[str]) -> None:
        if output["output_type"] == "error":
            self.warnings.append(f"a cell shows an error: {output['ename']}: {output['evalue'][:80]}")
            output["traceback"] = [f"{output['ename']}: {output['evalue']}"]
            return
        data = output.get("data", {})
        if view := data.get(VIEW_MIME):
            output["data"] = {"text/html": self._widget(view["model_id"], shown)}
        elif figure := data.get(PLOT):
            output["data"] = {"text/html": self._plot(figure, data.get("text/plain", ""))}
        elif "text/html" in data:
            data["text/html"] = self._drawn("".join(data["text/html"]))
        elif tex := data.get("text/latex"):
            output["data"] = {"text/html": self._math("".join(tex))}

    def _widget(self, model_id: str, shown: set[str]) -> str:
        record = self._saved.get(model_id)
        if record is None:
            self.warnings.append("the state of a widget was not saved: its place stays empty")
            return "<p><em>This widget was not saved.</em></p>"
        state, kind = record["state"], record["model_name"]
        if record.get("model_module") == "anywidget":
            shown.add(model_id)
            return host(model_id, state)
        children = [child.removeprefix(PART) for child in state.get("children", [])]
        if kind in BOXES:
            inside = "".join(f"<div>{self._widget(child, shown)}</div>" for child in children)
            return f'<div class="ck-box" style="flex-direction:{BOXES[kind]}">{inside}</div>'
        if kind in FOLDS:
            titles = [*state.get("titles", []), *[""] * len(children)]
            return "".join(
                f"<details open><summary>{html.escape(title or f'Part {number}')}</summary>"
                f"{self._widget(child, shown)}</details>"
                for number, (child, title) in enumerate(zip(children, titles, strict=False), 1)
            )
        if kind in WORDS:
            value = str(state.get("value", ""))
            return f"<div>{html.escape(value) if kind == 'LabelModel' else value}</div>"
        name = kind.removesuffix("Model")
        self.warnings.append(f"{name}: a control of ipywidgets does nothing without Python")
        return f"<p><em>{html.escape(name)}: this control needs Python.</em></p>"

    def _plot(self, figure: Mapping[str, Any], words: str) -> str:
        alt = html.escape("".join(words) or "A plot")
        if alt.startswith("Figure("):
            alt = "A plot"
        height = figure.get("layout", {}).get("height") or 450
        self._library(figure)
        return (
            f'<figure class="ck-figure">'
            f'<div class="ck-plot" role="img" aria-label="{alt}" style="min-height:{height}px">'
            f'<script type="{PLOT}">{in_script(figure)}</script></div></figure>'
        )

    def _drawn(self, text: str) -> str:
        """HTML of an output; figures of cnnkit.visualize are plots that are HTML already."""
        start = f'<script type="{PLOT}">'
        for part in text.split(start)[1:]:
            self._library(json.loads(part.partition("</script>")[0]))
        return text

    def _library(self, figure: Mapping[str, Any]) -> None:
        self.plots = "whole" if self.plots == "whole" else assets.bundle(figure.get("data", []))

    def _math(self, tex: str) -> str:
        bare = tex.strip().strip("$").strip()
        made = formula(bare, display=True)
        if made is None:
            self.warnings.append(f"a formula is shown as its source: {bare[:60]}")
            return f"<pre>{html.escape(tex)}</pre>"
        return made
