"""Features, layers by name or module, stages, and bodies at sides that the whole network refuses."""

import pytest
import torch
from torch import nn

from cnnkit.models import create_model, features, list_models, model_info, stage_parts, stages
from cnnkit.models.heads import classifier
from tests.models.networks import EACH_FILE


def on_meta(name, **options):
    with torch.device("meta"):
        return create_model(name, **options)


def test_features_are_what_the_last_layer_reads():
    torch.manual_seed(0)
    for name, chain in (
        ("resnet20_cifar", lambda m, x: m.head[:2](m.body(m.stem(x)))),
        ("lenet5", lambda m, x: m.head[:5](m.body(m.stem(x)))),
        ("lenet5_1998", lambda m, x: m.head[:3](m.body(m.stem(x)))),
        ("capsnet", lambda m, x: m.body(m.stem(x))),
        ("nin_cifar10", lambda m, x: m.body.mlpconv3[:4](m.body[:6](x))),
    ):
        model, entry = create_model(name).eval(), model_info(name)
        x = torch.rand(2, *entry.input_shape)
        assert torch.equal(features(model, x), chain(model, x)), name


@pytest.mark.parametrize("name", EACH_FILE)
def test_the_last_layer_makes_the_logits_from_the_features(name):
    entry, model = model_info(name), on_meta(name)
    read = features(model, torch.zeros(2, *entry.input_shape, device="meta", dtype=kind(entry)))
    assert classifier(model) in entry.classifiers
    last = model.get_submodule(classifier(model))
    assert len(last(read)) == 2
    assert model.training


def kind(entry):
    return torch.int64 if len(entry.input_shape) == 1 else torch.float32


def test_a_layer_is_a_name_or_a_module_and_says_its_own_output():
    torch.manual_seed(0)
    model, x = create_model("resnet20_cifar"), torch.rand(2, 3, 32, 32, requires_grad=True)
    model.body.stage1.eval()
    modes = [part.training for part in model.modules()]
    statistics = model.stem.norm.running_mean.clone()
    by_name = features(model, x, "body.stage2")
    assert torch.equal(by_name, features(model, x, model.body.stage2))
    with torch.no_grad():
        twin = create_model("resnet20_cifar").eval()
        twin.load_state_dict(model.state_dict())
        assert torch.equal(by_name, twin.body[:2](twin.stem(x)))
    by_name.sum().backward()
    assert x.grad.any()
    assert [part.training for part in model.modules()] == modes
    assert torch.equal(model.stem.norm.running_mean, statistics)
    assert not any(part._forward_hooks or part._forward_pre_hooks for part in model.modules())


@pytest.mark.parametrize(
    ("layer", "hint"),
    [
        ("body.stage9", "CifarResNet has no layer 'body.stage9'; did you mean body.stage"),
        ("fc7", "no layer 'fc7'; its parts: stem, body, head"),
        (nn.ReLU(), "this ReLU is no part of the CifarResNet"),
    ],
)
def test_a_layer_that_is_not_there_is_refused(layer, hint):
    with pytest.raises(ValueError, match=hint):
        features(on_meta("resnet20_cifar"), torch.zeros(1, 3, 32, 32, device="meta"), layer)


def test_auxiliary_heads_say_nothing_and_a_wrong_picture_is_still_refused():
    model = on_meta("googlenet")
    with pytest.raises(ValueError, match="does not run 'head_4a' in eval mode"):
        features(model, torch.zeros(1, 3, 224, 224, device="meta"), "head_4a")
    with pytest.raises(ValueError, match="it was built with in_channels=3"):
        features(model, torch.zeros(1, 1, 224, 224, device="meta"), "stem")
    assert not any(part._forward_hooks for part in model.modules())
    assert all(part.training for part in model.modules())


OF_ONE_SIDE = [
    name
    for name in list_models()
    if model_info(name).sides[1] is not None and name not in ("capsnet", "cifar10_convnet")
]


@pytest.mark.parametrize("name", OF_ONE_SIDE)
def test_bodies_take_sides_that_the_head_refuses(name):
    model, entry = on_meta(name).eval(), model_info(name)
    side = entry.sides[1] + 61
    x = torch.zeros(1, entry.input_shape[0], side, side + 40, device="meta")
    with pytest.raises(ValueError, match="legal"):
        model(x)
    maps = model.body(model.stem(x) if hasattr(model, "stem") else x)
    assert features(model, x, "body").shape == maps.shape
    assert min(maps.shape[2:]) > model.body(usual(model, entry)).shape[2]
    with pytest.raises(ValueError, match="legal"):
        model(x)  # as before


def usual(model, entry):
    x = torch.zeros(1, *entry.input_shape, device="meta")
    return model.stem(x) if hasattr(model, "stem") else x


def test_the_families_whose_heads_want_one_side_are_known():
    families = {name.split("_")[0].rstrip("0123456789") for name in OF_ONE_SIDE}
    assert families == {"lenet", "alexnet", "zfnet", "vgg", "fractalnet"}


@pytest.mark.parametrize("name", EACH_FILE)
def test_stages_hold_every_layer_that_runs_in_eval_mode_once(name):
    model, entry = on_meta(name).eval(), model_info(name)
    ran = []
    for label, part in model.named_modules():
        if not list(part.children()):
            part.register_forward_hook(lambda *_, label=label: ran.append(label))
    model(torch.zeros(1, *entry.input_shape, device="meta", dtype=kind(entry)))
    parts = [layer for stage in stages(name) for layer in stage_parts(model, stages(name), stage)]
    assert len(parts) == len(set(parts))
    assert set(ran) <= set(parts)
    weights = {layer.rpartition(".")[0] for layer, _ in model.named_parameters()}
    assert all(layer.startswith(("head_", "decoder")) for layer in weights - set(parts))


def test_a_stage_is_all_that_runs_up_to_its_end():
    model = on_meta("vgg16")
    names = [f"body.{kind}2_{i}" for i in (1, 2) for kind in ("conv", "relu")]
    assert stage_parts(model, stages("vgg16"), "body.pool2") == [*names, "body.pool2"]
    assert stage_parts(model, stages("vgg16"), "head")[0] == "head.flatten"
    with pytest.raises(ValueError, match=r"no stage is called 'pool2'; did you mean body\.pool2"):
        stage_parts(model, stages("vgg16"), "pool2")
    with pytest.raises(ValueError, match="no variant 'timm'"):
        stages("vgg16", "timm")
