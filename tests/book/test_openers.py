"""A chapter's opener names its sections in order, and its review, with the minutes that each of them has."""

import re
from pathlib import Path

import pytest

from cnnkit.publish.chapters import chapters

BOOK = Path(__file__).parents[2] / "book"
ROW = re.compile(r"^\| \[[^\]]+\]\(([\w-]+)\.md\)( \(optional\))? \| .+? \| (\d+) \|$", re.M)
FINISHED = [chapter for chapter in chapters() if chapter.finished]


def minutes_of(page: Path) -> str:
    """The minutes that the goal of a page names."""
    goal = re.search(r":class: ck-goal\n(.*?)\n:::", page.read_text("utf8"), re.S)
    assert goal, f"{page} has no goal"
    return re.findall(r"(\d+) minutes", goal[1])[0]


@pytest.mark.parametrize("chapter", FINISHED, ids=lambda chapter: chapter.slug)
def test_the_opener_tells_what_the_sections_tell(chapter):
    text = (BOOK / chapter.slug / "index.md").read_text("utf8")
    rows = ROW.findall(text)
    assert [name for name, *_ in rows] == [*chapter.sections, "review"]
    for name, _, minutes in rows:
        assert minutes == minutes_of(BOOK / chapter.slug / f"{name}.md"), name
    total = sum(int(minutes) for *_, minutes in rows)
    without = total - sum(int(minutes) for _, optional, minutes in rows if optional)
    for number in re.findall(r"about (\d+) minutes", text):
        assert int(number) == total
    for number in re.findall(r"(\d+) without the optional", text):
        assert int(number) == without
