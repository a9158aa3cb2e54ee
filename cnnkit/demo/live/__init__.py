"""Demos that Python computes, on any torch module and any picture: in `cnnkit demo`, and in JupyterLab.

    from cnnkit.demo.live import LIVE
    from cnnkit.demo.live.network import Network
    LIVE["live-maps"](Network(my_net, (3, 32, 32)))

Without a network they look into SqueezeNet 1.1, which ships.
"""

from cnnkit.demo.live.attack import Attack
from cnnkit.demo.live.base import Live
from cnnkit.demo.live.boxes import Boxes
from cnnkit.demo.live.field import FieldOfView
from cnnkit.demo.live.maps import Maps
from cnnkit.demo.live.occluded import Occluded
from cnnkit.demo.live.summary import Layers

__all__ = ["LIVE"]

LIVE: dict[str, type[Live]] = {
    "live-maps": Maps,
    "live-occlusion": Occluded,
    "live-attack": Attack,
    "live-field": FieldOfView,
    "live-summary": Layers,
    "live-boxes": Boxes,
}
