"""A grip is taken, moved sideways in two goes, and let go."""

from playwright.sync_api import Locator, Page


def drag(page: Page, grip: Locator, dx: float) -> None:
    box = grip.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx / 2, y)
    page.mouse.move(x + dx, y)
    page.mouse.up()
