"""The generated shapes: balanced, seeded, within their frame, never the same picture on both sides."""

import pytest
import torch

from cnnkit.data.outlines import OUTLINES
from cnnkit.data.shapes import SHAPES, draw_layers, draw_shapes, fresh_shapes, load_shapes


def test_labels_are_balanced_and_shuffled():
    _, y = draw_shapes(200, seed=3)
    assert y.bincount().tolist() == [20] * len(SHAPES)
    assert y.tolist() != sorted(y.tolist())


def test_the_same_seed_draws_the_same_pictures():
    a, ya = draw_shapes(30, seed=5)
    b, yb = draw_shapes(30, seed=5)
    c, _ = draw_shapes(30, seed=6)
    assert torch.equal(a, b)
    assert torch.equal(ya, yb)
    assert not torch.equal(a, c)


@pytest.mark.parametrize("hard", [False, True])
@pytest.mark.parametrize("size", [32, 64])
def test_pictures_are_colour_in_unit_range(size, hard):
    x, y = draw_shapes(20, size=size, hard=hard)
    assert x.shape == (20, 3, size, size)
    assert x.dtype == torch.float32
    assert y.dtype == torch.int64
    assert x.min() >= 0
    assert x.max() <= 1


def test_held_out_pictures_are_new():
    shapes = load_shapes(300, 300, seed=0)
    train = {image.numpy().tobytes() for image in shapes.train_x}
    assert len(train) == 300
    assert not any(image.numpy().tobytes() in train for image in shapes.test_x)


def test_fresh_shapes_differ_by_epoch_and_repeat_by_seed():
    draw = fresh_shapes(20, seed=1, num_classes=6)
    first, y = draw(0)
    assert y.max() == 5
    assert not torch.equal(first, draw(1)[0])
    assert torch.equal(first, fresh_shapes(20, seed=1, num_classes=6)(0)[0])


def test_the_region_holds_the_middles_and_no_shape_is_cut():
    layers = draw_layers(200, seed=2, region=(0.0, 0.0, 0.5, 1.0))
    assert layers.centre[:, 0].max() <= 0.5
    assert layers.centre[:, 1].max() > 0.6
    frame = torch.cat([layers.alpha[:, :, 0], layers.alpha[:, :, -1], layers.alpha[:, :, :, 0]], -1)
    assert frame.max() < 0.5  # a corner may touch the outermost pixel


def test_layers_make_the_picture():
    layers = draw_layers(50, seed=4)
    x, y = draw_shapes(50, seed=4)
    assert torch.equal(y, layers.y)
    made = torch.lerp(layers.background, layers.surface, layers.alpha)
    assert (x - made).abs().mean() < 0.05  # noise apart


def test_shape_and_ground_have_different_colours():
    layers = draw_layers(200, seed=1)
    shape = (layers.surface * layers.alpha).sum((2, 3)) / layers.alpha.sum((2, 3))
    ground = (layers.background * (1 - layers.alpha)).sum((2, 3)) / (1 - layers.alpha).sum((2, 3))
    assert (shape - ground).abs().mean(1).min() > 0.2


def test_outlines_stay_in_their_circle_and_differ():
    at = torch.linspace(-1.4, 1.4, 141)
    u, v = torch.meshgrid(at, at, indexing="xy")
    outside = torch.hypot(u, v) > 1.02
    masks = []
    for name, outline in OUTLINES.items():
        inside = outline(u, v) > 0
        assert not (inside & outside).any(), name
        assert inside.float().mean() > 0.08, name
        masks.append(inside)
    for i, a in enumerate(masks):
        for b in masks[:i]:
            assert (a & b).sum() / (a | b).sum() < 0.9


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"n": 0}, "at least one"),
        ({"n": 5, "num_classes": 11}, "2 to 10"),
        ({"n": 5, "region": (0.5, 0, 0.2, 1)}, "x0 <= x1"),
        ({"n": 5, "size": 4}, "32 and 64"),
        ({"n": 5, "radius": (0.3, 0.2)}, "smallest and largest"),
        ({"n": 5, "seed": 2**32}, "32 - 1"),
    ],
)
def test_illegal_settings_say_what_is_legal(settings, message):
    with pytest.raises(ValueError, match=message):
        draw_shapes(**settings)


def test_the_pictures_of_the_shipped_weights_are_still_the_same():
    """Pages and shipped weights were made with these draws; a change here is a change there."""
    easy, hard = draw_shapes(20, seed=5)[0], draw_shapes(20, seed=5, size=64, hard=True)[0]
    # values of the first release, to what other processors round differently
    assert easy.double().mean().item() == pytest.approx(0.451981294, abs=1e-7)
    assert easy[3, 1, ::9, 5].tolist() == pytest.approx([0.5034062, 1.0, 0.3951932, 0.5075149], abs=1e-5)
    assert hard.double().mean().item() == pytest.approx(0.450874227, abs=1e-7)
    assert hard[7, 2, 20, 10:14].tolist() == pytest.approx(
        [0.6849946, 0.7677581, 0.9054168, 0.9679748], abs=1e-5
    )


def test_another_default_device_changes_nothing():
    with torch.device("meta"):
        x, _ = draw_shapes(4, seed=1, hard=True)
    assert torch.equal(x, draw_shapes(4, seed=1, hard=True)[0])
