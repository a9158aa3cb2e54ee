"""Sections and what belongs to them: read from the pages, shown on both sides."""

import re
from pathlib import Path

import pytest
from sphinx.application import Sphinx

from cnnkit.publish.related import RelatedLinks
from cnnkit.publish.relations import SECTION, Found, Relations, RelationsCollector, imported, relations

API = "appendix/api/sizing"
DOCUMENTED = """# Sizing

```{eval-rst}
.. py:function:: cnnkit.sizing.conv_macs(x)

   Multiplications.

.. py:class:: cnnkit.sizing.Unused

   Nothing.

   .. py:method:: area()

      No name of its own.
```
"""
SHARING = "# Sharing\n\nSee [the task](#task-count) and [a net](#card-lenet).\n\n## More\n\nMore.\n"
CARDS = """# Cards

(card-lenet)=

## LeNet

Small.

(card-alexnet)=

## AlexNet 2012

[Told](../alexnet.md).
"""
PAGES = {
    "index": "# Book\n",
    API: DOCUMENTED,
    "basics/sharing": SHARING,
    "basics/exercises": "# Tasks\n\n(task-count)=\n\n## 1. Count\n\nCount.\n",
    "nets/alexnet": "# AlexNet\n\nNothing to link.\n",
    "nets/cards/old": CARDS,
}


def build(root: Path) -> tuple[Path, list[str]]:
    """The site, and the pages that this run has written."""
    written: list[str] = []
    settings = {"extensions": ["myst_parser"], "html_theme": "basic", "suppress_warnings": ["toc"]}
    app = Sphinx(
        root / "book", None, root / "site", root / ".doctrees", "html", settings, status=None, warning=None
    )
    app.add_env_collector(RelationsCollector)
    app.add_post_transform(RelatedLinks)
    app.connect("doctree-read", _import, priority=900)  # as a cell would
    app.connect(
        "html-page-context", lambda app, page, template, context, tree: written.append(page) if tree else None
    )
    app.build()
    return root / "site", written


def _import(app: Sphinx, document: object) -> None:
    if app.env.docname == "nets/alexnet":
        relations(app.env).found["nets/alexnet"].used = ["cnnkit.sizing.conv_macs"]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("related")
    for name, text in PAGES.items():
        path = root / "book" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf8")
    return root


@pytest.fixture(scope="module")
def site(root: Path) -> Path:
    return build(root)[0]


def related(site: Path, page: str) -> list[list[tuple[str, str]]]:
    """(address, words) of the links of each line about relations on a page."""
    text = (site / f"{page}.html").read_text("utf8")
    blocks = re.findall(r'<(div|p) class="ck-related[^"]*">(.*?)</\1>', text, re.S)
    return [
        [(to, re.sub("<.*?>", "", said)) for to, said in re.findall(r'href="([^"]*)">(.*?)</a>', it)]
        for _, it in blocks
    ]


def test_a_section_ends_in_its_tasks_and_cards(site: Path) -> None:
    assert related(site, "basics/sharing") == [
        [("exercises.html#task-count", "1. Count"), ("../nets/cards/old.html#card-lenet", "LeNet")]
    ]
    assert related(site, "nets/alexnet") == [
        [
            ("cards/old.html#card-alexnet", "AlexNet 2012"),
            ("../appendix/api/sizing.html#cnnkit.sizing.conv_macs", "conv_macs"),
        ]
    ]


def test_a_function_names_the_sections_that_import_it(site: Path) -> None:
    assert related(site, API) == [[("../../nets/alexnet.html", "AlexNet")]]
    assert 'id="cnnkit.sizing.conv_macs"' in (site / f"{API}.html").read_text("utf8")


def test_a_card_names_the_sections_that_link_to_it_or_tell_of_it(site: Path) -> None:
    assert related(site, "nets/cards/old") == [
        [("../../basics/sharing.html", "Sharing")],
        [("../alexnet.html", "AlexNet")],
    ]


def test_only_pages_whose_relations_change_are_written_again(root: Path, site: Path) -> None:
    page = root / "book" / "nets" / "alexnet.md"
    page.write_text(f"{PAGES['nets/alexnet']}\n[LeNet](#card-lenet)\n", "utf8")
    again, written = build(root)
    assert set(written) - {"index"} == {"nets/alexnet", "nets/cards/old"}
    assert related(again, "nets/cards/old")[0] == [
        ("../../basics/sharing.html", "Sharing"),
        ("../alexnet.html", "AlexNet"),
    ]


def test_a_name_and_the_sections_that_import_it_know_each_other() -> None:
    listed = ["cnnkit.models.create_model", "cnnkit.sizing.conv_macs", "cnnkit.visualize.fgsm"]
    known = Relations({
        API: Found(listed=listed),
        "a/one": Found(used=["cnnkit.models.create.create_model", "cnnkit.visualize.fgsm"]),
        "a/two": Found(used=["cnnkit.models.create_model", "cnnkit.sizing.conv_macs_of"]),
        "instructor/x": Found(used=["cnnkit.sizing.conv_macs"]),
    })  # fmt: skip
    assert known.home == dict.fromkeys(listed, API)
    assert known.names == {"a/one": [listed[0], listed[2]], "a/two": [listed[0]]}
    assert known.users == {listed[0]: ["a/one", "a/two"], listed[2]: ["a/one"]}


@pytest.mark.parametrize(
    ("cells", "names"),
    [
        (
            ["from cnnkit.sizing import conv_macs as m, geometry"],
            ["cnnkit.sizing.conv_macs", "cnnkit.sizing.geometry"],
        ),
        (
            ["from cnnkit import visualize", "visualize.fgsm(net)"],
            ["cnnkit.visualize", "cnnkit.visualize.fgsm"],
        ),
        (["import torch\nfrom torch import nn\nnn.Conv2d"], []),
        (["%matplotlib inline", "from cnnkit.data.text import words"], ["cnnkit.data.text.words"]),
    ],
)
def test_cells_say_what_they_take_from_the_package(cells: list[str], names: list[str]) -> None:
    assert imported(cells) == names


def test_overviews_tasks_reviews_and_instructors_pages_are_no_sections() -> None:
    assert SECTION.fullmatch("sizing/one-dimension")
    for page in (
        "index",
        "start",
        "sizing/index",
        "sizing/exercises",
        "sizing/review",
        "appendix/api",
        "instructor/grade",
    ):
        assert not SECTION.fullmatch(page)
    assert not SECTION.fullmatch("architectures/cards/resnet"), "a card is no section"
