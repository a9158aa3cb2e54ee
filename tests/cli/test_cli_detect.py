"""`cnnkit detect`: files of boxes and maps, what is refused, and that nothing unreadable stops the rest."""

import json
import os
from pathlib import Path

import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from cnnkit.cli import main
from cnnkit.data import scene_sets
from cnnkit.detection import ready
from cnnkit.detection.yolo_v1 import Found
from cnnkit.recipes import detect


@pytest.fixture
def weights(tmp_path):
    """Of untrained networks, by name."""

    def saved(name, classes=10, metadata=None):
        torch.manual_seed(0)
        path = tmp_path / f"{name}-{classes}.safetensors"
        save_file(getattr(ready, name)(None, classes=classes).state_dict(), path, metadata=metadata)
        return str(path)

    return saved


@pytest.fixture
def sure(monkeypatch):
    """YOLO that always finds class 3 in the left half, with 0.9."""
    half = Found(torch.tensor([[0.0, 0.25, 0.5, 1.0]]), torch.tensor([0.9]), torch.tensor([3]))
    monkeypatch.setattr("cnnkit.detection.yolo_v1.YoloV1.find", lambda self, x, score, iou: [half])


def test_boxes_are_written_in_pixels_and_in_cocos_form(tmp_path, capsys, weights, sure):
    Image.new("RGB", (200, 80), "white").save(tmp_path / "wide.png")
    out = tmp_path / "out"
    assert main(["detect", str(tmp_path / "wide.png"), "--weights", weights("yolo"), "-o", str(out)]) == 0
    found = json.loads((out / "found.json").read_text())
    assert found["pictures"][0]["found"] == [
        {"box": [0.0, 20.0, 100.0, 80.0], "score": 0.9, "class": scene_sets.CLASSES[3], "label": 3}
    ]
    assert json.loads((out / "coco.json").read_text()) == [
        {"image_id": 1, "category_id": 4, "bbox": [0.0, 20.0, 100.0, 60.0], "score": 0.9}
    ]
    drawn = Image.open(out / found["pictures"][0]["drawn"])
    assert drawn.size == (1120, 448)
    assert drawn.getpixel((560, 300)) != (255, 255, 255)
    assert drawn.getpixel((800, 300)) == (255, 255, 255)
    assert "wide.png: star 0.90" in capsys.readouterr().out


def test_weights_of_a_diverged_network_are_told_from_an_empty_picture(tmp_path, capsys):
    broken = {
        name: value.fill_(float("nan")) if value.is_floating_point() else value
        for name, value in ready.yolo(None).state_dict().items()
    }
    save_file(broken, tmp_path / "nan.safetensors")
    assert main(["detect", "--scenes", "1", "--weights", str(tmp_path / "nan.safetensors")]) != 0
    assert "numbers are not finite" in capsys.readouterr().err


@pytest.mark.parametrize("model", ["yolo", "rcnn", "localizer", "segmenter"])
def test_scenes_can_be_drawn_and_searched_with_each(tmp_path, capsys, model, weights):
    out = tmp_path / "out"
    ask = ["detect", "--scenes", "2", "--model", model, "--weights", weights(model), "-o", str(out)]
    assert main(ask if model == "segmenter" else [*ask, "--threshold", "0"]) == 0
    said = capsys.readouterr().out
    assert len(json.loads((out / "found.json").read_text())["pictures"]) == 2
    assert (out / "coco.json").exists() == (model != "segmenter")
    assert (out / f"scene-0-1-{model}.png").exists()
    assert "pictures a second" in said


def test_names_of_classes_come_from_the_file(tmp_path, sure, capsys, weights):
    path = weights("yolo", 4, metadata={"classes": json.dumps(["ant", "bee", "cow", "dog"])})
    assert main(["detect", "--scenes", "1", "--weights", path, "-o", str(tmp_path / "out")]) == 0
    assert "dog 0.90" in capsys.readouterr().out


def test_of_a_folder_what_is_no_picture_is_named_and_the_rest_searched(tmp_path, capsys, weights, sure):
    folder = tmp_path / "frames"
    folder.mkdir()
    Image.new("RGB", (64, 64)).save(folder / "b.png")
    (folder / "a.png").write_text("no picture")
    (folder / "notes.txt").write_text("left alone")
    assert main(["detect", str(folder), "--weights", weights("yolo"), "-o", str(tmp_path / "out")]) == 1
    said = capsys.readouterr()
    assert "a.png" in said.err
    assert "b.png: star" in said.out
    assert "notes" not in said.out + said.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "--scenes 5"),
        (["absent.png"], "no such file: absent.png"),
        (["--scenes", "0"], "at least one"),
        (["--scenes", "1", "--model", "segmenter", "--threshold", "0.9"], "--threshold 0.9: segmenter takes"),
        (["--scenes", "1", "--model", "segmenter", "--iou", "0.5"], "every pixel its likeliest class"),
        (["--scenes", "1", "--model", "localizer", "--iou", "0.5"], "it finds one box"),
        (["--scenes", "1", "--model", "vgg"], "yolo, rcnn, localizer, segmenter"),
        (["--scenes", "1", "--threshold", "2"], "--threshold 2"),
        (["--scenes", "1", "--weights", "none.pth"], "none.pth"),
        (["--scenes", "1", "--weights", __file__], "a .safetensors file or one that torch saved"),
        (["--scenes", "1", "--seed", "-3"], "--seed -3: a whole number from 0"),  # no unseen hands
        (["--scenes", "1", "-o", __file__], "a folder is wanted"),
        (["--scenes", "1", "-o", f"{__file__}/out"], "a folder is wanted"),
    ],
)
def test_what_is_asked_for_wrongly_ends_with_2(words, says, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["detect", *words]) == 2
    assert says in capsys.readouterr().err


def test_weights_of_another_network_are_refused_by_name(tmp_path, capsys, weights):
    out = str(tmp_path / "out")
    assert main(["detect", "--scenes", "1", "--model", "rcnn", "--weights", weights("yolo"), "-o", out]) == 2
    assert "does not hold the weights of this rcnn" in capsys.readouterr().err


def test_two_pictures_of_one_name_get_two_drawings(tmp_path, weights, sure):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        Image.new("RGB", (64, 64)).save(tmp_path / name / "cat.png")
    out = tmp_path / "out"
    folders = [str(tmp_path / "a"), str(tmp_path / "b")]
    assert main(["detect", *folders, "--weights", weights("yolo"), "-o", str(out)]) == 0
    assert {path.name for path in out.glob("*.png")} == {"cat-yolo.png", "cat-2-yolo.png"}


@pytest.fixture
def frames(tmp_path):
    """Makes pictures in a folder."""

    def made(*names):
        for name in names:
            Image.new("RGB", (64, 64)).save(tmp_path / name)
        return [str(tmp_path / name) for name in names]

    return made


def test_a_name_that_already_ends_with_a_number_gets_a_drawing_of_its_own(tmp_path, weights, sure, frames):
    pictures = frames("cat-2.png", "cat.bmp", "cat.png", "Cat.jpg")
    out = tmp_path / "out"
    assert main(["detect", *pictures, "--weights", weights("yolo"), "-o", str(out)]) == 0
    drawn = [one["drawn"] for one in json.loads((out / "found.json").read_text())["pictures"]]
    assert len({name.casefold() for name in drawn}) == 4  # where a disk takes Cat and cat for one
    assert {path.name for path in out.glob("*.png")} == set(drawn)


def test_no_picture_is_written_over_before_it_is_searched(tmp_path, capsys, weights, sure, frames):
    pictures = frames("cat.png", "cat-yolo.png", "scene-0-0.png")
    before = [Path(path).read_bytes() for path in pictures]
    ask = ["detect", str(tmp_path), "--weights", weights("yolo"), "-o", str(tmp_path)]
    assert main(ask) == 0
    assert main([*ask, "--scenes", "1"]) == 2
    assert "scene-0-0.png is to be searched" in capsys.readouterr().err
    assert [Path(path).read_bytes() for path in pictures] == before


def test_who_stops_it_keeps_what_was_found(tmp_path, capsys, weights, sure, frames, monkeypatch):
    pictures, reader = frames("a.png", "b.png"), detect.read_image

    def stopped(path):
        if path.name == "b.png":
            raise KeyboardInterrupt
        return reader(path)

    monkeypatch.setattr(detect, "read_image", stopped)
    out = tmp_path / "out"
    assert main(["detect", *pictures, "--weights", weights("yolo"), "-o", str(out)]) == 1
    assert len(json.loads((out / "found.json").read_text())["pictures"]) == 1
    said = capsys.readouterr()
    assert "wrote 1 picture and found.json" in said.out
    assert "stopped" in said.err


def test_files_of_an_earlier_run_are_named(tmp_path, capsys, weights, sure):
    ask = ["detect", "--scenes", "1", "-o", str(tmp_path / "out")]
    main([*ask, "--weights", weights("yolo")])
    assert "earlier run" not in capsys.readouterr().out
    main([*ask, "--weights", weights("segmenter"), "--model", "segmenter"])
    assert (
        "over found.json of an earlier run; coco.json there is of an earlier run" in capsys.readouterr().out
    )


def test_a_folder_named_like_a_picture_is_no_picture(tmp_path, weights, sure, frames):
    frames("a.png")
    (tmp_path / "folder.png").mkdir()
    assert main(["detect", str(tmp_path), "--weights", weights("yolo"), "-o", str(tmp_path / "out")]) == 0


def test_a_name_that_is_not_utf8_is_searched(tmp_path, capsys, weights, sure, frames):
    name = os.fsdecode(os.fsencode(tmp_path / "a") + b"\xff.png")
    try:
        os.rename(frames("a.png")[0], name)
    except OSError:
        pytest.skip("this disk takes UTF-8 alone")
    assert main(["detect", name, "--weights", weights("yolo"), "-o", str(tmp_path / "out")]) == 0
    assert "\\udcff.png: star" in capsys.readouterr().out


def test_the_refusal_of_a_checkpoint_stays_short(tmp_path, capsys):
    torch.save({"format": 1, "model": {}}, tmp_path / "checkpoint.pt")
    ask = ["detect", "--scenes", "1", "--weights", str(tmp_path / "checkpoint.pt")]
    assert main([*ask, "-o", str(tmp_path / "out")]) == 2
    assert len(capsys.readouterr().err) < 800
