"""Every line of a finished chapter has a place in the book, and every place exists."""

from pathlib import Path

import pytest
import yaml

from cnnkit.publish.chapters import chapters
from cnnkit.publish.places import headings

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "book"
IDS = (ROOT / "tests/sources/coverage-ids.txt").read_text().split()
ERRATA = [line.split() for line in (ROOT / "tests/sources/errata-ids.txt").read_text().splitlines()]
TAUGHT_IN = {"E106": "advanced-blocks"}
"""The chapter that teaches an erratum, where it is not the one that the list of errata puts it into."""
FINISHED = [chapter for chapter in chapters() if chapter.finished]
PLACES = yaml.safe_load((BOOK / "appendix/coverage.yaml").read_text())
CORRECTIONS = yaml.safe_load((BOOK / "appendix/errata.yaml").read_text())


@pytest.mark.parametrize("chapter", FINISHED, ids=lambda chapter: chapter.slug)
def test_every_line_of_a_finished_chapter_has_a_place(chapter):
    lines = [line for line in IDS if line.startswith(chapter.coverage)]
    assert lines
    assert [line for line in lines if line not in PLACES] == []


@pytest.mark.parametrize("chapter", FINISHED, ids=lambda chapter: chapter.slug)
def test_a_finished_chapter_has_its_graded_set(chapter):
    for folder in ("solutions", "exercises"):
        assert (ROOT / folder / chapter.slug / f"{chapter.slug}.ipynb").is_file()


def test_every_line_has_its_words():
    topics = yaml.safe_load((BOOK / "appendix/topics.yaml").read_text())
    assert sorted(topics) == sorted(IDS)
    assert len(set(topics.values())) == len(topics)
    assert [words for words in topics.values() if not 2 <= len(words.split()) <= 20] == []


def test_no_place_for_a_line_that_does_not_exist():
    assert not set(PLACES) - set(IDS)


@pytest.mark.parametrize(("line", "place"), PLACES.items())
def test_every_place_exists(line, place):
    page, _, anchor = place.partition("#")
    assert (BOOK / page).is_file(), f"{line}: no page {page}"
    assert anchor in headings(BOOK / page), f"{line}: {page} has no section #{anchor}"


def test_every_erratum_of_a_finished_chapter_is_corrected_on_its_page():
    finished = {chapter.source for chapter in FINISHED}
    wanted = [name for name, _, source in ERRATA if TAUGHT_IN.get(name, source) in finished]
    assert [name for name in CORRECTIONS if name in wanted] == wanted
    # a chapter in preparation may have some of its corrections already, in the order of the list
    assert list(CORRECTIONS) == [name for name, *_ in ERRATA if name in CORRECTIONS]
    for name, entry in CORRECTIONS.items():
        assert (BOOK / entry["page"]).is_file(), f"{name}: no page {entry['page']}"
