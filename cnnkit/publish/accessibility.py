"""Mends of the theme's own HTML: what a screen reader stumbles over, and what no page needs to load."""

import re

# 540 kB that draw again, as SVG, the icons that the theme's web font has drawn already
_ICON_SCRIPT = re.compile(r'\s*<script src="[^"]*vendor/fontawesome/[^"]*"></script>')
# refused from file://, and over http two of the three fonts are never used
_FONT_PRELOAD = re.compile(r'\s*<link rel="preload" as="font"[^>]*>')


def mend(page: str) -> str:
    """The finished page with each mend applied."""
    for unwanted in (_ICON_SCRIPT, _FONT_PRELOAD):
        page = unwanted.sub("", page)
    return page
