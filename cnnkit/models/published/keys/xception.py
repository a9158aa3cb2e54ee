"""timm's `legacy_xception` numbers what lies in a module, ReLUs too; its first module has no first ReLU."""

import re

from cnnkit.models.published.keys import Rule

__all__ = ["rules"]

FILTER = {"conv1": "depthwise", "pointwise": "pointwise"}


def _layer(match: re.Match[str]) -> str:
    """A module repeats ReLU, convolution, normalization; its number is ours less one, which is the stem's."""
    block, index, part = match.groups()
    turn = (int(index) + (1 if block == "1" else 0)) // 3 + 1
    kind = f"conv{turn}.{FILTER[part]}" if part else f"norm{turn}"
    return f"body.module{int(block) + 1}.branch.{kind}"


def rules(name: str) -> tuple[Rule, ...]:
    return (
        (r"conv([12])", r"stem.conv\1.conv"),
        (r"bn([12])", r"stem.conv\1.norm"),
        (r"block(\d+)\.rep\.(\d)(?:\.(conv1|pointwise))?", _layer),
        (r"block(\d+)\.skip", lambda m: f"body.module{int(m[1]) + 1}.shortcut.conv"),
        (r"block(\d+)\.skipbn", lambda m: f"body.module{int(m[1]) + 1}.shortcut.norm"),
        (r"conv([34])\.(conv1|pointwise)", lambda m: f"body.module14.conv{int(m[1]) - 2}.{FILTER[m[2]]}"),
        (r"bn([34])", lambda m: f"body.module14.norm{int(m[1]) - 2}"),
        (r"fc", "head.3"),
    )
