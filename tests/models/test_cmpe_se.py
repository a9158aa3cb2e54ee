"""CMPE-SE: gates that read branch and shortcut, each against its formula written out."""

import pytest
import torch

from cnnkit.models import create_model, model_info
from cnnkit.models.cmpe_se import GATES, DoubleSqueeze, InnerImaging
from cnnkit.summary import param_count

WIDTHS = (160, 320, 640)
WRN_28_10 = 36_479_194


def pair(c, n=3):
    torch.manual_seed(0)
    return torch.randn(n, c, 4, 4), torch.randn(n, c, 4, 4)


@pytest.mark.parametrize("name", GATES)
def test_the_shortcut_decides_how_much_of_the_branch_is_added(name):
    branch, shortcut = pair(160)
    gate = GATES[name](160).eval()
    out = gate(branch, shortcut)
    scale = out / branch
    assert ((scale > 0) & (scale < 1)).all()
    assert (scale.amax((2, 3)) - scale.amin((2, 3))).max() < 1e-4  # one number a channel
    assert not torch.allclose(gate(branch, shortcut + 1), out)


def test_double_squeeze():
    branch, shortcut = pair(32)
    gate = DoubleSqueeze(32)
    hidden = [
        torch.relu(x.mean((2, 3)) @ part[0].weight[:, :, 0, 0].T)
        for x, part in ((branch, gate.reduce_branch), (shortcut, gate.reduce_shortcut))
    ]
    scale = torch.sigmoid(torch.cat(hidden, 1) @ gate.expand[0].weight[:, :, 0, 0].T)
    assert torch.allclose(gate(branch, shortcut), branch * scale[:, :, None, None], atol=1e-6)


def test_filters_over_pairs_see_a_mean_of_the_branch_and_one_of_the_shortcut():
    branch, shortcut = pair(32)
    gate = InnerImaging(32, (1, 2)).eval()
    b, s = branch.mean((2, 3)), shortcut.mean((2, 3))
    maps = [w[0, 0, 0] * b + w[0, 0, 1] * s for w in gate.image[0].weight]
    eps = gate.image[1].eps
    seen = torch.stack(maps).mean(0) / (1 + eps) ** 0.5
    assert torch.allclose(gate(branch, shortcut), branch * gate.excite(seen)[:, :, None, None], atol=1e-6)


def test_the_folded_picture_has_rows_of_branch_and_shortcut_in_turn():
    pictures = []
    gate = InnerImaging(32, (3, 3), fold=4)
    gate.image.register_forward_pre_hook(lambda module, args: pictures.append(args[0]))
    branch, shortcut = pair(32)
    gate(branch, shortcut)
    (picture,) = pictures
    assert picture.shape == (3, 1, 8, 8)
    for row in range(4):
        own = slice(8 * row, 8 * row + 8)
        assert torch.allclose(picture[:, 0, 2 * row], branch[:, own].mean((2, 3)))
        assert torch.allclose(picture[:, 0, 2 * row + 1], shortcut[:, own].mean((2, 3)))


def test_parameters_of_every_gate():
    def image(c, kernel, seen):
        return c // 16 * (kernel + 2) + seen * c // 16 + c // 16 * c

    gates = {
        "double_fc": lambda c: 2 * c * c // 16 + 2 * c // 16 * c,
        "released": lambda c: image(c, 1, 2 * c),
        "conv_2x1": lambda c: image(c, 2, c),
        "conv_3x3": lambda c: image(c, 9, 18 * (c // 10 - 2)),
    }
    entry = model_info("cmpe_se_wide_resnet28_10")
    assert set(gates) == set(entry.variants)
    for variant, count in gates.items():
        with torch.device("meta"):
            model = create_model(entry.name, variant=variant)
        # Four blocks a stage; the published files also normalize the stem's 16 maps.
        assert param_count(model) == WRN_28_10 + 2 * 16 + 4 * sum(map(count, WIDTHS))


def test_with_running_statistics_the_default_has_the_quoted_size():
    with torch.device("meta"):
        model = create_model("cmpe_se_wide_resnet28_10")
    running = sum(b.numel() for name, b in model.named_buffers() if "running" in name)
    assert round((param_count(model) + running) / 1e6, 2) == 36.90
