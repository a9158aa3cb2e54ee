"""Entries: few multiplications, by design or by search."""

from cnnkit.models.catalog.entry import Entry

__all__ = ["ENTRIES"]

ENTRIES: tuple[Entry, ...] = ()
