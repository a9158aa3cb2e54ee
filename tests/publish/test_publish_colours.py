"""The page's colours can be read on the page's paper."""

import re

import pytest

from cnnkit.publish.assets import STATIC

CSS = (STATIC / "cnnkit.css").read_text("utf8")


def colours(selector: str) -> dict[str, str]:
    block = CSS.split(f"{selector} {{", 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--ck-(\w+): (#[0-9a-f]{6})", block))


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("selector", [":root", 'html[data-theme="dark"]'])
@pytest.mark.parametrize("ground", ["paper", "panel"])
def test_text_colours_have_enough_contrast(selector: str, ground: str) -> None:
    theme = colours(selector)
    for name in ("ink", "muted", "blue", "orange", "green", "pink"):
        assert contrast(theme[name], theme[ground]) >= 4.5, name


def test_dark_mode_names_the_same_colours() -> None:
    assert colours(":root").keys() == colours('html[data-theme="dark"]').keys()
