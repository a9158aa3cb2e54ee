"""Sets of runs that `TrainLab` offers, each pair named by its claim; the first of a set is its first frame.

The claims are held to the recorded runs by `tests/widgets/test_train_lab.py`.
"""

from typing import Any

_DEEP = {"depth": 56}
_BARE = {"depth": 56, "skip": True, "norm": False}
_SMALL = {"depth": 8, "norm": False}
_TANH = _SMALL | {"activation": "tanh"}
_WRONG = {"depth": 20, "skip": True, "wrong": 0.3}

PRESETS: dict[str, list[tuple[str, dict[str, Any], dict[str, Any]]]] = {
    "degradation": [
        ("56 layers: plain learns little, residual learns", _DEEP, _DEEP | {"skip": True}),
        ("Plain: 20 layers learn, 56 hardly", {"depth": 20}, _DEEP),
        ("Without batch norm plain-56 stays at chance", _DEEP, _DEEP | {"norm": False}),
        ("Residual: 20 or 56 layers, both learn", {"depth": 20, "skip": True}, _DEEP | {"skip": True}),
    ],
    "activations": [
        ("Eight layers: tanh is ahead of ReLU", _SMALL, _TANH),
        ("Sigmoid stays at chance", _SMALL, _SMALL | {"activation": "sigmoid"}),
        ("Sigmoid learns with batch norm", {"depth": 8}, {"depth": 8, "activation": "sigmoid"}),
        ("tanh bears a small and a large rate", _TANH | {"rate": 0.01}, _TANH | {"rate": 0.2}),
        ("ReLU: the large rate is too large", _SMALL | {"rate": 0.01}, _SMALL | {"rate": 0.2}),
    ],
    "scaling": [
        ("Branches times 1: not a number; times 0.1: it learns", _BARE, _BARE | {"scale": 0.1}),
        ("Times 1 with a warm-up: not a number, a little later", _BARE, _BARE | {"warmup": 60}),
        (
            "Times 0.1: it learns without a warm-up too",
            _BARE | {"scale": 0.1},
            _BARE | {"scale": 0.1, "warmup": 60},
        ),
        ("Times 0: stem and head alone learn little", _BARE | {"scale": 0.1}, _BARE | {"scale": 0.0}),
    ],
    "labels": [
        ("30 % wrong labels: dropout helps", _WRONG, _WRONG | {"dropout": 0.2}),
        ("Right labels, 8 layers: it does not help", {"depth": 8}, {"depth": 8, "dropout": 0.2}),
        ("Half of the units dropped is too much here", _WRONG | {"dropout": 0.2}, _WRONG | {"dropout": 0.5}),
    ],
}
