"""A recording: what Python writes is what Python reads and what a page gets."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnnkit.widgets.recording import Recording
from tests.golden import make_recording


def test_golden_vectors_are_what_python_says_today() -> None:
    assert make_recording.TARGET.read_text("utf8") == make_recording.text(), (
        "run: python tests/golden/make_recording.py"
    )


def test_a_file_keeps_it_all(tmp_path: Path) -> None:
    run = make_recording.example()
    path = tmp_path / "run.json"
    path.write_text(json.dumps(run.as_json(), allow_nan=False), "utf8")
    again = Recording.load(path)
    assert again.packed() == run.packed()
    np.testing.assert_array_equal(again.at("loss"), run.at("loss"))
    with pytest.raises(ValueError, match=r"no recorded run: .*other.json is missing"):
        Recording.load(tmp_path / "other.json")


def test_a_frame_is_off_by_at_most_half_a_step() -> None:
    values = np.random.default_rng(0).normal(size=(5, 6, 3, 3)) * np.array([1e-6, 1, 30, 1e4, 0]).reshape(
        5, 1, 1, 1
    )
    run = Recording({"step": list(range(5))})
    run.add_arrays("weight", ("step",), values)
    for step, exact in enumerate(values):
        largest = np.abs(exact).max()
        assert np.abs(run.frame("weight", step=step) - exact).max() <= largest / 254 * (1 + 1e-5)
    assert len(run.packed()[1]) == values.size, "one byte a number"


def test_pictures_are_one_sheet_and_exact() -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (2, 5, 4, 6, 3)).astype(np.uint8)
    run = Recording({"prior": ["none", "blur"], "step": list(range(5))})
    run.add_pictures("view", ("prior", "step"), pictures, columns=4)
    header, data = run.packed()
    about = header["frames"]["view"]
    sheet = np.asarray(Image.open(io.BytesIO(data[about["start"] :][: about["length"]])))
    i = 1 * 5 + 3
    top, left = i // about["columns"] * 4, i % about["columns"] * 6
    np.testing.assert_array_equal(sheet[top : top + 4, left : left + 6], pictures[1, 3])
    run.add_pictures("lossy", ("prior", "step"), pictures, quality=50)
    assert run.frames["lossy"].data[8:12] == b"WEBP"


@pytest.mark.parametrize(
    ("add", "words"),
    [
        (
            lambda run: run.add("a", ("epoch",), [1, 2]),
            r"a has shape \(2,\); along epoch it begins with \(3,\)",
        ),
        (lambda run: run.add("a", ("step",), [1]), "a: no axis step; there are epoch"),
        (lambda run: run.add_arrays("a", ("epoch",), [[1], [np.inf], [2]]), "a byte cannot say that"),
        (
            lambda run: run.add_pictures("a", ("epoch",), np.zeros((3, 2, 2))),
            "dtype float64; pictures are uint8",
        ),
        (
            lambda run: run.add_pictures("a", ("epoch",), np.zeros((3, 2, 2, 4), np.uint8)),
            r"shape \(2, 2, 4\); a picture is \(h, w\) or \(h, w, 3\)",
        ),
        (lambda run: run.expect({"b": ()}, "Plot"), "Plot: 'b' was not recorded; there is loss"),
        (lambda run: run.expect({"loss": (2,)}, "Plot"), r"has shape \(\) at each place, it takes \(2,\)"),
    ],
)
def test_what_does_not_fit_is_refused(add, words: str) -> None:
    run = Recording({"epoch": list(range(3))})
    run.add("loss", ("epoch",), [3, 2, 1])
    with pytest.raises(ValueError, match=words):
        add(run)
