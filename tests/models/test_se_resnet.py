"""SE networks: what the gates add, and the details of the published files."""

import pytest
import torch
from torch import nn

from cnnkit.blocks.squeeze_excite import SqueezeExcite
from cnnkit.models import create_model, model_info
from cnnkit.summary import param_count

TWINS = [("se_resnet50", "resnet50", "conv1"), ("se_resnext50_32x4d", "resnext50_32x4d", "conv2")]


def on_meta(name):
    with torch.device("meta"):
        return create_model(name).eval()


@pytest.mark.parametrize(("name", "twin", "strides"), TWINS)
def test_gates_are_all_that_is_added(name, twin, strides):
    model = on_meta(name)
    gates = [m for m in model.modules() if isinstance(m, SqueezeExcite)]
    stages = ((256, 3), (512, 4), (1024, 6), (2048, 3))
    weights = sum(n * 2 * c * c // 16 for c, n in stages)
    biases = sum(n * (c // 16 + c) for c, n in stages)
    assert weights == 2_514_944
    assert sum(map(param_count, gates)) == weights + biases == 2_530_992
    assert param_count(model) - model_info(twin).params == 2_530_992
    inside = {
        label.split(".")[-2]
        for label, m in model.named_modules()
        if isinstance(m, nn.Conv2d) and m.stride == (2, 2) and "branch" in label
    }
    assert inside == {strides}


@pytest.mark.parametrize(("name", "twin", "strides"), TWINS)
def test_open_gates_give_the_network_without_them(name, twin, strides):
    torch.manual_seed(0)
    model, plain = create_model(name).eval(), create_model(twin).eval()
    shared = model.state_dict()
    plain.load_state_dict({key: value for key, value in shared.items() if ".gate." not in key})
    for gate in model.modules():
        if isinstance(gate, SqueezeExcite):
            nn.init.zeros_(gate.expand.weight)
            nn.init.constant_(gate.expand.bias, 50.0)
    x = torch.randn(1, 64, 9, 9)
    with torch.no_grad():
        assert torch.allclose(model.body(x), plain.body(x), rtol=1e-4, atol=1e-4)
        for gate in model.modules():
            if isinstance(gate, SqueezeExcite):
                nn.init.constant_(gate.expand.bias, -200.0)
        block = model.body.stage2[1]
        y = torch.randn(1, 512, 4, 4)
        assert torch.equal(block(y), torch.relu(y))


def test_the_first_pool_has_no_padding_and_rounds_up():
    stem = create_model("se_resnet50").eval().stem
    assert stem(torch.zeros(1, 3, 224, 224)).shape == (1, 64, 56, 56)
    x = torch.randn(1, 64, 112, 112)
    pooled = stem.pool(x)
    assert torch.equal(pooled[:, :, 0, 0], x[:, :, :3, :3].amax((2, 3)))
    assert torch.equal(pooled[:, :, 55, 55], x[:, :, 110:, 110:].amax((2, 3)))
