"""Formulas as MathML, which browsers draw themselves: no script, no fonts, no network."""

from __future__ import annotations

import re
from functools import cache

__all__ = ["formula"]

_ENVIRONMENT = re.compile(r"\\(begin|end)\{([a-z]+\*?)\}(?:(?<=alignat\})\{\d\})?")
_KNOWN_AS = {
    **dict.fromkeys(("align", "aligned", "alignat", "flalign", "eqnarray", "split"), "align*"),
    **dict.fromkeys(("gather", "gathered", "multline"), "matrix"),
    "equation": "",
}
"""Environments of LaTeX, and the one by which latex2mathml knows what they do."""
_UNREAD = re.compile(r">[^<]*\\|<mi>&</mi>")


@cache
def formula(tex: str, display: bool) -> str | None:
    """`tex` (without its dollars) as a `<math>` element; None where latex2mathml reads it in part only."""
    from latex2mathml.converter import convert

    def known(found: re.Match[str]) -> str:
        name = _KNOWN_AS.get(found[2].rstrip("*"), found[2])
        return f"\\{found[1]}{{{name}}}" if name else ""

    try:
        made = convert(_ENVIRONMENT.sub(known, tex), display="block" if display else "inline")
    except Exception:  # a parser of a large language: whatever it stumbles over, the source can be shown
        return None
    return None if _UNREAD.search(made) else made
