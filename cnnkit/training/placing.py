"""Where a model is trained."""

import torch
from torch import nn

from cnnkit.training.measure import device_of

__all__ = ["choose_device"]


def choose_device(model: nn.Module, device: str | None) -> torch.device:
    """None: where the model is; "auto": this process's GPU if there is one, else the CPU; or a torch name.

    Raises ValueError for a device that is not there.
    """
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "mps" if torch.mps.is_available() else "cpu"
    try:
        chosen = device_of(model) if device is None else torch.device(device)
        torch.empty(0, device=chosen)
    except (RuntimeError, AssertionError) as error:  # torch without CUDA asserts
        why = str(error).splitlines()[0]
        raise ValueError(f"device={device!r} cannot be used here ({why}); try 'auto'") from None
    if chosen.type == "meta":
        raise ValueError("the meta device holds shapes and no numbers: build the model on the CPU")
    return torch.device("cuda", torch.cuda.current_device()) if str(chosen) == "cuda" else chosen
