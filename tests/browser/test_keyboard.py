"""Who has no mouse reaches every control of every widget, and sees where the focus is."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.book]

_CONTROLS = "button, input, select, textarea, a[href], [tabindex]"
# inside these, arrow keys move and one element stands in the Tab order for all
_COMPOSITE = ", ".join(
    f"[role={role}]" for role in ("grid", "radiogroup", "toolbar", "tablist", "listbox", "slider")
)


def test_tab_reaches_each_control(visit_site: Callable[..., Visit], name: str) -> None:
    opened = visit_site(name)
    opened.wake()
    unreached = opened.page.evaluate(
        """([controls, composite]) => [...document.querySelectorAll(".ck-host")].flatMap((host) =>
             [...host.querySelectorAll(controls)].filter((el) => {
               const around = el.closest(composite);
               const inGroup = el.type === "radio" || around?.matches("[tabindex='0']")
                 || around?.querySelector("[tabindex='0']");
               const shown = el.checkVisibility({ visibilityProperty: true });
               return shown && !inGroup && !el.disabled && el.tabIndex < 0;
             }).map((el) => el.outerHTML.slice(0, 120)))""",
        [_CONTROLS, _COMPOSITE],
    )
    assert unreached == []


def test_focus_is_seen(visit_site: Callable[..., Visit], name: str) -> None:
    opened = visit_site(name)
    opened.wake()
    page = opened.page
    for host in page.query_selector_all(".ck-host"):
        first = next(
            (el for el in host.query_selector_all(_CONTROLS) if el.is_visible() and el.is_enabled()), None
        )
        if first is None:
            continue
        first.focus()
        seen = 0
        for _ in range(12):  # from the second on, focus came by the Tab key
            page.keyboard.press("Tab")
            state = page.evaluate(
                """() => { const el = document.activeElement, style = getComputedStyle(el);
                   return { inside: Boolean(el.closest(".ck-host")), html: el.outerHTML.slice(0, 120),
                            marked: style.outlineStyle !== "none" || style.boxShadow !== "none" }; }"""
            )
            if not state["inside"]:
                break
            assert state["marked"], state["html"]
            seen += 1
        assert seen or host.query_selector_all(_CONTROLS)
