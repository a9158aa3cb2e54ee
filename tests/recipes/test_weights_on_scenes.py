"""The shipped networks of the chapter on detection, measured again on other unseen scenes; their records."""

import json
import tomllib

import pytest
import torch
from safetensors import safe_open

from cnnkit.data.scene_sets import CLASSES, UNSEEN, detection_scenes, one_object, pixel_scenes
from cnnkit.data.shapes import standardize
from cnnkit.detection import evaluate_coco, mean_iou, segment_proposals
from cnnkit.detection.ready import SHIPPED, localizer, rcnn, segmenter, yolo
from cnnkit.recipes import localizer_on_scenes, rcnn_on_scenes, segmenter_on_scenes, yolo_on_scenes
from cnnkit.recipes.scene_results import RESULTS
from cnnkit.recipes.store import REPOSITORY


def record(name):
    return json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))


def test_weights_are_two_megabytes_at_most_and_say_what_they_are():
    files = sorted(SHIPPED.glob("*.safetensors"))
    assert {file.name.removesuffix("_scenes.safetensors") for file in files} >= {
        "localizer",
        "rcnn",
        "segmenter",
        "segmenter_without_skips",
        "yolo",
    }
    assert sum(file.stat().st_size for file in files) <= 2_000_000
    for path in files:
        with safe_open(path, "pt") as file:
            assert json.loads(file.metadata()["classes"]) == list(CLASSES)
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    assert "**/*.safetensors" in settings["tool"]["setuptools"]["package-data"]["cnnkit"]


@pytest.mark.parametrize("name", ["localizer", "segmenter", "yolo", "rcnn"])
def test_records_say_who_made_them_when(name):
    content = record(name)
    assert content["command"] == f"python -m cnnkit.recipes {name}_on_scenes"
    assert content.keys() >= {"seed", "machine", "date", "threads", "torch", "runs", "parameters"}
    for run in content["runs"].values():
        assert run.keys() >= {"seconds", "cpu_seconds", "load"}


def test_the_localizer_points_at_the_object():
    result = localizer_on_scenes.measure(localizer("scenes"), one_object(200, UNSEEN + 1))
    stored = record("localizer")["runs"]["0"]
    assert stored["mean_IoU"] >= 0.78
    assert result["mean_IoU"] >= 0.76
    assert result["accuracy"] == pytest.approx(stored["accuracy"], abs=0.05)


def test_the_segmenter_names_the_pixels_and_better_than_without_skips():
    scenes = pixel_scenes(100, UNSEEN + 1)
    said = segmenter_on_scenes.answers(segmenter("scenes"), scenes)
    runs = record("segmenter")["runs"]
    assert runs["skips"]["mean_IoU"] >= 0.80
    assert mean_iou(said, scenes.semantic, 11) >= 0.77
    assert runs["skips"]["mean_IoU"] > runs["no skips"]["mean_IoU"]


def test_yolo_finds_what_is_there():
    scenes = detection_scenes(100, UNSEEN + 1)
    found = yolo_on_scenes.detections(yolo("scenes"), scenes)
    stored = record("yolo")
    assert stored["runs"]["0"]["AP50"] >= 0.95
    assert max(stored["baselines_AP50"].values()) < 0.05
    assert evaluate_coco(found, scenes.truth()).AP50 >= 0.93


def test_rcnn_finds_what_is_there_in_more_time():
    scenes = detection_scenes(40, UNSEEN + 1)
    offered = [segment_proposals(image) for image in scenes.images]
    found = rcnn_on_scenes.detections(rcnn("scenes"), scenes, offered)
    assert record("rcnn")["runs"]["0"]["AP50"] >= 0.90
    assert evaluate_coco(found, scenes.truth()).AP50 >= 0.85
    assert record("rcnn")["ms_a_picture"] > record("yolo")["ms_a_picture"]


def test_what_is_stored_is_what_answers():
    x = standardize(detection_scenes(2, UNSEEN).images)
    with torch.no_grad():
        assert torch.equal(yolo("scenes")(x), yolo(SHIPPED / "yolo_scenes.safetensors")(x))
