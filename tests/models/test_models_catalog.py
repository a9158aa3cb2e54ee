"""One suite over the whole catalogue, and the ways to ask it for a network.

Shapes, counts and messages are tested on the meta device at full width; what needs numbers runs on the
smallest legal picture. Networks that need more than a second or two for that are in `make test-all`.
"""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

import cnnkit.models.create as create
from cnnkit.models import create_model, list_models, model_info
from cnnkit.summary import param_count, summarize
from tests.models.networks import DEEP, EACH, EACH_FILE

ROOT = Path(__file__).parents[2]
NAMES = list_models()
VARIANTS = [(name, variant) for name in NAMES for variant in model_info(name).variants]
EACH_VARIANT = [
    pytest.param(name, variant, marks=[pytest.mark.slow] if name in DEEP else [])
    for name, variant in VARIANTS
]

# Trainable parameters as this course's sources, the papers and the published files give them.
PUBLISHED = {
    "lenet5": 61_706,
    "lenet5_1998": 60_000,
    "alexnet": 62_378_344,
    "zfnet": 62_357_608,
    "nin_cifar10": 966_986,
    "vgg11": 132_863_336,
    "vgg13": 133_047_848,
    "vgg16": 138_357_544,
    "vgg19": 143_667_240,
    "googlenet": 13_378_280,
    "bn_inception": 11_285_224,
    "inception_v3": 27_161_264,
    "inception_v4": 42_679_816,
    "resnet18": 11_689_512,
    "resnet34": 21_797_672,
    "resnet50": 25_557_032,
    "resnet101": 44_549_160,
    "resnet152": 60_192_808,
    "resnet20_cifar": 269_722,
    "resnet1202_cifar": 19_421_274,
    "resnext50_32x4d": 25_028_904,
    "resnext101_32x8d": 88_791_336,
    "wide_resnet28_10": 36_479_194,
    "wide_resnet50_2": 68_883_240,
    "densenet121": 7_978_856,
    "densenet169": 14_149_480,
    "densenet201": 20_013_928,
    "densenet264": 33_337_704,
    "densenet_bc_100_12": 769_162,
    "xception": 22_855_952,
    "mobilenet_v2": 3_504_872,
    "se_resnet50": 28_088_024,
    "se_resnext50_32x4d": 27_559_896,
    "residual_attention_56": 31_810_728,
    "residual_attention_92": 52_466_344,
    "capsnet": 8_215_568,
    "nasnet_large": 88_753_150,
    "nasnet_mobile": 5_289_978,
    "hrnet_w18": 21_299_004,
    "hrnet_w32": 41_232_680,
    "hrnet_w48": 77_469_864,
    "cifar10_convnet": 703_594,
    "cifar10_convnet_gmp": 179_306,
    "imdb_conv1d": 1_315_937,
    "squeezenet1_0": 1_248_424,
    "squeezenet1_1": 1_235_496,
}
# Defaults that are not the paper's network, by what they are.
NOT_THE_PAPERS = {
    "lenet5": "modern",
    "alexnet": "single_tower",
    **dict.fromkeys(("vgg11_bn", "vgg13_bn", "vgg16_bn", "vgg19_bn"), "batch_norm"),
    "highway32_cifar": "assumed_filters",
    **dict.fromkeys(("cifar10_convnet", "cifar10_convnet_gmp", "imdb_conv1d"), "listing"),
    "bn_inception": "plain_stem",
    "inception_v3": "released",
    "inception_v4": "released",
    "inception_resnet_v1": "scaled_norm",
    "inception_resnet_v2": "mended_filters",
    "resnet18": "option_b",
    "resnext101_32x8d": "later_size",
    "cmpe_se_wide_resnet28_10": "released",
    "fractalnet20_cifar": "released",
    "fractalnet40_cifar": "table_3",
    "residual_attention_56": "released",
    "residual_attention_92": "released",
    "residual_attention_452_cifar": "gluoncv",
    "squeezenet1_1": "released",
}
# The names that code outside the repository asks for.
CONTRACT = """
    lenet5 lenet5_1998 alexnet zfnet nin_cifar10 vgg11 vgg13 vgg16 vgg19 vgg11_bn vgg13_bn vgg16_bn
    vgg19_bn googlenet bn_inception inception_v3 inception_v4 inception_resnet_v1
    inception_resnet_v2 highway19_cifar highway32_cifar resnet18 resnet34 resnet50 resnet101
    resnet152 plain18 plain34 resnet20_cifar resnet32_cifar resnet44_cifar resnet56_cifar
    resnet110_cifar resnet1202_cifar plain20_cifar plain56_cifar resnext50_32x4d resnext101_32x8d
    wide_resnet28_10 wide_resnet50_2 fractalnet20_cifar fractalnet40_cifar densenet121 densenet169
    densenet201 densenet264 densenet_bc_100_12 xception mobilenet_v1 mobilenet_v2 se_resnet50
    se_resnext50_32x4d cmpe_se_wide_resnet28_10 residual_attention_56 residual_attention_92
    residual_attention_452_cifar capsnet nasnet_mobile nasnet_large hrnet_w18 hrnet_w32 hrnet_w48
    cifar10_convnet cifar10_convnet_gmp imdb_conv1d squeezenet1_0 squeezenet1_1
"""


@cache
def on_meta(name, **options):
    """A network without numbers, for evaluation; tests share it and leave it as it is."""
    with torch.device("meta"):
        return create_model(name, **options).eval()


def batch(name, side=None, n=2, device="cpu"):
    shape = model_info(name).input_shape
    if len(shape) == 1:
        return torch.randint(0, 10_000, (n, side or shape[0]), device=device)
    side = side or shape[1]
    return torch.rand(n, shape[0], side, side, device=device)


def settled(name, n=4):
    """A network and a small batch that is ordinary to it: batch normalization has seen its like."""
    torch.manual_seed(0)
    entry = model_info(name)
    model, x = create_model(name).eval(), batch(name, _side_to_run(entry), n)
    for part in model.modules():  # these alone: auxiliary heads train at their network's own size only
        if isinstance(part, nn.BatchNorm2d):
            part.momentum = 1.0
            part.train()
    with torch.no_grad():
        model(x)
    return model.eval(), x


def _side_to_run(entry):
    """The smallest legal side, a little more where the last maps would shrink to a single pixel."""
    smallest, largest = entry.sides
    roomy = max(smallest, min(2 * smallest, 64))
    return roomy if largest is None else min(roomy, largest)


def _work(name):
    """About how long numbers take: multiplications at the side to run, and weights to draw."""
    entry = model_info(name)
    if len(entry.input_shape) == 1:
        return 0
    shrink = (_side_to_run(entry) / entry.input_shape[1]) ** 2
    return entry.macs * shrink * 12 + entry.params * 20


QUICK = 2_000_000_000
LONG = {*DEEP, "nasnet_mobile", "hrnet_w18"}
NUMBERS = [
    pytest.param(name, marks=[pytest.mark.slow] if name in LONG or _work(name) > QUICK else [])
    for name in NAMES
]
COMPILED = [
    pytest.param(
        name, marks=[pytest.mark.slow] if name not in ("lenet5", "resnet20_cifar", "capsnet") else []
    )
    for name in NAMES
]


def test_the_catalogue_has_every_name_once_and_in_order():
    assert set(CONTRACT.split()) - set(NAMES) == set()
    first = {name: model_info(name).default for name in NAMES}
    assert {name: variant for name, variant in first.items() if variant != "paper"} == NOT_THE_PAPERS
    assert len(NAMES) == len(set(NAMES)) == len(create.CATALOG)


@pytest.mark.parametrize(("name", "variant"), VARIANTS)
def test_counts_and_stages_are_those_of_the_entry(name, variant):
    entry, model = model_info(name), on_meta(name, variant=variant)
    told = entry.variants[variant]
    assert param_count(model) == told.params
    summary = summarize(model, (1, *entry.input_shape))
    assert summary.macs == told.macs
    assert summary.output_shape == (1, entry.num_classes)
    idle = summary.params - sum(row.params for row in summary.rows)
    decoder = 1_411_344 if (name, variant) == ("capsnet", "paper") else 0  # its paper counts it in
    assert told.auxiliary == idle - decoder
    order = [label for label, _ in model.named_modules()]
    places = [order.index(stage) for stage in entry.stages_of(variant)]
    assert places == sorted(set(places))
    assert order[places[-1]] == "head"
    if variant == entry.default and name in PUBLISHED:
        assert told.params == PUBLISHED[name]


def test_every_published_count_is_looked_at():
    assert set(PUBLISHED) <= set(NAMES)


@pytest.mark.parametrize(("name", "variant"), EACH_VARIANT)
def test_legal_sides_give_logits_and_one_step_further_is_refused_with_reasons(name, variant):
    model, entry = on_meta(name, variant=variant), model_info(name)
    smallest, largest = entry.variants[variant].sides or entry.sides
    for side in (smallest, largest or smallest + 1):  # that of the entry: see the test of its counts
        assert model(batch(name, side, device="meta")).shape == (2, entry.num_classes)
    for side in [smallest - 1] if largest is None else [smallest - 1, largest + 1]:
        with pytest.raises(ValueError, match=rf"{side}.*legal: \(n, ") as error:
            model(batch(name, side, device="meta"))
        assert str(smallest) in str(error.value)
        assert type(model).__name__ in str(error.value)


@pytest.mark.parametrize("name", [name for name in NAMES if len(model_info(name).input_shape) == 3])
def test_a_wrong_picture_is_refused_by_name(name):
    entry = model_info(name)
    model, (c, side, _) = on_meta(name, variant=entry.default), entry.input_shape
    for shape in ((1, c + 1, side, side), (c, side, side), (1, c, side, 1)):
        with pytest.raises(ValueError, match=rf"{type(model).__name__} got {re.escape(str(shape))}; legal"):
            model(torch.zeros(shape, device="meta"))


def test_the_refusal_says_what_to_change():
    model, x = on_meta("resnet20_cifar"), torch.zeros(1, 3, 32, 32, device="meta")
    for wrong, hint in (
        (x[0], r"x\[None\]"),
        (x[:, :2], "built with in_channels=3"),
        (x.byte(), r"got \(1, 3, 32, 32\) of torch.uint8; .* / 255"),
        ("cat.jpg", "got a str; .* a tensor"),
        (x[..., :2], "find two pixels a side"),
    ):
        with pytest.raises(ValueError, match=hint):
            model(wrong)


@pytest.mark.parametrize("name", EACH)
def test_rows_of_the_summary_equal_what_hooks_see(name):
    entry = model_info(name)
    model, seen = on_meta(name, variant=entry.default), []
    layers = {part: label for label, part in model.named_modules() if not list(part.children())}
    handles = [
        part.register_forward_hook(
            lambda m, i, o: seen.append((layers[m], tuple(i[0].shape), tuple(o.shape)))
        )
        for part in layers
    ]
    model(batch(name, device="meta"))
    for handle in handles:
        handle.remove()
    summary = summarize(model, (2, *entry.input_shape))
    rows = [(r.name, r.in_shape, r.out_shape) for r in summary.rows if r.name in set(layers.values())]
    assert rows == seen
    assert summary.output_shape == (2, entry.num_classes)


@pytest.mark.parametrize("name", NUMBERS)
def test_every_parameter_gets_a_gradient(name):
    model, x = settled(name)
    _logits(model(x)).square().sum().backward()
    if name == "capsnet":  # its decoder speaks when it is asked
        model.reconstruct(model.capsules(x)).square().sum().backward()
    asleep = [label for label, p in model.named_parameters() if p.grad is None or not p.grad.any()]
    if asleep:  # auxiliary heads speak in training mode only
        out = model.train()(batch(name, n=4))
        sum(logits.square().sum() for logits in (out.logits, *out.aux)).backward()
    for label, parameter in model.named_parameters():
        assert parameter.grad is not None, label
        assert parameter.grad.isfinite().all(), label
        assert parameter.grad.any(), label


@pytest.mark.parametrize("name", NUMBERS)
def test_eval_mode_is_deterministic_and_a_state_dict_round_trips(name):
    model, x = settled(name)
    twin = create_model(name).eval()
    with torch.no_grad():
        out = model(x)
        assert torch.equal(out, model(x))
        assert not torch.allclose(out, twin(x))
        twin.load_state_dict(model.state_dict())
        assert torch.equal(out, twin(x))


@pytest.mark.parametrize("name", NUMBERS)
def test_low_precision_and_channels_last_run(name):
    # Not settled where it need not be: normalizing small differences of an untrained network magnifies
    # rounding.
    torch.manual_seed(0)
    model, x = create_model(name).eval(), batch(name, _side_to_run(model_info(name)), 4)
    with torch.no_grad():
        if not model(x).abs().max() < 1e12:  # hundreds of sums without normalization: masks jump, or nan
            model, x = settled(name)
        expected = model(x)
        scale = expected.abs().max()
        with torch.autocast("cpu", torch.bfloat16):
            off = model(x).double() - expected
            near = 1 if name == "residual_attention_452_cifar" else 0.25  # eighteen masks, settled
            assert off.norm() < near * expected.double().norm()
        if x.dim() == 4:
            turned = model.to(memory_format=torch.channels_last)(x.to(memory_format=torch.channels_last))
            assert (turned - expected).abs().max() < 1e-3 * scale


@pytest.mark.parametrize("name", COMPILED)
def test_torch_compile_sees_one_graph(name):
    model, x = settled(name)
    torch.compiler.reset()
    compiled = torch.compile(model, backend="eager", fullgraph=True)  # no C compiler needed
    with torch.no_grad():
        assert torch.allclose(compiled(x), model(x), atol=1e-5)


@pytest.mark.parametrize("name", EACH_FILE)
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


def _logits(out):
    return out if isinstance(out, torch.Tensor) else out.logits


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
    with pytest.raises(ValueError, match="Did you mean resnet50"):
        create_model("RESNET_50")
    with pytest.raises(ValueError, match=r"no model is called \['lenet5'\]"):
        create_model(["lenet5"])
    with pytest.raises(ValueError, match=r"weights=Path\('run/weights.pt'\)"):
        create_model("lenet5", weights="run/weights.pt")
    with pytest.raises(ValueError, match="Did you mean two_towers"):
        create_model("alexnet", variant="two-tower")
    with pytest.raises(ValueError, match="weights=None"):
        create_model("imdb_conv1d", weights="imagenet")
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
    with pytest.warns(UserWarning, match=r"weights 'digits' of lenet5 are for other classes\. .*head\.5;"):
        model = create_model("lenet5", weights="digits", num_classes=3)
    assert torch.equal(model.stem[0].weight, source.stem[0].weight)


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
