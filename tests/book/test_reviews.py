"""The review of each chapter: ten mixed questions, answered back, computed, led back to their sections."""

import ast
import re
from functools import cache
from typing import Any

import pytest
import yaml
from docutils.nodes import make_id

from cnnkit.publish.chapters import chapters
from cnnkit.publish.places import taught
from cnnkit.widgets import Quiz
from tests.book.source import BOOK, Page, name_of, written

SLUGS = [chapter.slug for chapter in chapters() if chapter.finished]
QUESTIONS = 10
REACH_BACK = 3
COUNTS = {6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "all ten"}


@cache
def quiz(slug: str) -> Quiz:
    """The review's own quiz: its cells are run, so every assertion in them has held."""
    page, space = Page.of(f"{slug}/review"), {}
    for cell in page.cells[:-1]:
        exec(compile(cell.code, slug, "exec"), space)
    *imports, last = ast.parse(page.cells[-1].code).body
    exec(compile(ast.Module(imports, []), slug, "exec"), space)
    assert isinstance(last, ast.Expr)
    return eval(compile(ast.Expression(last.value), slug, "eval"), space)


def items(slug: str) -> list[dict[str, Any]]:
    return quiz(slug).items


def places(item: dict[str, Any]) -> list[str]:
    """`basics/sharing#count-them` of each link of a question."""
    return [place["href"].removeprefix("../").replace(".html", "") for place in item["see"]]


def anchors(page: str) -> set[str]:
    """The ids of a page's headings as Sphinx writes them into its HTML."""
    text = re.sub(
        r"^(```+|:::+|~~~+).*?^\1\s*$", "", (BOOK / f"{page}.md").read_text("utf8"), flags=re.M | re.S
    )
    return {make_id(title) for title in re.findall(r"^##+\s+(.*)$", text, re.M)}


@pytest.mark.parametrize("slug", SLUGS)
def test_a_review_has_ten_questions_that_are_answered_back(slug: str) -> None:
    assert len(items(slug)) == QUESTIONS
    for item in items(slug):
        assert item["see"], item["question"]
        if "options" in item:
            whys = [option["why"] for option in item["options"]]
            assert len(set(whys)) == len(whys) >= 3, item["question"]
        else:
            assert len(item["traps"]) >= 2, (
                f"{item['question']}: wrong numbers are answered by what they come from"
            )


@pytest.mark.parametrize("slug", SLUGS)
def test_every_link_leads_to_a_section_that_is_there(slug: str) -> None:
    toc = (BOOK / "_toc.yml").read_text("utf8")
    for item in items(slug):
        for place, link in zip(places(item), item["see"], strict=True):
            page, _, anchor = place.partition("#")
            assert anchor in anchors(page), f"{place}: {item['question']}"
            assert yaml.safe_load(re.findall(rf"file: {page}, title: (.*)\}}", toc)[0]) == link["text"]


@pytest.mark.parametrize("slug", SLUGS)
def test_questions_mix_and_reach_back(slug: str) -> None:
    for item in items(slug):
        pages = [place.partition("#")[0] for place in places(item)]
        assert len(set(pages)) == len(pages) >= 2, f"one section is asked in its own quiz: {item['question']}"
    if slug == SLUGS[0]:
        return
    back = [item for item in items(slug) if any(not place.startswith(f"{slug}/") for place in places(item))]
    order = {name: i for i, name in enumerate(SLUGS)}
    assert len(back) >= REACH_BACK
    told = Page.of(f"{slug}/review").prose.lower()
    assert f"{COUNTS[len(back)]} " in told, f"{len(back)} questions reach back; the page says another number"
    for item in items(slug):
        assert all(order[place.partition("/")[0]] <= order[slug] for place in places(item)), item["question"]


@pytest.mark.parametrize("slug", SLUGS)
def test_every_section_but_an_optional_one_is_asked_about(slug: str) -> None:
    chapter = next(chapter for chapter in chapters() if chapter.slug == slug)
    asked = {place.partition("#")[0] for item in items(slug) for place in places(item)}
    rows = re.findall(r"\]\(([\w-]+)\.md\) \(optional\)", (BOOK / slug / "index.md").read_text("utf8"))
    assert {name for name in chapter.sections if f"{slug}/{name}" not in asked} <= set(rows)


def uncomputed(page: Page) -> list[str]:
    """Questions whose number is typed, and numbers of questions without a computation that is asserted."""
    found = []
    for call in (call for cell in page.cells for call in cell.calls if name_of(call) == "Quiz"):
        for item in (node for node in ast.walk(call) if isinstance(node, ast.Dict)):
            pairs = {written(key): value for key, value in zip(item.keys, item.values, strict=True)}
            answer = pairs.get("answer")
            if answer and not any(isinstance(part, ast.Name) for part in ast.walk(answer)):
                found.append(f"typed: {written(pairs['question'])}")
    blocks = re.split(r"^# (\d+): .*$", page.cells[0].code, flags=re.M)
    numbers = [int(number) for number in blocks[1::2]]
    if numbers != list(range(1, QUESTIONS + 1)):
        found.append(f"computations of questions {numbers}")
    return found


@pytest.mark.parametrize("slug", SLUGS)
def test_no_number_is_typed(slug: str) -> None:
    assert uncomputed(Page.of(f"{slug}/review")) == []


def test_a_typed_number_is_found() -> None:
    cell = "```{code-cell} python\n"
    page = Page(
        f'{cell}# 1: a sum\nx = 1\n```\n{cell}Quiz(items=[{{"question": "Many?", "answer": 2 + 2}}])\n```\n'
    )
    assert uncomputed(page) == ["typed: Many?", "computations of questions [1]"]


@pytest.mark.parametrize("slug", SLUGS)
def test_a_review_tells_what_it_is_and_where_to_go_on(slug: str) -> None:
    text = (BOOK / slug / "review.md").read_text("utf8")
    assert re.search(r":class: ck-goal\n.*\b20 minutes\.", text)
    assert re.search(r"^## What you can do now\n.*\]\(exercises\.md\)", text, re.M | re.S)


@pytest.mark.parametrize("slug", SLUGS)
def test_no_question_of_a_section_is_asked_again(slug: str) -> None:
    asked = {item["question"] for item in items(slug)}
    for path in BOOK.glob("*/*.md"):
        if path.name != "review.md":
            text = path.read_text("utf8")
            assert not [question for question in asked if question in text], path


@pytest.mark.parametrize("place", ["basics/sharing", "basics/nowhere#x", "javascript:alert(1)#x"])
def test_a_place_that_is_none_is_refused(place: str) -> None:
    with pytest.raises(ValueError, match=r"is no place; legal is a page of _toc\.yml and a heading"):
        taught(place)
