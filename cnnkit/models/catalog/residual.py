"""Entries: identity shortcuts, and what was built on them."""

from cnnkit.models.catalog.entry import Entry

__all__ = ["ENTRIES"]

ENTRIES: tuple[Entry, ...] = ()
