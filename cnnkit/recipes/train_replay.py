"""LeNet-5 on the digits, recorded after every epoch at three learning rates, for the widget `train-replay`.

Epoch 0 is the untrained network, the same for all three. One held-out digit is followed: of the eights
that the middle learning rate reads right in the end, the one that it doubted longest. First-layer filters are
stored as whole numbers from -127 to 127 with a scale; a page computes the maps from them and the picture.
"""

import base64

import torch
from torch import Tensor, nn

from cnnkit.data.augment import augment
from cnnkit.data.digits import load_digits
from cnnkit.models.lenet import lenet5
from cnnkit.recipes.store import WIDGET_DATA, provenance, save_json
from cnnkit.training.loop import evaluate, fit
from cnnkit.training.measure import evaluating

SEED, EPOCHS, LABEL = 0, 14, 8
LEARNING_RATES = (1e-4, 2e-3, 3e-2)
MIDDLE = 1

ABOUT = (
    "runs: one entry an epoch, 0 = untrained. loss: mean over the epoch while training (epoch 0: over the "
    "training set). filters: base64 of 6*5*5 int8, weight = scale * number. logits: of the followed digit. "
    "counts: its 8*8 block counts, 0 to 16."
)


def main() -> None:
    digits = load_digits(32)
    train, test = (digits.train_x, digits.train_y), (digits.test_x, digits.test_y)
    index = (digits.test_y == LABEL).nonzero()[:, 0]
    runs, answers = [], []
    for lr in LEARNING_RATES:
        torch.manual_seed(SEED)
        model = lenet5()
        frames, logits = [_first_layer(model)], [_logits(model, digits.test_x[index])]

        def record(_: int, model=model, frames=frames, logits=logits) -> None:
            frames.append(_first_layer(model))
            logits.append(_logits(model, digits.test_x[index]))

        untrained, untrained_test = evaluate(model, *train), evaluate(model, *test)
        history = fit(
            model, train, test, epochs=EPOCHS, lr=lr, batch_size=32, augment=augment, seed=SEED,
            after_epoch=record,
        )  # fmt: skip
        answers.append(torch.stack(logits))  # epochs, eights, 10
        runs.append(
            {
                "lr": lr,
                "loss": _rounded([untrained.loss, *history.loss]),
                "train_accuracy": _rounded([untrained.accuracy, *history.train_accuracy]),
                "test_accuracy": _rounded([untrained_test.accuracy, *history.test_accuracy]),
                "frames": frames,
            }
        )
        print(f"lr {lr:g}: held out {history.test_accuracy[-1]:.3f}, {history.seconds:.0f} s")
    chosen = _doubted_longest(answers[MIDDLE])
    for run, logits in zip(runs, answers, strict=True):
        run["logits"] = [_rounded(row) for row in logits[:, chosen].tolist()]
    counts = load_digits(8).test_x[index[chosen], 0] * 16
    followed = {
        "held_out_index": int(index[chosen]),
        "label": LABEL,
        "counts": counts.int().flatten().tolist(),
    }
    path = save_json(
        WIDGET_DATA / "train_replay.json",
        {"provenance": provenance("train_replay", SEED), "about": ABOUT, "followed": followed, "runs": runs},
    )
    print(f"{path}: {path.stat().st_size / 1000:.0f} kB")


def _first_layer(model: nn.Module) -> dict[str, object]:
    layer = next(module for module in model.modules() if isinstance(module, nn.Conv2d))
    assert layer.bias is not None
    scale = layer.weight.detach().abs().max().item() / 127
    whole = (layer.weight.detach() / scale).round().to(torch.int8)
    text = base64.b64encode(whole.numpy().tobytes()).decode("ascii")
    return {"filters": text, "scale": round(scale, 7), "bias": _rounded(layer.bias.tolist())}


def _logits(model: nn.Module, x: Tensor) -> Tensor:
    with evaluating(model), torch.no_grad():
        return model(x)


def _doubted_longest(logits: Tensor) -> int:
    """Of logits `(epochs, images, 10)`: the image, right in the end, least probable on the way."""
    probability = logits.softmax(-1)[..., LABEL].mean(0)
    wrong = logits[-1].argmax(-1) != LABEL
    return int(probability.masked_fill(wrong, 2.0).argmin())


def _rounded(values: list[float]) -> list[float]:
    return [round(value, 4) for value in values]
