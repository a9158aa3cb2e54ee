"""What the shipped files promise, measured again: accuracy held out, and mouse drawings in other hands."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file

from cnnkit.data.digits import from_bitmap, load_digits, normalize_bitmap
from cnnkit.data.shapes import SHAPES, TEST_SEEDS, draw_shapes, standardize
from cnnkit.models.create import create_model, weights_info
from cnnkit.models.lenet import lenet5
from cnnkit.recipes.store import WEIGHTS
from cnnkit.training.loop import evaluate


def arc(x, y, rx, ry, start, end):
    t = np.radians(np.linspace(start, end, 20))
    return list(zip(x + rx * np.cos(t), y + ry * np.sin(t), strict=True))


# Other strokes than those the network was trained with (cnnkit/data/drawn.py), in parts of the pad.
DRAWINGS = {
    0: [arc(0.5, 0.5, 0.25, 0.38, -90, 270)],
    1: [[(0.35, 0.3), (0.52, 0.12), (0.52, 0.9)]],
    2: [[*arc(0.5, 0.32, 0.22, 0.2, -170, 40), (0.28, 0.88), (0.75, 0.88)]],
    3: [arc(0.47, 0.3, 0.22, 0.19, -150, 90) + arc(0.47, 0.69, 0.25, 0.2, -90, 150)],
    4: [[(0.6, 0.9), (0.6, 0.1), (0.25, 0.65), (0.78, 0.65)]],
    5: [[(0.7, 0.12), (0.35, 0.12), (0.32, 0.45), *arc(0.47, 0.65, 0.24, 0.23, -120, 140)]],
    6: [[(0.65, 0.1), (0.42, 0.3), (0.3, 0.6), *arc(0.5, 0.68, 0.2, 0.2, 180, 540)]],
    7: [[(0.27, 0.13), (0.75, 0.13), (0.42, 0.9)]],
    8: [arc(0.5, 0.3, 0.18, 0.18, 90, -270) + arc(0.5, 0.68, 0.23, 0.21, -90, 270)],
    9: [[*arc(0.48, 0.32, 0.2, 0.2, 0, 360), (0.68, 0.32), (0.64, 0.9)]],
}


def on_canvas(strokes, pen_px, turn_deg=0.0, side=280):
    """A mouse canvas of 280 pixels, drawn the slow way: every pixel within half a pen of a line."""
    turn = np.radians(turn_deg)
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    y, x = np.mgrid[:side, :side] + 0.5
    ink = np.zeros((side, side), dtype=bool)
    for stroke in strokes:
        points = ((np.array(stroke) - 0.5) @ matrix + 0.5) * side
        for a, b in pairwise(points):
            dx, dy = b - a
            along = ((x - a[0]) * dx + (y - a[1]) * dy) / max(dx * dx + dy * dy, 1e-9)
            along = along.clip(0, 1)
            ink |= np.hypot(x - a[0] - along * dx, y - a[1] - along * dy) <= pen_px / 2
    return ink


@pytest.fixture(scope="module")
def lenet():
    model = lenet5()
    model.load_state_dict(load_file(WEIGHTS / "lenet5_digits.safetensors"))
    return model.eval()


def test_lenet_reads_held_out_digits(lenet):
    digits = load_digits(32)
    assert evaluate(lenet, digits.test_x, digits.test_y).accuracy >= 0.975


@pytest.mark.parametrize("pen_px", [20, 28])
@pytest.mark.parametrize("turn_deg", [-6, 6])
def test_lenet_reads_what_a_mouse_draws(lenet, pen_px, turn_deg):
    drawn = [from_bitmap(normalize_bitmap(on_canvas(d, pen_px, turn_deg))) for d in DRAWINGS.values()]
    with torch.no_grad():
        answers = lenet(torch.stack(drawn)).argmax(1).tolist()
    assert sum(a == b for a, b in zip(answers, DRAWINGS, strict=True)) >= 9, answers


def test_linear_classifier_is_good_and_minds_a_shift():
    weights = load_file(WEIGHTS / "linear_digits.safetensors")
    digits = load_digits(8)
    assert weights["weight"].shape == (10, 64)

    def accuracy(x):
        answers = (x.flatten(1) @ weights["weight"].T + weights["bias"]).argmax(1)
        return (answers == digits.test_y).float().mean()

    assert accuracy(digits.test_x) >= 0.9
    moved = torch.nn.functional.pad(digits.test_x, (1, -1, 0, 0))
    assert accuracy(moved) < 0.6


@pytest.mark.parametrize("file", sorted(WEIGHTS.glob("*.safetensors")), ids=lambda path: path.stem)
def test_every_file_says_how_it_was_made_and_is_small(file):
    with safe_open(file, "pt") as opened:
        facts = opened.metadata()
    assert {"command", "seed", "torch", "machine"} <= facts.keys()
    assert facts["command"] == f"python -m cnnkit.recipes {file.stem}"
    assert file.stat().st_size < 2_000_000


def test_all_files_together_stay_small():
    assert sum(file.stat().st_size for file in WEIGHTS.glob("*.safetensors")) < 5_000_000


def test_the_convnet_reads_held_out_digits():
    digits = load_digits(32)
    model = create_model("cifar10_convnet_gmp", weights="digits")
    assert evaluate(model, digits.test_x, digits.test_y).accuracy >= 0.97


def test_the_residual_network_names_shapes_of_64_pixels():
    x, y = draw_shapes(500, seed=TEST_SEEDS + 77, size=64)
    model = create_model("resnet20_cifar", weights="shapes")
    assert evaluate(model, standardize(x), y).accuracy >= 0.97


def test_weights_say_their_classes_and_channels():
    assert weights_info("cifar10_convnet_gmp", "digits").in_channels == 1
    assert weights_info("lenet5", "digits").classes == tuple("0123456789")
    assert weights_info("resnet20_cifar", "shapes").classes == SHAPES
