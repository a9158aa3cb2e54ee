"""How the networks of the chapter on detection are trained: what an epoch shows, and what is measured."""

import json

import pytest
import torch

from cnnkit.data.scene_sets import UNSEEN, detection_scenes, one_object
from cnnkit.detection import Segmenter, yolo_decode
from cnnkit.recipes import rcnn_on_scenes, yolo_on_scenes
from cnnkit.recipes.detection_scores import mean_box_everywhere, scores, scores_of_lost
from cnnkit.recipes.scene_results import as_stored, rounded
from cnnkit.recipes.scene_training import Batches, as_bytes, fresh, recoloured


def test_recoloured_pictures_are_the_same_but_for_their_colours():
    images = one_object(60).images
    x = recoloured(as_bytes(images), torch.Generator().manual_seed(0))
    assert x.dtype == torch.float32
    assert x.abs().max() <= 2
    plain = (as_bytes(images).float() / 255 - 0.5) / 0.25
    for shown, was in zip(x, plain, strict=True):
        pairs = [
            [any(torch.allclose(sign * a, b, atol=1e-5) for sign in (1, -1)) for b in was] for a in shown
        ]
        assert torch.tensor(pairs).any(1).all()
    negatives = (x.mean((1, 2, 3)) * plain.mean((1, 2, 3)) < 0).double().mean()
    assert 0.25 < negatives < 0.75


def test_scenes_are_new_every_other_epoch_and_never_unseen_ones():
    asked = []

    def draw(n, seed):
        asked.append(seed)
        return one_object(n, seed)

    batches = fresh(draw, lambda scenes: scenes.labels[:, 0], 200, seed=3)
    first, again, second = batches(0), batches(1), batches(2)
    assert first is again is not second
    assert not torch.equal(first.pictures, second.pictures)
    assert len(asked) == len(set(asked)) == 4
    assert max(asked) < UNSEEN
    assert len(first) == 3
    (x, y), *_ = first
    assert (x.dtype, x.shape, y.shape) == (torch.uint8, (64, 3, 64, 64), (64,))


def test_an_epoch_shows_every_picture_once():
    numbers = torch.arange(12)
    seen = torch.cat([y for _, y in Batches(numbers.view(12, 1, 1, 1), numbers, 4)])
    assert seen.sort().values.tolist() == numbers.tolist()


def test_yolos_targets_decode_to_the_true_boxes():
    scenes = detection_scenes(20, 5)
    for target, (boxes, labels) in zip(yolo_on_scenes.targets(scenes), scenes.truth(), strict=True):
        found, _, names = yolo_decode(target, 7, 2, 10, 0.5)
        assert sorted(names[::2].tolist()) == sorted(labels.tolist())
        nearest = (found[:, None] * 112 - boxes).abs().amax(2).amin(0)
        assert nearest.max() < 1e-3


def test_crops_are_named_after_the_object_that_they_hold():
    crops = rcnn_on_scenes.crops_of(detection_scenes(4, 2))
    objects = crops.rows[:, 0] < 10
    assert crops.pictures.shape[1:] == (3, 32, 32)
    assert 4 <= objects.sum() < len(objects)
    assert (crops.rows[objects, 1:] == 0).all(1).sum() >= 4  # the true boxes themselves
    batches = rcnn_on_scenes.QuarterObjects(crops)
    _, rows = next(iter(batches))
    assert (rows[:, 0] < 10).double().mean() == 0.25


def test_perfect_detections_have_perfect_scores_and_the_mean_box_has_none():
    scenes = detection_scenes(40, 9)
    truth = scenes.truth()
    perfect = [(boxes, torch.ones(len(labels)), labels) for boxes, labels in truth]
    result = scores(perfect, truth)
    assert result["AP"] == result["AP50_classes_ignored"] == pytest.approx(1)
    assert len(result["AP50_by_class"]) == 10
    lost = scores_of_lost(perfect, truth, 112)
    assert (lost["recall_of_others"], lost["objects"]) == (1, sum(len(labels) for _, labels in truth))
    assert scores(mean_box_everywhere(scenes, 40, 112), truth)["AP50"] < 0.05


def test_what_is_measured_is_what_is_stored():
    torch.manual_seed(0)
    model = Segmenter(3, widths=(4, 8))
    before = model.state_dict()["down.0.conv.weight"].clone()
    stored = as_stored(model)
    now = model.state_dict()["down.0.conv.weight"]
    steps = stored["down.0.conv.weight_step"]
    assert torch.equal(now, stored["down.0.conv.weight"] * steps[:, None, None, None])
    assert 0 < (now - before).abs().max() <= steps.max() / 2 * 1.001


def test_rounding_reaches_into_everything_and_keeps_what_is_no_decimal():
    assert rounded({"a": [0.123456, (1, "x")], "b": {"c": 2.0}}) == {"a": [0.1235, [1, "x"]], "b": {"c": 2.0}}
    json.dumps(rounded({"a": (0.5,)}))
