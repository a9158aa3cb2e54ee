"""timm's Inception-ResNet-v2, the released network; branches and convolutions are numbered from 0."""

import re

from cnnkit.models.published.keys import Rule

__all__ = ["rules"]

STEM = {"1a": "conv1", "2a": "conv2", "2b": "conv3", "3b": "conv4", "4a": "conv5"}
PLAIN = {"mixed_5b": "first", "mixed_6a": "reduction_a", "mixed_7a": "reduction_b"}
RESIDUAL = {"repeat": "module_a", "repeat_1": "module_b", "repeat_2": "module_c"}
LEAF = {"conv": "conv", "bn": "norm"}


def _branch(branch: str, number: str | None, leaf: str) -> str:
    """A branch of one convolution or of a row of them; branch 3 starts with a pool."""
    conv = int(number or 0) + (0 if branch == "3" else 1)
    return f"branch{int(branch) + 1}.conv{conv}.{LEAF[leaf]}"


def _residual(match: re.Match[str]) -> str:
    kind, index, *branch = match.groups()
    return f"body.{RESIDUAL[kind]}{int(index) + 1}.branches.{_branch(*branch)}"


def rules(name: str) -> tuple[Rule, ...]:
    branch = r"branch(\d)(?:\.(\d))?\.(conv|bn)"
    return (
        (r"conv2d_([1-4][ab])\.(conv|bn)", lambda m: f"stem.{STEM[m[1]]}.{LEAF[m[2]]}"),
        (rf"(mixed_\d\w)\.{branch}", lambda m: f"body.{PLAIN[m[1]]}.{_branch(*m.groups()[1:])}"),
        (rf"(repeat(?:_\d)?)\.(\d+)\.{branch}", _residual),
        (r"(repeat(?:_\d)?)\.(\d+)\.conv2d", lambda m: f"body.{RESIDUAL[m[1]]}{int(m[2]) + 1}.expand"),
        (rf"block8\.{branch}", lambda m: f"body.last_module_c1.branches.{_branch(*m.groups())}"),
        (r"block8\.conv2d", "body.last_module_c1.expand"),
        (r"conv2d_7b\.(conv|bn)", lambda m: f"body.last.branch1.conv1.{LEAF[m[1]]}"),
        (r"classif", "head.3"),
    )
