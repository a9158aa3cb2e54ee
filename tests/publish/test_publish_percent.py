"""Shares look alike on every page, whoever wrote them."""

import pytest
from sphinx.application import Sphinx

from cnnkit.publish.percent import Percent, spaced

PAGE = """# Of 40% and more

Read: 84%, 84 %, 16.4 per
cent, 7 per cent of it; `84%` and $84\\%$ stay. One per cent, a per cent, 20 percents, 100%ly.

<figure><b>84%</b><figcaption>84% here</figcaption></figure>

*97* per cent, **6**% and five %.

| a |
| --- |
| 50% |
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    book, out = tmp_path_factory.mktemp("book"), tmp_path_factory.mktemp("site")
    (book / "index.md").write_text(PAGE, "utf8")
    settings = {
        "extensions": ["myst_parser"],
        "myst_enable_extensions": ["dollarmath"],
        "html_theme": "basic",
    }
    app = Sphinx(book, None, out, out / ".doctrees", "html", settings, status=None, warning=None)
    app.add_post_transform(Percent)
    app.build()
    return (out / "index.html").read_text("utf8").replace("\u00a0", "~")


def test_a_number_and_its_sign_are_joined_by_a_space(page: str) -> None:
    assert "Of 40~% and more" in page
    assert "Read: 84~%, 84~%, 16.4~%, 7~% of it;" in page
    assert "<em>97</em>~%, <strong>6</strong>~% and five %." in page
    assert "<p>50~%</p>" in page
    assert "<b>84%</b><figcaption>84~% here</figcaption>" in page


def test_code_formulas_and_words_stay(page: str) -> None:
    assert '<span class="pre">84%</span>' in page
    assert r"\(84\%\)" in page
    assert "One per cent, a per cent, 20 percents" in page


def test_a_sign_belongs_to_the_number_before_it() -> None:
    assert spaced("% of it", "12") == "\u00a0% of it"
    assert spaced("% of it", "x") == "% of it"
