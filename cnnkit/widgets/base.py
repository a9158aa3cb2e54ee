"""What every widget shares: where its bundle lies, the question it asks, its frame without JavaScript."""

import html
import json
import re
from pathlib import Path
from typing import Any, ClassVar, Literal

import anywidget
import traitlets as t

from cnnkit.visualize.drawing import FALLBACK

DIST = Path(__file__).parent / "dist"
ENGINE = DIST / "engine.js"
"""What runs and trains networks in the page: one file for all widgets of a page."""
HEIGHTS = Path(__file__).parent / "heights.json"
"""px of each example in a wide and a narrow column, as `python -m cnnkit.publish.measure` finds them."""
_HEIGHTS: dict[str, dict[str, int]] = json.loads(HEIGHTS.read_text("utf8"))
_UNMEASURED = {"wide": 420, "narrow": 640}
"""Of a widget that is being written."""
_UNBUILT = "export default {render({el}){el.textContent='This widget is not bundled yet: npm run build'}};"
"""Of one that is not bundled: the package can be imported all the same, and the tests say what is missing."""


class Widget(anywidget.AnyWidget):
    """An anywidget whose front end `front/<slug>.js` is bundled to `dist/<slug>.js` and `dist/<slug>.css`.

    The JavaScript holds the live logic, so the same class answers in JupyterLab with a kernel and on a
    static page without one. Traits tagged `sync` are its whole state: a page saves them, a kernel sees
    them change.
    """

    slug: ClassVar[str] = ""
    engine: ClassVar[bool] = False
    """Whether its front end runs a network (`front/lib/engine.js`)."""
    stills: ClassVar[bool] = True
    """Whether states hold the first frame: where scripts are sure to run, its seconds can be saved."""

    question = t.Unicode("", help="the question to answer before moving anything").tag(sync=True)
    height = t.Int(help="px kept free on a page at least 700 px wide, before mounting").tag(sync=True)
    height_narrow = t.Int(help="px kept free on a 390 px page").tag(sync=True)
    still = t.Unicode("", help="HTML of a first frame, shown without JavaScript").tag(sync=True)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "slug" in cls.__dict__:  # not in the subclass that traitlets makes of an instance's class
            script = DIST / f"{cls.slug}.js"
            if script.is_file():
                # a static page's loader fetches the engine once; to a notebook nothing but this text comes
                cls._esm = f"{script.read_text('utf8')}\n{ENGINE.read_text('utf8')}" if cls.engine else script
                cls._css = DIST / f"{cls.slug}.css"
            else:
                cls._esm = _UNBUILT
        super().__init_subclass__(**kwargs)

    @property
    def form(self) -> str:
        """The example (`cnnkit.widgets.examples`) that this one is about as tall as."""
        return self.slug

    @t.default("height")
    def _height(self) -> int:
        return self.kept_free("wide")

    @t.default("height_narrow")
    def _height_narrow(self) -> int:
        return self.kept_free("narrow")

    def kept_free(self, size: Literal["wide", "narrow"]) -> int:
        """px that a page keeps free for this widget in a column of that size."""
        return _HEIGHTS.get(self.form, _UNMEASURED)[size]

    @t.default("layout")
    def _full_width(self) -> dict[str, str]:
        return {"width": "100%"}

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> dict[str, Any]:
        if key is None and not Widget.stills:
            key = [name for name in self.keys if name != "still"]
        return super().get_state(key, drop_defaults)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(question={self.question!r})"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        """With the still frame: what is left of the widget in a saved notebook that no kernel runs."""
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None or not self.still:
            return bundle
        data, metadata = bundle
        colours = ";".join(f"--ck-{name}:{colour}" for name, colour in FALLBACK.items())
        paper = f"{colours};color:{FALLBACK['ink']};background:{FALLBACK['paper']}"
        frame = f'<div style="{paper}">{self.still}</div>'
        words = re.sub(r"<(style|svg).*?</\1>|<[^>]+>", " ", self.still, flags=re.S)
        return {**data, "text/html": frame, "text/plain": " ".join(html.unescape(words).split())}, metadata
