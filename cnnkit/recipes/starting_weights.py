"""The weights that `cnnkit train` starts from: by name or file, and the colours that they were trained on."""

import json
from pathlib import Path

from safetensors import SafetensorError

from cnnkit.models.create import model_info, weights_info
from cnnkit.models.published.shipped import Shipped, read_shipped
from cnnkit.recipes.pictures import Colours, RequestError

__all__ = ["colours_of", "weights_of"]


def weights_of(name: str, weights: str) -> str | Path:
    """What `create_model` takes: a name that the catalogue lists for the network, or else a file.

    Raises RequestError for what is neither.
    """
    names = model_info(name).weights
    if weights in names:
        return weights
    if not Path(weights).is_file():
        known = f"{name} has {', '.join(names)}" if names else f"{name} has none by name"
        raise RequestError(f"no file and no weights are called {weights!r}; {known}")
    return Path(weights)


def colours_of(name: str, weights: str | None) -> Colours | None:
    """Mean and spread of each channel, as pictures were normalized; None where the weights do not say."""
    if weights is None:
        return None
    place = weights_of(name, weights)
    if isinstance(place, str):
        info = weights_info(name, place)
    else:
        try:
            info = read_shipped(place, variant="", num_classes=1, in_channels=1)
        except SafetensorError:
            return None  # `create_model` says what is wrong with the file
    if info.preparation is not None:
        return info.preparation.mean, info.preparation.std
    facts = info.facts if isinstance(info, Shipped) else {}
    if "mean" in facts and "std" in facts:
        return json.loads(facts["mean"]), json.loads(facts["std"])
    return None
