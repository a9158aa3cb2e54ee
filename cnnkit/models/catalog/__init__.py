"""The explicit table of all networks, one file a family, in the order in which the book meets them."""

from cnnkit.models.catalog import dense, inception, mobile, plain, residual, routed
from cnnkit.models.catalog.entry import Entry, Variant

__all__ = ["CATALOG", "Entry", "Variant"]

CATALOG: tuple[Entry, ...] = (
    *plain.ENTRIES,
    *inception.ENTRIES,
    *residual.ENTRIES,
    *routed.ENTRIES,
    *dense.ENTRIES,
    *mobile.ENTRIES,
)
