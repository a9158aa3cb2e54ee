"""Widgets and plots alive on static pages: the Sphinx extension `cnnkit.publish`, and its page loader."""

from typing import Any


def setup(app: Any) -> dict[str, Any]:
    """Called by Sphinx, which is not imported before."""
    from cnnkit.publish.extension import setup as register

    return register(app)
