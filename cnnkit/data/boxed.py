"""True boxes of a picture as files give them, whatever the format was."""

from typing import NamedTuple

from torch import Tensor

__all__ = ["Boxed"]


class Boxed(NamedTuple):
    """One picture: `file` its name as written there; `width` and `height` in pixels; `boxes` `(m, 4)`
    float32, edges x0 y0 x1 y1 in pixels from 0 on (a box of one pixel reaches from j to j + 1); `labels`
    `(m,)` int64, places in the list of classes; `aside` `(m,)` bool: objects that evaluation leaves out
    (VOC's difficult, COCO's crowds)."""

    file: str
    width: int
    height: int
    boxes: Tensor
    labels: Tensor
    aside: Tensor
