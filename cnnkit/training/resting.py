"""Parts of a network that a training run leaves as they are."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches

from torch import nn

from cnnkit.training.measure import keeping_modes

__all__ = ["resting"]


@contextmanager
def resting(model: nn.Module, names: Sequence[str]) -> Iterator[Callable[[], None]]:
    """Meanwhile the parts with these names (of `named_modules`) take no gradient. Yields a function that puts
    the model into training mode, all but these parts and, of a model that was in training mode, the modules
    that were in eval mode. Afterwards every gradient switch and every mode is as it was.

    Raises ValueError, with near names, for a part that the model does not have.
    """
    parts = [_part(model, name) for name in _listed(names)]
    asleep = {module for part in parts for module in part.modules()}
    if model.training:
        asleep |= {module for module in model.modules() if not module.training}
    weights = [weight for part in parts for weight in part.parameters() if weight.requires_grad]

    def wake() -> None:
        model.train()
        for module in asleep:
            module.training = False

    with keeping_modes(model):
        for weight in weights:
            weight.requires_grad_(False)
        try:
            yield wake
        finally:
            for weight in weights:
                weight.requires_grad_(True)


def _listed(names: Sequence[str]) -> Sequence[str]:
    if isinstance(names, str):
        raise ValueError(f"frozen={names!r}: want a list of names, as [{names!r}]")
    return names


def _part(model: nn.Module, name: str) -> nn.Module:
    parts = dict(model.named_modules())
    if name not in parts:
        near = get_close_matches(str(name), parts, n=3, cutoff=0.5)
        hint = (
            f"did you mean {' or '.join(near)}?"
            if near
            else f"its parts: {', '.join(n for n, _ in model.named_children())}"
        )
        raise ValueError(f"{type(model).__name__} has no part {name!r} to freeze; {hint}")
    return parts[name]
