"""Photographs in folders: order, crops, workers, and the name of the one that is broken."""

import random

import numpy as np
import pytest
import torch
from PIL import Image
from torch.utils.data import DataLoader

from cnnkit.data.imagefolder import ImageFolder, central_crop, random_resized_crop, read_image
from cnnkit.data.images import DataError


def gradient(width, height):
    """Red tells the column, green the row, as parts of the picture."""
    red = np.linspace(0, 255, width)[None].repeat(height, 0)
    green = np.linspace(0, 255, height)[:, None].repeat(width, 1)
    return Image.fromarray(np.stack([red, green, 0 * red], -1).round().astype(np.uint8))


@pytest.fixture
def folder(tmp_path):
    for i, (name, pictures) in enumerate(
        {"n02": ["b.JPEG", "a.png"], "n01": ["10.jpg", "9.jpg", "c.webp"]}.items()
    ):
        (tmp_path / name).mkdir()
        for k, picture in enumerate(pictures):
            gradient(60 + 20 * i, 50 + 30 * k).save(tmp_path / name / picture)
    (tmp_path / ".ipynb_checkpoints").mkdir()
    (tmp_path / "n01" / "notes.txt").write_text("not a picture")
    (tmp_path / "readme.md").write_text("not a class")
    return tmp_path


def test_alphabetical_order_and_one_class_a_folder(folder):
    data = ImageFolder(folder, size=32)
    assert data.classes == ("n01", "n02")
    assert [data.path(i).relative_to(folder).as_posix() for i in range(len(data))] == [
        "n01/10.jpg", "n01/9.jpg", "n01/c.webp", "n02/a.png", "n02/b.JPEG",
    ]  # fmt: skip
    assert [label for _, label in data] == data.labels.tolist() == [0, 0, 0, 1, 1]
    assert [label for _, label in ImageFolder(folder, size=32, classes=["n02", "n01"])] == [0, 0, 1, 1, 1]


def test_pixels(folder):
    x, _ = ImageFolder(folder, size=32)[3]
    raw, _ = ImageFolder(folder, size=32, dtype=torch.uint8)[3]
    assert x.shape == raw.shape == (3, 32, 32)
    assert x.dtype == torch.float32
    torch.testing.assert_close(x, raw / 255)
    assert (x[0].diff(dim=1) > 0).all()  # red grows to the right: channels and axes stand where they should
    assert (x[1].diff(dim=0) > 0).all()


@pytest.mark.parametrize(("width", "height"), [(100, 80), (80, 100), (64, 64), (40, 300)])
def test_the_middle(width, height):
    cut = np.asarray(central_crop(gradient(width, height), 28, 32), dtype=float) / 255
    assert cut.shape == (28, 28, 3)
    assert cut[..., 0].mean() == pytest.approx(0.5, abs=0.03)
    assert cut[..., 1].mean() == pytest.approx(0.5, abs=0.03)
    shorter = min(width, height)
    assert np.ptp(cut[0, :, 0]) == pytest.approx(28 / 32 * shorter / width, abs=0.07)
    assert np.ptp(cut[:, 0, 1]) == pytest.approx(28 / 32 * shorter / height, abs=0.07)


def test_random_parts_keep_their_promises():
    areas, ratios, mirrored = [], [], 0
    for seed in range(300):
        cut = np.asarray(random_resized_crop(gradient(200, 160), 64, random.Random(seed)), dtype=float) / 255
        mirrored += cut[0, 0, 0] > cut[0, -1, 0]
        w, h = (np.ptp(cut[5, :, 0]) * 200 * 64 / 63, np.ptp(cut[:, 5, 1]) * 160 * 64 / 63)
        areas.append(w * h / (200 * 160))
        ratios.append(w / h)
    assert 0.06 < min(areas) < 0.15
    assert 0.85 < max(areas) < 1.05
    assert np.mean(areas) == pytest.approx(0.5, abs=0.07)
    assert 0.7 < min(ratios) < 0.8
    assert 1.25 < max(ratios) < 1.45
    assert 110 < mirrored < 190


@pytest.mark.parametrize(("width", "height"), [(1000, 10), (10, 1000)])
def test_a_strip_gives_its_middle(width, height):
    cut = np.asarray(random_resized_crop(gradient(width, height), 32, random.Random(0)), dtype=float) / 255
    long = cut[..., 0 if width > height else 1]
    assert long.mean() == pytest.approx(0.5, abs=0.01)
    assert np.ptp(long) < 0.02


def test_seed_epoch_and_index_decide_and_nothing_else(folder):
    data = ImageFolder(folder, size=16, train=True, seed=3)
    first = torch.stack([data[i][0] for i in range(5)])
    assert torch.equal(first, torch.stack([data[i][0] for i in range(5)]))
    assert torch.equal(data[-1][0], first[-1])
    data.set_epoch(1)
    second = torch.stack([data[i][0] for i in range(5)])
    assert not any(torch.equal(a, b) for a, b in zip(first, second, strict=True))
    assert not torch.equal(ImageFolder(folder, size=16, train=True, seed=4)[0][0], first[0])


def test_workers_that_live_on_see_the_epoch(folder):
    data = ImageFolder(folder, size=16, train=True)
    loader = DataLoader(data, batch_size=5, num_workers=2, persistent_workers=True)
    for epoch in (0, 1, 0):
        data.set_epoch(epoch)
        ((x, y),) = loader
        assert torch.equal(x, torch.stack([data[i][0] for i in range(5)]))
        assert y.tolist() == [0, 0, 0, 1, 1]


@pytest.mark.parametrize("mode", ["L", "RGBA", "CMYK", "P", "1"])
def test_every_kind_of_picture_becomes_rgb(tmp_path, mode):
    path = tmp_path / ("a.jpg" if mode == "CMYK" else "a.png")
    gradient(20, 10).convert(mode).save(path)
    assert read_image(path).mode == "RGB"
    assert read_image(path).size == (20, 10)


@pytest.mark.parametrize("ending", ["png", "ppm"])  # to Pillow these are modes I;16 and I
def test_sixteen_bits_become_eight(tmp_path, ending):
    path, grey = tmp_path / f"a.{ending}", np.arange(0, 65536, 16, dtype=np.uint16).reshape(64, 64)
    Image.fromarray(grey).save(path)
    assert np.array_equal(np.asarray(read_image(path)), (grey / 257).round()[..., None].repeat(3, -1))


@pytest.mark.parametrize("numbers", [np.float32([[0.1, 0.9]]), np.int32([[-5, 9]]), np.int32([[0, 70_000]])])
def test_numbers_without_a_known_white_are_refused(tmp_path, numbers):
    path = tmp_path / "a.png"
    Image.fromarray(numbers).save(path, "TIFF")
    with pytest.raises(DataError, match=r"a\.png: .* are not the 8 or 16 bits of a picture"):
        read_image(path)


def test_what_is_transparent_is_white(tmp_path):
    pixels = np.zeros((2, 3, 4), dtype=np.uint8)
    pixels[..., 0], pixels[..., 3] = 200, [0, 51, 255]  # red that is hidden, shows a little, is all there
    Image.fromarray(pixels).save(tmp_path / "rgba.png")
    assert np.asarray(read_image(tmp_path / "rgba.png"))[1].tolist() == [
        [255, 255, 255],
        [244, 204, 204],
        [200, 0, 0],
    ]
    red, blue = (200, 0, 0), (0, 0, 200)
    flat = Image.new("RGB", (2, 1), red)
    flat.putpixel((1, 0), blue)
    flat.save(tmp_path / "rgb.png", transparency=red)
    flat.quantize(2).save(tmp_path / "p.png", transparency=flat.quantize(2).getpixel((0, 0)))
    Image.new("L", (1, 1), 7).save(tmp_path / "l.png", transparency=7)
    for name in ("rgb.png", "p.png"):
        assert np.asarray(read_image(tmp_path / name)).tolist() == [[[255, 255, 255], list(blue)]]
    assert np.asarray(read_image(tmp_path / "l.png")).tolist() == [[[255] * 3]]


@pytest.mark.parametrize(
    ("name", "keep", "workers"), [("10.jpg", 0, 0), ("10.jpg", 5, 0), ("c.webp", 200, 0), ("10.jpg", 200, 1)]
)
def test_a_broken_picture_is_named(folder, name, keep, workers):
    path = folder / "n01" / name
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(DataError, match=f"{name}: expected a whole picture, found {keep} bytes"):
        list(DataLoader(ImageFolder(folder, size=32), batch_size=2, num_workers=workers))


def test_a_damaged_png_is_named(folder):
    path = folder / "n02" / "a.png"
    raw = bytearray(path.read_bytes())
    raw[60:70] = bytes(10)
    path.write_bytes(raw)
    with pytest.raises(DataError, match=r"a\.png"):
        ImageFolder(folder)[3]


def test_folders_that_hold_no_classes(tmp_path):
    with pytest.raises(DataError, match="found no folder"):
        ImageFolder(tmp_path / "nowhere")
    with pytest.raises(DataError, match="one folder a class, found none, but 0"):
        ImageFolder(tmp_path)
    gradient(9, 9).save(tmp_path / "ILSVRC2012_val_00000001.JPEG")
    with pytest.raises(DataError, match=r"but 1 pictures beside each other.*validation"):
        ImageFolder(tmp_path)
    (tmp_path / "n01").mkdir()
    with pytest.raises(DataError, match=r"n01: expected pictures .*found none"):
        ImageFolder(tmp_path)


def test_illegal_settings(folder):
    with pytest.raises(ValueError, match="size=0"):
        ImageFolder(folder, size=0)
    with pytest.raises(ValueError, match="shorter_side=200"):
        ImageFolder(folder, size=224, shorter_side=200)
    with pytest.raises(ValueError, match=r"torch\.float32"):
        ImageFolder(folder, dtype=torch.float64)
    with pytest.raises(DataError, match="n03"):
        ImageFolder(folder, classes=["n01", "n03"])
