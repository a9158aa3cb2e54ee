"""The table of contents: numbered in order, chapters first, each chapter ends in its exercises."""

import re
from itertools import pairwise
from pathlib import Path

import yaml

from cnnkit.publish.chapters import chapters

ROOT = Path(__file__).parents[2]
TOC = yaml.safe_load((ROOT / "book" / "_toc.yml").read_text())
PARTS = {part["caption"]: part["chapters"] for part in TOC["parts"]}
CHAPTERS = [entry for entry in PARTS["The course"] if "sections" in entry]
FLAT = [
    page["file"]
    for chapters in PARTS.values()
    for chapter in chapters
    for page in (chapter, *chapter.get("sections", []))
]


def test_chapters_come_first_and_instructors_last() -> None:
    assert list(PARTS) == ["The course", "To look things up", "For instructors"]


def test_titles_are_numbered_in_order_and_short() -> None:
    # a chapter that is not written yet keeps its number, so that no number changes when it comes
    reserved = {f"{chapter.slug}/index": i for i, chapter in enumerate(chapters(), 1)}
    assert [c["file"] for c in CHAPTERS] == [file for file in reserved if file in FLAT]
    for chapter in CHAPTERS:
        i = reserved[chapter["file"]]
        assert chapter["title"].split()[0] == f"{i}"
        numbers = [section["title"].split()[0] for section in chapter["sections"]]
        assert numbers == [f"{i}.{j}" for j in range(1, len(numbers) + 1)]
    for name in FLAT:
        assert name
    titles = [
        page["title"] for chapters in PARTS.values() for c in chapters for page in (c, *c.get("sections", []))
    ]
    assert max(map(len, titles)) <= 27
    assert len(set(titles)) == len(titles)


def test_a_chapter_ends_in_its_exercises_and_leads_to_the_next() -> None:
    following = dict(pairwise(FLAT))
    for chapter, after in zip(CHAPTERS, [*CHAPTERS[1:], None], strict=True):
        folder = chapter["file"].partition("/")[0]
        *_, section, last = (s["file"] for s in chapter["sections"])
        assert following[section] == last == f"{folder}/exercises"
        if after:
            assert following[last] == after["file"]


def test_the_chapters_own_tables_name_every_section_in_order() -> None:
    for chapter in CHAPTERS:
        folder = (ROOT / "book" / chapter["file"]).parent
        table = re.findall(
            r"^\| \[.*?\]\(([\w-]+)\.md\).*\| \d+ \|$", (folder / "index.md").read_text(), re.M
        )
        assert table == [s["file"].partition("/")[2] for s in chapter["sections"][:-1]]
