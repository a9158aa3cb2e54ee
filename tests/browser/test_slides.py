"""The decks of the built site: alive, on the screen as a whole, theirs the keys that no widget wants."""

import pytest

from cnnkit.publish.chapters import chapters

pytestmark = [pytest.mark.browser, pytest.mark.book]
DECKS = [chapter.slug for chapter in chapters() if chapter.finished]
STATE = """() => {
  const slide = Reveal.getCurrentSlide(), box = slide.querySelector(".fit");
  const parts = [...slide.querySelectorAll(".ck-host, .ck-plot")], seen = box.getBoundingClientRect();
  return { ready: parts.every((part) => part.dataset.ckReady), fit: Number(box.dataset.fit),
    over: Math.max(seen.bottom - innerHeight, seen.right - innerWidth), place: location.hash };
}"""
READY = f"() => {{ const state = ({STATE})(); return state.ready && state.over <= 1; }}"


@pytest.fixture
def deck(visit_site):
    def opened(slug, **options):
        shown = visit_site(f"slides/{slug}.html", settle=False, **options)
        shown.page.set_viewport_size({"width": 1280, "height": 720})
        shown.page.wait_for_function("() => window.Reveal?.isReady()")
        return shown

    return opened


@pytest.mark.parametrize("slug", DECKS)
def test_every_slide_is_alive_and_fits_the_screen(deck, slug, pytestconfig):
    shown = deck(slug, scheme="file")
    page, too_small = shown.page, []
    places = page.evaluate(
        "Reveal.getSlides().map((slide) => Object.values(Reveal.getIndices(slide)).slice(0, 2))"
    )
    assert len(places) > 50
    # a sample that is another one in each chapter
    step = 1 if pytestconfig.getoption("--full") else len(places) // 7
    for place in places[len(slug) % step :: step] if step > 1 else places:
        page.evaluate("([h, v]) => Reveal.slide(h, v)", place)
        page.wait_for_function(READY)
        state = page.evaluate(STATE)
        if state["fit"] < 0.45:
            too_small.append(state)
    assert (too_small, shown.outside, shown.errors) == ([], [], [])


def test_keys_turn_slides_unless_a_widget_has_them(deck):
    page = deck("sizing").page
    at = lambda: page.evaluate("Object.values(Reveal.getIndices()).slice(0, 2)")
    page.keyboard.press("ArrowRight")
    assert at() == [1, 0]
    page.keyboard.press("ArrowDown")
    assert at() == [1, 1]
    page.wait_for_function(READY)
    first = page.locator(".present .present .ck input[type=radio]").first
    first.focus()
    page.keyboard.press("ArrowDown")
    assert at() == [1, 1]
    assert not first.is_checked()  # the arrow went to the choices
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowUp")
    assert at() == [1, 0]


def test_a_prediction_opens_its_answer(deck):
    page = deck("sizing").page
    page.evaluate("Reveal.slide(1, 1)")
    page.wait_for_function(READY)
    answer = page.locator(".present .present details.ck-answer")
    assert answer.get_attribute("open") is None
    page.locator(".present .present .ck").get_by_text("Show me").click()
    assert answer.get_attribute("open") is not None
    page.wait_for_function(READY)  # and the slide made room for it


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_slide_can_be_read_by_all(deck, site_url, theme):
    shown = deck("basics")
    shown.page.goto(f"{site_url}slides/basics.html?theme={theme}#/1/1")
    shown.page.wait_for_function("() => window.Reveal?.isReady()")
    shown.page.wait_for_function(READY)
    assert shown.page.evaluate("document.documentElement.dataset.theme") == theme
    assert shown.axe() == []


def test_the_list_leads_to_every_deck(visit_site, site):
    page = visit_site("slides/index.html").page
    links = page.locator("ol a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    assert links == [f"{slug}.html" for slug in DECKS]
    assert all((site / "slides" / link).is_file() for link in links)
