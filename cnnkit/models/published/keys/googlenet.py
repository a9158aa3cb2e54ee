"""torchvision's GoogLeNet, ported from a TensorFlow file. The auxiliary heads in it were never trained."""

import re

from cnnkit.models.published.keys import Rule

__all__ = ["rules"]

LEAF = {"conv": "conv", "bn": "norm"}
STEM = {"1": "conv1", "2": "conv2_reduce", "3": "conv2"}
PART = {
    "3a": "4a",
    "3b": "4a",
    "4a": "4a",
    "4b": "4d",
    "4c": "4d",
    "4d": "4d",
    "4e": "5b",
    "5a": "5b",
    "5b": "5b",
}
HEAD = {"1": "4a", "2": "4d"}


def _module(match: re.Match[str]) -> str:
    module, branch, index, leaf = match.groups()
    first = 1 if branch == "4" else 0  # the pool comes before the convolution
    conv = f"conv{int(index or first) - first + 1}"
    return f"body_{PART[module]}.inception_{module}.branch{branch}.{conv}.{LEAF[leaf]}"


def rules(name: str) -> tuple[Rule, ...]:
    return (
        (r"conv(\d)\.(conv|bn)", lambda m: f"stem.{STEM[m[1]]}.{LEAF[m[2]]}"),
        (r"inception(\d\w)\.branch(\d)(?:\.(\d))?\.(conv|bn)", _module),
        (r"aux(\d)\.conv\.(conv|bn)", lambda m: f"head_{HEAD[m[1]]}.conv.{LEAF[m[2]]}"),
        (r"aux(\d)\.fc(\d)", lambda m: f"head_{HEAD[m[1]]}.dense{m[2]}"),
        (r"fc", "head.3"),
    )
