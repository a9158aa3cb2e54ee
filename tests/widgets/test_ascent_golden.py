"""The vectors that `front/lib/ascent.js` is held to are what the library computes today."""

import json

import pytest

from tests.golden import make_ascent


def test_the_vectors_are_todays():
    stored, made = json.loads(make_ascent.TARGET.read_text("utf8")), make_ascent.vectors()
    assert list(stored) == list(made)
    for name, cases in made.items():
        assert len(stored[name]) == len(cases)
        for old, new in zip(stored[name], cases, strict=True):
            assert old["want"] == pytest.approx(new["want"], abs=1e-6), name
