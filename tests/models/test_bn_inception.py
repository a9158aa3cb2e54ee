"""BN-Inception: figure 5 line by line, where its columns agree and where they do not."""

import torch
from torch import nn

from cnnkit.models import create_model
from cnnkit.summary import param_count

# Figure 5: 1×1, 3×3 reduce, 3×3, double reduce, double, pool projection (0: none), output; all as printed.
PRINTED = {
    "3a": (64, 64, 64, 64, 96, 32, 256),
    "3b": (64, 64, 96, 64, 96, 64, 320),
    "3c": (0, 128, 160, 64, 96, 0, 576),
    "4a": (224, 64, 96, 96, 128, 128, 576),
    "4b": (192, 96, 128, 96, 128, 128, 576),
    "4c": (160, 128, 160, 128, 160, 128, 576),
    "4d": (96, 128, 192, 160, 192, 128, 576),
    "4e": (0, 128, 192, 192, 256, 0, 1024),
    "5a": (352, 192, 320, 160, 224, 128, 1024),
    "5b": (352, 192, 320, 192, 224, 128, 1024),
}
WRONG = {"4c": 608, "4d": 608, "4e": 1056}


def count(rows):
    """Weights of every convolution and two numbers for each of its maps; the classifier."""

    def conv(maps, filters, kernel):
        return maps * filters * kernel**2 + 2 * filters

    total, maps = conv(3, 64, 7) + conv(64, 64, 1) + conv(64, 192, 3), 192
    for one, reduce3, three, reduce_double, double, project, _ in rows.values():
        total += conv(maps, reduce3, 1) + conv(reduce3, three, 3)
        total += conv(maps, reduce_double, 1) + conv(reduce_double, double, 3) + conv(double, double, 3)
        total += conv(maps, one, 1) + conv(maps, project, 1)
        maps = one + three + double + (project or maps)
    return total + maps * 1000 + 1000


def test_outputs_follow_from_the_filters_and_not_from_the_printed_column():
    with torch.device("meta"):
        network = create_model("bn_inception").eval()
    x = network.stem(torch.zeros(1, 3, 224, 224, device="meta"))
    assert x.shape == (1, 192, 28, 28)
    for name, module in zip(PRINTED, network.body, strict=True):
        x = module(x)
        side = 28 if name in ("3a", "3b") else 14 if name < "4e" else 7
        assert x.shape == (1, WRONG.get(name, PRINTED[name][-1]), side, side)


def test_parameters_by_hand_for_both_readings_of_the_figure():
    with torch.device("meta"):
        assert param_count(create_model("bn_inception")) == count(PRINTED) == 11_285_224
    mended = {name: (*row[:5], 96, row[6]) if name in ("4c", "4d") else row for name, row in PRINTED.items()}
    assert count(mended) == 11_194_984
    assert [sum((row[0], row[2], row[4], row[5])) for row in mended.values()][5:7] == [576, 576]


def test_5x5_is_gone_and_every_convolution_is_normalized():
    with torch.device("meta"):
        parts = list(create_model("bn_inception").body.modules())
    convolutions = [m for m in parts if isinstance(m, nn.Conv2d)]
    assert {m.kernel_size for m in convolutions} == {(1, 1), (3, 3)}
    assert all(m.bias is None for m in convolutions)
    assert len([m for m in parts if isinstance(m, nn.BatchNorm2d)]) == len(convolutions) == 8 * 7 + 2 * 5


def test_branches_that_stride_stay_on_the_same_pixels_at_odd_sides():
    with torch.device("meta"):
        network = create_model("bn_inception").eval()
    for side in (17, 31, 200):
        assert network(torch.zeros(1, 3, side, side + 1, device="meta")).shape == (1, 1000)
