"""The picture that a link to the book shows: a handwritten digit and the maps of LeNet's convolutions."""

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont
from safetensors.torch import load_file

from cnnkit.data.digits import load_digits
from cnnkit.models.lenet import lenet5
from cnnkit.recipes.store import REPOSITORY, WEIGHTS

CARD = REPOSITORY / "cnnkit" / "publish" / "static" / "card.png"
SIZE = (1200, 630)
HELD_OUT = 3  # which of the 500
_INK, _PAPER = (230, 233, 237), (20, 24, 30)
_BLUE, _GREY, _ORANGE = np.array((0, 103, 163)), np.array((200, 200, 200)), np.array((213, 94, 0))


def _coloured(maps: np.ndarray, side: int) -> list[Image.Image]:
    """Signed maps `(c, h, w)` in blue, grey and orange on one scale, `side` px wide."""
    x = (maps / np.abs(maps).max())[..., None]
    rgb = np.where(x < 0, _GREY + (_GREY - _BLUE) * x, _GREY + (_ORANGE - _GREY) * x)
    return [
        Image.fromarray(one.round().astype(np.uint8)).resize((side, side), Image.Resampling.NEAREST)
        for one in rgb
    ]


def card() -> Image.Image:
    """The picture, 1200 × 630 px."""
    net = lenet5()
    net.load_state_dict(load_file(WEIGHTS / "lenet5_digits.safetensors"))
    digit = load_digits(32).test_x[HELD_OUT]
    kept: list[torch.Tensor] = []
    for layer in net.modules():
        if isinstance(layer, torch.nn.Conv2d):
            layer.register_forward_hook(lambda _m, _i, out: kept.append(out[0]))
    with torch.no_grad():
        net.eval()(digit[None])
    picture = Image.new("RGB", SIZE, _PAPER)
    pen = ImageDraw.Draw(picture)
    pen.text((60, 44), "Convolutional networks, live", _INK, ImageFont.load_default(64))
    pen.text((60, 132), "See what a convolutional network sees.", _INK, ImageFont.load_default(32))
    ink = Image.fromarray((255 * digit[0].numpy()).astype(np.uint8)).resize(
        (300, 300), Image.Resampling.NEAREST
    )
    picture.paste(ink, (60, 244))
    # six maps of C1 in two columns, twelve of C3 in four
    for maps, side, left, top, columns in zip(kept, (128, 96), (420, 732), (190, 238), (2, 4), strict=False):
        for i, tile in enumerate(_coloured(maps.numpy(), side)[: 3 * columns]):
            row, column = divmod(i, columns)
            picture.paste(tile, (left + column * (side + 8), top + row * (side + 8)))
    return picture.quantize(96)


def main() -> None:
    card().save(CARD, optimize=True)
    print(CARD)
