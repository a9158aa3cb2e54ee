"""A network of the catalogue, measured without memory for its weights."""

import torch

from cnnkit.models.create import create_model, model_info
from cnnkit.summary.measure import summarize
from cnnkit.summary.table import Summary

__all__ = ["summary_of"]


def summary_of(name: str, variant: str | None = None) -> Summary:
    """Of one picture of the network's own size; `variant` None: the default."""
    with torch.device("meta"):
        model = create_model(name, variant=variant)
    return summarize(model, (1, *model_info(name).input_shape))
