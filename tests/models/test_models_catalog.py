"""One suite over the whole catalogue, and the ways to ask it for a network."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

import cnnkit.models.create as create
from cnnkit.models import create_model, list_models, model_info
from cnnkit.summary import param_count, summarize

ROOT = Path(__file__).parents[2]
NAMES = list_models()
SMALL = [name for name in NAMES if model_info(name).params < 2_000_000]

PUBLISHED = {
    "lenet5": 61_706,
    "alexnet": 62_378_344,
    "vgg16": 138_357_544,
    "cifar10_convnet": 703_594,
    "cifar10_convnet_gmp": 179_306,
    "imdb_conv1d": 1_315_937,
}
# Sides of the legal range, and one step outside it.
SIDES = {
    "lenet5": ([32, 35], [31, 36]),
    "alexnet": ([227, 258], [226, 259]),
    "vgg16": ([224, 255], [223, 256]),
    "cifar10_convnet": ([32, 35], [31, 36]),
    "cifar10_convnet_gmp": ([24, 57], [23]),
    "imdb_conv1d": ([41, 500], [40]),
}


def on_meta(name, **options):
    with torch.device("meta"):
        return create_model(name, **options).eval()


def batch(name, side=None, n=2, device="cpu"):
    shape = model_info(name).input_shape
    if len(shape) == 1:
        return torch.randint(0, 10_000, (n, side or shape[0]), device=device)
    side = side or shape[1]
    return torch.rand(n, shape[0], side, side, device=device)


@pytest.mark.parametrize("name", NAMES)
def test_parameters_and_multiplications_are_those_of_the_entry(name):
    entry, model = model_info(name), on_meta(name)
    assert param_count(model) == entry.params == PUBLISHED[name]
    assert summarize(model, (1, *entry.input_shape)).macs == entry.macs


@pytest.mark.parametrize("name", NAMES)
def test_legal_sizes_give_logits_and_one_step_further_is_refused_by_name_of_the_stage(name):
    model, entry = on_meta(name), model_info(name)
    legal, illegal = SIDES[name]
    for side in legal:
        assert model(batch(name, side, device="meta")).shape == (2, entry.num_classes)
    for side in illegal:
        with pytest.raises(ValueError, match=r"legal: \(n, .*(conv5|pool5|body)") as error:
            model(batch(name, side, device="meta"))
        assert str(side) in str(error.value)


@pytest.mark.parametrize("name", SMALL)
def test_every_parameter_gets_a_gradient(name):
    torch.manual_seed(0)
    model = create_model(name)
    model(batch(name)).square().sum().backward()
    for label, parameter in model.named_parameters():
        assert parameter.grad is not None, label
        assert parameter.grad.abs().sum() > 0, label


@pytest.mark.parametrize("name", SMALL)
def test_eval_mode_is_deterministic_and_a_state_dict_round_trips(name):
    torch.manual_seed(0)
    model, twin = create_model(name).eval(), create_model(name).eval()
    x = batch(name)
    out = model(x)
    assert torch.equal(out, model(x))
    assert not torch.allclose(out, twin(x))
    twin.load_state_dict(model.state_dict())
    assert torch.equal(out, twin(x))


@pytest.mark.parametrize("name", SMALL)
def test_low_precision_and_channels_last_run(name):
    torch.manual_seed(0)
    model = create_model(name).eval()
    x = batch(name)
    expected = model(x)
    with torch.autocast("cpu", torch.bfloat16):
        assert torch.allclose(model(x).float(), expected, atol=0.05)
    if x.dim() == 4:
        turned = model.to(memory_format=torch.channels_last)(x.to(memory_format=torch.channels_last))
        assert torch.allclose(turned, expected, atol=1e-5)


@pytest.mark.parametrize("name", NAMES)
def test_classes_and_channels_can_be_chosen(name):
    entry = model_info(name)
    if len(entry.input_shape) == 1:
        assert on_meta(name, num_classes=3)(batch(name, device="meta")).shape == (2, 3)
        with pytest.raises(ValueError, match="word ids"):
            create_model(name, in_channels=3)
        return
    model = on_meta(name, num_classes=7, in_channels=2)
    side = entry.input_shape[1]
    assert model(torch.zeros(1, 2, side, side, device="meta")).shape == (1, 7)
    with pytest.raises(ValueError, match=re.escape("legal: (n, 2, h, w)")):
        model(torch.zeros(1, 5, side, side, device="meta"))


def test_alexnets_two_towers_have_the_papers_count():
    towers = on_meta("alexnet", variant="two_towers")
    assert param_count(towers) == 60_965_224
    assert [m.groups for m in towers.modules() if isinstance(m, nn.Conv2d)] == [1, 2, 1, 2, 2]


def test_alexnets_response_norm_is_the_papers():
    with torch.device("meta"):
        norm = next(m for m in create_model("alexnet").modules() if isinstance(m, nn.LocalResponseNorm))
    x = torch.rand(1, 8, 2, 2) * 30
    window = torch.stack([x[:, max(c - 2, 0) : c + 3].square().sum(1) for c in range(8)], 1)
    assert torch.allclose(norm(x), x / (2 + 1e-4 * window) ** 0.75)


def test_a_word_network_refuses_decimals():
    with pytest.raises(ValueError, match="whole numbers"):
        on_meta("imdb_conv1d")(torch.zeros(1, 500, device="meta"))


def test_unknown_names_variants_and_weights_come_with_near_matches():
    with pytest.raises(ValueError, match="Did you mean lenet5"):
        create_model("lenet-5")
    with pytest.raises(ValueError, match=r"Did you mean .*vgg16"):
        model_info("vgg_16")
    with pytest.raises(ValueError, match=f"Legal: {', '.join(NAMES)}"):
        model_info("transformer")
    with pytest.raises(ValueError, match="Did you mean two_towers"):
        create_model("alexnet", variant="two-tower")
    with pytest.raises(ValueError, match="weights=None"):
        create_model("vgg16", weights="imagenet")
    with pytest.raises(ValueError, match="Legal: digits"):
        create_model("lenet5", weights="imagenet")
    for bad in (0, -1, 2.0, True):
        with pytest.raises(ValueError, match="num_classes must be a whole number of at least 1"):
            create_model("lenet5", num_classes=bad)


def test_weights_are_loaded_into_the_default_network_only(tmp_path, monkeypatch):
    monkeypatch.setattr(create, "WEIGHTS", tmp_path)
    with pytest.raises(ValueError, match="missing from the package"):
        create_model("lenet5", weights="digits")
    source = create_model("lenet5")
    save_file(source.state_dict(), tmp_path / "lenet5_digits.safetensors")
    loaded = create_model("lenet5", weights="digits")
    x = batch("lenet5")
    assert torch.equal(loaded(x), source(x))
    with pytest.raises(ValueError, match="fit its default"):
        create_model("lenet5", weights="digits", num_classes=3)


@pytest.mark.parametrize("name", NAMES)
def test_every_citation_is_in_the_bibliography(name):
    bibliography = ROOT / "book" / "references.bib"
    if not bibliography.exists():
        pytest.skip("the book is not part of this checkout")
    citation = model_info(name).citation
    assert citation is None or f"{{{citation}," in bibliography.read_text()


def test_importing_the_models_imports_little_more_than_torch():
    code = (
        "import sys, torch; a = set(sys.modules); import cnnkit.models; print(sorted(set(sys.modules) - a))"
    )
    new = eval(subprocess.check_output([sys.executable, "-c", code], text=True))
    assert "cnnkit.models.catalog" in new
    assert [m for m in new if m.split(".")[0] not in {"cnnkit", *sys.stdlib_module_names}] == []
