"""Compares two built sites page by page: which pages there are, and what their articles say."""

from __future__ import annotations

import difflib
from pathlib import Path

from bs4 import BeautifulSoup

LIVE = (
    ".ck-host",
    "img",
    "svg",
    "table",
    "details",
    "script[type='application/vnd.plotly.v1+json']",
    ".math",
)
"""What an article is counted for besides its words."""


def article(page: Path) -> tuple[list[str], dict[str, int]]:
    """The words of a page's article, line by line, and how many of each thing in `LIVE` it holds."""
    soup = BeautifulSoup(page.read_text("utf8"), "html.parser")
    body = soup.select_one("article") or soup.body or soup
    counts = {selector: len(body.select(selector)) for selector in LIVE}
    for script in body.select("script, style"):
        script.decompose()
    lines = (" ".join(line.split()) for line in body.get_text("\n").splitlines())
    return [line for line in lines if line], counts


def pages(site: Path) -> dict[str, Path]:
    """The pages of a site by their path in it, without what is cut from them when all are written."""
    found = {path.relative_to(site): path for path in site.rglob("*.html")}
    return {str(name): path for name, path in found.items() if name.parts[0] not in ("_static", "slides")}


def differences(first: Path, second: Path) -> list[str]:
    """One line for each page that only one site has, and for each difference of two articles."""
    ours, theirs = pages(first), pages(second)
    found = [f"{name}: only in {first}" for name in sorted(ours.keys() - theirs.keys())]
    found += [f"{name}: only in {second}" for name in sorted(theirs.keys() - ours.keys())]
    for name in sorted(ours.keys() & theirs.keys()):
        (words, counts), (others, other_counts) = article(ours[name]), article(theirs[name])
        found += [
            f"{name}: {counts[key]} and {other_counts[key]} of {key}"
            for key in LIVE
            if counts[key] != other_counts[key]
        ]
        changed = difflib.unified_diff(words, others, lineterm="", n=0)
        found += [
            f"{name}: {line}" for line in changed if line[:3] not in ("---", "+++") and line[:2] != "@@"
        ]
    return found
