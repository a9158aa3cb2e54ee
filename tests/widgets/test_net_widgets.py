"""The widgets that run a trained network: what goes into the page, and what is refused."""

import gzip
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits
from torch import nn

from cnnkit.data.digits import enlarge
from cnnkit.models.lenet import LeNet5
from cnnkit.widgets import lenet_digits, template_match
from cnnkit.widgets.base import DIST
from cnnkit.widgets.digit_net import DigitNet
from cnnkit.widgets.engine import describe
from cnnkit.widgets.head_switch import HeadSwitch, forward, network, room, untrained_place, wanted_shapes
from cnnkit.widgets.recording import Recording
from cnnkit.widgets.stills import first_of_each_class
from cnnkit.widgets.template_match import TemplateMatch
from cnnkit.widgets.train_replay import TrainReplay
from tests.golden import make_engine, make_net
from tests.widgets.net_examples import red_square, three_heads, training_run

SLUGS = ("digit-net", "template-match", "head-switch", "train-replay")


def random_weights(shapes: dict[str, tuple[int, ...]], seed: int = 0) -> dict[str, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return {key: 0.1 * torch.randn(shape, generator=generator) for key, shape in shapes.items()}


@pytest.fixture(scope="module")
def lenet() -> dict[str, torch.Tensor]:
    return random_weights(lenet_digits.SHAPES)


def test_golden_vectors_are_what_python_says_today() -> None:
    assert make_net.PATH.read_text("utf8") == make_net.text()


@pytest.mark.parametrize("slug", SLUGS)
def test_bundle_is_small(slug: str) -> None:
    assert len(gzip.compress((DIST / f"{slug}.js").read_bytes())) <= 50_000


def test_examples_are_the_first_held_out_digit_of_each_class() -> None:
    images, labels = load_digits(return_X_y=True)
    for k, image in enumerate(first_of_each_class()):
        first = next(i for i in range(len(labels) - 500, len(labels)) if labels[i] == k)
        assert (image.ravel() == images[first]).all()


def test_the_engine_runs_the_layers_of_the_model() -> None:
    assert describe(LeNet5(), (1, 32, 32)) == lenet_digits.NETWORK


@torch.no_grad()
def test_first_frame_is_what_the_model_computes(lenet: dict[str, torch.Tensor]) -> None:
    model = LeNet5()
    model.load_state_dict(lenet)
    widget = DigitNet(lenet, example=5)
    x = enlarge(torch.from_numpy(first_of_each_class()[5] / 16).float()[None, None], 32)
    c1 = model.stem[1](model.stem[0](x))
    s2 = model.stem(x)
    c3 = model.body[1](model.body[0](s2))
    s4 = model.body(s2)
    c5 = model.head[:3](s4)
    f6 = model.head[3:5](c5)
    prob = model(x).softmax(1)[0]
    torch.testing.assert_close(torch.tensor(widget.probabilities), prob, atol=1e-6, rtol=0)
    saved = np.frombuffer(widget.first, np.int8) / 127
    wanted = torch.cat([a.flatten() for a in (c1, s2, c3, s4, c5, f6)]).numpy()
    assert np.abs(saved - wanted).max() <= 0.5 / 127 + 1e-6


def test_page_gets_every_weight_once_and_in_order(lenet: dict[str, torch.Tensor]) -> None:
    widget = DigitNet(lenet)
    values = np.frombuffer(widget.weights, "<f4")
    assert values.size == 61_706
    at = 0
    for key, shape in widget.manifest:
        size = int(np.prod(shape))
        assert (values[at : at + size] == lenet[key].numpy().ravel()).all()
        at += size


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"body.0.weight": torch.zeros(16, 6, 3, 3)},
            r"'body.0.weight' has shape \(16, 6, 3, 3\).*\(16, 6, 5, 5\)",
        ),
        ({"c9.bias": torch.zeros(2)}, "unknown weights 'c9.bias'"),
    ],
)
def test_weights_of_another_network_are_refused(
    lenet: dict[str, torch.Tensor], change: dict[str, torch.Tensor], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        DigitNet(lenet | change)


def test_missing_weights_are_named(lenet: dict[str, torch.Tensor]) -> None:
    with pytest.raises(ValueError, match=r"'head.3.bias' of shape \(84,\) are missing"):
        DigitNet({key: value for key, value in lenet.items() if key != "head.3.bias"})


def test_an_example_that_is_not_there_is_refused(lenet: dict[str, torch.Tensor]) -> None:
    with pytest.raises(ValueError, match="example=12"):
        DigitNet(lenet, example=12)


def matching_templates() -> dict[str, np.ndarray]:
    """Templates that are the ten examples themselves, of length one: each example wins where it stands."""
    flat = first_of_each_class().reshape(10, 64).astype(np.float32)
    return {"weight": flat / np.linalg.norm(flat, axis=1, keepdims=True), "bias": np.zeros(10, np.float32)}


def test_template_match_starts_with_a_digit_that_loses() -> None:
    weights = matching_templates()
    widget = TemplateMatch(weights, digit=3)
    moved = template_match.shift(first_of_each_class()[3] / 16, widget.dx, widget.dy)
    scores = weights["weight"] @ moved.ravel()
    assert (widget.dx, widget.dy) != (0, 0)
    assert np.argmax(scores) == widget.chosen != 3


@torch.no_grad()
def test_the_first_scores_come_from_python() -> None:
    weights = {key: value.numpy() for key, value in random_weights(template_match.SHAPES).items()}
    widget = TemplateMatch(weights, digit=4, dx=1, dy=-2)
    linear = nn.Linear(64, 10)
    linear.load_state_dict({key: torch.from_numpy(value) for key, value in weights.items()})
    examples = torch.from_numpy(first_of_each_class() / 16).float()
    moved = torch.roll(nn.functional.pad(examples[4], (4, 4, 4, 4)), (-2, 1), (0, 1))[4:12, 4:12]
    torch.testing.assert_close(torch.tensor(widget.scores), linear(moved.flatten()), atol=1e-5, rtol=1e-5)
    assert widget.most == pytest.approx(float(linear(examples.flatten(1)).abs().max()), rel=1e-5)


def test_no_smaller_move_makes_it_lose() -> None:
    weights, x = matching_templates(), first_of_each_class()[3] / 16
    dx, dy = template_match.losing_move(weights, x, 3)
    for other in ((0, 0), (1, 0), (0, 1), (-1, 0), (0, -1)):
        if other[0] ** 2 + other[1] ** 2 < dx**2 + dy**2:
            assert np.argmax(weights["weight"] @ template_match.shift(x, *other).ravel()) == 3


def test_a_given_move_is_kept() -> None:
    widget = TemplateMatch(matching_templates(), digit=4, dx=0, dy=2)
    assert (widget.dx, widget.dy) == (0, 2)


def test_template_match_refuses_moves_out_of_the_picture() -> None:
    with pytest.raises(ValueError, match="whole number from -4 to 4"):
        TemplateMatch(matching_templates(), dx=5)


def test_head_switch_starts_where_nothing_was_trained() -> None:
    widget = HeadSwitch(three_heads(), red_square(), classes=["square", "nothing"], zone=(0, 0, 0.4, 1))
    assert widget.x > 0.4 * 48
    space = room(red_square()["sprite"][0, 3])
    assert (widget.x, widget.y) == (34, 24)  # 0.4 to 1 is free: 0.7 of 48
    assert untrained_place((0.1, 0.2, 1, 1), space) == (24, 5)
    assert space == ((3, 3), (45, 45))  # six pixels wide: columns 0 to 5, 42 to 47


@torch.no_grad()
def test_heads_answer_as_torch_does() -> None:
    generator = torch.Generator().manual_seed(1)
    join = {
        "flatten": nn.Flatten(),
        "global_max": nn.AdaptiveMaxPool2d(1),
        "global_average": nn.AdaptiveAvgPool2d(1),
    }
    picture = torch.rand(1, 3, 48, 48, generator=generator)
    for head, pool in join.items():
        torch.manual_seed(2)
        first, second = nn.Conv2d(3, 4, 4), nn.Conv2d(4, 5, 3)
        dense = nn.Linear(5 * 20 * 20 if head == "flatten" else 5, 3)
        net = nn.Sequential(first, nn.ReLU(), nn.MaxPool2d(2), second, nn.ReLU(), pool, nn.Flatten(), dense)
        named = {"conv1": first, "conv2": second, "linear": dense}
        weights = {
            f"{head}.{name}.{k}": v.numpy()
            for name, layer in named.items()
            for k, v in layer.state_dict().items()
        }
        assert wanted_shapes(weights, 3) == {key: value.shape for key, value in weights.items()}
        wanted = net((picture - 0.5) / 0.25)
        answer = torch.from_numpy(forward(weights, picture[0].numpy())[head])
        torch.testing.assert_close(answer, wanted[0], atol=1e-5, rtol=1e-5)
        tensors = {name: torch.from_numpy(value) for name, value in weights.items()}
        described = make_engine.answer(network(weights, head), tensors, (picture - 0.5) / 0.25)
        torch.testing.assert_close(described[f"{head}.linear"], wanted, atol=1e-5, rtol=1e-5)


def test_head_switch_packs_scenes_as_bytes() -> None:
    widget = HeadSwitch(three_heads(), red_square(), classes=["square", "nothing"], zone=(0, 0, 0.4, 1))
    values = np.frombuffer(widget.scenes, np.uint8)
    assert values.size == 3 * 48 * 48 + 4 * 20 * 20
    assert values[-400:].sum() == 36 * 255


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"flatten.fc.weight": np.zeros((2, 99))}, r"'flatten.fc.weight' has shape \(2, 99\).*\(2, 2304\)"),
        ({"global_max.fc.weight": np.zeros((3, 1))}, r"'global_max.fc.weight' has shape \(3, 1\).*\(2, 1\)"),
        ({"global_average.conv.bias": np.zeros(4)}, r"'global_average.conv.bias' has shape \(4,\).*\(1,\)"),
        ({"median.fc.weight": np.zeros((2, 1))}, "unknown weights 'median.fc.weight'"),
    ],
)
def test_heads_that_do_not_fit_are_refused(change: dict[str, np.ndarray], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        HeadSwitch(three_heads() | change, red_square(), classes=["square", "nothing"], zone=(0, 0, 0.4, 1))


def test_heads_without_scenes_are_refused() -> None:
    with pytest.raises(ValueError, match="need scenes, classes and zone"):
        HeadSwitch(three_heads())


def test_train_replay_keeps_each_filter_in_its_place() -> None:
    record = training_run()
    widget = TrainReplay(record)
    about = widget.recording["frames"]["weight"]
    saved = np.frombuffer(widget.frames, np.int8).reshape(3, 4, 6, 1, 5, 5)
    kernel = saved[2, 1] * about["scales"][2 * 4 + 1]
    np.testing.assert_allclose(kernel, record.frame("weight", rate=2, epoch=1), rtol=1e-6)
    assert (widget.epoch, widget.rate) == (0, 1)


def test_a_run_that_blew_up_is_still_json() -> None:
    widget = TrainReplay(training_run(last_loss=float("nan")))
    assert widget.recording["series"]["loss"]["values"][-4:] == [2.3, 2.5, 2.6, None]
    assert math.isnan(widget.loss[2][3])


def test_train_replay_refuses_what_was_not_recorded() -> None:
    with pytest.raises(ValueError, match="epoch=4: epoch is a whole number from 0 to 3 here"):
        TrainReplay(training_run(), epoch=4)
    with pytest.raises(ValueError, match=r"'bias' has shape \(5,\) at each place, it takes \(6,\)"):
        TrainReplay(training_run(bias=5))
    with pytest.raises(ValueError, match="the axes are step, it takes rate and epoch"):
        TrainReplay(Recording({"step": [0]}))


def test_shipped_weights_that_are_missing_say_where_they_should_be(monkeypatch: pytest.MonkeyPatch) -> None:
    from cnnkit.widgets import weights

    monkeypatch.setattr(weights, "files", lambda name: Path("/nowhere"))
    with pytest.raises(ValueError, match=r"/nowhere/models/weights/lenet5_digits.safetensors is missing"):
        DigitNet()
