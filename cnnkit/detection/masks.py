"""How good is a map of classes? A table of pixels, and four numbers that are read off it.

The share of right pixels praises who calls everything background; IoU and Dice ask of each class by itself.
"""

import torch
from torch import Tensor

from cnnkit.detection.boxes import came

__all__ = ["class_dice", "class_iou", "mean_iou", "pixel_accuracy", "pixel_table"]


def pixel_table(predicted: Tensor, truth: Tensor, classes: int, ignore: int | None = None) -> Tensor:
    """How often each class was called each, `(classes, classes)` int64: rows are the truth, columns what was
    said.

    `predicted` and `truth` hold whole numbers of any equal shape, a batch of maps for example: counts are
    added over all pixels, so that a picture with more of a class counts for more. Pixels whose truth is
    `ignore` are left out.

    >>> pixel_table(torch.tensor([[0, 1], [1, 1]]), torch.tensor([[0, 0], [1, 1]]), classes=2)
    tensor([[1, 1],
            [0, 2]])
    """
    for name, labels in (("predicted", predicted), ("truth", truth)):
        if not isinstance(labels, Tensor):
            raise ValueError(f"{name} is a tensor of whole numbers, a class a pixel; here is {came(labels)}.")
    if isinstance(classes, bool) or not isinstance(classes, int) or classes < 1:
        raise ValueError(f"classes counts them: a whole number from 1 on, not {classes!r}.")
    if predicted.shape != truth.shape:
        raise ValueError(
            f"One class a pixel: {tuple(predicted.shape)} was said and {tuple(truth.shape)} is true."
        )
    if predicted.is_floating_point() or truth.is_floating_point():
        raise ValueError("Classes are whole numbers: take the argmax over the class axis first.")
    said, true = predicted.flatten().long(), truth.flatten().long()
    counts = torch.ones_like(true) if ignore is None else (true != ignore).long()
    said, true = said * counts, true * counts  # what is left out counts 0 times as class 0
    for name, labels in (("predicted", said), ("truth", true)):
        if (
            len(labels)
            and not labels.is_meta
            and not (int(labels.min()) >= 0 and int(labels.max()) < classes)
        ):
            raise ValueError(
                f"{name} holds {labels.unique().tolist()}; {classes} classes are 0 to {classes - 1}."
            )
    table = counts.new_zeros(classes**2).scatter_add(0, true * classes + said, counts)
    return table.view(classes, classes)


def pixel_accuracy(table: Tensor) -> float:
    """The share of pixels that are right; NaN where there is none.

    >>> pixel_accuracy(torch.tensor([[1, 1], [0, 2]]))
    0.75
    """
    return _share(table.diag().sum(), table.sum()).item()


def class_iou(table: Tensor) -> Tensor:
    """`(classes,)` float64: right pixels of a class over all that are it or were called it; NaN where none
    is.

    >>> class_iou(torch.tensor([[1, 1], [0, 2]]))
    tensor([0.5000, 0.6667], dtype=torch.float64)
    """
    return _share(table.diag(), table.sum(0) + table.sum(1) - table.diag())


def class_dice(table: Tensor) -> Tensor:
    """`(classes,)` float64: twice the right pixels over those that are it plus those called it: 2 IoU / (1 +
    IoU).

    >>> class_dice(torch.tensor([[1, 1], [0, 2]]))
    tensor([0.6667, 0.8000], dtype=torch.float64)
    """
    return _share(2 * table.diag(), table.sum(0) + table.sum(1))


def mean_iou(predicted: Tensor, truth: Tensor, classes: int, ignore: int | None = None) -> float:
    """Mean of `class_iou` over the classes that occur: one that is neither there nor called has no IoU, not
    0.

    >>> predicted, truth = torch.tensor([[0, 1], [1, 1]]), torch.tensor([[0, 0], [1, 1]])
    >>> mean_iou(predicted, truth, classes=3)  # of the two that occur
    0.5833333333333333
    """
    return class_iou(pixel_table(predicted, truth, classes, ignore)).nanmean().item()


def _share(part: Tensor, whole: Tensor) -> Tensor:
    return part.double() / whole.double()  # 0/0 is NaN, as it should be
