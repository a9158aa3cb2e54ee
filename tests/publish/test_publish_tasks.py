"""The directive `{tasks}` and the pages' short titles, on the small book; the real sets' stories."""

import json
import re
from pathlib import Path

import pytest

from cnnkit.publish.tasks import as_myst, stories
from tests.conftest import ROOT

SETS = sorted(folder.name for folder in (ROOT / "exercises").iterdir() if folder.is_dir())


@pytest.fixture(scope="module")
def tasks_page(fixture_site: Path) -> str:
    return (fixture_site / "ch" / "exercises.html").read_text("utf8")


def test_every_task_has_a_label_and_its_story(tasks_page: str) -> None:
    assert re.findall(r'id="(task-[a-z-]+)"', tasks_page) == ["task-double-it", "task-halve-it"]
    assert "Two small tasks." in tasks_page
    assert "raise NotImplementedError" not in tasks_page


def test_hints_are_folds_with_code_and_formulas(tasks_page: str) -> None:
    folds = re.findall(r"<details.*?</details>", tasks_page, re.S)
    hints = [fold for fold in folds if "Hint" in fold]
    assert len(hints) == 2
    assert "n < 0" in re.sub(r"<[^>]*>", "", hints[0]).replace("&lt;", "<")
    assert 'class="math' in hints[0]
    assert not any("open" in re.match(r"<details[^>]*>", hint)[0] for hint in hints)  # type: ignore[index]


def test_a_task_links_back_to_its_section_by_its_short_title(tasks_page: str, fixture_site: Path) -> None:
    assert re.search(r'Belongs to</em>\s*<a [^>]*href="alive.html"><span[^>]*>1.1 Alive</span>', tasks_page)
    section = (fixture_site / "ch" / "alive.html").read_text("utf8")
    assert 'href="exercises.html#task-double-it"' in section


def test_short_titles_name_pages_and_the_question_heads_them(tasks_page: str, fixture_site: Path) -> None:
    assert re.search(r"<title>1.2 Exercises", tasks_page)
    assert re.search(r"<h1>Can you do it\?", tasks_page)
    assert re.search(r'prev-next-title">1.1 Alive<', tasks_page)
    index = (fixture_site / "searchindex.js").read_text("utf8")
    titles = json.loads(index[index.index("{") : index.rindex("}") + 1])["titles"]
    assert {"1.1 Alive", "1.2 Exercises"} <= set(titles)


def test_a_story_without_its_text_is_an_error(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "metadata": {"nbgrader": {"grade_id": "a-answer"}}, "source": "x = 1"}
    notebook = tmp_path / "set.ipynb"
    notebook.write_text(json.dumps({"cells": [{**cell, "metadata": {}}, cell]}))
    with pytest.raises(ValueError, match="no story above the cell a-answer"):
        stories(notebook)


def test_code_of_a_hint_is_unescaped_once() -> None:
    assert as_myst("<details><summary>Hint</summary><code>a &lt; b</code></details>") == (
        ":::{dropdown} Hint\n`a < b`\n:::\n"
    )


@pytest.mark.parametrize("name", SETS)
def test_the_real_sets_give_a_story_for_every_answer(name: str) -> None:
    notebook = ROOT / "exercises" / name / f"{name}.ipynb"
    introduction, found = stories(notebook)
    answers = re.findall(r'"grade_id": "([a-z0-9-]+)-answer"', notebook.read_text("utf8"))
    assert introduction
    assert list(found) == answers
    assert all(story.startswith("## ") for story in found.values())
    assert not any("<details" in as_myst(story) for story in found.values())
