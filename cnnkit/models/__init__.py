"""Networks of the literature, one paper a file; the catalogue lists them, `create_model` builds them."""

from cnnkit.models.catalog import Entry, Variant
from cnnkit.models.create import create_model, list_models, model_info, weights_info

__all__ = ["Entry", "Variant", "create_model", "list_models", "model_info", "weights_info"]
