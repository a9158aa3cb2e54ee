"""Networks of the literature, one paper a file; the catalogue lists them, `create_model` builds them."""

from cnnkit.models.catalog import Entry, Variant
from cnnkit.models.create import create_model, list_models, model_info, stages, weights_info
from cnnkit.models.features import features, stage_parts
from cnnkit.models.heads import replace_head
from cnnkit.models.prepare import class_names, prepare

__all__ = [
    "Entry",
    "Variant",
    "class_names",
    "create_model",
    "features",
    "list_models",
    "model_info",
    "prepare",
    "replace_head",
    "stage_parts",
    "stages",
    "weights_info",
]
