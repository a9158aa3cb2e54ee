"""timm's Inception-v4 numbers the modules through, and branches and convolutions from 0."""

import re

from cnnkit.models.published.keys import Rule

__all__ = ["rules"]

MODULES = (
    *(f"module_a{i}" for i in range(1, 5)),
    "reduction_a",
    *(f"module_b{i}" for i in range(1, 8)),
    "reduction_b",
    *(f"module_c{i}" for i in range(1, 4)),
)
FIRST = 6  # the numbers before are the stem's
LEAF = {"conv": "conv", "bn": "norm"}


def rules(name: str) -> tuple[Rule, ...]:
    return (
        (r"features\.([012])\.(conv|bn)", lambda m: f"stem.conv{int(m[1]) + 1}.{LEAF[m[2]]}"),
        (r"features\.3\.conv\.(conv|bn)", lambda m: f"stem.fork1.branch2.conv1.{LEAF[m[1]]}"),
        (
            r"features\.4\.branch([01])\.(\d)\.(conv|bn)",
            lambda m: f"stem.fork2.branch{int(m[1]) + 1}.conv{int(m[2]) + 1}.{LEAF[m[3]]}",
        ),
        (r"features\.5\.conv\.(conv|bn)", lambda m: f"stem.fork3.branch1.conv1.{LEAF[m[1]]}"),
        (r"features\.([6-9]|1\d|2\d)\.branch(\d)(?:\.(\d))?\.(conv|bn)", _module),
        (
            r"features\.(19|20|21)\.branch([12])_(\d)\.(conv|bn)",
            lambda m: f"{_place(m[1])}.branch{int(m[2]) + 1}.conv{int(m[3]) + 1}.{LEAF[m[4]]}",
        ),
        (
            r"features\.(19|20|21)\.branch([12])_\d([ab])\.(conv|bn)",
            lambda m: (
                f"{_place(m[1])}.branch{int(m[2]) + 1}.fork1.branch{'ab'.index(m[3]) + 1}.conv1.{LEAF[m[4]]}"
            ),
        ),
        (r"last_linear", "head.3"),
    )


def _place(index: str) -> str:
    return f"body.{MODULES[int(index) - FIRST]}"


def _module(match: re.Match[str]) -> str:
    index, branch, number, leaf = match.groups()
    conv = int(number or 0) + (0 if branch == "3" else 1)
    return f"{_place(index)}.branch{int(branch) + 1}.conv{conv}.{LEAF[leaf]}"
