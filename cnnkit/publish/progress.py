"""What the page of progress knows of the book: its pages with their questions, widgets and tasks.

The page holds an element `ck-progress`; when the site is built, the list is written into it. What a reader
did is never here: it stays in the reader's browser (static/memory.js and static/progress.js).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cnnkit.publish.state import STATE_SCRIPT, in_script
from cnnkit.publish.tasks import stories

__all__ = ["book_pages", "write_list"]

PLACE = re.compile(r'(<script id="ck-progress-pages" type="application/json">).*?(</script>)', re.S)
_TASKS = re.compile(r'id="task-([a-z0-9-]+)"')


def book_pages(site_map: Any) -> Iterator[tuple[str, str, str]]:
    """The pages of the table of contents in order: (caption or title of the chapter, page, title)."""
    root = site_map.root
    for tree in root.subtrees:
        for name in tree.items:
            entry = site_map[str(name)]
            part = entry.title if entry.subtrees else tree.caption
            yield from _below(site_map, str(name), part or "Pages")


def _below(site_map: Any, name: str, part: str) -> Iterator[tuple[str, str, str]]:
    entry = site_map[name]
    yield part, name, entry.title or name
    for tree in entry.subtrees:
        for inner in tree.items:
            yield from _below(site_map, str(inner), part)


def write_list(site: Path, site_map: Any, exercises: Path) -> None:
    """Write the list into every built page that has a place for it; pages without questions are left out."""
    places = [page for page in site.glob("*.html") if PLACE.search(page.read_text("utf8"))]
    if not places:
        return
    listed = [
        entry
        for part, name, title in book_pages(site_map)
        if (entry := _entry(site, part, name, title, exercises))
    ]
    text = in_script(listed)
    for page in places:
        page.write_text(PLACE.sub(lambda match: match[1] + text + match[2], page.read_text("utf8")), "utf8")


def _entry(site: Path, part: str, name: str, title: str, exercises: Path) -> dict[str, Any] | None:
    html = (site / f"{name}.html").read_text("utf8")
    found = STATE_SCRIPT.search(html)
    models = list(json.loads(found[1])["state"].values()) if found else []
    kinds = [record.get("kind", "") for record in models]
    questions = [len(record["state"]["items"]) for record in models if record.get("kind") == "quiz"]
    entry = {
        "part": part, "name": name, "title": title, "tasks": _tasks(name, html, exercises),
        "predictions": kinds.count("predict"), "quiz": sum(questions),
        "widgets": sum(kind not in ("", "predict", "quiz") for kind in kinds),
    }  # fmt: skip
    return entry if models or entry["tasks"] else None


def _tasks(name: str, html: str, exercises: Path) -> list[str]:
    """The functions of the set whose stories the page tells."""
    notebook = exercises / name.partition("/")[0] / f"{name.partition('/')[0]}.ipynb"
    if not notebook.is_file():
        return []
    told = set(_TASKS.findall(html))
    slugs: Mapping[str, str] = stories(notebook)[1]
    return [slug.replace("-", "_") for slug in slugs if slug in told]
