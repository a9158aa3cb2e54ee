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


def pages(entry: dict) -> list[dict]:
    """An entry and all that stands under it, in order."""
    return [entry, *(page for section in entry.get("sections", []) for page in pages(section))]


def own(chapter: dict) -> list[dict]:
    """A chapter's sections and exercises; behind these may come pages to look things up, with pages below."""
    return [section for section in chapter["sections"] if "sections" not in section]


ALL = [page for entries in PARTS.values() for entry in entries for page in pages(entry)]
FLAT = [page["file"] for page in ALL]


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
    titles = [page["title"] for page in ALL]
    assert max(map(len, titles)) <= 27
    assert len(set(titles)) == len(titles)


def test_a_chapter_ends_in_its_exercises_and_leads_to_the_next() -> None:
    looked_up = {
        page["file"]
        for chapter in CHAPTERS
        for section in chapter["sections"]
        if section not in own(chapter)
        for page in pages(section)
    }
    following = dict(pairwise(file for file in FLAT if file not in looked_up))
    for chapter, after in zip(CHAPTERS, [*CHAPTERS[1:], None], strict=True):
        folder = chapter["file"].partition("/")[0]
        *_, section, last = (s["file"] for s in own(chapter))
        assert following[section] == last == f"{folder}/exercises"
        if after:
            assert following[last] == after["file"]


def test_pages_to_look_things_up_come_behind_the_exercises() -> None:
    for chapter in CHAPTERS:
        kinds = ["sections" in section for section in chapter["sections"]]
        assert kinds == sorted(kinds)
        for section in chapter["sections"][len(own(chapter)) :]:
            folder = section["file"].removesuffix("/index")
            inside = sorted(path.stem for path in (ROOT / "book" / folder).glob("*.md"))
            assert sorted(page["file"] for page in pages(section)) == [f"{folder}/{name}" for name in inside]


def test_the_chapters_own_tables_name_every_section_in_order() -> None:
    for chapter in CHAPTERS:
        folder = (ROOT / "book" / chapter["file"]).parent
        table = re.findall(
            r"^\| \[.*?\]\(([\w-]+)\.md\).*\| \d+ \|$", (folder / "index.md").read_text(), re.M
        )
        assert table == [s["file"].partition("/")[2] for s in own(chapter)[:-1]]
