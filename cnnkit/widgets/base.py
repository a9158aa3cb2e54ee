"""What every widget shares: where its bundle lies, the question it asks, its frame without JavaScript."""

from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets as t

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
