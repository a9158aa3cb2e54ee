"""The pages by which readers come in lead to all that there is."""

import re

import pytest

from cnnkit.publish.chapters import chapters
from tests.conftest import ROOT


@pytest.mark.parametrize("page", ["index", "start"])
def test_whoever_lists_tasks_lists_those_of_each_chapter(page):
    text = (ROOT / f"book/{page}.md").read_text("utf-8")
    assert re.findall(r"\((\w+)/exercises\.md\)", text) == [chapter.slug for chapter in chapters()]


def test_the_front_page_leads_to_each_way_to_teach_and_the_glossary_to_the_index():
    front = (ROOT / "book/index.md").read_text("utf-8")
    assert {"teach", "demos", "set-up"} <= set(re.findall(r"\(instructor/([\w-]+)\.md\)", front))
    assert "../genindex.html" in (ROOT / "book/appendix/glossary.md").read_text("utf-8")
