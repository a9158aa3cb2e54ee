"""Entries: branches side by side."""

from cnnkit.models.catalog.entry import Entry

__all__ = ["ENTRIES"]

ENTRIES: tuple[Entry, ...] = ()
