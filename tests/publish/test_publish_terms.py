"""Glossary terms become quiet links at their first use on a page of a small site."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sphinx.application import Sphinx

from cnnkit.publish.extension import Publisher
from cnnkit.publish.terms import GLOSSARY, TermLinks, _pattern

WORDS = """# Words

```{glossary}
bias
  One number more; see {term}`kernel`.

Dice
  A score of overlap.

global pooling
global average pooling
  Pooling over a whole map.

kernel
  A small grid of weights.

pooling
  Many numbers become one.

ReLU
  Keeps what is positive: $\\\\max(0, z)$.

box
  Four numbers.

stride
  How far a window moves.
```
"""
PAGE = """# A kernel in the headline

Biases are added, and a bias is no `kernel`; [a kernel in a link](kernel.md). Numbers like the dice roll.

| kernel |
| --- |
| kernel |

Global
pooling comes first, global average pooling again, then POOLING and sub-kernels,
a kernels' choir, ReLUs, Dice and boxes.

$kernel$ The {term}`step <stride>` follows a stride.
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book, out = tmp_path_factory.mktemp("book"), tmp_path_factory.mktemp("site")
    pages = {
        GLOSSARY: WORDS,
        "basics/kernel": PAGE,
        "detection/boxes": "# Boxes\n\nTwo boxes, one bias.\n",
        "basics/exercises": "# Tasks\n\nAdd a bias.\n",
        "instructor/grade": "# Grade\n\nWithout bias.\n",
        "index": "# Book\n\nA bias, *pooling* and a kernel-wide row.\n",
    }
    for name, text in pages.items():
        (book / name).parent.mkdir(exist_ok=True)
        (book / f"{name}.md").write_text(text, "utf8")
    settings = {
        "extensions": ["myst_parser"],
        "myst_enable_extensions": ["dollarmath"],
        "html_theme": "basic",
    }
    settings["suppress_warnings"] = ["toc"]  # type: ignore[assignment]
    app = Sphinx(book, None, out, out / ".doctrees", "html", settings, status=None, warning=None)
    app.add_post_transform(TermLinks)
    app.build()
    return out


def links(site: Path, page: str) -> list[tuple[str, str, str]]:
    """(where it leads, its tooltip, its words) of each marked term of a page."""
    text = (site / f"{page}.html").read_text("utf8")
    found = re.findall(r'<a class="([^"]*)" href="([^"]*)"(?: title="([^"]*)")?>(.*?)</a>', text, re.S)
    return [(to, title, re.sub("<.*?>", "", said)) for kind, to, title, said in found if "ck-term" in kind]


def test_the_first_use_of_each_term_is_a_link_with_its_definition(site: Path) -> None:
    to = "../appendix/glossary.html#term-"
    assert links(site, "basics/kernel") == [
        (f"{to}bias", "One number more; see kernel.", "Biases"),
        (f"{to}global-pooling", "Pooling over a whole map.", "Global\npooling"),
        (f"{to}kernel", "A small grid of weights.", "kernels"),
        (f"{to}ReLU", "Keeps what is positive.", "ReLUs"),
        (f"{to}Dice", "A score of overlap.", "Dice"),
        (f"{to}stride", "How far a window moves.", "step"),
    ]


def test_everyday_words_are_terms_where_they_mean_it(site: Path) -> None:
    assert [said for *_, said in links(site, "detection/boxes")] == ["boxes", "bias"]


@pytest.mark.parametrize("page", [GLOSSARY, "basics/exercises", "instructor/grade"])
def test_pages_that_are_looked_up_have_none(site: Path, page: str) -> None:
    assert not [said for to, _, said in links(site, page) if not to.startswith("#")]


def test_addresses_are_those_of_the_page(site: Path) -> None:
    assert [to for to, *_ in links(site, "index")] == [
        "appendix/glossary.html#term-bias",
        "appendix/glossary.html#term-pooling",
    ]
    for page in ("index", "basics/kernel"):
        for to, *_ in links(site, page):
            address, _, anchor = to.partition("#")
            assert f'id="{anchor}"' in (site / page).parent.joinpath(address).read_text("utf8")


@pytest.mark.parametrize(
    ("name", "said", "unsaid"),
    [
        ("batch", ["batch", "Batches", "batches"], ["batched", "BATCH"]),
        ("Dice", ["Dice"], ["dice"]),
        ("loss", ["loss", "losses"], ["los"]),
        ("anchor (of a grid)", ["anchor", "Anchors"], ["anchored"]),
        ("dense layer", ["dense layer", "Dense\nlayers"], ["denser layer"]),
        ("IoU", ["IoU", "IoUs"], ["iou"]),
        ("C++ (a language)", ["C++"], ["C"]),
    ],
)  # fmt: skip
def test_a_name_is_known_in_the_plural_at_a_beginning_and_over_two_lines(
    name: str, said: list[str], unsaid: list[str]
) -> None:
    assert all(re.fullmatch(_pattern(name), words) for words in said)
    assert not any(re.fullmatch(_pattern(name), words) for words in unsaid)


def test_a_changed_definition_has_every_page_written_again(tmp_path: Path) -> None:
    glossary = tmp_path / f"{GLOSSARY}.md"
    glossary.parent.mkdir()
    (tmp_path / "page.md").write_text("# Page\n")
    env: Any = SimpleNamespace(found_docs=["page"], doc2path=lambda name: str(tmp_path / f"{name}.md"))

    def outdated(text: str) -> set[str]:
        glossary.write_text(text)
        return set(
            Publisher().outdated(cast(Any, SimpleNamespace(srcdir=tmp_path)), env, set(), set(), set())
        )

    assert [outdated(text) for text in ("a", "a", "b")] == [{"page"}, set(), {"page"}]
