"""The class report, opened: fits a phone, says nothing to anybody, can be read in the dark."""

import re

import pytest

from tests.grading.results.test_report_page import a_class, page

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_in_a_browser_nothing_scrolls_sideways_and_all_can_be_read(browser, tmp_path, width, theme):
    results = a_class(30)
    evil = "</script><script>document.title = 'owned'</script>" + "x" * 300
    results.works[0].first_name = results.works[0].notes[0] = evil
    (tmp_path / "page.html").write_text(page(results), encoding="utf-8")
    asked = list[str]()
    tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto((tmp_path / "page.html").as_uri())
    assert asked == [(tmp_path / "page.html").as_uri()]
    assert tab.title() == "set: class report"
    sizes = tab.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert sizes[0] <= sizes[1]
    bars = tab.locator("svg rect").evaluate_all("all => all.map(each => each.getBoundingClientRect().height)")
    assert len(bars) >= 3
    assert min(bars) > 1
    ink, paper = tab.evaluate(
        "(({color, backgroundColor}) => [color, backgroundColor])(getComputedStyle(document.body))"
    )
    light = [sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in (ink, paper)]
    assert (light[0] < light[1]) == (theme == "light")
    tab.close()
