"""Small networks and records whose answers are plain, for the tests of the network widgets."""

from typing import Any

import numpy as np

from cnnkit.widgets.recording import Recording


def three_heads() -> dict[str, np.ndarray]:
    """Nets of one 1×1 filter that finds red, for the classes "square" and "nothing".

    Flatten listens only to the left half of its map; global max and global average listen everywhere.
    """
    out: dict[str, np.ndarray] = {}
    for head, gain, inputs in (
        ("flatten", 0.02, 48 * 48),
        ("global_max", 8.0, 1),
        ("global_average", 200.0, 1),
    ):
        weight = np.zeros((2, inputs), np.float32)
        weight[0] = gain
        if head == "flatten":
            weight[0].reshape(48, 48)[:, 24:] = 0
        out[f"{head}.conv.weight"] = np.array([1, -1, -1], np.float32).reshape(1, 3, 1, 1)
        out[f"{head}.conv.bias"] = np.zeros(1, np.float32)
        out[f"{head}.fc.weight"] = weight
        out[f"{head}.fc.bias"] = np.array([0, 2], np.float32)
    return out


def red_square() -> dict[str, Any]:
    """One scene: a red square of 6×6 in the middle of a green ground."""
    ground, sprite = np.zeros((1, 3, 48, 48), np.float32), np.zeros((1, 4, 20, 20), np.float32)
    ground[:, 1], sprite[:, 0] = 0.5, 1
    sprite[:, 3, 7:13, 7:13] = 1
    return {"background": ground, "sprite": sprite, "label": [0]}


def training_run(last_loss: float = 2.4, bias: int = 6) -> Recording:
    """Three learning rates, four epochs; the digit is read as 1 at first, and as 8 from epoch 2 on."""
    rng = np.random.default_rng(0)
    probabilities = np.full((3, 4, 10), 0.05)
    probabilities[:, :2, 1] = probabilities[:, 2:, 8] = 0.55
    run = Recording(
        {"rate": [0.0001, 0.002, 0.03], "epoch": list(range(4))},
        {"label": 8, "counts": (16 * np.eye(8, dtype=int)).ravel().tolist()},
    )
    both = ("rate", "epoch")
    run.add("loss", both, [[2.3, 1.5, 1.0, 0.8], [2.3, 0.9, 0.4, 0.2], [2.3, 2.5, 2.6, last_loss]])
    run.add("accuracy", both, [[0.1, 0.5, 0.7, 0.8], [0.1, 0.7, 0.9, 0.95], [0.1, 0.1, 0.1, 0.1]])
    run.add("probabilities", both, probabilities)
    run.add("bias", both, rng.normal(size=(3, 4, bias)))
    run.add_arrays("weight", both, rng.normal(size=(3, 4, 6, 1, 5, 5)))
    return run
