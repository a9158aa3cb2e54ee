"""What pycocotools answers for random detections, and for odd cases -> coco.json, the book's referee.json.

python -m venv /tmp/coco && /tmp/coco/bin/pip install pycocotools==2.0.11
/tmp/coco/bin/python tests/golden/make_coco.py
"""

import contextlib
import io
import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


def scores(images, truth, detections, first_id=1, area=None, max_dets=None, ignore=()):
    """AP, AP50, AP75 of pycocotools; boxes come as x0 y0 x1 y1, with a label each, and perhaps whether they
    are a crowd."""
    annotations = [
        {
            "id": first_id + i,
            "image_id": image,
            "category_id": label,
            "bbox": [x0, y0, x1 - x0, y1 - y0],
            "area": (x1 - x0) * (y1 - y0) if area is None else area,
            "iscrowd": int(any(crowd)),
            **({"ignore": 1} if i in ignore else {}),
        }
        for i, (image, label, (x0, y0, x1, y1), *crowd) in enumerate(truth)
    ]
    labels = sorted({label for _, label, *_ in truth} | {label for _, label, *_ in detections})
    with contextlib.redirect_stdout(io.StringIO()):
        data = COCO()
        data.dataset = {
            "images": [{"id": i} for i in range(images)],
            "categories": [{"id": label} for label in labels],
            "annotations": annotations,
        }
        data.createIndex()
        results = data.loadRes(
            [
                {"image_id": image, "category_id": label, "bbox": [x0, y0, x1 - x0, y1 - y0], "score": score}
                for image, label, (x0, y0, x1, y1), score in detections
            ]
        )
        evaluation = COCOeval(data, results, "bbox")
        if max_dets:
            evaluation.params.maxDets = max_dets
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return [float(x) for x in evaluation.stats[:3]]


def random_case(seed, images, most, classes):
    """Truth, and detections that are it moved, doubled, of another class, or nothing; scores tie."""
    rng = np.random.default_rng(seed)
    truth, detections = [], []
    for image in range(images):
        for _ in range(rng.integers(0, most)):
            x, y = rng.uniform(0, 80, 2)
            w, h = rng.uniform(5, 40, 2)
            box = [round(float(v), 3) for v in (x, y, x + w, y + h)]
            label = int(rng.integers(classes))
            truth.append((image, label, box))
            for _ in range(rng.integers(0, 3)):
                shift = rng.normal(0, rng.choice([0.5, 2, 8]), 4)
                moved = [float(v) for v in np.round(np.add(box, shift), 3)]
                moved[2], moved[3] = max(moved[2], moved[0] + 1), max(moved[3], moved[1] + 1)
                said = label if rng.random() < 0.8 else int(rng.integers(classes))
                detections.append((image, said, moved, round(float(rng.uniform(0.05, 1)), 2)))
        for _ in range(rng.integers(0, 3)):
            x, y = rng.uniform(0, 80, 2)
            box = [round(float(v), 3) for v in (x, y, x + 10, y + 12)]
            detections.append((image, int(rng.integers(classes)), box, round(float(rng.uniform(0.05, 1)), 2)))
    return {"images": images, "truth": truth, "detections": detections}


def crowds_case(seed, images, most, classes, share=0.3):
    """A random case, of which some objects are crowds; small detections lie inside of these."""
    case = random_case(seed, images, most, classes)
    rng = np.random.default_rng(1000 + seed)
    truth = []
    for image, label, box in case["truth"]:
        crowd = bool(rng.random() < share)
        truth.append((image, label, box, crowd))
        for _ in range(rng.integers(0, 4) if crowd else 0):
            x, y = rng.uniform(box[0] - 3, box[2] - 2), rng.uniform(box[1] - 3, box[3] - 2)
            small = [round(float(v), 3) for v in (x, y, x + 6, y + 6)]
            case["detections"].append((image, label, small, round(float(rng.uniform(0.05, 1)), 2)))
    return {**case, "truth": truth}


def main():
    cases = [
        random_case(seed, *size)
        for seed, size in enumerate([(4, 4, 2), (10, 6, 3), (25, 8, 4), (1, 30, 1), (40, 3, 6)])
    ]
    crowded = random_case(9, 1, 2, 1)
    # more than a hundred of one class in one picture: the worst ones do not count
    crowded["truth"] = [(0, 0, [5.0 * i, 0.0, 5.0 * i + 4, 4.0]) for i in range(120)]
    crowded["detections"] = [
        (0, 0, box, round(1 - i / 200, 3)) for i, (_, _, box) in enumerate(crowded["truth"])
    ]
    cases.append(crowded)
    # 100 objects: the recall 0.57 is reached exactly, and read one hit later
    exact = {"images": 100, "truth": [(i, 0, [0.0, 0.0, 10.0, 10.0]) for i in range(100)], "detections": []}
    for i in range(100):
        exact["detections"].append((i, 0, [0.0, 0.0, 10.0, 10.0], round(1 - i / 100, 2)))
        if i >= 56:
            exact["detections"].append((i, 0, [50.0, 50.0, 60.0, 60.0], round(0.995 - i / 100, 3)))
    cases.append(exact)
    crowds = [crowds_case(20 + i, *size) for i, size in enumerate([(6, 4, 2), (20, 8, 3), (40, 5, 4)])]
    crowds.append(crowds_case(30, 10, 4, 2, share=1.0))
    for case in cases + crowds:
        case["says"] = scores(images=case["images"], truth=case["truth"], detections=case["detections"])

    truth = [(0, 0, [0.0, 0.0, 10.0, 10.0])]
    hit = [(0, 0, [0.0, 0.0, 10.0, 10.0], 0.9)]
    alarms = [(0, 1, [20.0 + i, 20.0, 30.0 + i, 30.0], 0.8) for i in range(5)]
    odd = {
        "one object, found": scores(1, truth, hit),
        "the object's id is 0": scores(1, truth, hit, first_id=0),
        "maxDets is [1, 10, 50]": scores(1, truth, hit, max_dets=[1, 10, 50]),
        "the object's area is given as 0": scores(1, truth, hit, area=0),
        "the object's area is given as -1": scores(1, truth, hit, area=-1),
        "five false alarms of a class without object": scores(1, truth, hit + alarms),
        "another object, not found, is marked ignore": scores(
            1, [*truth, (0, 0, [50.0, 50.0, 60.0, 60.0])], hit, ignore=[1]
        ),
        "a false alarm above the hit": scores(1, truth, [(0, 0, [50.0, 50.0, 60.0, 60.0], 0.95), *hit]),
    }
    made = {"pycocotools": version("pycocotools"), "cases": cases, "crowds": crowds, "odd": odd}
    Path(__file__).with_name("coco.json").write_text(json.dumps(made) + "\n")
    shown = {
        "command": "python tests/golden/make_coco.py",
        "pycocotools": version("pycocotools"),
        "AP": {name: says[0] for name, says in odd.items()},
    }
    results = Path(__file__).parents[2] / "book" / "detection" / "results"
    (results / "referee.json").write_text(json.dumps(shown, indent=1) + "\n")
    print(json.dumps(odd, indent=1), [case["says"] for case in cases + crowds])


if __name__ == "__main__":
    main()
