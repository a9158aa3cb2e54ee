"""The chapter's scenes: what they promise about objects, overlap and lost cells, and unseen hands."""

import pytest
import torch

from cnnkit.data.scene_sets import (
    CLASSES,
    UNSEEN,
    crowded_scenes,
    detection_scenes,
    one_object,
    pixel_scenes,
)
from cnnkit.data.scenes import draw_scenes
from cnnkit.detection import yolo_lost

SETS = {
    one_object: (64, 1, 1),
    pixel_scenes: (96, 1, 4),
    detection_scenes: (112, 1, 5),
    crowded_scenes: (112, 1, 10),
}


@pytest.mark.parametrize("draw", SETS)
def test_scenes_have_the_side_and_the_objects_that_are_promised(draw):
    side, fewest, most = SETS[draw]
    scenes = draw(60, seed=3)
    assert scenes.images.shape == (60, 3, side, side)
    objects = (scenes.labels >= 0).sum(1)
    assert objects.min() >= fewest
    assert objects.max() <= most
    assert torch.equal(scenes.images, draw(60, seed=3).images)
    assert not torch.equal(scenes.images, draw(60, seed=UNSEEN + 3).images)


def test_ten_classes_all_occur():
    assert len(CLASSES) == len(set(CLASSES)) == 10
    assert detection_scenes(80).labels.unique().tolist() == list(range(-1, 10))


def covered_scenes(scenes):
    return float(((scenes.labels >= 0) & (scenes.visible < 0.98)).any(1).double().mean())


def lost_share(scenes):
    truth = scenes.truth()
    return sum(len(yolo_lost(b / 112, 7)) for b, _ in truth) / sum(len(y) for _, y in truth)


def test_a_quarter_of_the_scenes_has_an_object_that_is_partly_hidden():
    assert 0.2 <= covered_scenes(detection_scenes(500, seed=UNSEEN)) <= 0.33


def test_crowded_scenes_lose_objects_to_the_grid_and_hide_many():
    crowded = crowded_scenes(300, seed=UNSEEN)
    assert covered_scenes(crowded) > 0.7
    assert lost_share(crowded) > 0.03 > 10 * lost_share(detection_scenes(300, seed=UNSEEN))


def test_clutter_is_behind_objects_and_has_no_box():
    how = {"seed": 5, "objects": (1, 1)}
    plain, scribbled = draw_scenes(40, **how), draw_scenes(40, clutter=(3, 3), **how)
    ground = (plain.instances == 0) & (scribbled.instances == 0)
    changed = ((plain.images - scribbled.images).abs().amax(1) > 0.3) & ground
    assert 0.01 < changed.double().mean() < 0.2
    assert scribbled.instances.max() == 1
    with pytest.raises(ValueError, match=r"clutter=\(2, 1\): want fewest and most strokes"):
        draw_scenes(2, clutter=(2, 1))
