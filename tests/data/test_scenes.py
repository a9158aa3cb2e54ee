"""Scenes: what is in front, what is hidden, and boxes that are tight to the pixel, held to slow loops."""

import pytest
import torch

from cnnkit.data.scenes import CLASSES, DIGITS, EMPTY, SHAPES, draw_scenes, load_scenes, mask_boxes
from cnnkit.data.shapes import TEST_SEEDS

CROWDED = {"objects": (3, 6), "overlap": 0.7}


@pytest.fixture(scope="module")
def crowded():
    return draw_scenes(40, seed=2, size=64, **CROWDED)


def slow_box(mask):
    """Pixel by pixel: the smallest box that holds every set pixel whole."""
    x0 = y0 = float("inf")
    x1 = y1 = 0
    for y, row in enumerate(mask.tolist()):
        for x, there in enumerate(row):
            if there:
                x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x + 1), max(y1, y + 1)
    return [x0, y0, x1, y1] if x1 else [0, 0, 0, 0]


@pytest.mark.parametrize("size", [64, 97, 256])
def test_shapes_and_ranges(size):
    scenes = draw_scenes(6, size=size, objects=(1, 3))
    assert scenes.images.shape == (6, 3, size, size)
    assert scenes.images.dtype == scenes.boxes.dtype == scenes.visible.dtype == torch.float32
    assert scenes.images.min() >= 0
    assert scenes.images.max() <= 1
    assert scenes.labels.shape == scenes.visible.shape == (6, 3)
    assert scenes.labels.dtype == scenes.semantic.dtype == torch.int64
    assert scenes.boxes.shape == scenes.full_boxes.shape == (6, 3, 4)
    assert scenes.masks.shape == scenes.full_masks.shape == (6, 3, size, size)
    assert scenes.semantic.shape == scenes.instances.shape == (6, size, size)


def test_the_later_object_is_in_front(crowded):
    for i in range(len(crowded.labels)):
        front = torch.zeros(64, 64, dtype=torch.uint8)
        meaning = torch.zeros(64, 64, dtype=torch.int64)
        for slot, label in enumerate(crowded.labels[i].tolist()):
            front[crowded.full_masks[i, slot]] = slot + 1
            meaning[crowded.full_masks[i, slot]] = label + 1
        assert torch.equal(crowded.instances[i], front)
        assert torch.equal(crowded.semantic[i], meaning)
    assert (crowded.visible[crowded.labels != EMPTY] < 0.8).sum() > 10  # or the test says nothing


def test_boxes_are_those_of_a_slow_loop_over_the_pixels(crowded):
    different = 0
    for i in range(12):
        for slot in range(crowded.labels.shape[1]):
            seen = crowded.instances[i] == slot + 1
            whole = crowded.full_masks[i, slot]
            assert torch.equal(crowded.masks[i, slot], seen)
            assert crowded.boxes[i, slot].tolist() == slow_box(seen)
            assert crowded.full_boxes[i, slot].tolist() == slow_box(whole)
            if whole.any():
                assert crowded.visible[i, slot] == pytest.approx(int(seen.sum()) / int(whole.sum()))
            different += crowded.boxes[i, slot].tolist() != crowded.full_boxes[i, slot].tolist()
    assert different > 3


def test_boxes_of_masks_at_the_edges():
    masks = torch.zeros(3, 5, 7, dtype=torch.bool)
    masks[0, 4, 6] = True
    masks[1] = True
    assert mask_boxes(masks).tolist() == [[6, 4, 7, 5], [0, 0, 7, 5], [0, 0, 0, 0]]
    with pytest.raises(ValueError, match="h, w"):
        mask_boxes(torch.zeros(4))


def test_empty_slots_come_last_and_hold_nothing(crowded):
    there = crowded.labels != EMPTY
    assert torch.equal(there, there.sort(dim=1, descending=True, stable=True).values)
    assert not crowded.full_masks[~there].any()
    assert crowded.boxes[~there].abs().sum() == crowded.visible[~there].sum() == 0
    assert crowded.full_masks[there].flatten(1).any(1).all()


def test_without_overlap_everything_is_seen():
    scenes = draw_scenes(60, seed=1, objects=(2, 5), overlap=0)
    there = scenes.labels != EMPTY
    assert there.sum(1).max() >= 4
    assert torch.equal(scenes.boxes, scenes.full_boxes)
    assert (scenes.visible[there] == 1).all()
    assert scenes.full_masks.sum(1).max() == 1


def test_the_frame_cuts_no_object():
    scenes = draw_scenes(200, seed=3, objects=(1, 3))
    boxes = scenes.full_boxes[scenes.labels != EMPTY]
    assert boxes.min() >= 1
    assert boxes.max() <= 63


def test_a_circle_holds_each_object():
    scenes = draw_scenes(300, seed=5, objects=(1, 1), radius=(0.2, 0.2))
    sides = scenes.full_boxes[:, 0, 2:] - scenes.full_boxes[:, 0, :2]
    assert sides.max() <= 2 * 0.2 * 64 + 2
    assert sides.amax(1).min() >= 0.2 * 64


def test_the_mask_lies_where_the_object_is_painted():
    scenes = draw_scenes(100, seed=6, objects=(1, 1), size=96)
    mask = scenes.full_masks[:, :1].float()
    wide = torch.nn.functional.max_pool2d(mask, 9, stride=1, padding=4)
    around = wide - torch.nn.functional.max_pool2d(mask, 3, stride=1, padding=1)
    inner = 1 - torch.nn.functional.max_pool2d(1 - mask, 3, stride=1, padding=1)
    within = (scenes.images * inner).sum((2, 3)) / inner.sum((2, 3))
    outside = (scenes.images * around).sum((2, 3)) / around.sum((2, 3))
    assert (within - outside).abs().amax(1).min() > 0.2
    # one pixel beyond the mask the picture is background again, but for the soft edge
    image = scenes.images[:, :, 48:49]  # any row: a step in colour goes with a step of the mask
    step = (image[..., 1:] - image[..., :-1]).abs().amax(1)[:, 0]
    edge = mask[:, 0, 48, 1:] != mask[:, 0, 48, :-1]
    assert step[edge].mean() > 2 * step[~edge].mean()


def test_labels_are_places_in_the_list_of_classes():
    scenes = draw_scenes(300, seed=7, objects=(1, 1), classes=("digit 1", "disc"), radius=(0.2, 0.2))
    sides = scenes.full_boxes[:, 0, 2:] - scenes.full_boxes[:, 0, :2]
    ratio = sides[:, 0] / sides[:, 1]
    assert set(scenes.labels.flatten().tolist()) == {0, 1}
    assert ((ratio[scenes.labels[:, 0] == 1] - 1).abs() < 0.1).all()  # a disc is as wide as high
    assert ratio[scenes.labels[:, 0] == 0].median() < 0.8  # a 1 is not
    every = draw_scenes(200, seed=8, objects=(3, 3)).labels
    assert set(every.flatten().tolist()) - {EMPTY} == set(range(len(CLASSES)))
    assert CLASSES == SHAPES + DIGITS


def test_the_number_of_objects():
    counts = (draw_scenes(300, objects=(0, 3), overlap=1).labels != EMPTY).sum(1).bincount()
    assert len(counts) == 4
    assert counts.min() > 40
    assert (draw_scenes(50, objects=(1, 8), overlap=0, radius=(0.3, 0.4)).labels[:, 0] != EMPTY).all()
    nothing = draw_scenes(5, objects=(0, 1), seed=11)
    assert nothing.instances[nothing.labels[:, 0] == EMPTY].sum() == 0


def test_the_same_seed_the_same_scenes():
    a, b, c = (draw_scenes(10, seed=seed, **CROWDED) for seed in (5, 5, 6))
    assert all(torch.equal(one, other) for one, other in zip(a, b, strict=True))
    assert not torch.equal(a.images, c.images)


def test_held_out_scenes_have_other_seeds_and_other_hands(monkeypatch):
    train, test = load_scenes(20, 10, seed=4, objects=(1, 2))
    assert torch.equal(train.images, draw_scenes(20, seed=4, objects=(1, 2)).images)
    assert torch.equal(test.images, draw_scenes(10, seed=TEST_SEEDS + 4, objects=(1, 2)).images)
    asked = []
    from cnnkit.data import scenes

    real = scenes._handwriting
    monkeypatch.setattr(
        scenes, "_handwriting", lambda digit, held_out: asked.append(held_out) or real(digit, held_out)
    )
    load_scenes(5, 5, classes=("digit 3",))
    assert asked == [False, True]
    assert len(real(3, True)) + len(real(3, False)) == 183  # all the threes there are, each on one side


def test_truth_as_evaluation_wants_it(crowded):
    for least, full in ((0.0, False), (0.5, True)):
        pairs = crowded.truth(least=least, full=full)
        assert len(pairs) == len(crowded.labels)
        for i, (boxes, labels) in enumerate(pairs):
            want = [
                slot
                for slot, label in enumerate(crowded.labels[i].tolist())
                if label != EMPTY and crowded.visible[i, slot] >= max(least, 1e-9)
            ]
            assert torch.equal(labels, crowded.labels[i, want])
            assert torch.equal(boxes, (crowded.full_boxes if full else crowded.boxes)[i, want])


def test_take_and_to(crowded):
    part = crowded.take(torch.tensor([3, 1]))
    assert torch.equal(part.boxes, crowded.boxes[[3, 1]])
    assert torch.equal(part.semantic, crowded.semantic[[3, 1]])
    assert part.to("meta").masks.device.type == "meta"


def test_another_default_device_changes_nothing():
    with torch.device("meta"):
        scenes = draw_scenes(4, seed=1)
    assert torch.equal(scenes.images, draw_scenes(4, seed=1).images)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"n": 0}, "at least one"),
        ({"n": 2, "seed": -1}, "32 - 1"),
        ({"n": 2, "size": 8}, "64 to 256"),
        ({"n": 2, "objects": (3, 2)}, "fewest and most"),
        ({"n": 2, "objects": (0, 0)}, "fewest and most"),
        ({"n": 2, "objects": (1, 256)}, "fewest and most"),
        ({"n": 2, "classes": ("cat",)}, "hourglass, digit 0"),
        ({"n": 2, "classes": ()}, "some of"),
        ({"n": 2, "classes": ("disc", "disc")}, "each once"),
        ({"n": 2, "radius": (0.2, 0.5)}, "smallest and largest"),
        ({"n": 2, "overlap": 1.5}, "0 .nothing is hidden. to 1"),
    ],
)
def test_illegal_scenes_say_what_is_legal(settings, message):
    with pytest.raises(ValueError, match=message):
        draw_scenes(**settings)
