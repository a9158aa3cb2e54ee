"""A page whose loader and late files lie beside it, as on the built site; over http and from a file."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cnnkit.publish import assets
from cnnkit.publish.preview import write_page
from cnnkit.publish.serve import server
from cnnkit.widgets.base import Widget


def write_as_built(widgets: Sequence[Widget], folder: Path, late: Sequence[str]) -> Path:
    """Writes the page; the scripts in `late`, which a preview holds, are left to the loader. The folder."""
    assets.copy(folder / "static")
    page = write_page(widgets, folder / "index.html")
    text = page.read_text("utf8")
    loader = f"<script>{(assets.STATIC / 'loader.js').read_text('utf8')}</script>"
    inside = [f"<script>{script}</script>" for script in late]
    assert all(script in text for script in (loader, *inside))
    for script in inside:
        text = text.replace(script, "")
    page.write_text(text.replace(loader, '<script src="static/loader.js"></script>'), "utf8")
    return folder


@contextmanager
def address_of(folder: Path, scheme: str) -> Iterator[str]:
    """The folder's address, which ends in a slash: "file", or "http" from a server that runs inside."""
    if scheme == "file":
        yield folder.as_uri() + "/"
        return
    serving = server(folder, 0)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{serving.server_address[1]}/"
    finally:
        serving.shutdown()
