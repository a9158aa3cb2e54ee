"""The golden vectors of the page's engine are what torch answers today."""

import base64
import json
from typing import Any

import numpy as np

from tests.golden import make_engine


def unpacked(stored: dict[str, Any]) -> np.ndarray:
    return np.frombuffer(base64.b64decode(stored["values"]), "<f4")


def test_golden_vectors_are_what_torch_says_today() -> None:
    stored, fresh = (json.loads(text) for text in (make_engine.PATH.read_text("utf8"), make_engine.text()))
    assert list(stored) == list(fresh)
    for name, case in fresh.items():
        kept, made = stored[name].pop("out"), case.pop("out")
        assert stored[name] == case
        assert list(kept) == list(made)
        for tensor, values in made.items():
            error = np.abs(unpacked(kept[tensor]) - unpacked(values)).max() / values["top"]
            assert error < 1e-6, f"{name}: {tensor}"


def test_torchs_own_float32_would_pass() -> None:
    """What the engine is held to is neither loose nor out of reach for 32 bits."""
    case = next(case for case in make_engine.CASES if case["name"] == "residual 8")
    truth, single = make_engine.run(case), make_engine.run(case, dtype=make_engine.torch.float32)
    errors = [
        float(((single[k].double() - v).abs().max() / v.abs().max()).detach()) for k, v in truth.items()
    ]
    assert 1e-8 < max(errors) < 1e-5
