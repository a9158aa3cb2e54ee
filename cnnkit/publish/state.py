"""From the state that a notebook saved to what its page needs: bundles once, big buffers outside."""

import hashlib
import html
import json
import re
from collections.abc import Collection, Mapping, MutableMapping
from pathlib import Path
from typing import Any

from cnnkit.publish.limits import limits, own_traits, widget_class
from cnnkit.widgets.base import DIST

STATE_MIME = "application/vnd.jupyter.widget-state+json"
VIEW_MIME = "application/vnd.jupyter.widget-view+json"
STATE_SCRIPT = re.compile(rf'<script type="{re.escape(STATE_MIME)}">(.*?)</script>', re.S)
"""What `state_script` writes, in the text of a page; the group is the state as JSON."""
INLINE_BYTES = 8192
"""A buffer of more base64 characters than this gets a file of its own, fetched on first use."""
CODE_BYTES = 160_000
"""Of a page with more code than this each widget's lies in a file of its own, fetched when it comes near."""

_PLUMBING = {"LayoutModel", "OutputModel"}
"""Stock models that every page has and that show nothing themselves."""


def content_name(text: str) -> str:
    """A short name that changes with the content."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def in_script(value: Any) -> str:
    """JSON that cannot end the `<script>` it stands in."""
    return json.dumps(value, separators=(",", ":")).replace("</", "\\u003c/").replace("<!--", "\\u003c!--")


def data_file(files: MutableMapping[str, str], value: Any) -> str:
    """Keep `value` for the page loader's `data(name)`; returns the name.

    `files` maps a name to the text of `data/<name>.js`. A classic script, because a page opened from
    file:// may load scripts but not fetch files.
    """
    body = in_script(value)
    name = content_name(body)
    files[name] = f'cnnkitData("{name}",{body})\n'
    return name


def bundle_of(state: Mapping[str, Any], dist: Path = DIST) -> tuple[str, str] | None:
    """Today's JavaScript and CSS of a cnnkit widget, or None for a widget of somebody else's.

    A cached page holds the code that its widgets had when it was executed; the file `dist/<slug>.js`
    has the code they have now. The slug is the class's module name.
    """
    module = str(state.get("_anywidget_id", "")).rpartition(".")[0]
    if not module.startswith("cnnkit.widgets."):
        return None
    slug = module.removeprefix("cnnkit.widgets.").replace("_", "-")
    script, style = dist / f"{slug}.js", dist / f"{slug}.css"
    if not script.is_file():
        return None
    return script.read_text("utf8"), style.read_text("utf8") if style.is_file() else ""


def page_state(
    saved: Mapping[str, Any],
    files: MutableMapping[str, str],
    dist: Path = DIST,
    shown: Collection[str] | None = None,
    code_bytes: float = CODE_BYTES,
) -> tuple[dict[str, Any], list[str]]:
    """The state that goes into the page, and the names of stock widgets that are dead without a kernel.

    Args:
        saved: `{"state": {model_id: {"model_name", "model_module", "state", "buffers"}}}`, as ipywidgets
            and MyST-NB save it. It is not changed.
        files: receives one entry for each big buffer (see `data_file`).
        dist: where the bundles lie.
        shown: the models that the page shows. A cell may make a widget only to ask it for a number, and a
            notebook saves that one too; None keeps all.
        code_bytes: how much code stays in the page; of more, each widget's becomes an entry of `files`.

    Returns:
        `{"state": {model_id: {"state", "buffers"}}, "text": {name: code}}`; in each state `_esm` and
        `_css` name an entry of `text`, or of `files` where `text` is empty: one for all widgets of a kind.
    """
    models: dict[str, Any] = {}
    text: dict[str, str] = {}
    dead: list[str] = []
    for model_id, record in saved["state"].items():
        if record.get("model_module") != "anywidget":
            if record["model_name"] not in _PLUMBING:
                dead.append(record["model_name"])
            continue
        if shown is not None and model_id not in shown:
            continue
        before = record["state"]
        script, style = bundle_of(before, dist) or (before.get("_esm", ""), before.get("_css", ""))
        state = {key: value for key, value in before.items() if not key.startswith("_") and key != "layout"}
        for key, code in (("_esm", script), ("_css", style)):
            if code:
                state[key] = content_name(in_script(code))
                text[state[key]] = code
        models[model_id] = {"state": state, **_for_memory(before)}
        if record.get("buffers"):
            models[model_id]["buffers"] = [_outside(buffer, files) for buffer in record["buffers"]]
    if sum(map(len, text.values())) > code_bytes:
        for code in text.values():
            data_file(files, code)
        text = {}
    return {"state": models, "text": text}, dead


def _for_memory(saved: Mapping[str, Any]) -> dict[str, Any]:
    """What memory.js needs of one of our widgets: its kind, what is legal, a digest of its content."""
    kind = widget_class(str(saved.get("_anywidget_id", "")))
    if kind is None:
        return {}
    fixed = {name: value for name, value in saved.items() if name in own_traits(kind)}
    return {"kind": kind.slug, "limits": limits(kind, saved), "of": content_name(in_script(fixed))}


def _outside(buffer: Mapping[str, Any], files: MutableMapping[str, str]) -> dict[str, Any]:
    """The path of a buffer with its data, or with the name of their file; nested ones stay inside."""
    path, data = buffer["path"], buffer["data"]
    if len(path) > 1 or len(data) <= INLINE_BYTES:
        return {"path": path, "data": data}
    return {"path": path, "file": data_file(files, data)}


def host(model_id: str, state: Mapping[str, Any]) -> str:
    """The element that a widget mounts in: room reserved, and a still frame for want of JavaScript."""
    wide, narrow = state.get("height", 200), state.get("height_narrow", state.get("height", 200))
    still = state.get("still") or "<noscript><p>This figure needs JavaScript.</p></noscript>"
    return (
        f'<div class="ck-host" data-ck-model="{html.escape(model_id)}"'
        f' style="--ck-wide:{wide}px;--ck-narrow:{narrow}px">{still}</div>'
    )


def state_script(state: Mapping[str, Any]) -> str:
    """The page's state as a script element that the loader reads; still frames stand in their hosts."""
    models = {
        model_id: {**record, "state": {k: v for k, v in record["state"].items() if k != "still"}}
        for model_id, record in state["state"].items()
    }
    return f'<script type="{STATE_MIME}">{in_script({**state, "state": models})}</script>'
