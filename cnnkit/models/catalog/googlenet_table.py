"""What table 1 of GoogLeNet's paper prints beside each row: its columns "params" and "ops"."""

from typing import NamedTuple

__all__ = ["PLACE", "PRINTED_ROWS", "PrintedRow"]

PLACE = "C. Szegedy et al., Going deeper with convolutions, CVPR 2015, table 1"


class PrintedRow(NamedTuple):
    """One row as printed; a K is 1024: 112 K stand beside 114,688 weights, 1000 K beside 1,024,000."""

    params_k: float
    """Weights without biases, in thousands of 1024."""
    ops_m: float
    """Multiplications with their additions, in millions."""


PRINTED_ROWS: dict[str, PrintedRow] = {
    "conv1": PrintedRow(2.7, 34),
    "conv2": PrintedRow(112, 360),
    "3a": PrintedRow(159, 128),
    "3b": PrintedRow(380, 304),
    "4a": PrintedRow(364, 73),
    "4b": PrintedRow(437, 88),
    "4c": PrintedRow(463, 100),
    "4d": PrintedRow(580, 119),
    "4e": PrintedRow(840, 170),
    "5a": PrintedRow(1072, 54),
    "5b": PrintedRow(1388, 71),
    "linear": PrintedRow(1000, 1),
}
"""By the paper's names; "conv2" is the 1×1 and the 3×3 together, as it has them in one row."""
