"""The reference: every public name once, its docstring read as the Markdown that it is."""

import re

import pytest

from cnnkit.publish.reference import _as_rst, public
from tests.conftest import ROOT

PAGES = sorted((ROOT / "book/appendix/api").glob("*.md"))
OVERVIEW = (ROOT / "book/appendix/api.md").read_text("utf8")


def modules(page):
    return re.search(r"^% api: (.*)$", page.read_text("utf8"), re.M)[1].split()


def test_every_module_of_the_overview_has_its_page():
    described = {module for page in PAGES for module in modules(page)}
    listed = set(re.findall(r'"(cnnkit[\w.]+)": "', OVERVIEW))
    assert len(listed) > 15
    assert listed <= described


def test_every_public_name_is_documented():
    for page in PAGES:
        for module in modules(page):
            found = public(module)
            assert found, module
            assert [name for name, thing in found if not (thing.__doc__ or "").strip()] == [], module


@pytest.mark.parametrize(
    ("markdown", "rst"),
    [
        (["`x` and **kwargs"], ["``x`` and \\*\\*kwargs"]),
        (["the *input* is `a*b`"], ["the *input* is ``a*b``"]),
        (["3 * 4, x_ and |x|, x_1"], ["3 \\* 4, x\\_ and \\|x\\|, x_1"]),
        (["So:", "", "    f(*a)", "", "Then"], ["So:", "", "::", "", "    f(*a)", "", "Then"]),
        (["Args:", "    x: `(n,)`"], ["Args:", "    x: ``(n,)``"]),
        ([">>> f(*a)"], [">>> f(*a)"]),
    ],
)
def test_markdown_becomes_rst(markdown, rst):
    lines = list(markdown)
    _as_rst(None, "function", "f", None, None, lines)
    assert lines == rst
