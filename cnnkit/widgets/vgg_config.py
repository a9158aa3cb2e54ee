"""VGG's configuration string, `64 64 M 128 128 M`, and the lines of a chain that it stands for.

A number is a 3×3 convolution with that many filters and padding 1, an M a 2×2 max pool.
`front/lib/vgg-config.js` reads the same strings; golden vectors hold the two together.
"""

import re

from cnnkit.widgets.chain import MOST
from cnnkit.widgets.items import WidgetError

__all__ = ["config_of", "layers_of"]

_POOL = "pool 2"
_CONV = re.compile(r"conv (\d+) k3 p1")


def layers_of(config: str) -> list[str]:
    """The lines of `"64 M"`: `conv 64 k3 p1` and `pool 2`. `WidgetError` names what cannot be read."""
    return [_line(word) for word in config.replace(",", " ").split()]


def _line(word: str) -> str:
    if word in ("M", "m"):
        return _POOL
    if re.fullmatch(r"[0-9]{1,7}", word) and 1 <= int(word) <= MOST:
        return f"conv {int(word)} k3 p1"
    raise WidgetError(
        f"“{word}” cannot be read. Legal: a number of filters for a 3×3 convolution, M for a 2×2 max pool."
    )


def config_of(lines: list[str]) -> tuple[str, list[str]]:
    """The string of the lines at the start that it can say, and the lines that follow them."""
    words: list[str] = []
    for line in lines:
        conv = _CONV.fullmatch(line.strip())
        if not conv and line.strip() != _POOL:
            break
        words.append(conv[1] if conv else "M")
    return " ".join(words), lines[len(words) :]
