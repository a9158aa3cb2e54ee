"""LeNet-5 on the digits, recorded after every epoch at three learning rates, for the widget `train-replay`.

Epoch 0 is the untrained network, the same for all three. One held-out digit is followed: of the eights
that the middle learning rate reads right in the end, the one that it doubted longest. First-layer filters are
frames of the recording; a page computes the maps from them and the picture.
"""

import torch
from torch import Tensor, nn

from cnnkit.data.augment import augment
from cnnkit.data.digits import load_digits
from cnnkit.models.lenet import lenet5
from cnnkit.recipes.store import WIDGET_DATA, provenance, save_json
from cnnkit.training.loop import evaluate, fit
from cnnkit.training.measure import evaluating
from cnnkit.widgets.recording import Recording

SEED, EPOCHS, LABEL = 0, 14, 8
LEARNING_RATES = (1e-4, 2e-3, 3e-2)
MIDDLE = 1

ABOUT = (
    "Epoch 0 is the untrained network. loss: mean over the epoch while training (epoch 0: over the training "
    "set), accuracy: on held-out digits, probabilities: of the one followed, weight and bias: of the first "
    "layer; counts: the digit's 8*8 block counts, 0 to 16."
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
        weight, bias = (torch.stack(tensors) for tensors in zip(*frames, strict=True))
        runs.append(
            {
                "loss": [untrained.loss, *history.loss],
                "train_accuracy": [untrained.accuracy, *history.train_accuracy],
                "accuracy": [untrained_test.accuracy, *history.test_accuracy],
                "bias": bias.numpy(),
                "weight": weight.numpy(),
            }
        )
        print(f"lr {lr:g}: held out {history.test_accuracy[-1]:.3f}, {history.seconds:.0f} s")
    chosen = _doubted_longest(answers[MIDDLE])
    counts = load_digits(8).test_x[index[chosen], 0] * 16
    followed = {
        "held_out_index": int(index[chosen]),
        "label": LABEL,
        "counts": counts.int().flatten().tolist(),
    }
    run = Recording({"rate": list(LEARNING_RATES), "epoch": list(range(EPOCHS + 1))}, followed)
    for name in ("loss", "train_accuracy", "accuracy", "bias"):
        run.add(name, ("rate", "epoch"), [each[name] for each in runs])
    run.add("probabilities", ("rate", "epoch"), torch.stack(answers)[:, :, chosen].softmax(-1).numpy())
    run.add_arrays("weight", ("rate", "epoch"), [each["weight"] for each in runs])
    path = save_json(
        WIDGET_DATA / "train_replay.json",
        {"provenance": provenance("train_replay", SEED), "about": ABOUT, **run.as_json()},
    )
    print(f"{path}: {path.stat().st_size / 1000:.0f} kB")


def _first_layer(model: nn.Module) -> tuple[Tensor, Tensor]:
    layer = next(module for module in model.modules() if isinstance(module, nn.Conv2d))
    assert layer.bias is not None
    return layer.weight.detach().clone(), layer.bias.detach().clone()


def _logits(model: nn.Module, x: Tensor) -> Tensor:
    with evaluating(model), torch.no_grad():
        return model(x)


def _doubted_longest(logits: Tensor) -> int:
    """Of logits `(epochs, images, 10)`: the image, right in the end, least probable on the way."""
    probability = logits.softmax(-1)[..., LABEL].mean(0)
    wrong = logits[-1].argmax(-1) != LABEL
    return int(probability.masked_fill(wrong, 2.0).argmin())
