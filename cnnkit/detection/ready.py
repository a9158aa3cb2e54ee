"""The four networks of this chapter, ready to use: with the weights that ship, with yours, or untrained.

    from cnnkit.detection.ready import yolo
    found = yolo("scenes").find(standardize(images))

All take pictures `(n, 3, side, side)` standardized by `cnnkit.data.shapes.standardize`, and know the ten
classes of `cnnkit.data.scene_sets`; weights of your own may know others (`classes`). `python -m
cnnkit.recipes yolo_on_scenes` and its like trained them.
"""

from pathlib import Path
from typing import TypeVar

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from cnnkit.blocks.conv_norm import ConvNormAct
from cnnkit.blocks.int8 import from_int8
from cnnkit.detection.localization import TwoHeads
from cnnkit.detection.rcnn import RCNN
from cnnkit.detection.segmenter import Segmenter
from cnnkit.detection.yolo_v1 import YoloV1

__all__ = ["CLASSES", "SHIPPED", "SIDES", "localizer", "rcnn", "read_weights", "segmenter", "yolo"]

CLASSES = 10
SIDES = {"localizer": 64, "segmenter": 96, "yolo": 112, "rcnn": 112}
"""The side of the pictures that each was trained on, in pixels."""
SHIPPED = Path(__file__).parent / "weights"

Net = TypeVar("Net", bound=nn.Module)


def localizer(weights: str | Path | None = "scenes", *, classes: int = CLASSES) -> TwoHeads:
    """What the one object is and where: pictures of 64 pixels -> logits `(n, 10)`, boxes `(n, 4)` in parts of
    the side.

    >>> logits, boxes = localizer(None).eval()(torch.zeros(2, 3, 64, 64))
    >>> logits.shape, boxes.shape
    (torch.Size([2, 10]), torch.Size([2, 4]))
    """
    body = _convs((3, 16, 2), (16, 32, 2), (32, 32, 1), (32, 64, 2), (64, 64, 1), (64, 128, 2), (128, 128, 1))
    return _filled(TwoHeads(body, 128, 4, classes), "localizer", weights)


def segmenter(
    weights: str | Path | None = "scenes", skips: bool = True, *, classes: int = CLASSES
) -> Segmenter:
    """A class for every pixel: `(n, 3, h, w)` -> logits `(n, 11, h, w)`, class 0 being the background.

    >>> segmenter(None).eval()(torch.zeros(1, 3, 64, 64)).shape
    torch.Size([1, 11, 64, 64])
    """
    name = "segmenter" if skips else "segmenter_without_skips"
    return _filled(Segmenter(1 + classes, skips=skips), name, weights)


def yolo(weights: str | Path | None = "scenes", *, classes: int = CLASSES) -> YoloV1:
    """YOLO v1 with S = 7, B = 2, C = 10: pictures of 112 pixels -> `(n, 7, 7, 20)`.

    >>> yolo(None).eval()(torch.zeros(1, 3, 112, 112)).shape
    torch.Size([1, 7, 7, 20])
    """
    body = _convs(
        (3, 16, 2), (16, 32, 2), (32, 32, 1), (32, 64, 2), (64, 64, 1), (64, 128, 2), (128, 128, 1),
        (128, 128, 1),
    )  # fmt: skip
    return _filled(YoloV1(body, 128, 7, 2, classes), "yolo", weights)


def rcnn(weights: str | Path | None = "scenes", *, classes: int = CLASSES) -> RCNN:
    """R-CNN in the small: crops of 32 pixels -> logits `(k, 11)`, the last being none, and deltas `(k, 4)`.

    `rcnn().find(image, segment_proposals(picture))`, where `image` is the standardized picture.

    >>> logits, deltas = rcnn(None).eval()(torch.zeros(5, 3, 32, 32))
    >>> logits.shape, deltas.shape
    (torch.Size([5, 11]), torch.Size([5, 4]))
    """
    body = _convs((3, 16, 1), (16, 32, 2), (32, 32, 1), (32, 64, 2), (64, 64, 1), (64, 64, 2))
    return _filled(RCNN(body, 64, 4, classes, 32, hidden=64), "rcnn", weights)


def _convs(*layers: tuple[int, int, int]) -> nn.Sequential:
    """3×3 convolutions with normalization and ReLU: channels in, channels out, stride."""
    return nn.Sequential(*(ConvNormAct(i, o, 3, stride, 1) for i, o, stride in layers))


def _filled(model: Net, name: str, weights: str | Path | None) -> Net:
    """`model` with these weights, in eval mode; untrained, in training mode, for None."""
    if weights is None:
        return model
    path = SHIPPED / f"{name}_scenes.safetensors" if weights == "scenes" else Path(weights)
    try:
        model.load_state_dict(read_weights(path))
    except RuntimeError as error:
        rows = [row.strip() for row in str(error).splitlines()[1:3]]
        rows = [row if len(row) <= 200 else f"{row[:200].rpartition(', ')[0]}, …" for row in rows]
        raise ValueError(f"{path} does not hold the weights of this {name}: {' '.join(rows)}") from None
    return model.eval()


def read_weights(path: Path) -> dict[str, Tensor]:
    """The tensors of a safetensors file, those that ship as int8 as float32 again, or one that torch saved;
    no code in it is run.

    Raises ValueError for a file that is not there or cannot be read as weights.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     torch.save({"weight": torch.ones(2)}, f"{folder}/net.pth")
    ...     read_weights(Path(folder, "net.pth"))
    {'weight': tensor([1., 1.])}
    """
    if not path.is_file():
        raise ValueError(
            f"There are no weights {str(path)!r}: weights are 'scenes' (those that ship), the path of a "
            "file, or None for an untrained network."
        )
    try:
        if path.suffix == ".safetensors":
            return from_int8(load_file(path))
        return torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # the readers have no common class of errors
        text = str(error).partition("\n")[0]
        raise ValueError(
            f"{path} cannot be read as weights, a .safetensors file or one that torch saved: {text}"
        ) from None
