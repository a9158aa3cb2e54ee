"""The explicit table of all networks, one file a family, in the order in which the book meets them."""

from cnnkit.models.catalog import dense, inception, mobile, plain, residual, routed, wider
from cnnkit.models.catalog.entry import Entry, Variant
from cnnkit.models.catalog.reported import Printed, Reported, Unbuilt

__all__ = ["CATALOG", "Entry", "Printed", "Reported", "Unbuilt", "Variant"]

CATALOG: tuple[Entry, ...] = (
    *plain.ENTRIES,
    *inception.ENTRIES,
    *residual.ENTRIES,
    *wider.ENTRIES,
    *routed.ENTRIES,
    *dense.ENTRIES,
    *mobile.ENTRIES,
)
