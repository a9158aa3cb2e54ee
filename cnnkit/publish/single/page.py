"""The one file: `cnnkit publish NOTEBOOK.ipynb` writes it, and a browser opens it from anywhere."""

from __future__ import annotations

import base64
import html
import json
import os
import re
from pathlib import Path
from typing import Any

from cnnkit.publish import assets
from cnnkit.publish.single.formulas import formula
from cnnkit.publish.single.outputs import Outputs
from cnnkit.publish.single.reading import NotebookError, read
from cnnkit.publish.state import state_script

__all__ = ["publish"]

CSS = Path(__file__).with_name("page.css")
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' blob: data:; worker-src blob: data:;"
    " connect-src data: blob:; style-src 'unsafe-inline'; img-src data: blob:; font-src data:;"
    " media-src data: blob:; base-uri 'none'; form-action 'none'"
)
"""What the page may load: nothing that it does not hold."""
THEME = (
    "const dark = matchMedia('(prefers-color-scheme: dark)');"
    "const dress = () => { document.documentElement.dataset.theme = dark.matches ? 'dark' : 'light'; };"
    "dress(); dark.addEventListener('change', dress);"
)
_REMOTE = re.compile(
    r"""(?:\bfrom\s*|\bimport\s*\(?\s*)["']https?://[^"']+"""
    r"""|<(?:script|link|img|iframe|video|audio|source|embed|object)\b[^>]*\s(?:src|href|data)\s*=\s*["']?(?:https?:)?//[^"'\s>]+"""
)
_PAGE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{css}</style>
<script>{theme}</script>
<script>{loader}</script>
{data}
</head>
<body><main class="bd-content">
{body}
{state}
</main></body>
</html>
"""


def publish(
    source: Path, target: Path | None = None, *, execute: bool | None = None, code: bool = True
) -> tuple[Path, list[str]]:
    """Write the notebook `source` as one HTML file that needs neither kernel, server nor network.

    Args:
        source: a notebook; see `read` for when its cells are run.
        target: the file to write; None: beside the notebook, with its name.
        execute: as for `read`.
        code: whether the cells' code is shown; what they show always is.

    Returns:
        The file, and a sentence for each thing in the notebook that will not work in it.

    Raises:
        NotebookError: no notebook, a cell that fails, or a target that is the notebook.
    """
    target = source.with_suffix(".html") if target is None else target
    if target.resolve() == source.resolve():
        raise NotebookError(
            f"{target} is the notebook itself: name another file, {source.stem}.html for example"
        )
    notebook = read(source, execute)
    outputs = Outputs(notebook)
    body = _body(notebook, source, code, outputs.warnings)
    texts = (body, *outputs.state["text"].values())
    outputs.warnings += [
        f"asks the network, which the page may not: {m[0][:90]}" for t in texts for m in _REMOTE.finditer(t)
    ]
    page = _PAGE.format(
        lang=html.escape(str(notebook.metadata.get("language", "en"))[:12]),
        policy=POLICY,
        title=html.escape(_title(notebook) or source.stem),
        css=_styles(),
        theme=THEME,
        loader=_loader(outputs.plots),
        data="\n".join(f"<script>{text}</script>" for text in assets.inline(outputs.files, outputs.kinds)),
        body=body,
        state=state_script(outputs.state),
    )
    _write(target, page)
    return target, list(dict.fromkeys(outputs.warnings))


def _body(notebook: Any, source: Path, code: bool, warnings: list[str]) -> str:
    from nbconvert.exporters import HTMLExporter
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
    from traitlets.config import Config

    class Renderer(IPythonRenderer):
        def _formula(self, tex: str, display: bool) -> str:
            made = formula(tex.strip(), display)
            if made is None:
                warnings.append(f"a formula is shown as its source: {tex.strip()[:60]}")
                return f"<code>{html.escape(tex)}</code>"
            return made

        def inline_math(self, body: str) -> str:
            return self._formula(body, False)

        def block_math(self, body: str) -> str:
            return f'<div class="math">{self._formula(body, True)}</div>'

        def latex_environment(self, name: str, body: str) -> str:
            return self.block_math(f"\\begin{{{name}}}{body}\\end{{{name}}}")

        def multiline_math(self, text: str) -> str:
            return self.block_math(text.strip().strip("$"))

    class Exporter(HTMLExporter):
        def default_filters(self) -> Any:
            yield from super().default_filters()
            yield "markdown2html", _markdown

    def _markdown(source_text: str) -> str:
        renderer = Renderer(escape=False, embed_images=True, path=str(source.resolve().parent))
        return MarkdownWithMath(renderer=renderer).render(source_text)

    config = Config()
    config.TagRemovePreprocessor.enabled = True
    config.TagRemovePreprocessor.remove_cell_tags = {"remove-cell"}
    config.TagRemovePreprocessor.remove_input_tags = {"remove-input", "hide-input"}
    config.TagRemovePreprocessor.remove_all_outputs_tags = {"remove-output"}
    exporter = Exporter(
        config=config,
        template_name="basic",
        embed_images=True,
        exclude_input=not code,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        anchor_link_text="",
    )
    body, _ = exporter.from_notebook_node(notebook, {"metadata": {"path": str(source.resolve().parent)}})
    return body


def _title(notebook: Any) -> str:
    """The first heading of the first text that has one."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and (found := re.search(r"^#\s+(.+)$", cell.source, re.M)):
            return found[1].strip()
    return ""


def _styles() -> str:
    from pygments.formatters import HtmlFormatter

    light = HtmlFormatter(style="xcode").get_style_defs(".highlight")
    dark = HtmlFormatter(style="github-dark").get_style_defs("html[data-theme=dark] .highlight")
    return "\n".join([(assets.STATIC / "cnnkit.css").read_text("utf8"), light, dark, CSS.read_text("utf8")])


def _loader(plots: str) -> str:
    """The book's loader; what it would load later lies in its table, as addresses that hold the file."""
    late: dict[str, str] = {}
    if plots:
        library = "plotly.min.js" if plots == "whole" else "plotly/plotly-basic.min.js"
        late = {name: _address(assets.LATE[name]) for name in ("plots.js", library)}
    text = (assets.STATIC / "loader.js").read_text("utf8")
    return text.replace("/* late files */ {}", json.dumps(late)).replace("</script", "<\\/script")


def _address(path: Path) -> str:
    return f"data:text/javascript;base64,{base64.b64encode(path.read_bytes()).decode()}"


def _write(target: Path, page: str) -> None:
    """All of the page or nothing: a reader of the old file keeps it until the new one is whole."""
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_text(page, "utf8")
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
