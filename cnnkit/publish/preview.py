"""A standalone page of widgets, with the loader and colours of the book: for development and screenshots."""

import html
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from ipywidgets import DOMWidget
from ipywidgets.embed import dependency_state, embed_data

from cnnkit.publish.assets import STATIC, inline
from cnnkit.publish.state import host, page_state, state_script

_PAGE = """<!doctype html>
<html lang="en" data-theme="{theme}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{css}
body {{ margin: 0 auto; padding: 1rem; max-width: 60rem; color: var(--ck-ink); background: var(--ck-paper);
  font: 1rem/1.5 system-ui, sans-serif; }}</style>
<script>{loader}</script>
{data}
</head>
<body><main><h1>{title}</h1>
{hosts}
{state}
</main></body>
</html>
"""


def write_page(
    widgets: DOMWidget | Sequence[DOMWidget],
    path: str | Path,
    *,
    theme: Literal["light", "dark"] = "light",
) -> Path:
    """Write `widgets` to a page at `path` that needs no kernel, server or other file; returns the path.

    A Bytes trait of more than 6 kB is a promise here, as on the book's pages: `await model.get("weights")`.
    """
    if theme not in ("light", "dark"):
        raise ValueError(f'theme={theme!r}: it is "light" or "dark"')
    shown = [widgets] if isinstance(widgets, DOMWidget) else list(widgets)
    files: dict[str, str] = {}
    # without `state`, ipywidgets embeds every widget of the process
    needed = dependency_state(shown, drop_defaults=False)
    saved: Any = embed_data(shown, drop_defaults=False, state=needed)["manager_state"]
    saved = json.loads(json.dumps(saved, sort_keys=True))  # as a saved notebook has it
    state, _ = page_state(saved, files)
    ids = [str(widget.model_id) for widget in shown]
    page = _PAGE.format(
        theme=theme,
        title=html.escape(", ".join(dict.fromkeys(type(widget).__name__ for widget in shown))),
        css=(STATIC / "cnnkit.css").read_text("utf8"),
        loader=(STATIC / "loader.js").read_text("utf8"),
        data="\n".join(f"<script>{text}</script>" for text in inline(files, map(type, shown))),
        hosts="\n".join(host(model_id, state["state"][model_id]["state"]) for model_id in ids),
        state=state_script(state),
    )
    target = Path(path)
    target.write_text(page, "utf8")
    return target
