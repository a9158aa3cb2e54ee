"""Strips hold what was recorded, within their bytes; the widget shows them and refuses what was not."""

import json

import numpy as np
import pytest

from cnnkit.widgets import StepScrubber, strips
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.strips import LARGEST_BYTES, STRIPS, Run, Strips, load_strips, save_strips

RECORDS = sorted(path.name.partition(".")[0] for path in STRIPS.glob("*.strips.json"))
FRAMES = 5


def run(key, name, **changes):
    made = {"steps": (0, 1, 3, 6, 9), "scores": (0.0, 1.0, 2.5, 4.0, 1234.5), "side": (8, 12)} | changes
    return Run(key, name, f"the {name}", **made)


def example(**changes):
    groups = (("first", (run("a", "one"), run("b", "two"))), ("second", (run("c", "two", says="Done."),)))
    return Strips("example", "energy", 1, groups, {"item": "Prior"}, {"command": "x"}, "J", **changes)


@pytest.fixture
def saved(tmp_path, monkeypatch):
    monkeypatch.setattr(strips, "STRIPS", tmp_path)
    record = example()
    shades = np.linspace(0, 250, FRAMES).astype(np.uint8)
    pictures = {r.key: [np.full((8, 12, 3), shade, np.uint8) for shade in shades] for r in record.runs}
    save_strips(record, pictures)
    return record, pictures


def test_a_record_is_read_as_it_was_written(saved):
    record, pictures = saved
    found = load_strips("example")
    assert found == record
    for one in found.runs:
        frames = found.frames(one)
        assert frames.shape == (FRAMES, 8, 12, 3)
        assert np.abs(frames.astype(int) - np.stack(pictures[one.key])).max() <= 3


def test_a_strip_keeps_within_its_bytes(saved):
    record, pictures = saved
    noise = np.random.default_rng(0).integers(0, 256, (FRAMES, 8, 12, 3)).astype(np.uint8)
    free, tight = [], []
    for most, sizes in ((100_000, free), (300, tight)):
        save_strips(record, {**pictures, "b": noise}, {"a": 9_000, "b": most, "c": 9_000})
        sizes.append(len(record.strip(record.run("b"))))
    assert tight[0] <= 300 < free[0]
    with pytest.raises(WidgetError, match=r"b: \d+ bytes even at quality 10; at most 100"):
        save_strips(record, {**pictures, "b": noise}, 100)


def test_what_does_not_fit_is_refused(saved):
    record, pictures = saved
    with pytest.raises(WidgetError, match=r"b: frames are uint8 \(5, 8, 11, 3\); want uint8 \(5, 8, 12, 3\)"):
        save_strips(record, {**pictures, "b": np.zeros((5, 8, 11, 3), np.uint8)})
    with pytest.raises(WidgetError, match=r"keys of their own and equally many frames; got \{'a': 5\}"):
        Strips("x", "score", 0, (("g", (run("a", "one"), run("a", "two"))),))
    short = run("b", "two", steps=(0, 1), scores=(0.0, 1.0))
    with pytest.raises(WidgetError, match=r"equally many frames; got \{'a': 5, 'b': 2\}"):
        Strips("x", "score", 0, (("g", (run("a", "one"), short)),))
    with pytest.raises(WidgetError, match="a: norm holds 2 numbers; want one for each of 5 frames"):
        Strips("x", "score", 0, (("g", (run("a", "one", more={"norm": (1.0, 2.0)}),)),))
    with pytest.raises(WidgetError, match="no record 'other' of strips; there is example"):
        load_strips("other")


def test_the_widget_says_what_it_shows(saved):
    widget = StepScrubber.recorded("example", "c", -1)
    assert (widget.run, widget.step, widget.score) == (2, 4, 1234.5)
    assert "The two, step 9 of 9: energy 1,234.5 J. Done." in widget.still
    assert widget.strip2 == saved[0].strip(widget.chosen)
    assert [run["bytes"] for group in widget.record["groups"] for run in group["runs"]] == [
        len(widget.strip0), len(widget.strip1), len(widget.strip2)
    ]  # fmt: skip
    assert widget.record["labels"] == {"group": "What", "item": "Prior"}
    widget.set_trait("step", 0)
    assert widget.score == 0


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"run": "d"}, "example: 'd' was not recorded; there is a, b, c"),
        ({"run": 3}, "run=3: example has runs 0 to 2"),
        ({"step": 5}, "step=5: a has frames 0 to 4"),
        ({"step": -6}, "step=-6: a has frames 0 to 4"),
    ],
)
def test_what_was_not_recorded_is_refused(saved, given, message):
    with pytest.raises(WidgetError, match=message):
        StepScrubber.recorded("example", **given)


@pytest.mark.parametrize("record", RECORDS)
def test_shipped_strips_are_whole_and_small(record):
    content = json.loads((STRIPS / f"{record}.strips.json").read_text("utf8"))
    assert content["provenance"]["command"] == f"python -m cnnkit.recipes {record}"
    found = load_strips(record)
    assert {path.stem for path in STRIPS.glob(f"{record}-*.webp")} == {
        f"{record}-{run.key}" for run in found.runs
    }
    for one in found.runs:
        assert len(found.strip(one)) <= LARGEST_BYTES
        assert found.frames(one).shape == (len(one.steps), *one.side, 3)
        assert list(one.steps) == sorted(set(one.steps))


def test_all_strips_together_are_small():
    # V5 and V7; V8's come on top
    mine = [path for name in ("class_images", "dream") for path in STRIPS.glob(f"{name}-*.webp")]
    assert sum(path.stat().st_size for path in mine) <= 600_000
