"""What every widget shares: where its bundle lies, the question it asks, its frame without JavaScript."""

import html
import re
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets as t

from cnnkit.visualize.drawing import FALLBACK

DIST = Path(__file__).parent / "dist"


class Widget(anywidget.AnyWidget):
    """An anywidget whose front end `front/<slug>.js` is bundled to `dist/<slug>.js` and `dist/<slug>.css`.

    The JavaScript holds the live logic, so the same class answers in JupyterLab with a kernel and on a
    static page without one. Traits tagged `sync` are its whole state: a page saves them, a kernel sees
    them change.
    """

    slug: ClassVar[str] = ""

    question = t.Unicode("", help="the question to answer before moving anything").tag(sync=True)
    height = t.Int(420, help="px kept free on a page at least 700 px wide, before mounting").tag(sync=True)
    height_narrow = t.Int(640, help="px kept free on a 390 px page").tag(sync=True)
    still = t.Unicode("", help="HTML of a first frame, shown without JavaScript").tag(sync=True)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "slug" in cls.__dict__:  # not in the subclass that traitlets makes of an instance's class
            cls._esm = DIST / f"{cls.slug}.js"
            cls._css = DIST / f"{cls.slug}.css"
        super().__init_subclass__(**kwargs)

    @t.default("layout")
    def _full_width(self) -> dict[str, str]:
        return {"width": "100%"}

    def __repr__(self) -> str:
        return f"{type(self).__name__}(question={self.question!r})"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """With the still frame: what is left of the widget in a saved notebook that no kernel runs."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None or not self.still:
            return bundle
        data, metadata = bundle
        colours = ";".join(f"--ck-{name}:{colour}" for name, colour in FALLBACK.items())
        frame = f'<div style="{colours};color:{FALLBACK["ink"]};background:{FALLBACK["paper"]}">{self.still}</div>'
        words = re.sub(r"<(style|svg).*?</\1>|<[^>]+>", " ", self.still, flags=re.S)
        return {**data, "text/html": frame, "text/plain": " ".join(html.unescape(words).split())}, metadata
