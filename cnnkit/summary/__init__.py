"""Shapes, parameters, multiplications and receptive fields of any torch module, measured layer by layer."""

from cnnkit.summary.failure import SummaryError
from cnnkit.summary.measure import macs, param_count, summarize
from cnnkit.summary.table import Row, Summary

__all__ = ["Row", "Summary", "SummaryError", "macs", "param_count", "summarize"]
