"""The README's picture: the shipped LeNet reads a held-out digit, layer by layer."""

import torch
from safetensors.torch import load_file
from torch import nn

from cnnkit.data.digits import load_digits
from cnnkit.models.lenet import lenet5
from cnnkit.recipes.store import REPOSITORY, WEIGHTS
from cnnkit.visualize.drawing import Drawing
from cnnkit.visualize.figures import png_uri

PICTURE = REPOSITORY / "pictures" / "lenet.svg"
HELD_OUT = 3  # which of the 500


def lenet_reads_a_digit(net: nn.Module, digit: torch.Tensor) -> Drawing:
    """One digit `(1, 32, 32)`, the maps of LeNet's four feature layers, and its ten probabilities."""
    kept: list[torch.Tensor] = []
    hooks = [
        m.register_forward_hook(lambda _m, _i, out: kept.append(out[0]))
        for m in net.modules()
        if isinstance(m, (nn.Conv2d, nn.AvgPool2d))
    ]
    with torch.no_grad():
        probability = net(digit[None]).softmax(1)[0].tolist()
    for hook in hooks:
        hook.remove()
    best = max(range(10), key=probability.__getitem__)
    picture = Drawing(
        880,
        250,
        f"A handwritten digit, the maps of LeNet's layers, and ten bars: the network reads a {best}.",
    )
    picture.rect(0, 0, 880, 250, fill="paper", stroke="none")  # readable on a dark page as well
    picture.image(10, 75, 100, 100, png_uri(digit[0])).text(60, 195, "32×32", size=12)
    left = 145.0
    for maps, side, rows, name in zip(
        kept,
        (46, 34, 30, 24),
        (3, 3, 4, 4),
        ("C1 6×28×28", "S2 6×14×14", "C3 16×10×10", "S4 16×5×5"),
        strict=True,
    ):
        columns = -(-len(maps) // rows)
        top, scale = 125 - rows * (side + 4) / 2, float(maps.abs().max())
        for i, one in enumerate(maps):
            column, row = divmod(i, rows)
            uri = png_uri(one, signed=True, top=scale)
            picture.image(left + column * (side + 4), top + row * (side + 4), side, side, uri)
        width = columns * (side + 4)
        picture.text(left + width / 2, 212, name, size=12)
        left += width + 34
    for c, p in enumerate(probability):
        y = 22 + 20 * c
        picture.text(left + 8, y + 7, c, size=13, bold=c == best)
        picture.rect(
            left + 22, y, max(1.0, 110 * p), 14, fill="orange" if c == best else "sky", stroke="none"
        )
    return picture


def svg() -> str:
    """The picture as a file of its own."""
    net = lenet5()
    net.load_state_dict(load_file(WEIGHTS / "lenet5_digits.safetensors"))
    picture = lenet_reads_a_digit(net.eval(), load_digits(32).test_x[HELD_OUT]).svg()
    return picture.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" width="880" height="250" ', 1)


def main() -> None:
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(svg(), encoding="utf-8")
    print(PICTURE)
