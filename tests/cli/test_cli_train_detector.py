"""`cnnkit train` of detectors: scenes, folders in the forms of VOC and COCO, what is refused."""

import json
from dataclasses import replace

import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from cnnkit.cli import main
from cnnkit.data.scene_sets import CLASSES
from cnnkit.detection import ready
from cnnkit.recipes import detector_tasks
from cnnkit.recipes.train import Request
from cnnkit.recipes.train_detector import Lots, train_detector

NAMES = ["yolo", "rcnn", "localizer", "segmenter"]


@pytest.fixture(autouse=True)
def small(monkeypatch, tmp_path):
    """A hundred scenes an epoch, twenty held out, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("cnnkit.recipes.rcnn_on_scenes.STEPS", 3)
    for name, task in detector_tasks.TASKS.items():
        monkeypatch.setitem(detector_tasks.TASKS, name, replace(task, scenes=100, held_out=10))


def boxed(folder, form, pictures=4):
    """A folder in one of the two forms: squares of two classes on grey, the second picture without any."""
    for part in ("train", "val"):
        entries = []
        for i in range(pictures):
            picture = Image.new("RGB", (60, 40), "grey")
            if i != 1:
                picture.paste(("red", "blue")[i % 2], (10, 5, 40, 25))
            entries.append((f"{part}{i}", picture, [] if i == 1 else [i % 2]))
        WRITERS[form](folder, part, entries)
    return folder


def write_voc(folder, part, entries):
    for name in ("JPEGImages", "Annotations", "ImageSets/Main"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / f"ImageSets/Main/{part}.txt").write_text("\n".join(name for name, *_ in entries))
    for name, picture, labels in entries:
        picture.save(folder / f"JPEGImages/{name}.jpg")
        box = "<bndbox><xmin>11</xmin><ymin>6</ymin><xmax>40</xmax><ymax>25</ymax></bndbox>"
        things = "".join(f"<object><name>{('cat', 'dog')[y]}</name>{box}</object>" for y in labels)
        size = "<size><width>60</width><height>40</height></size>"
        (folder / f"Annotations/{name}.xml").write_text(
            f"<annotation><filename>{name}.jpg</filename>{size}{things}</annotation>"
        )


def write_coco(folder, part, entries):
    (folder / "annotations").mkdir(exist_ok=True)
    (folder / f"{part}2017").mkdir()
    images, found = [], []
    for i, (name, picture, labels) in enumerate(entries):
        picture.save(folder / f"{part}2017/{name}.png")
        images.append({"id": 7 + i, "file_name": f"{name}.png", "width": 60, "height": 40})
        found += [{"id": i, "image_id": 7 + i, "category_id": 3 + y, "bbox": [10, 5, 30, 20]} for y in labels]
    categories = [{"id": 3, "name": "cat"}, {"id": 4, "name": "dog"}]
    content = {"images": images, "categories": categories, "annotations": found}
    (folder / f"annotations/instances_{part}2017.json").write_text(json.dumps(content))


WRITERS = {"voc": write_voc, "coco": write_coco}


@pytest.mark.parametrize("name", NAMES)
def test_each_trains_on_scenes_and_what_it_wrote_is_taken_by_detect(tmp_path, capsys, name):
    ask = ["train", name, "--data", "scenes", "--epochs", "1"]
    assert main(ask) == 0
    said = capsys.readouterr().out
    assert "held out: " in said
    folder = tmp_path / "runs" / f"{name}-scenes"
    assert json.loads((folder / "history.json").read_text())["classes"] == list(CLASSES)
    weights = str(folder / "weights.safetensors")
    assert main(["detect", "--scenes", "1", "--model", name, "--weights", weights]) == 0
    held_out = next(line for line in said.splitlines() if line.startswith("held out"))
    capsys.readouterr()
    assert main([*ask, "--weights", weights, "--test-only"]) == 0
    assert held_out in capsys.readouterr().out
    assert main(ask) == 2
    assert "--resume" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["localizer", "segmenter"])
def test_a_run_that_goes_on_ends_where_a_whole_one_does(tmp_path, monkeypatch, name):
    monkeypatch.setattr("cnnkit.recipes.segmenter_on_scenes.FIRST", 7)  # steps, of ten or fifteen

    def run(out, resume=False):
        changes = {"epochs": 3, "seed": 3, "batch_size": 20}
        request = Request(name=name, data="scenes", changes=changes, out=out, resume=resume)
        train_detector(request, lambda line: None)
        return load_file(out / "weights.safetensors")

    whole = run(tmp_path / "whole")
    batches = Lots.__call__

    def stopped(self, epoch):
        if epoch == 1:
            raise OSError("the power is gone")
        return batches(self, epoch)

    with monkeypatch.context() as patch:
        patch.setattr(Lots, "__call__", stopped)
        with pytest.raises(OSError, match="power"):
            run(tmp_path / "parts")
    parts = run(tmp_path / "parts", resume=True)
    assert all(torch.equal(whole[name], parts[name]) for name in whole)


@pytest.mark.parametrize("form", ["voc", "coco"])
@pytest.mark.parametrize("name", ["yolo", "rcnn", "localizer"])
def test_folders_are_trained_on(tmp_path, capsys, form, name):
    folder = boxed(tmp_path, form)
    data = ["--data", f"{form}:{folder}", "--epochs", "1", "--out", str(tmp_path / "run")]
    assert main(["train", name, *data]) == 0
    classes = json.loads((tmp_path / "run" / "history.json").read_text())["classes"]
    assert {"cat", "dog"} <= set(classes)
    assert len(classes) == {"voc": 20, "coco": 2}[form]


def of_own_classes(folder):
    """Bolts and nuts in VOC's form, none of them one of VOC's classes."""
    boxed(folder, "voc")
    for file in (folder / "Annotations").iterdir():
        file.write_text(file.read_text().replace("cat", "nut").replace("dog", "bolt"))
    return ["train", "yolo", "--data", f"voc:{folder}", "--epochs", "1", "--out", str(folder / "run")]


def test_classes_of_ones_own_are_taken_from_the_files(tmp_path, capsys):
    assert main(of_own_classes(tmp_path)) == 0
    said = capsys.readouterr().out
    assert "classes, by the objects of both parts (how many): bolt (2), nut (4)" in said
    facts = json.loads((tmp_path / "run" / "history.json").read_text())
    assert facts["classes"] == ["bolt", "nut"]
    weights = str(tmp_path / "run" / "weights.safetensors")
    assert main(["detect", "--scenes", "1", "--weights", weights, "-o", str(tmp_path / "found")]) == 0
    assert json.loads((tmp_path / "found" / "found.json").read_text())["classes"] == ["bolt", "nut"]


def test_classes_that_are_named_keep_their_order_and_refuse_others(tmp_path, capsys):
    ask = of_own_classes(tmp_path)
    assert main([*ask, "--classes", "nut", "bolt", "screw"]) == 0
    facts = json.loads((tmp_path / "run" / "history.json").read_text())
    assert facts["classes"] == ["nut", "bolt", "screw"]
    again = [*ask[:-1], str(tmp_path / "other")]
    assert main([*again, "--classes", "nut"]) == 1
    assert "'bolt'; the classes are nut" in capsys.readouterr().err
    assert main([*again, "--classes", "nut", "nut"]) == 2
    assert "each of them once" in capsys.readouterr().err


def test_an_object_without_a_name_is_refused(tmp_path, capsys):
    ask = of_own_classes(tmp_path)
    file = tmp_path / "Annotations" / "val2.xml"
    file.write_text(file.read_text().replace("nut", " "))
    assert main(ask) == 1
    assert "val2.xml: object 0 has no <name>" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["yolo", "--data", "scenes", "--classes", "nut"], "--classes names those of voc:PATH"),
        (["lenet5", "--data", "digits", "--classes", "nut"], "lenet5 takes no --classes"),
        (["yolo", "--data", "digits"], "scenes, voc:PATH or coco:PATH"),
        (["yolo", "--data", "voc"], "voc:PATH"),
        (["segmenter", "--data", "voc:here"], "a class for every pixel"),
        (["yolo", "--data", "scenes", "--variant", "v2"], "takes no --variant"),
        (["yolo", "--data", "scenes", "--test-only"], "--weights FILE"),
        (["yolo", "--data", "scenes", "--mixup", "0.2"], "takes no --mixup"),
        (["yolo", "--data", "scenes", "--aux-weight", "0.3"], "takes no --aux-weight"),
        (["yolo", "--data", "scenes", "--epochs", "0"], "at least one epoch"),
        (["segmenter", "--data", "scenes", "--save-every", "5"], "takes no --save-every"),
        (["yolo", "--data", "scenes", "--weights", "none.safetensors"], "none.safetensors"),
    ],
)
def test_what_is_asked_for_wrongly_ends_with_2(capsys, words, says):
    assert main(["train", *words]) == 2
    assert says in capsys.readouterr().err


def test_a_folder_that_is_no_such_is_named(tmp_path, capsys):
    assert main(["train", "yolo", "--data", f"coco:{tmp_path}"]) == 1
    assert "instances_train*.json" in capsys.readouterr().err


@pytest.mark.parametrize(("form", "says"), [("voc", "JPEGImages"), ("coco", "annotations")])
def test_a_folder_that_is_not_there_is_told_from_one_that_lacks_files(capsys, form, says):
    assert main(["train", "yolo", "--data", f"{form}:nowhere"]) == 1
    said = capsys.readouterr().err
    assert "nowhere: no such folder" in said
    assert says in said


@pytest.mark.parametrize("form", ["voc", "coco"])
def test_what_windows_writes_before_a_text_is_no_part_of_it(tmp_path, form):
    folder = boxed(tmp_path, form)
    texts = [path for path in folder.rglob("*") if path.suffix in (".txt", ".xml", ".json")]
    for path in texts:
        path.write_text(path.read_text().replace("\n", "\r\n"), encoding="utf-8-sig", newline="")
    ask = [
        "train",
        "localizer",
        "--data",
        f"{form}:{folder}",
        "--epochs",
        "1",
        "--out",
        str(tmp_path / "run"),
    ]
    assert main(ask) == 0


def changed(file, change):
    content = json.loads(file.read_text())
    change(content)
    file.write_text(json.dumps(content))


@pytest.mark.parametrize("name", ["yolo", "rcnn", "localizer"])
@pytest.mark.parametrize("part", ["train", "val"])
def test_a_part_without_any_object_is_refused(tmp_path, capsys, name, part):
    folder = boxed(tmp_path, "coco")
    file = folder / f"annotations/instances_{part}2017.json"
    changed(file, lambda content: [one.update(iscrowd=1) for one in content["annotations"]])
    assert main(["train", name, "--data", f"coco:{folder}", "--epochs", "1"]) == 1
    assert f"{part} has no object in any of its 4 pictures" in capsys.readouterr().err
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda content: content["categories"].reverse(), None),  # ids decide, not the order in the file
        (
            lambda content: content["categories"][1].update(name="cow"),
            "they are cat, dog in train, cat, cow in val",
        ),
        (
            lambda content: content["images"][0].update(width=600),
            "has 60×40 pixels, and its annotation says 600×40",
        ),
        (
            lambda content: content["annotations"][0].update(bbox=[70, 5, 30, 20]),
            "val0.png: the box [70.0, 5.0",
        ),
    ],
)
def test_what_does_not_fit_together_in_a_folder_is_named(tmp_path, capsys, change, says):
    folder = boxed(tmp_path, "coco")
    changed(folder / "annotations/instances_val2017.json", change)
    assert main(["train", "localizer", "--data", f"coco:{folder}", "--epochs", "1"]) == (1 if says else 0)
    assert (says or "") in capsys.readouterr().err


def test_pictures_in_both_parts_are_said(tmp_path, capsys):
    folder = boxed(tmp_path, "voc")
    lists = folder / "ImageSets/Main"
    (lists / "val.txt").write_text((lists / "val.txt").read_text() + "\ntrain0")
    assert main(["train", "localizer", "--data", f"voc:{folder}", "--epochs", "1"]) == 0
    assert "of the 5 pictures of val are in train too" in capsys.readouterr().out


def test_a_run_may_begin_with_the_weights_that_ship(capsys):
    assert main(["train", "localizer", "--data", "scenes", "--test-only", "--weights", "scenes"]) == 0
    assert "held out: mean IoU 0." in capsys.readouterr().out


@pytest.mark.parametrize("name", ["yolo", "rcnn", "localizer"])
def test_weights_of_other_classes_give_all_but_the_last_layer(tmp_path, capsys, name):
    ask = ["train", name, "--data", f"coco:{boxed(tmp_path, 'coco')}", "--weights", "scenes"]
    assert main([*ask, "--epochs", "1", "--lr", "1e-9", "--weight-decay", "0"]) == 0
    said = capsys.readouterr().out
    last = {"yolo": "head", "rcnn": "label", "localizer": "label.2"}[name]
    assert f"2 classes in place of 10: {last}.weight, {last}.bias are new" in said
    begun = getattr(ready, name)().state_dict()
    ended = load_file(tmp_path / "runs" / f"{name}-coco" / "weights.safetensors")
    assert torch.allclose(ended["body.0.conv.weight"], begun["body.0.conv.weight"], atol=1e-6)
    assert len(ended[f"{last}.bias"]) == {"yolo": 12, "rcnn": 3, "localizer": 2}[name]
    assert main([*ask, "--test-only"]) == 2
    assert "scenes knows the classes disc, " in capsys.readouterr().err
