"""How deep a network is: the layers with weights on the longest way through it."""

from __future__ import annotations

from cnnkit.summary.table import Summary

__all__ = ["weighted_depth"]


def weighted_depth(summary: Summary) -> int:
    """Layers that multiply by weights (convolutions, dense layers) on the way that passes most of them.

    Of parallel branches the longest counts, as papers count: 22 for GoogLeNet, 152 for ResNet-152 (1×1
    convolutions on a shortcut lie beside a longer branch), and a separable convolution is two layers. Layers
    that compute a gate count too, where the way leads through them.
    """
    before: dict[int, list[int]] = {}
    for source, target in summary.edges:
        before.setdefault(target, []).append(source)
    deepest: list[int] = []
    for place, row in enumerate(summary.rows):
        read = [deepest[source] for source in before.get(place, ()) if source < place]
        deepest.append(max(read, default=0) + (row.macs > 0))
    return max(deepest, default=0)
