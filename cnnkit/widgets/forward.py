"""Forward passes in numpy for first frames: widgets import no model, and a page need not wait for weights."""

import numpy as np

__all__ = ["conv2d", "pool2x2", "softmax"]


def conv2d(x: np.ndarray, weight: np.ndarray, bias: np.ndarray, padding: int = 0) -> np.ndarray:
    """`(c, h, w)` -> `(filters, h', w')`, stride 1."""
    x = np.pad(x, [(0, 0), (padding, padding), (padding, padding)])
    windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[2:], axis=(1, 2))
    return np.einsum("chwuv,fcuv->fhw", windows, weight, optimize=True) + bias[:, None, None]


def pool2x2(x: np.ndarray, mode: str) -> np.ndarray:
    """`(c, h, w)` -> `(c, h/2, w/2)`, "max" or "mean"; an odd last row or column is left out."""
    c, h, w = x.shape
    x = x[:, : h // 2 * 2, : w // 2 * 2]
    return getattr(x.reshape(c, h // 2, 2, w // 2, 2), mode)(axis=(2, 4))


def softmax(logits: np.ndarray) -> list[float]:
    """Probabilities, as a list."""
    e = np.exp(logits.astype(float) - logits.max())
    return (e / e.sum()).tolist()
