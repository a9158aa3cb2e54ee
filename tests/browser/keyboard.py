"""Who has no mouse reaches every control of every widget, and sees where the focus is."""

from tests.browser.conftest import Visit

_CONTROLS = "button, input, select, textarea, a[href], [tabindex]"
# where arrow keys move, one element of a kind stands in the Tab order for all
_UNREACHED = """(controls) => [...document.querySelectorAll(".ck-host")].flatMap((host) =>
  [...host.querySelectorAll(controls)].filter((el) => {
    const kind = el.tagName + (el.classList[0] ? `.${CSS.escape(el.classList[0])}` : "");
    const shared = host.querySelector(`${kind}[tabindex="0"]`) || el.closest("[tabindex='0']");
    const inGroup = el.type === "radio" || shared;
    return el.checkVisibility({ visibilityProperty: true }) && !inGroup && !el.disabled && el.tabIndex < 0;
  }).map((el) => el.outerHTML.slice(0, 120)))"""

# the mark may stand on what frames the control: a label around a radio button, a drawn handle
_FOCUSED = """() => {
  const el = document.activeElement;
  const marked = (e) => {
    const style = e && getComputedStyle(e);
    const outlined = style && style.outlineStyle !== "none" && style.outlineWidth !== "0px";
    return outlined || (style && style.boxShadow !== "none");
  };
  const around = [el.parentElement, el.closest("label"), el.nextElementSibling];
  const about = [el, ...around, ...el.querySelectorAll("*")];
  const inside = Boolean(el.closest(".ck-host"));
  return { inside, html: el.outerHTML.slice(0, 120), marked: about.some(marked) };
}"""


def walk(opened: Visit) -> list[str]:
    """Tab through the widgets of an open page that is awake: the controls not reached, or not marked."""
    page = opened.page
    missed = [f"not reached: {html}" for html in page.evaluate(_UNREACHED, _CONTROLS)]
    for host in page.query_selector_all(".ck-host"):
        first = next(
            (el for el in host.query_selector_all(_CONTROLS) if el.is_visible() and el.is_enabled()), None
        )
        if first is None:
            continue
        first.focus()
        for _ in range(12):
            page.keyboard.press("Tab")
            now = page.evaluate(_FOCUSED)
            if not now["inside"]:
                break
            if not now["marked"]:
                missed.append(f"not marked: {now['html']}")
    return missed
