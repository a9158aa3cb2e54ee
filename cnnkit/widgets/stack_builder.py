"""`StackBuilder`: a chain of layers to edit; sizes, parameters, multiplications, and what one unit sees."""

import base64
import io
from collections.abc import Sequence
from typing import Any, Literal

import traitlets as t

from cnnkit.widgets.base import Widget
from cnnkit.widgets.chain import Row, trace
from cnnkit.widgets.items import WidgetError, rich
from cnnkit.widgets.stack_presets import PRESETS, family
from cnnkit.widgets.traits import Number, Whole
from cnnkit.widgets.vgg_config import config_of, layers_of

ROW_PX = {"wide": 36, "narrow": 44}
"""Height of a layer's row, px, as in front/stack-builder.js."""
CONFIG_PX = {"wide": 84, "narrow": 15}
"""What VGG-11 with its configuration's field takes beyond its rows, px, as measured: it has no note."""


class StackBuilder(Widget):
    """A list of layers, edited by buttons or as text; see `cnnkit.widgets.chain` for the lines.

        StackBuilder("cifar", presets=["cifar_whole", "cifar_gmp"])
        StackBuilder(layers="conv 8 k3\\npool 2\\nflatten\\nlinear 10", input=(1, 28, 28))

    Args:
        preset: the chain to start from, a key of `PRESETS` or the claim on its button.
        presets: more of them, offered as buttons; those that go with the first unless given.
        layers, input: a chain of your own, and its `(channels, height, width)`.
        selected: the layer that is chosen at first, 1 for the first, 0 for the input.
        cone: show what one unit sees instead of what the layers cost.
        by_config: offer the convolutions as VGG's configuration string too (`cnnkit.widgets.vgg_config`).
        image: PNG or JPEG bytes, a data URI, or `"cat"`, on which what one unit sees is framed; unless given,
            the cat where a cone is shown. `b""` for none.

    A chain that cannot be built is shown as far as it goes, and explained. `rows`, `error`, `params` and
    `macs` give in Python what the page shows.
    """

    slug = "stack-builder"

    layers = t.Unicode("").tag(sync=True)
    input = t.List(
        Whole(1, min=1, max=4096), [3, 32, 32], minlen=3, maxlen=3, help="channels, height, width"
    ).tag(sync=True)
    selected = Whole(0, min=0, max=99, help="0 is the input, 1 the first layer").tag(sync=True)
    cone = t.Bool(False).tag(sync=True)
    by_config = t.Bool(False).tag(sync=True)
    across = Number(50.0, min=0, max=100, help="where the unit lies, in per cent of the width").tag(sync=True)
    down = Number(50.0, min=0, max=100, help="and of the height").tag(sync=True)
    note = t.Unicode("").tag(sync=True)
    presets = t.List(t.Dict(), help="{label, …traits} of each button").tag(sync=True)
    image = t.Bytes(b"").tag(sync=True)

    def __init__(
        self,
        preset: str = "cifar",
        *,
        presets: Sequence[str] | None = None,
        image: bytes | str | None = None,
        **kwargs: Any,
    ) -> None:
        if "layers" in kwargs:
            names = [_known(name) for name in presets or ()]
        else:
            first = _known(preset)
            names = family(first) if presets is None else [first, *map(_known, presets)]
            kwargs = {**PRESETS[first][1], **kwargs}
        kwargs["input"] = _checked_input(kwargs.get("input", (3, 32, 32)))
        _check_selected(kwargs.get("selected", 0), kwargs["layers"])
        kwargs.setdefault("question", "What must each layer be told, and what follows by itself?")
        if image is None:
            image = "cat" if kwargs.get("cone") else b""
        super().__init__(presets=[_button(name) for name in names], image=_image_bytes(image), **kwargs)

    @property
    def rows(self) -> list[Row]:
        """Every layer that can be built, with its shape, parameters, multiplications and field."""
        return trace(self.layers, self.input)[0]

    @property
    def config(self) -> str:
        """The convolutions and pools at the start, as VGG's table writes them; set it to change them."""
        return config_of(self.layers.strip().splitlines())[0]

    @config.setter
    def config(self, text: str) -> None:
        rest = config_of(self.layers.strip().splitlines())[1]
        self.layers = "\n".join([*layers_of(text), *rest])

    @property
    def error(self) -> str | None:
        """Why the chain cannot be built, or None."""
        error = trace(self.layers, self.input)[1]
        return str(error) if error else None

    @property
    def params(self) -> int:
        return sum(row.params for row in self.rows)

    @property
    def macs(self) -> int:
        return sum(row.macs for row in self.rows)

    @t.default("still")
    def _still(self) -> str:
        body = [
            [
                row.text,
                "×".join(map(str, row.shape)),
                f"{row.params:,}",
                f"{row.macs:,}",
                f"{row.field.size:g}",
            ]
            for row in self.rows
        ]
        head = ["layer", "gives", "parameters", "multiplications", "sees"]
        last = rich(self.error or f"{self.params:,} parameters, {self.macs:,} multiplications.")
        return f"<p><strong>{rich(self.question)}</strong></p>{_table(head, body)}<p>{last}</p>"

    @property
    def form(self) -> str:
        return "stack-builder.cone" if self.cone and self.image else "stack-builder"

    def kept_free(self, size: Literal["wide", "narrow"]) -> int:
        measured = PRESETS["pool_last" if self.form.endswith("cone") else "cifar"][1]["layers"]
        more = len(self.layers.splitlines()) - len(measured.splitlines())
        return super().kept_free(size) + ROW_PX[size] * more + CONFIG_PX[size] * self.by_config


def _table(head: list[str], body: list[list[str]]) -> str:
    cells = lambda tag, row: "".join(f"<{tag}>{rich(cell)}</{tag}>" for cell in row)
    rows = "".join(f"<tr>{cells('td', row)}</tr>" for row in body)
    head_row = f"<thead><tr>{cells('th', head)}</tr></thead>"
    return f'<div class="ck-table"><table>{head_row}<tbody>{rows}</tbody></table></div>'


def _known(asked: str) -> str:
    """The key of a preset, from the key or from the claim on its button."""
    for name, (claim, _) in PRESETS.items():
        if str(asked).lower() in (name, claim.lower()):
            return name
    raise WidgetError(f"no preset is called {asked!r}; legal: {', '.join(PRESETS)}")


def _button(name: str) -> dict[str, Any]:
    claim, traits = PRESETS[name]
    return {"label": claim, **traits}


def _check_selected(selected: Any, layers: str) -> None:
    last = len(layers.strip().splitlines())
    if isinstance(selected, bool) or not isinstance(selected, int) or not 0 <= selected <= last:
        raise WidgetError(f"selected={selected!r}: 0 is the input, 1 to {last} are the layers")


def _checked_input(shape: Any) -> list[int]:
    sides = list(shape) if isinstance(shape, list | tuple) else []
    if len(sides) != 3 or any(
        isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= 4096 for n in sides
    ):
        raise WidgetError(
            f"input={shape!r}: give (channels, height, width), three whole numbers from 1 to 4096"
        )
    return sides


def _image_bytes(image: bytes | str) -> bytes:
    if image in ("cat", b""):
        return _cat() if image else b""
    if isinstance(image, str) and image.startswith("data:image/") and ";base64," in image:
        return base64.b64decode(image.partition(";base64,")[2])
    if isinstance(image, bytes) and image[:4] in (b"\x89PNG", b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\xe1"):
        return image
    shown = image[:30] if isinstance(image, bytes | str) else image
    raise WidgetError(f'image={shown!r}: give PNG or JPEG bytes, a data:image/…;base64 URI, or "cat"')


def _cat() -> bytes:
    """The photograph that ships with scikit-image, its face cut square."""
    from PIL import Image
    from skimage.data import chelsea

    stream = io.BytesIO()
    Image.fromarray(chelsea()[:, 75:375]).resize((224, 224)).save(stream, "JPEG", quality=72)
    return stream.getvalue()
