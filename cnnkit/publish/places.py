"""Where something is taught: links to sections, called by their numbered titles."""

import re
from pathlib import Path
from typing import Any

import yaml

TOC = Path(__file__).parents[2] / "book" / "_toc.yml"


def taught(*places: str) -> list[dict[str, str]]:
    """Links for the `see` of a question: `basics/sharing#count-them` becomes "1.4 Sharing" and its address.

    Addresses are relative to a page one folder deep, as `sizing/review`. Raises ValueError where a place has
    no anchor or `_toc.yml` no such page.
    """
    titles = _titles()
    links = []
    for place in places:
        page, _, anchor = place.partition("#")
        if page not in titles or not anchor:
            raise ValueError(
                f"{place!r} is no place; legal is a page of _toc.yml and a heading: basics/sharing#count-them"
            )
        links.append({"text": titles[page], "href": f"../{page}.html#{anchor}"})
    return links


def headings(page: Path) -> dict[str, str]:
    """The headings of a page in MyST, by the anchors that they get; code cells and boxes are left out."""
    text = re.sub(r"^(```+|:::+|~~~+).*?^\1\s*$", "", page.read_text("utf8"), flags=re.M | re.S)
    titles = re.findall(r"^#+\s+(.*)$", text, flags=re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-"): title for title in titles}


def _titles() -> dict[str, str]:
    toc = yaml.safe_load(TOC.read_text("utf8"))
    entries = [entry for part in toc["parts"] for entry in part["chapters"]]
    found: dict[str, str] = {}
    while entries:
        entry: dict[str, Any] = entries.pop()
        found[entry["file"]] = entry["title"]
        entries += entry.get("sections", [])
    return found
