"""Shapes, parameters, multiplications and receptive fields of any torch module, measured layer by layer."""

from cnnkit.summary.failure import SummaryError
from cnnkit.summary.inputs import Port
from cnnkit.summary.measure import macs, param_count, summarize
from cnnkit.summary.row import Row
from cnnkit.summary.structure import Joint, Link, Node
from cnnkit.summary.table import Summary

__all__ = [
    "Joint",
    "Link",
    "Node",
    "Port",
    "Row",
    "Summary",
    "SummaryError",
    "macs",
    "param_count",
    "summarize",
]
