"""The options of `cnnkit detect`; nothing heavy is imported here, for `--help` must not wait for torch."""

import argparse
from pathlib import Path

__all__ = ["EXAMPLES", "IOU", "MODELS", "TAKES", "THRESHOLD", "UNASKED", "add_options"]

THRESHOLD, IOU = 0.25, 0.5
TAKES = {
    "yolo": ("threshold", "iou"),
    "rcnn": ("threshold", "iou"),
    "localizer": ("threshold",),
    "segmenter": (),
}
"""Which of the two each model takes."""
MODELS = tuple(TAKES)
UNASKED = {
    "segmenter": "for it gives every pixel its likeliest class: no box has a score or overlaps another",
    "localizer": "for it finds one box: there is none that it could overlap",
}
"""Why a model does not take an option."""
EXAMPLES = """What ships knows the generated scenes of the chapter on detection and nothing else: five shapes
and five handwritten digits. In a photograph it finds nothing, or something wrong. Weights of your own come
from `cnnkit train yolo --data ...`.

Into the folder go each picture with its boxes drawn, found.json (boxes x0 y0 x1 y1 in pixels, scores, names)
and coco.json (COCO's form of results: image_id is the place in found.json, from 1 on). The segmenter colours
pixels in place of boxes, and writes found.json alone.

examples: cnnkit detect --scenes 5
          cnnkit detect frames/ --threshold 0.4 -o found
          cnnkit detect scene.png --model rcnn
(exit code 0: all were read; 1: some could not be read, and are named; 2: no such file, model or weights)"""


def add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "pictures", nargs="*", type=Path, metavar="PICTURE|FOLDER", help="JPEG, PNG, …, or folders with such"
    )
    command.add_argument("--scenes", type=int, metavar="N", help="draw N unseen scenes and search these")
    command.add_argument("--seed", type=int, default=0, help="of the scenes (default: 0)")
    command.add_argument(
        "--model", default="yolo", metavar="NAME", help=", ".join(MODELS) + " (default: yolo)"
    )
    command.add_argument("--weights", type=Path, metavar="FILE", help="default: those that ship")
    command.add_argument(
        "--threshold",
        type=float,
        metavar="SCORE",
        help=f"least score (default: {THRESHOLD}; not of the segmenter)",
    )
    command.add_argument(
        "--iou",
        type=float,
        help=f"of two of a class that overlap more, one stays (default: {IOU}; yolo and rcnn)",
    )
    command.add_argument(
        "-o", "--output", type=Path, default=Path("detected"), metavar="FOLDER", help="default: detected"
    )
