"""Markdown of a stranger's, made fit to be shown to graders in formgrader, which lets scripts in.

HTML and pictures become the text that they are, and links plain addresses. A formula may hold the commands of
the list below, which are what formulas are made of; MathJax has others, for links, styles, HTML attributes
and extensions, and a list of the bad ones is never whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cnnkit.grading.repair.tex_commands import ALLOWED, ENVIRONMENTS
from cnnkit.grading.walls.outputs import upright

__all__ = ["harmless"]

APART = "\u2060"
r"""Has no width. Behind a backslash it makes a command of no name, which TeX does not know; code looks the
same."""
COMMAND = re.compile(r"\\(?:begin|end)\{([a-z]+\*?)\}|\\([A-Za-z]+)")
"""Wherever a backslash stands before a letter: of `\\\\href` Markdown makes `\\href`."""
IN_TEX = re.compile(r"\\(?:(?:begin|end)\{([a-z]+\*?)\}|([A-Za-z]+)|.)", re.DOTALL)
"""As TeX reads: a second backslash belongs to the first."""
ENTITY = re.compile(r"&(?=#|\w+;)")
"""Would be read as a character, a backslash or a dollar."""
OPENED = re.compile(r"`{1,3}|\$\$?|\\\\?[\[(]|\\.", re.DOTALL)
CLOSED_BY = {"[": "]", "(": ")"}
LONGEST = 4000
"""Characters of a formula that is shown as code where it may not be set."""


def harmless(text: str) -> str:
    """The text, changed where it could be more than text. Its length at most doubles and a bit."""
    text = "".join(_formulas_as_code(ENTITY.sub(f"&{APART}", upright(text))))
    text = text.replace("<", "&lt;").replace("](", "] (").replace("]:", "] :")
    return COMMAND.sub(lambda match: match[0] if _is_allowed(match) else f"\\{APART}{match[0][1:]}", text)


def _is_allowed(command: re.Match[str]) -> bool:
    """Of a match with an environment and a command; what is neither is a single sign, which does no harm."""
    environment, name = command.groups()
    return environment in ENVIRONMENTS if environment else name is None or name in ALLOWED


def _formulas_as_code(text: str) -> Iterator[str]:
    """The text in pieces, where formulas with other commands stand as code, in a single line.

    This is for the eye; that no such command is left anywhere is seen to after it.
    """
    at, missing = 0, set[str]()
    while opened := OPENED.search(text, at):
        yield text[at : opened.start()]
        at, mark = opened.end(), opened[0]
        closer = mark if mark[0] in "`$" else mark[:-1] + CLOSED_BY.get(mark[-1], "")
        end = -1
        if closer not in missing and closer[-1] in "`$])":
            end = text.find(closer, at)
            if end < 0:
                missing.add(closer)  # never looked for again: the time grows with the text
        if end < 0:
            yield mark
            continue
        inside, at = text[at:end], end + len(closer)
        if mark[0] == "`" or len(inside) > LONGEST or all(map(_is_allowed, IN_TEX.finditer(inside))):
            yield f"{mark}{inside}{closer}"
        else:
            fence = "`" * (1 + max(map(len, re.findall("`+", inside)), default=0))
            yield f"{fence} {' '.join(inside.split())} {fence}"
    yield text[at:]
