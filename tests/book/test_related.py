"""In the built book every pair stands on both sides: a section and its tasks, cards and functions."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from cnnkit.publish.chapters import chapters
from tests.book.source import sections
from tests.conftest import missing

pytestmark = pytest.mark.book
Pairs = set[tuple[str, str]]


@pytest.fixture(scope="module")
def site(pytestconfig: pytest.Config) -> Path:
    site: Path = pytestconfig.getoption("--site").resolve()
    if not (site / "index.html").is_file():
        missing("the book is not built: make book")
    if "ck-related" not in (site / f"{sections()[0]}.html").read_text("utf8"):
        missing("the site is older than the feet of its sections: make book")
    return site


def feet(site: Path) -> dict[str, list[str]]:
    """What the foot of each section links to, from the root: `architectures/cards/vgg.html#card-vgg16`."""
    found = {}
    for page in sections():
        text = (site / f"{page}.html").read_text("utf8")
        foot = re.findall(r'<div class="ck-related.*?</div>', text, re.S)
        assert len(foot) == 1, f"{page} has no foot"
        links = re.findall(r'href="([^"]*)"', foot[0])
        found[page] = [str((site / page).parent.joinpath(link).resolve().relative_to(site)) for link in links]
    return found


def backwards(site: Path, page: Path, blocks: list[tuple[str, str]]) -> Pairs:
    """(section, label) of each link in the blocks of a page, which are pairs of a label and its HTML."""
    return {
        (str(page.parent.joinpath(link).resolve().relative_to(site)).removesuffix(".html"), label)
        for label, block in blocks
        for link in re.findall(r'<a class="reference internal" href="([^"#]*)"', block)
    }


def forwards(site: Path, kind: str) -> Pairs:
    links = [(page, link.partition("#")[2]) for page, own in feet(site).items() for link in own]
    return {(page, label) for page, label in links if label.startswith(kind)}


def test_tasks_and_sections(site: Path) -> None:
    back: Pairs = set()
    for chapter in chapters():
        page = site / chapter.slug / "exercises.html"
        parts = re.findall(r'id="(task-[\w-]+)".*?(<em>Belongs to</em>.*?)</p>', page.read_text("utf8"), re.S)
        assert [label for label, _ in parts] == [f"task-{slug}" for slug in chapter.tasks], chapter.slug
        back |= backwards(site, page, parts)
    own = {(page, label) for page, label in forwards(site, "task-")}
    assert back == own


def test_cards_and_sections(site: Path) -> None:
    back: Pairs = set()
    for page in sorted((site / "architectures" / "cards").glob("*.html")):
        text = page.read_text("utf8")
        parts = re.findall(
            r'id="(card-[\w.-]+)"(?:(?!id="card-).)*?<p class="ck-related">(.*?)</p>', text, re.S
        )
        assert len(parts) == len(set(re.findall(r'id="(card-[\w.-]+)"', text))), (
            f"{page.name}: a card without a section"
        )
        back |= backwards(site, page, parts)
    assert back == forwards(site, "card-")


def test_functions_and_sections(site: Path) -> None:
    back: Pairs = set()
    for page in sorted((site / "appendix" / "api").glob("*.html")):
        for line in BeautifulSoup(page.read_text("utf8"), "html.parser").select("dd > p.ck-related"):
            entry = line.parent.find_previous_sibling("dt") if line.parent else None
            assert entry is not None
            back |= backwards(site, page, [(str(entry["id"]), str(line))])
    assert back == forwards(site, "cnnkit.")
    assert len({name for _, name in back}) > 40
