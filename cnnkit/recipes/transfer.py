"""Ten classes of photographs with 1, 5 and 20 labels each: SqueezeNet 1.1 frozen, thawed and from scratch.

`python -m cnnkit.recipes transfer` writes book/architectures/results/transfer.json, and of it
cnnkit/widgets/data/freezer.json for the widget `freezer`.

The pieces are those of `cnnkit.data.photo_crops`. Every way of learning gets three tries, rates or strengths
of shrinking, at 5 labels a class, on a draw of its own: pieces of the first third of a photograph's width
train and pieces from there to the middle judge. The best try then serves for all label counts and draws;
the right halves are looked at once. Networks make `STEPS` steps of Adam (AdamW without decay), the rate
rising over the first tenth of them and then falling by a cosine; the three rates lie a factor of about 3
apart, and those for a network without batch norm are lower. Seconds are those of the processor. What starts
from scratch reads pieces of mean 0 and deviation 1, and SqueezeNet in two ways: with its authors' start, and
with He's.
"""

import time
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit.blocks.initialization import start_he
from cnnkit.data.digits import load_digits
from cnnkit.data.photo_crops import CLASSES, RIGHT, as_rgb, photo_crops
from cnnkit.models.create import create_model
from cnnkit.recipes.store import REPOSITORY, WIDGET_DATA, provenance, save_json
from cnnkit.training.loop import evaluate, fit
from cnnkit.visualize.inside.activations import activations
from cnnkit.visualize.inside.probe import linear_probe

__all__ = ["LAYERS", "STRENGTHS", "TEST_SEED", "K", "features", "first_of_each", "pretrained"]

SEEDS, LABELS, TESTS = [0, 1, 2, 3, 4], [1, 5, 20], 40
TEST_SEED, TUNE_SEED, NEAR_SEED = 1000, 100, 2000
TUNE_LEFT, TUNE_RIGHT = (0.0, 1 / 3), (1 / 3, 0.5)
K = len(CLASSES)
LAYERS = ("body.relu_conv1", "body.fire3", "body.fire5", "body.fire7", "body.fire9")
FEATURES = ("pixels", "conv1", "fire3", "fire5", "fire7", "fire9")
STRENGTHS = [0.01, 0.1, 1.0]
STEPS, BATCH = 120, 16
RESULTS = REPOSITORY / "book" / "architectures" / "results" / "transfer.json"
Pairs = tuple[Tensor, Tensor]


def pretrained() -> nn.Module:
    return create_model("squeezenet1_1", weights="imagenet").eval()


@torch.no_grad()
def features(net: nn.Module, x: Tensor) -> dict[str, Tensor]:
    """The mean of each map of five layers, `(n, channels)` each."""
    parts = [activations(net, some, LAYERS) for some in x.split(50)]
    means = [torch.cat([part[layer].mean((2, 3)) for part in parts]) for layer in LAYERS]
    return dict(zip(FEATURES[1:], means, strict=True))


def first_of_each(x: Tensor, per_class: int, count: int) -> Tensor:
    """The first `count` pieces of each class, of which `per_class` follow each other."""
    return x.unflatten(0, (-1, per_class))[:, :count].flatten(0, 1)


class Way(NamedTuple):
    """A network to train: how it is made, what stays frozen of it, and how it reads the pieces."""

    make: Callable[[], nn.Module]
    frozen: tuple[str, ...]
    reads: Callable[[Tensor], Tensor]
    rates: tuple[float, float, float]


def with_head(base: Any) -> nn.Sequential:
    """The body of a SqueezeNet, a mean over places, and a new head of ten classes."""
    return nn.Sequential(base.body, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, K))


def squeezenet() -> nn.Sequential:
    return with_head(pretrained())


def squeezenet_anew() -> nn.Sequential:
    """With its authors' start (`cnnkit/models/squeezenet.py`), which halves what passes a ReLU."""
    return with_head(create_model("squeezenet1_1"))


def squeezenet_he() -> nn.Sequential:
    net = squeezenet_anew()
    start_he(net)
    return net


def small() -> nn.Sequential:
    """Four convolutions with batch norm, which SqueezeNet has not."""
    layers: list[nn.Module] = []
    for wide, wider in ((3, 16), (16, 32), (32, 64), (64, 128)):
        layers += [nn.Conv2d(wide, wider, 3, padding=1, bias=False), nn.BatchNorm2d(wider), nn.ReLU()]
        layers += [nn.MaxPool2d(2)]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, K))


def three_equal(x: Tensor) -> Tensor:
    return x.expand(-1, 3, -1, -1).contiguous()


BEFORE_FIRE6 = tuple(
    f"0.{name}" for name in ("conv1", "relu_conv1", "pool1", "fire2", "fire3", "pool3", "fire4", "fire5")
)
LOW, USUAL = (1e-4, 3e-4, 1e-3), (3e-4, 1e-3, 3e-3)
WAYS = {
    "thawed from fire6": Way(squeezenet, (*BEFORE_FIRE6, "0.pool5"), as_rgb, LOW),
    "all fine-tuned": Way(squeezenet, (), as_rgb, LOW),
    "SqueezeNet from scratch": Way(squeezenet_anew, (), three_equal, LOW),
    "the same, He's start": Way(squeezenet_he, (), three_equal, LOW),
    "small network from scratch": Way(small, (), three_equal, USUAL),
}


def train(way: Way, rate: float, seed: int, seen: Pairs) -> tuple[nn.Module, float]:
    """The trained network and the seconds it took."""
    torch.manual_seed(seed)
    net, x = way.make(), way.reads(seen[0])
    batch = min(BATCH, len(x))
    epochs = -(-STEPS * batch // len(x))
    began = time.process_time()
    fit(
        net, (x, seen[1]), epochs=epochs, lr=rate, warmup_epochs=epochs / 10, batch_size=batch, cosine=True,
        seed=seed, frozen=way.frozen,
    )  # fmt: skip
    return net, time.process_time() - began


def trained_weights(way: Way) -> int:
    net = way.make()
    asleep = {id(p) for name in way.frozen for p in net.get_submodule(name).parameters()}
    return sum(p.numel() for p in net.parameters() if id(p) not in asleep)


def judged(z: Tensor, y: Tensor, asked: Tensor, truth: Tensor, strength: float) -> float:
    """Share of right answers of a head on features `z`."""
    scores = linear_probe(z, y, asked, K, l2=strength * z[0].numel())
    return round((scores.argmax(1) == truth).double().mean().item(), 4)


def enlarged(x: Tensor, side: int) -> Tensor:
    return F.interpolate(x, size=(side, side), mode="bilinear")


def heads(name: str, read: Callable[[Tensor], dict[str, Tensor]], tests: dict[str, Pairs]) -> dict[str, Any]:
    """Heads on the features of `read`: by place and test, `[labels][seed]`, after their three tries."""
    x, y = photo_crops(5, TUNE_LEFT, TUNE_SEED)
    judges, truth = photo_crops(TESTS, TUNE_RIGHT, TUNE_SEED)
    seen, asked = read(x), read(judges)
    tries = {place: [judged(seen[place], y, asked[place], truth, s) for s in STRENGTHS] for place in seen}
    best = {place: STRENGTHS[row.index(max(row))] for place, row in tries.items()}
    codes = {test: (read(x), y) for test, (x, y) in tests.items()}
    rows: dict[str, Any] = {f"{name}, tries": tries}
    seconds = {place: [[0.0] * len(SEEDS) for _ in LABELS] for place in seen}
    for test in tests:
        for place in seen:
            rows[f"{name}, {place}, {test}"] = [[0.0] * len(SEEDS) for _ in LABELS]
    for j, seed in enumerate(SEEDS):
        x, y = photo_crops(LABELS[-1], seed=seed)
        began = time.process_time()
        found = read(x)
        reading = (time.process_time() - began) / len(x)
        for i, labels in enumerate(LABELS):
            few = first_of_each(y, LABELS[-1], labels)
            for place, z in found.items():
                began = time.process_time()
                for test, (asked, truth) in codes.items():
                    got = judged(first_of_each(z, LABELS[-1], labels), few, asked[place], truth, best[place])
                    rows[f"{name}, {place}, {test}"][i][j] = got
                took = (time.process_time() - began) / len(codes)
                seconds[place][i][j] = round(took + reading * len(few), 3)
    means = {key: [round(sum(r) / len(r), 2) for r in v] for key, v in rows.items() if "tries" not in key}
    print(name, means, flush=True)
    return rows | {f"{name}, {place}, seconds": row for place, row in seconds.items()}


def networks(tests: Pairs, ways: Mapping[str, Way] = WAYS) -> dict[str, Any]:
    x, y = photo_crops(5, TUNE_LEFT, TUNE_SEED)
    judges, truth = photo_crops(TESTS, TUNE_RIGHT, TUNE_SEED)
    rows: dict[str, Any] = {}
    for name, way in ways.items():
        tries = []
        for rate in way.rates:
            net, _ = train(way, rate, TUNE_SEED, (x, y))
            tries.append(round(evaluate(net, way.reads(judges), truth).accuracy, 4))
        rate = way.rates[tries.index(max(tries))]
        right, fitted, seconds = ([[0.0] * len(SEEDS) for _ in LABELS] for _ in range(3))
        for i, labels in enumerate(LABELS):
            for j, seed in enumerate(SEEDS):
                seen = tuple(first_of_each(v, LABELS[-1], labels) for v in photo_crops(LABELS[-1], seed=seed))
                net, took = train(way, rate, seed, seen)  # pyright: ignore[reportArgumentType]
                right[i][j] = round(evaluate(net, way.reads(tests[0]), tests[1]).accuracy, 4)
                fitted[i][j] = round(evaluate(net, way.reads(seen[0]), seen[1]).accuracy, 4)
                seconds[i][j] = round(took, 1)
        rows |= {
            f"{name}, rates": way.rates, f"{name}, tries": tries, f"{name}, weights": trained_weights(way),
            f"{name}, right": right, f"{name}, right in training": fitted, f"{name}, seconds": seconds,
        }  # fmt: skip
        print(name, tries, right, flush=True)
    return rows


def digits(net: nn.Module) -> dict[str, Any]:
    """The far task: handwriting of other hands, 1, 5 and 20 labels a class, heads only.

    The tries are judged on training digits that no draw below takes.
    """
    train_x, train_y, test_x, test_y = load_digits(32)
    read = lambda x: {"pixels": x.flatten(1)} | features(net, enlarged(x, 64).expand(-1, 3, -1, -1))
    of_each = torch.stack([(train_y == k).nonzero()[:, 0][:110] for k in range(K)])  # 10 classes, 110 places
    kept, judges = of_each[:, :70], of_each[:, 70:].flatten()
    codes, asked = read(train_x), read(test_x)
    draws = []
    for seed in [*SEEDS, TUNE_SEED]:
        order = torch.rand(kept.shape, generator=torch.Generator().manual_seed(seed)).argsort(1)
        draws.append(kept.gather(1, order)[:, : LABELS[-1]].flatten())
    rows: dict[str, Any] = {}
    for place, z in codes.items():
        some = first_of_each(draws[-1], LABELS[-1], 5)
        tries = [judged(z[some], train_y[some], z[judges], train_y[judges], s) for s in STRENGTHS]
        best = STRENGTHS[tries.index(max(tries))]
        rows[f"digits, {place}, right"] = [
            [
                judged(z[few], train_y[few], asked[place], test_y, best)
                for few in (first_of_each(draw, LABELS[-1], labels) for draw in draws[:-1])
            ]
            for labels in LABELS
        ]
    print("digits", {key: [round(sum(r) / len(r), 2) for r in v] for key, v in rows.items()}, flush=True)
    return rows


def for_widget(content: dict[str, Any]) -> dict[str, Any]:
    """What the widget shows: rows of accuracies, weights and seconds, by label count and seed."""
    sizes = [64 * 64, 64, 128, 256, 384, 512]
    rows = [
        {"name": place, "weights": K * (size + 1), "right": content[f"frozen, {place}, right"],
         "seconds": content[f"frozen, {place}, seconds"]}
        for place, size in zip(FEATURES, sizes, strict=True)
    ]  # fmt: skip
    rows += [
        {"name": name, "weights": content[f"{name}, weights"], "right": content[f"{name}, right"],
         "seconds": content[f"{name}, seconds"]}
        for name in WAYS
    ]  # fmt: skip
    return {"labels": LABELS, "features": list(FEATURES), "rows": rows}


def main() -> None:
    torch.set_num_threads(1)
    began = time.process_time()
    content = provenance("transfer", SEEDS) | {
        "date": date.today().isoformat(), "classes": CLASSES, "labels": LABELS, "tests a class": TESTS,
        "strengths": STRENGTHS, "steps": STEPS, "batch": BATCH,
    }  # fmt: skip
    tests, truth = photo_crops(TESTS, RIGHT, TEST_SEED)
    near = photo_crops(TESTS, seed=NEAR_SEED)  # other pieces of the halves that train
    both = {"right": (tests, truth), "same half": near}
    net = pretrained()
    torch.manual_seed(0)
    untrained = create_model("squeezenet1_1").eval()
    content |= heads("frozen", lambda x: {"pixels": x.flatten(1)} | features(net, as_rgb(x)), both)
    content |= heads("untrained", lambda x: features(untrained, as_rgb(x)), both)
    content |= heads("enlarged", lambda x: features(net, enlarged(as_rgb(x), 224)), both)
    content |= digits(net)
    content |= networks((tests, truth))
    content["seconds in all"] = round(time.process_time() - began)
    save_json(WIDGET_DATA / "freezer.json", provenance("transfer", SEEDS) | for_widget(content))
    print(save_json(RESULTS, content))
