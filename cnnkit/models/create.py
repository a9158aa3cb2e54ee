"""The one way to find a network and to build it."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from torch import nn

from cnnkit.models.catalog import CATALOG, Entry

__all__ = ["create_model", "list_models", "model_info"]

WEIGHTS = Path(__file__).parent / "weights"

_BY_NAME = {entry.name: entry for entry in CATALOG}


def list_models() -> list[str]:
    """Names of all networks, in the order in which the book meets them."""
    return list(_BY_NAME)


def model_info(name: str) -> Entry:
    """The catalogue's entry; `ValueError` with near matches for an unknown name."""
    if name not in _BY_NAME:
        raise ValueError(f"no model is called {name!r}.{_near(name, list(_BY_NAME))}")
    return _BY_NAME[name]


def create_model(
    name: str,
    *,
    num_classes: int | None = None,
    in_channels: int | None = None,
    variant: str | None = None,
    weights: str | None = None,
) -> nn.Module:
    """Build a network by name, in training mode; logits come out.

    Args:
        num_classes: logits; `None` for the network's own data set.
        in_channels: channels of the input; `None` for the network's own data set.
        variant: one that `model_info(name).variants` lists; `None` for the first of them, which is
            `"paper"` wherever the paper's network and the published one are the same.
        weights: trained weights that `model_info(name).weights` lists; `None` for fresh random ones.

    Raises:
        ValueError: an unknown name, variant or weights, or an argument that the network does not have.
    """
    entry = model_info(name)
    variant = entry.default if variant is None else variant
    if variant not in entry.variants:
        raise ValueError(f"{name} has no variant {variant!r}.{_near(variant, list(entry.variants))}")
    options = {
        "num_classes": _positive("num_classes", num_classes),
        "in_channels": _positive("in_channels", in_channels),
    }
    given = {key: value for key, value in options.items() if value is not None}
    if in_channels is not None and len(entry.input_shape) == 1:
        raise ValueError(f"{name} reads word ids, which have no channels; leave in_channels out")
    if weights is None:
        return entry.variants[variant].build(**given)
    return _trained(entry, variant, weights, given)


def _trained(entry: Entry, variant: str, weights: str, given: dict[str, int]) -> nn.Module:
    if weights not in entry.weights:
        near = _near(weights, list(entry.weights)) if entry.weights else " None ship with it: weights=None."
        raise ValueError(f"{entry.name} has no weights {weights!r}.{near}")
    if variant != entry.default or given:
        raise ValueError(
            f"weights {weights!r} of {entry.name} fit its default variant, classes and channels only"
        )
    from safetensors.torch import load_file

    path = WEIGHTS / f"{entry.name}_{weights}.safetensors"
    if not path.exists():
        raise ValueError(f"the weights file {path.name} is missing from the package: install cnnkit again")
    model = entry.builder()
    model.load_state_dict(load_file(path))
    return model


def _positive(name: str, value: int | None) -> int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
        raise ValueError(f"{name} must be a whole number of at least 1, got {value!r}")
    return value


def _near(word: str, known: list[str]) -> str:
    """A hint at what was meant; all names where nothing is near."""
    near = get_close_matches(str(word), known, n=3, cutoff=0.5)
    return f" Did you mean {' or '.join(near)}?" if near else f" Legal: {', '.join(known)}."
