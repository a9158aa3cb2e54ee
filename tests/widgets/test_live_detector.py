"""`LiveDetector` paints scenes as the chapter's, answers as torch does, and refuses what it cannot show."""

import numpy as np
import pytest
import torch

from cnnkit.blocks.int8 import from_int8
from cnnkit.data.scene_sets import CLASSES, detection_scenes
from cnnkit.detection import box_iou
from cnnkit.detection.ready import yolo
from cnnkit.widgets import LiveDetector, live_detector
from cnnkit.widgets.scene_painter import BACKGROUNDS, Placed, handwriting, paint


@pytest.fixture(scope="module")
def opened():
    return LiveDetector()


def test_its_classes_backgrounds_and_hands_are_those_of_the_data():
    assert live_detector.CLASSES == CLASSES
    assert live_detector.BACKGROUNDS == BACKGROUNDS
    assert handwriting().shape == (10, 3, 64)
    assert handwriting().max() <= 16


def test_it_opens_with_a_near_overlap_and_finds_what_is_there(opened):
    shares = opened.painted.shares
    assert 0.6 < min(shares) < 0.98, "one object hides part of another"
    names = sorted(CLASSES[one[0]] for one in opened.objects)
    assert sorted(one.name for one in opened.answers) == names
    found = torch.tensor([one.box for one in opened.answers], dtype=torch.float64)
    seen = torch.tensor(opened.painted.boxes, dtype=torch.float64)
    assert (box_iou(found, seen).amax(0) > 0.5).all()
    assert all(f"{one.name} {one.score:.2f}" in opened.still for one in opened.answers)


def test_a_low_threshold_of_suppression_kills_one_of_two_real_neighbours(opened):
    fewer = LiveDetector(overlap=0.1)
    assert [one.name for one in opened.answers].count("disc") == 2
    assert [one.name for one in fewer.answers].count("disc") == 1


def test_what_its_presets_claim(opened):
    presets = {one["label"]: {k: v for k, v in one.items() if k != "label"} for one in opened.presets}
    small = LiveDetector(**presets["Too small"])
    assert len(small.answers) < len(small.objects)
    turned = LiveDetector(**presets["Upside down"])
    assert "digit 4" not in {one.name for one in turned.answers}


def test_what_is_carried_to_the_page_is_the_network(opened):
    from safetensors.torch import load

    state = from_int8(load(opened.weights))
    for key, tensor in yolo("scenes").state_dict().items():
        if not key.endswith("num_batches_tracked"):
            torch.testing.assert_close(state[key], tensor, rtol=0, atol=1e-6)
    assert np.frombuffer(opened.first, np.float32).tolist() == opened.raw.ravel().tolist()
    assert len(opened.weights) < 600_000


def test_composed_scenes_are_like_generated_ones():
    """Brightness, contrast and grain: what the network has not seen it could not judge."""
    generated = detection_scenes(40, seed=3).images
    draw = np.random.default_rng(0)
    pictures = []
    for seed in range(40):
        places = [Placed(int(draw.integers(10)), *(int(v) for v in draw.integers(20, 92, 2)), 16, 0, seed)]
        pictures.append(paint(places, BACKGROUNDS[seed % 3], seed, seed % 2 == 0, CLASSES).picture)
    composed = torch.from_numpy(np.stack(pictures))
    assert composed.shape[1:] == generated.shape[1:]
    assert abs(composed.mean() - generated.mean()) < 0.06
    assert abs(composed.std() - generated.std()) < 0.06
    grain = lambda x: (x[..., 1:] - x[..., :-1]).abs().median()
    assert abs(grain(composed) - grain(generated)) < 0.01


def test_later_objects_hide_earlier_ones():
    behind, front = Placed(0, 50, 50, 16, 0, 1), Placed(1, 50, 50, 28, 0, 2)
    made = paint([behind, front], "stripes", 1, False, CLASSES)
    assert made.boxes[0] is None
    assert made.shares == [0, 1]
    assert paint([front, behind], "stripes", 1, False, CLASSES).shares[1] == 1


def test_nothing_there_says_so():
    widget = LiveDetector(objects=[], threshold=0.9)
    assert widget.answers == []
    assert "On the scene: no object. The network finds: nothing." in widget.still


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"objects": [[10, 50, 50, 16, 0, 1]]}, "class 0 to 9"),
        ({"objects": [[0, 50, 50, 16, 0]]}, "whole numbers"),
        ({"objects": [[0, 50.5, 50, 16, 0, 1]]}, "whole numbers"),
        ({"objects": [[0, 50, 50, 40, 0, 1]]}, "its radius in 8 to 28"),
        ({"objects": [[0, 50, 113, 16, 0, 1]]}, "its middle lies in 0 to 112"),
        ({"objects": [[0, 50, 50, 16, 0, 1]] * 7}, "takes 6 at most"),
        ({"background": "grass"}, "background is one of"),
        ({"seed": -1}, "from 0 to 9999"),
        ({"overlap": 1.5}, "legal is above 0"),
        ({"presets": [{"label": "x", "speed": 1}]}, "may set"),
    ],
)
def test_what_it_cannot_show_is_refused(settings, says):
    with pytest.raises(ValueError, match=says):
        LiveDetector(**settings)


def test_another_network_is_refused():
    model = yolo(None)
    model.S = 5
    with pytest.raises(ValueError, match="takes a YoloV1 with"):
        LiveDetector(model)
