"""The options of `cnnkit detect`; nothing heavy is imported here, for `--help` must not wait for torch."""

import argparse
from pathlib import Path

__all__ = ["EXAMPLES", "MODELS", "add_options"]

MODELS = ("yolo", "rcnn", "localizer", "segmenter")
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
        "--threshold", type=float, default=0.25, metavar="SCORE", help="least score (default: 0.25)"
    )
    command.add_argument(
        "--iou", type=float, default=0.5, help="of two of a class that overlap more, one stays (default: 0.5)"
    )
    command.add_argument(
        "-o", "--output", type=Path, default=Path("detected"), metavar="FOLDER", help="default: detected"
    )
