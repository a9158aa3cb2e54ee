"""The words beside the picture of shape-calc, at every width that a column may have."""

from collections.abc import Callable

import pytest

from cnnkit.widgets import ShapeCalc
from tests.browser.conftest import Visit
from tests.browser.test_widgets import SUITE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("traits", [{}, {"n": 7, "stride": 4}, {"n": 5, "kernel": 4, "stride": 3}])
def test_no_word_is_cut_off_at_any_width(opened: Callable[..., Visit], traits: dict) -> None:
    shown = opened(ShapeCalc(**traits), width=1280)
    shown.page.add_script_tag(path=str(SUITE))
    cut = []
    for width in range(360, 1281, 20):
        shown.page.set_viewport_size({"width": width, "height": 900})
        shown.page.evaluate("suite.frame()")
        cut += [(width, *found) for found in [shown.page.evaluate("suite.clipped(suite.all()[0])")] if found]
    assert cut == []
