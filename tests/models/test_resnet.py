"""ResNet: its table, its twins, where it strides, what it sees."""

import pytest
import torch
from torch import nn

from cnnkit.models import create_model, model_info
from cnnkit.sizing import receptive_field
from cnnkit.summary import param_count, summarize

BLOCKS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3), 152: (3, 8, 36, 3)}


def on_meta(name, **options):
    with torch.device("meta"):
        return create_model(name, **options).eval()


def field_before_pooling(model):
    rows = summarize(model, (1, 3, 224, 224)).rows
    return next(row for row in reversed(rows) if row.name.startswith("body.")).receptive_field.size


@pytest.mark.parametrize("depth", BLOCKS)
def test_the_name_counts_the_layers_with_weights(depth):
    layers = [
        label
        for label, part in on_meta(f"resnet{depth}").named_modules()
        if isinstance(part, nn.Conv2d | nn.Linear) and "shortcut" not in label
    ]
    assert len(layers) == depth


@pytest.mark.parametrize("depth", BLOCKS)
def test_every_stage_has_the_shape_of_the_table(depth):
    model = on_meta(f"resnet{depth}")
    x = model.stem(torch.zeros(1, 3, 224, 224, device="meta"))
    assert x.shape == (1, 64, 56, 56)
    for stage, blocks, width, side in zip(
        model.body, BLOCKS[depth], (64, 128, 256, 512), (56, 28, 14, 7), strict=True
    ):
        x = stage(x)
        assert len(stage) == blocks
        assert x.shape == (1, width if depth < 50 else 4 * width, side, side)


@pytest.mark.parametrize(
    ("name", "variant", "size"),
    [
        ("resnet18", "option_b", 435),
        ("resnet34", "paper", 899),
        ("resnet50", "torchvision", 427),
        ("resnet50", "paper", 483),
        ("plain18", "paper", 435),
    ],
)
def test_receptive_fields_through_branches(name, variant, size):
    depth = int(name[-2:])
    chain = [(7, 2, 3), (3, 2, 1)]
    for i, blocks in enumerate(BLOCKS[depth]):
        for j in range(blocks):
            stride = 2 if i > 0 and j == 0 else 1
            if depth < 50:
                chain += [(3, stride, 1), (3, 1, 1)]
            elif variant == "paper":
                chain += [(1, stride, 0), (3, 1, 1), (1, 1, 0)]
            else:
                chain += [(1, 1, 0), (3, stride, 1), (1, 1, 0)]
    assert receptive_field(chain)[0] == size
    assert field_before_pooling(on_meta(name, variant=variant)) == size


def test_variants_share_parameters_and_differ_in_what_they_compute():
    torch.manual_seed(0)
    paper, later = create_model("resnet50").eval(), create_model("resnet50", variant="torchvision").eval()
    later.load_state_dict(paper.state_dict())
    x = torch.rand(1, 3, 64, 64)
    with torch.no_grad():
        assert not torch.allclose(paper(x), later(x), rtol=1e-2)
    strided = {
        name: [label for label, m in net.named_modules() if isinstance(m, nn.Conv2d) and m.stride == (2, 2)]
        for name, net in (("paper", paper), ("later", later))
    }
    inside = {
        name: {label.split(".")[-2] for label in labels if "branch" in label}
        for name, labels in strided.items()
    }
    assert inside == {"paper": {"conv1"}, "later": {"conv2"}}
    assert len(strided["paper"]) == len(strided["later"]) == 1 + 3 + 3


@pytest.mark.parametrize("depth", [18, 34])
def test_plain_and_residual_twins_have_the_same_parameters_but_for_projections(depth):
    plain, twin = (
        on_meta(f"plain{depth}"),
        on_meta(f"resnet{depth}", variant="paper" if depth == 18 else "option_a"),
    )
    residual = on_meta(f"resnet{depth}")
    shapes = {key: value.shape for key, value in plain.state_dict().items()}
    assert shapes == {key: value.shape for key, value in twin.state_dict().items()}
    extra = {key for key in residual.state_dict() if key not in shapes}
    assert all(".shortcut." in key for key in extra)
    projections = sum(c * 2 * c + 2 * (2 * c) for c in (64, 128, 256))
    assert param_count(residual) - param_count(plain) == projections


def test_option_c_projects_around_every_block():
    model = on_meta("resnet34", variant="option_c")
    assert sum(isinstance(m, nn.Conv2d) and m.kernel_size == (1, 1) for m in model.modules()) == 16


def test_torchvisions_eighteen_and_thirtyfour_layers_are_the_papers():
    for name in ("resnet18", "resnet34"):
        torch.manual_seed(0)
        paper, alias = create_model(name).eval(), create_model(name, variant="torchvision").eval()
        alias.load_state_dict(paper.state_dict())
        x = torch.rand(1, 3, 32, 32)
        with torch.no_grad():
            assert torch.equal(paper(x), alias(x))


def test_weights_start_with_the_spread_of_he():
    torch.manual_seed(0)
    model = create_model("resnet50")
    for label, part in model.named_modules():
        if isinstance(part, nn.Conv2d):
            filters, _, k, _ = part.weight.shape
            assert part.bias is None
            assert part.weight.std().item() == pytest.approx((2 / (k * k * filters)) ** 0.5, rel=0.05), label
        elif isinstance(part, nn.BatchNorm2d):
            assert (part.weight == 1).all()
            assert not part.bias.any()


def test_the_papers_multiplications():
    published = {18: 1.8, 34: 3.6, 50: 3.8, 101: 7.6, 152: 11.3}  # table 1, in billions
    for depth, billions in published.items():
        assert model_info(f"resnet{depth}").macs / 1e9 == pytest.approx(billions, abs=0.07)
