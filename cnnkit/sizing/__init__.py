"""Sizes, parameters, multiplications and receptive fields of layers. Standard library only."""

from cnnkit.sizing.count import Params, conv_macs, conv_params, linear_macs, linear_params
from cnnkit.sizing.explain import Choice, Explanation, explain_conv
from cnnkit.sizing.geometry import Geometry, GeometryError, geometry, same_padding
from cnnkit.sizing.output import adaptive_windows, conv_output_size
from cnnkit.sizing.receptive import Field, ReceptiveField, receptive_field

__all__ = [
    "Choice",
    "Explanation",
    "Field",
    "Geometry",
    "GeometryError",
    "Params",
    "ReceptiveField",
    "adaptive_windows",
    "conv_macs",
    "conv_output_size",
    "conv_params",
    "explain_conv",
    "geometry",
    "linear_macs",
    "linear_params",
    "receptive_field",
    "same_padding",
]
