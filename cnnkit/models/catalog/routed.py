"""Entries: gates, paths, masks and capsules decide where a signal goes."""

from cnnkit.models.catalog.entry import Entry

__all__ = ["ENTRIES"]

ENTRIES: tuple[Entry, ...] = ()
