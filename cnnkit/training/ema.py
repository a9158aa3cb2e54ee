"""A moving average of the weights: steadier than the last step's, often a little better."""

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn

__all__ = ["WeightAverage"]


class WeightAverage:
    """average ← d · average + (1 - d) · weights after each step, with d = min(decay, (1 + t) / (10 + t)).

    The growing d of the first steps t = 0, 1, … keeps a short run from being an average with the random
    start. Buffers (the running statistics of batch normalization, averages themselves) are copied.
    """

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.decay, self.steps = decay, 0
        self.tensors = {name: value.detach().clone() for name, value in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model: nn.Module) -> None:
        """Take in the weights that a step has just left in `model`."""
        decay = min(self.decay, (1 + self.steps) / (10 + self.steps))
        self.steps += 1
        parameters = dict(model.named_parameters(remove_duplicate=False))
        for name, value in model.state_dict().items():
            if name in parameters:
                self.tensors[name].lerp_(value, 1 - decay)
            else:
                self.tensors[name].copy_(value)

    @contextmanager
    def applied(self, model: nn.Module) -> Iterator[None]:
        """The averages in the model; afterwards its own weights again."""
        own = {name: value.detach().clone() for name, value in model.state_dict().items()}
        model.load_state_dict(self.tensors)
        try:
            yield
        finally:
            model.load_state_dict(own)

    def state(self) -> dict[str, int | dict[str, Tensor]]:
        """For a checkpoint; `restore` takes it back."""
        return {"steps": self.steps, "tensors": self.tensors}

    def restore(self, state: dict) -> None:
        """Go on from what `state` has given."""
        self.steps = state["steps"]
        for name, value in state["tensors"].items():
            self.tensors[name].copy_(value)
