"""Networks of the literature, one paper a file; the catalogue lists and builds them."""

from cnnkit.models.catalog import Entry, create_model, list_models, model_info

__all__ = ["Entry", "create_model", "list_models", "model_info"]
