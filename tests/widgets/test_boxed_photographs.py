"""The pictures that widgets show are those of cnnkit.data, with their boxes."""

import json

import pytest
import torch

from cnnkit.data.boxed_photos import BOXED_PHOTOS, raw_boxes, true_boxes
from cnnkit.recipes.boxed_photographs import content
from cnnkit.widgets.boxed_photographs import BoxedPhotographs, boxed, raw_of, true_of
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.weights import stored


def test_the_stored_file_is_what_the_data_say():
    fresh, kept = json.loads(json.dumps(content())), stored("boxed_photographs.json")
    for one in (*fresh.values(), *kept.values()):
        if isinstance(one, dict):
            del one["webp"]  # another version of the packer may find other bytes
    assert fresh == kept
    stored.cache_clear()
    boxed.cache_clear()


@pytest.mark.parametrize("name", BOXED_PHOTOS)
def test_rows_come_back_as_tensors(name):
    for mine, theirs in zip(raw_of(name, 0.3), raw_boxes(name, 0.3), strict=True):
        assert torch.equal(mine, theirs)
    for mine, theirs in zip(true_of(name), true_boxes(name), strict=True):
        assert torch.equal(mine, theirs)


def test_a_page_gets_all_of_them():
    widget = BoxedPhotographs(picture="cat")
    assert sum(one["bytes"] for one in widget.photographs) == len(widget.photograph_data)
    rows = json.loads(widget.boxes_json)
    assert len(rows["cat"]["raw"]) == len(raw_boxes("cat").boxes)
    with pytest.raises(WidgetError, match="picture='dog': the pictures are cat, coffee"):
        BoxedPhotographs(picture="dog")
