"""Entries: every layer reads all before it, or every resolution all others."""

from cnnkit.models.catalog.entry import Entry

__all__ = ["ENTRIES"]

ENTRIES: tuple[Entry, ...] = ()
