"""The papers' tables of layers, as printed, by network, to stand beside ours row by row."""

from cnnkit.models.catalog.tables import inception, mobile, plain, residual
from cnnkit.models.catalog.tables.line import Beside, Line, PaperTable, Part, parts, row_by_row

__all__ = ["TABLES", "Beside", "Line", "PaperTable", "Part", "parts", "row_by_row"]

TABLES: dict[str, PaperTable] = {
    **plain.TABLES,
    **inception.TABLES,
    **residual.TABLES,
    **mobile.TABLES,
}
"""A network that is missing here: its paper prints no sizes or counts by rows."""
