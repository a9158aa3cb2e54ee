"""Schematic figures as SVG: crisp at any width, readable in light and dark, with the conclusion as alt text.

Every colour is a CSS variable of the page with a light fallback, so a drawing follows the page's theme
without being drawn again.
"""

from collections.abc import Callable, Sequence
from html import escape

FALLBACK = {
    "ink": "#1b1f24",
    "muted": "#57606a",
    "line": "#8c959f",
    "paper": "#ffffff",
    "panel": "#f3f5f7",
    "blue": "#0067a3",
    "orange": "#b84e00",
    "green": "#00714f",
    "yellow": "#e69f00",
    "sky": "#56b4e9",
    "pink": "#a04a7b",
}
TINT = 0.4

COLUMN_PX = 334
"""Width of the column on a page that is 390 px wide."""
LEAST_PX = 11
"""The smallest text that can be read there."""
GROWTH = 1.25
"""On a wide page a drawing grows to the column, but its text not past this."""
_CHARACTER = 0.5
"""Width of a character in font sizes: fonts differ, so this is less than their average."""


def colour(name: str) -> str:
    """CSS for a house colour (`"blue"`), or the text itself for any other CSS colour or `"none"`.

    >>> colour("blue"), colour("#123456")
    ('var(--ck-blue, #0067a3)', '#123456')
    """
    return f"var(--ck-{name}, {FALLBACK[name]})" if name in FALLBACK else name


class Drawing:
    """An SVG picture under construction; each method draws and returns the drawing.

    `width` and `height` are user units; on the page the picture shrinks to the column and grows to at most
    1.25 · `width` px. `alt` states what the picture shows, as a sentence; `caption` is printed below it
    and may hold HTML. Text of less than 11 px on a phone, or outside the frame, is a `ValueError` when the
    drawing is shown.
    """

    def __init__(self, width: float, height: float, alt: str, caption: str = "") -> None:
        if not alt.strip():
            raise ValueError("a drawing needs alt text: say in one sentence what it shows")
        self.width, self.height, self.alt, self.caption = width, height, alt, caption
        self._parts: list[str] = []
        self._texts: list[tuple[str, float, float, float, str]] = []

    def _add(self, tag: str, text: str = "", *, style: dict[str, str], **attrs: object) -> "Drawing":
        css = ";".join(f"{key}:{value}" for key, value in style.items() if value)
        pairs = " ".join(f'{key.replace("_", "-")}="{escape(str(value))}"' for key, value in attrs.items())
        self._parts.append(f'<{tag} {pairs} style="{css}">{text}</{tag}>')
        return self

    def rect(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        *,
        fill: str = "panel",
        stroke: str = "line",
        width: float = 1,
        dash: str = "",
        radius: float = 0,
        opacity: float = 1,
    ) -> "Drawing":
        """A rectangle with its top left corner at (x, y); `opacity` is that of the fill."""
        style = {"fill": colour(fill), "stroke": colour(stroke), "stroke-width": f"{width}"}
        style |= {"stroke-dasharray": dash, "fill-opacity": "" if opacity == 1 else f"{opacity}"}
        return self._add("rect", style=style, x=x, y=y, width=w, height=h, rx=radius)

    def circle(
        self,
        x: float,
        y: float,
        r: float,
        *,
        fill: str = "panel",
        stroke: str = "line",
        width: float = 1,
        opacity: float = 1,
    ) -> "Drawing":
        style = {"fill": colour(fill), "stroke": colour(stroke), "stroke-width": f"{width}"}
        style |= {"fill-opacity": "" if opacity == 1 else f"{opacity}"}
        return self._add("circle", style=style, cx=x, cy=y, r=r)

    def line(
        self,
        x1: float,
        y1: float,
        x2: float,
        y2: float,
        *,
        stroke: str = "line",
        width: float = 1,
        dash: str = "",
        arrow: bool = False,
    ) -> "Drawing":
        """A line; `arrow=True` ends it in an arrow head at (x2, y2)."""
        style = {"stroke": colour(stroke), "stroke-width": f"{width}", "stroke-dasharray": dash}
        self._add("line", style=style, x1=x1, y1=y1, x2=x2, y2=y2)
        if arrow:
            length = max(1e-9, ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5)
            ux, uy, size = (x2 - x1) / length, (y2 - y1) / length, 4 + 1.5 * width
            left = (x2 - size * ux - size * uy / 2, y2 - size * uy + size * ux / 2)
            right = (x2 - size * ux + size * uy / 2, y2 - size * uy - size * ux / 2)
            self.polygon([(x2, y2), left, right], fill=stroke, stroke=stroke)
        return self

    def polygon(
        self,
        points: Sequence[tuple[float, float]],
        *,
        fill: str = "panel",
        stroke: str = "line",
        width: float = 1,
        opacity: float = 1,
    ) -> "Drawing":
        style = {"fill": colour(fill), "stroke": colour(stroke), "stroke-width": f"{width}"}
        style |= {"fill-opacity": "" if opacity == 1 else f"{opacity}"}
        return self._add("polygon", style=style, points=" ".join(f"{x:g},{y:g}" for x, y in points))

    def path(
        self, d: str, *, fill: str = "none", stroke: str = "ink", width: float = 1.5, dash: str = ""
    ) -> "Drawing":
        style = {"fill": colour(fill), "stroke": colour(stroke), "stroke-width": f"{width}"}
        return self._add("path", style=style | {"stroke-dasharray": dash}, d=d)

    def text(
        self,
        x: float,
        y: float,
        text: object,
        *,
        size: float = 14,
        fill: str = "ink",
        anchor: str = "middle",
        bold: bool = False,
    ) -> "Drawing":
        """Text whose vertical middle is at y; `anchor` is start, middle or end."""
        self._texts.append((f"{text}", x, y, size, anchor))
        style = {"fill": colour(fill), "font": f"{'600 ' if bold else ''}{size}px system-ui,sans-serif"}
        return self._add(
            "text", escape(f"{text}"), style=style, x=x, y=y, text_anchor=anchor, dominant_baseline="central"
        )

    def hatch(
        self, x: float, y: float, w: float, h: float, *, stroke: str = "orange", gap: float = 6
    ) -> "Drawing":
        """Diagonal hatching: marks what is not read, so that colour is never alone."""
        steps = [i * gap for i in range(1, int((w + h) / gap) + 1)]
        d = "".join(
            f"M{x + max(0, s - h):g} {y + min(h, s):g}L{x + min(w, s):g} {y + max(0, s - w):g}" for s in steps
        )
        return self.path(d, stroke=stroke, width=1.2)

    def image(self, x: float, y: float, w: float, h: float, uri: str) -> "Drawing":
        """A picture (a data URI, see `figures.png_uri`) with sharp pixels."""
        return self._add(
            "image", style={"image-rendering": "pixelated"}, x=x, y=y, width=w, height=h, href=uri
        )

    def grid(
        self,
        x: float,
        y: float,
        values: Sequence[Sequence[object]],
        *,
        cell: float = 32,
        fill: Callable[[int, int], str] | str = "paper",
        size: float = 14,
        stroke: str = "line",
    ) -> "Drawing":
        """A grid of numbers or words with its top left corner at (x, y); `fill(row, column)` colours it."""
        for i, row in enumerate(values):
            for j, value in enumerate(row):
                tone = fill(i, j) if callable(fill) else fill
                # a tint of the colours proper, so that numbers read on them in light and dark
                opacity = 1 if tone in ("paper", "panel", "none") else TINT
                self.rect(x + j * cell, y + i * cell, cell, cell, fill=tone, stroke=stroke, opacity=opacity)
                if value != "":
                    self.text(
                        x + (j + 0.5) * cell, y + (i + 0.5) * cell, f"{value}".replace("-", "−"), size=size
                    )
        return self

    def faults(self) -> list[str]:
        """What is wrong with the labels: too small on a phone, or outside the frame; what would be legal."""
        scale = min(COLUMN_PX / self.width, GROWTH)
        found = []
        for text, x, y, size, anchor in self._texts:
            if size * scale < LEAST_PX:
                found.append(
                    f'"{text}" is {size * scale:.1f} px high on a phone ({size:g} units of {self.width:g}): '
                    f"from {LEAST_PX / scale:.1f} units on it can be read, or in a drawing at most "
                    f"{size * COLUMN_PX / LEAST_PX:.0f} wide"
                )
            half = _CHARACTER * size * len(text) / 2
            middle = x + {"start": half, "middle": 0, "end": -half}[anchor]
            left, right = middle - half, middle + half
            if left < 0 or right > self.width or y < size / 2 or y > self.height - size / 2:
                found.append(
                    f'"{text}" at ({x:g}, {y:g}), about {2 * half:.0f} wide, leaves the frame of '
                    f"{self.width:g} × {self.height:g}"
                )
        return found

    def svg(self) -> str:
        """The picture alone, as an SVG element with its alt text."""
        return (
            f'<svg viewBox="0 0 {self.width:g} {self.height:g}" role="img" aria-label="{escape(self.alt)}" '
            f'style="width:100%;max-width:{GROWTH * self.width:g}px;height:auto">{"".join(self._parts)}</svg>'
        )

    def _repr_html_(self) -> str:
        if found := self.faults():
            raise ValueError("; ".join(found))
        caption = f"<figcaption>{self.caption}</figcaption>" if self.caption else ""
        return f'<figure class="ck-figure">{self.svg()}{caption}</figure>'
