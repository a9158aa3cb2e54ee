"""The one file of `cnnkit publish`, opened: alive, in reach of the keyboard, and nobody is asked."""

import pytest

from cnnkit.publish.single.page import publish
from tests.publish.lecture import lecture

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return publish(lecture(tmp_path_factory.mktemp("single")))[0]


@pytest.mark.parametrize(("scheme", "width"), [("dark", 390), ("light", 1280)])
def test_a_published_notebook_is_alive_and_asks_nobody(visit, file, scheme, width):
    asked = []
    shown = visit(file.as_uri(), base=file.as_uri(), width=width, color_scheme=scheme, settle=False)
    page = shown.page
    page.on("request", lambda request: asked.append(request.url))
    for part in page.locator(".ck-host, .ck-plot").all():
        part.scroll_into_view_if_needed()
        page.wait_for_function("part => part.dataset.ckReady", arg=part.element_handle())
    assert (shown.outside, shown.errors) == ([], [])
    assert {url.partition(":")[0] for url in asked} <= {"blob", "data"}
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("mtable").bounding_box()["height"] > 30  # two rows, drawn
    stepper = page.locator(".ck-conv-stepper")
    before = stepper.inner_text()
    stepper.get_by_role("button", name="Step", exact=True).click()
    assert stepper.inner_text() != before
    assert shown.axe() == []
