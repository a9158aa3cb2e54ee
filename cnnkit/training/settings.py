"""Everything about a training run that is a number or a switch, in one frozen table."""

import math
from dataclasses import asdict, dataclass
from numbers import Integral
from typing import Any, Literal

__all__ = ["Settings"]


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How to train. `fit(model, train, epochs=5, lr=0.1)` makes one; `fit(model, train, settings=s)` takes
    one, and `fit(model, train, settings=s, lr=0.1)` takes one and changes it.

    Raises ValueError for a value that cannot be meant.

    >>> Settings(epochs=5, lr=0.1).batch_size
    64
    """

    epochs: int
    lr: float = 1e-3
    """The largest step size: warm-up leads up to it, `cosine` or `milestones` lead down from it."""
    batch_size: int = 64
    """Images a step, of all processes together. A loader makes its own batches and does not look at it."""
    optimizer: Literal["adamw", "sgd"] = "adamw"
    momentum: float = 0.9
    """Of SGD; `nesterov` looks ahead along it."""
    nesterov: bool = False
    weight_decay: float = 0.0
    """SGD adds it to the gradient, as the papers do; AdamW takes it off the weights, times the step size."""
    decay_all: bool = True
    """False: biases and the scales and shifts of normalizations (all that is 1-D) do not decay."""
    warmup_epochs: float = 0.0
    """Over so many epochs the step size grows along a line, from a hundredth of `lr`."""
    cosine: bool = False
    """After the warm-up the step size falls along half a cosine, to nearly 0 at the end."""
    milestones: tuple[float, ...] = ()
    """Parts of the run, as (0.5, 0.75), at each of which the step size is divided by 10."""
    label_smoothing: float = 0.0
    """The share of the target that is spread over all classes (Szegedy et al. 2016, section 7)."""
    mixup: float = 0.0
    """Alpha of mixup (Zhang et al. 2018); 0: off."""
    aux_weight: float = 0.3
    """Weight of each auxiliary head's loss, where a network has such heads (Szegedy et al. 2015: 0.3)."""
    clip_norm: float | None = None
    """Gradients longer than this, all weights taken as one vector, are shortened to it."""
    ema_decay: float | None = None
    """The run measures, and leaves in the model, a moving average of the weights with this decay."""
    device: str | None = None
    """None: where the model is; "auto": a GPU if there is one; or torch's name, as "cuda:1"."""
    amp: bool = False
    """Forward pass in bfloat16 where that is safe (autocast); weights and measures stay float32."""
    channels_last: bool = False
    compile: bool = False
    find_unused: bool = False
    """For several processes, where a step leaves weights without a gradient, as drop-path does."""
    sync_batch_norm: bool = True
    """For several processes: normalize over the whole batch, as one process does. False is faster: each
    process normalizes over its share, and the statistics of the first one stay."""
    seed: int = 0
    """For the order of the images, distortions and dropout. The first weights are the model's."""

    def __post_init__(self) -> None:
        for name in ("epochs", "batch_size", "seed"):
            if not isinstance(getattr(self, name), Integral):
                raise ValueError(f"{name}={getattr(self, name)!r}: want a whole number")
        if self.epochs < 0:
            raise ValueError(f"epochs={self.epochs}: want at least 0")
        if self.batch_size < 1:
            raise ValueError(f"batch_size={self.batch_size}: want at least 1")
        if not (math.isfinite(self.lr) and self.lr > 0):
            raise ValueError(
                f"lr={self.lr}: the step size must be a positive number, often between 1e-4 and 1e-2"
            )
        if self.optimizer not in ("adamw", "sgd"):
            raise ValueError(f"optimizer={self.optimizer!r}: there are 'adamw' and 'sgd'")
        if self.cosine and self.milestones:
            raise ValueError("cosine and milestones both lead the step size down: choose one")
        if any(not 0 < part < 1 for part in self.milestones):
            raise ValueError(f"milestones={self.milestones}: parts of the run, each between 0 and 1")
        if not 0 <= self.warmup_epochs <= self.epochs:
            raise ValueError(f"warmup_epochs={self.warmup_epochs}: want 0 to epochs={self.epochs}")
        for name in ("momentum", "label_smoothing", "ema_decay"):
            value = getattr(self, name)
            if value is not None and not 0 <= value < 1:
                raise ValueError(f"{name}={value}: want 0 or more, and less than 1")
        for name in ("weight_decay", "mixup", "aux_weight"):
            if not 0 <= getattr(self, name) < math.inf:
                raise ValueError(f"{name}={getattr(self, name)}: want 0 or a positive number")
        if self.clip_norm is not None and not self.clip_norm > 0:
            raise ValueError(f"clip_norm={self.clip_norm}: want a positive length, or None for no clipping")
        if not 0 <= self.seed < 2**63:
            raise ValueError(f"seed={self.seed}: want 0 to 2**63 - 1")

    def of_the_result(self) -> dict[str, Any]:
        """The settings that decide what comes out, and not only where and how fast."""
        how = ("device", "channels_last", "compile", "find_unused")
        return {name: value for name, value in asdict(self).items() if name not in how}
