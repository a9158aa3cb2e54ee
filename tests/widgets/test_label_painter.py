"""`LabelPainter` counts as `cnnkit.detection.masks`, tells what is missing, and refuses what is no map."""

import pytest
import torch

from cnnkit.detection.masks import class_iou, mean_iou, pixel_accuracy, pixel_table
from cnnkit.widgets import LabelPainter
from tests.golden import make_labels


def numbers(rows):
    return torch.tensor([[int(k) for k in row] for row in rows])


def drawn(seed, height=7, width=11):
    cells = torch.randint(0, 4, (height, width), generator=torch.Generator().manual_seed(seed))
    return ["".join(map(str, row)) for row in cells.tolist()]


@pytest.mark.parametrize("seed", range(5))
def test_it_counts_as_the_library(seed):
    truth, painted = drawn(seed), drawn(seed + 50)
    widget = LabelPainter(truth=truth, painted=painted)
    said, true = numbers(painted), numbers(truth)
    table = pixel_table(said, true, 4)
    assert widget.table == table.tolist()
    assert widget.accuracy == pytest.approx(pixel_accuracy(table))
    assert widget.iou == pytest.approx(class_iou(table).tolist())
    assert widget.mean_iou == pytest.approx(mean_iou(said, true, 4))


def test_a_class_that_is_nowhere_has_no_iou_and_an_invented_one_has_0():
    assert LabelPainter(truth=["00", "01"], painted=["00", "01"]).iou == [1, 1, None, None]
    assert LabelPainter(truth=["00", "01"], painted=["00", "02"]).iou == [1, 0, 0, None]


def test_it_opens_on_background_everywhere_and_pixel_accuracy_is_fooled():
    widget = LabelPainter()
    assert set("".join(widget.painted)) == {"0"}
    assert widget.accuracy > 0.85
    assert widget.mean_iou < 0.25
    assert widget.sentence.endswith(f"the truth: {', '.join(widget.classes[1:])}.")


def test_one_cell_too_fat_is_worse_than_nothing_to_one_measure_only():
    nothing, fat = (LabelPainter(painted=LabelPainter().presets[k]["painted"]) for k in (0, 1))
    assert fat.accuracy < nothing.accuracy
    assert fat.mean_iou > 2 * nothing.mean_iou


def test_presets_are_maps_of_the_scene():
    for preset in LabelPainter().presets:
        assert LabelPainter(painted=preset["painted"]).table
    assert LabelPainter(painted=LabelPainter().truth).sentence.endswith("Every cell is right.")


@pytest.mark.parametrize("rows", [["000"], ["00", "000"], ["00", "04"], ["00", "0x"], []])
def test_what_is_no_map_is_refused_with_what_is_legal(rows):
    with pytest.raises(ValueError, match="2 texts of 2 digits from 0 to 3"):
        LabelPainter(truth=["00", "01"], painted=rows)


def test_brushes_that_have_no_middle_are_refused():
    with pytest.raises(ValueError, match="1, 3, 5"):
        LabelPainter(side=2)


def test_its_golden_vectors_are_up_to_date():
    assert make_labels.TARGET.read_text("utf8") == make_labels.text(), (
        "run: python tests/golden/make_labels.py"
    )
