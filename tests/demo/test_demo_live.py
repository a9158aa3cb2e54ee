"""Demos that Python computes: their answers are those of the package, on any network and picture."""

import io
import time

import numpy as np
import pytest
import torch
import traitlets as t
from PIL import Image
from torch import nn

from cnnkit.demo.bridge import legal_traits
from cnnkit.demo.live import LIVE
from cnnkit.demo.live.boxes import read_boxes
from cnnkit.demo.live.network import Network
from cnnkit.demo.live.photograph import MOST_PIXELS, opened, picture_file
from cnnkit.visualize import fgsm, occlusion


def file_of(pixels: np.ndarray, kind: str = "PNG") -> bytes:
    Image.fromarray(pixels).save(out := io.BytesIO(), kind)
    return out.getvalue()


@pytest.fixture(scope="module")
def network() -> Network:
    torch.manual_seed(0)
    net = nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 70, 3), nn.ReLU(),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(70, 5),
    )  # fmt: skip
    return Network(net, (3, 32, 32), ["cup", "cat", "dog", "car", "tree"])


def settled(live):
    while live.busy:
        time.sleep(0.01)
    return live


def picture_of(live, number: int) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(live.pictures[number]["file"])))


@pytest.mark.parametrize("name", LIVE)
def test_each_answers_at_once_and_again_when_something_changes(network, name):
    live = settled(LIVE[name](network, question="What?"))
    assert live.says
    if name != "live-boxes":  # this network finds no boxes, which is said
        assert "Error" not in live.says
    control = live.controls[0]
    value = control["options"][-1] if "options" in control else control["high"]
    before = (live.says, live.pictures, live.rows)
    setattr(live, control["name"], value)
    assert settled(live).says
    if name not in ("live-boxes", "live-summary"):  # the layers of this network lie all in one row of depth
        assert (live.says, live.pictures, live.rows) != before


@pytest.mark.parametrize("name", LIVE)
def test_a_page_may_change_settings_and_the_picture_alone(network, name):
    live = LIVE[name](network)
    assert legal_traits(live) == {*live.settings, "picture"}
    settled(live)


def test_maps_are_those_of_the_layer(network):
    live = settled(LIVE["live-maps"](network))
    assert live.says.startswith("0: 8 maps of 32×32")
    live.layer = "4"
    settled(live)
    assert live.says.startswith("4: 70 maps of 14×14")
    assert live.pictures[1]["caption"] == "the first 64 of 70 maps"
    said = network.model[:5](live.pixels())
    assert f"{float((said == 0).float().mean()):.0%} of their numbers" in live.says
    with pytest.raises(t.TraitError, match="layer='9': legal are 0, 1, 2, 3, 4, 5"):
        live.layer = "9"


def test_occlusion_marks_the_place_that_costs_most(network):
    live = settled(LIVE["live-occlusion"](network))
    x = live.pixels()
    ((target, _),) = network.best(x, 1)
    drop = occlusion(network.model, x, target, 8, 2, 0.5)[0]
    row, column = divmod(int(drop.argmax()), drop.shape[1])
    assert live.pictures[0]["mark"] == [
        column * 2 / 32,
        row * 2 / 32,
        (column * 2 + 8) / 32,
        (row * 2 + 8) / 32,
    ]
    assert f"{float(drop.max()):.1f} off its score, the most of {drop.numel()} places" in live.says
    with pytest.raises(t.TraitError, match="window=99: legal are 10 to 60"):
        live.window = 99


def test_an_attack_is_the_packages_and_stays_in_its_size(network):
    live = settled(LIVE["live-attack"](network, size=8))
    x = live.pixels()
    ((target, _),) = network.best(x, 1)
    away = fgsm(network.model, x, target, 8 / 255)
    assert live.says.startswith(f"{network.said(x)} becomes {network.said(away)}, ")
    before, after = picture_of(live, 0).astype(int), picture_of(live, 2).astype(int)
    assert 0 < abs(before - after).max() <= 9  # rounded twice
    live.size = 0
    settled(live)
    assert (picture_of(live, 0) == picture_of(live, 2)).all()


def test_the_field_is_that_of_the_summary(network):
    live = settled(LIVE["live-field"](network, layer="3"))
    assert "sees 8×8 pixels of 32×32; its neighbours stand 2 pixels away" in live.says
    left, top, right, bottom = live.pictures[0]["mark"]
    assert ((right - left) * 32, (bottom - top) * 32) == (8, 8)


def test_the_summary_adds_up(network):
    live = settled(LIVE["live-summary"](network, depth="all layers"))
    assert [row[0] for row in live.rows] == list("01234567")
    params = [int(row[3].partition(" ")[0].replace(",", "")) for row in live.rows]
    assert sum(params) == sum(p.numel() for p in network.model.parameters())
    assert f"{sum(params):,} parameters" in live.says
    assert not live.takes_picture


def test_the_summary_has_fewer_rows_of_modules_that_hold_others():
    inner = nn.Sequential(nn.Conv2d(3, 2, 3), nn.ReLU())
    network = Network(nn.Sequential(inner, nn.Flatten(), nn.Linear(72, 2)), (3, 8, 8))
    live = settled(LIVE["live-summary"](network, depth="all layers"))
    assert [row[0] for row in live.rows] == ["0.0", "0.1", "1", "2"]
    live.depth = "modules"
    assert [row[0] for row in settled(live).rows] == ["0", "1", "2"]


def test_the_shipped_detector_finds_shapes_and_digits():
    live = settled(LIVE["live-boxes"]())
    assert len(live.pictures[0]["boxes"]) >= 2
    live.threshold = 99
    assert settled(live).says == "Nothing, at this score."


class Detector(nn.Module):
    """Torchvision's way of answering, in pixels."""

    def forward(self, x):
        boxes = torch.tensor([[0.0, 0.0, 16.0, 16.0], [1.0, 0.0, 16.0, 16.0], [16.0, 8.0, 32.0, 32.0]])
        return [{"boxes": boxes, "scores": torch.tensor([0.9, 0.8, 0.3]), "labels": torch.tensor([1, 1, 0])}]


def test_a_detector_of_ones_own_is_drawn(network):
    live = settled(LIVE["live-boxes"](Network(Detector(), (3, 32, 32), ["cup", "cat"])))
    assert live.says == "cat 0.90, cup 0.30"
    assert live.pictures[0]["boxes"] == [
        [0.0, 0.0, 0.5, 0.5, "cat 0.90"],
        [0.5, 0.25, 1.0, 1.0, "cup 0.30"],
    ]
    assert "this one answers Tensor" in settled(LIVE["live-boxes"](network)).says


def test_answers_that_are_no_boxes_are_said():
    with pytest.raises(ValueError, match=r"want boxes \(k, 4\)"):
        read_boxes((torch.zeros(2, 3), torch.zeros(2), torch.zeros(2)), 8, 8)
    boxes, scores, _ = read_boxes((torch.zeros(0, 4), torch.zeros(0), torch.zeros(0)), 8, 8)
    assert (len(boxes), len(scores)) == (0, 0)


def test_a_picture_is_cut_to_the_middle_and_keeps_its_colours():
    pixels = np.zeros((40, 80, 3), np.uint8)
    pixels[:, 20:60] = (255, 128, 0)
    x = opened(file_of(pixels), (3, 16, 16))
    assert x.shape == (1, 3, 16, 16)
    torch.testing.assert_close(x[0, :, 8, 8], torch.tensor([1, 128 / 255, 0]))
    assert float(x[0, 0].min()) > 0.9
    grey = opened(file_of(pixels, "JPEG"), (1, 16, 8))
    assert grey.shape == (1, 1, 16, 8)


@pytest.mark.parametrize("name", ["live-maps", "live-attack"])
def test_a_picture_from_a_page_is_answered(network, name):
    live = settled(LIVE[name](network))
    before = live.pictures
    live.picture = file_of(np.random.default_rng(0).integers(0, 255, (50, 60, 3), dtype=np.uint8))
    assert settled(live).pictures != before
    live.picture = b""
    assert settled(live).pictures == before


def test_files_that_are_no_pictures_or_unpack_to_too_much_are_refused(network):
    live = LIVE["live-maps"](network)
    bomb = io.BytesIO()
    Image.new("1", (MOST_PIXELS // 1000 + 1, 1000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < 50_000
    Image.new("L", (4, 4)).save(tiff := io.BytesIO(), "TIFF")
    for file, words in (
        (b"GIF89a", "no JPEG, PNG or WebP"),
        (b"<svg onload=alert(1)>", "no JPEG, PNG or WebP"),
        (tiff.getvalue(), "no JPEG, PNG or WebP"),
        (bomb.getvalue(), "pixels are more than"),
    ):
        with pytest.raises(t.TraitError, match=words):
            live.picture = file
    assert live.picture == b""
    settled(live)


def test_a_picture_that_breaks_off_is_said(network):
    whole = file_of(np.random.default_rng(0).integers(0, 255, (90, 90, 3), dtype=np.uint8))
    assert picture_file(whole[:9000]).size == (90, 90)
    assert "not whole" in settled(LIVE["live-maps"](network, picture=whole[:9000])).says


def test_a_network_that_fails_says_so_and_goes_on():
    class Fails(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(3, 2, 3)

        def forward(self, x):
            y = self.conv(x)
            if x.device.type != "meta" and float(x.mean()) > 0.9:
                raise RuntimeError("too bright")
            return y.mean((2, 3))

    live = settled(LIVE["live-maps"](Network(Fails(), (3, 16, 16))))
    assert "2 maps of 14×14" in live.says
    live.picture = file_of(np.full((16, 16, 3), 255, np.uint8))
    assert "too bright" in settled(live).says
    live.picture = b""
    assert "2 maps of 14×14" in settled(live).says


def test_only_the_last_of_many_changes_has_to_be_answered(network):
    answered = []
    live = settled(LIVE["live-attack"](network))
    own = live.answer
    live.answer = lambda x: (answered.append(live.size), time.sleep(0.05), own(x))[2]
    for size in range(1, 30):
        live.size = size
    settled(live)
    assert answered[-1] == 29
    assert len(answered) < 29
    assert "more than 29 of 255" in live.says


def test_looking_leaves_the_network_as_it_was(network):
    before = {name: value.clone() for name, value in network.model.state_dict().items()}
    for make in LIVE.values():
        settled(make(network))
    for name, value in network.model.state_dict().items():
        assert torch.equal(value, before[name])
    assert not any(module._forward_hooks for module in network.model.modules())
    assert all(p.grad is None and p.requires_grad for p in network.model.parameters())
