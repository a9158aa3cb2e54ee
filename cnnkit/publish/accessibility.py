"""Mends of the theme's own HTML: what a screen reader stumbles over, and what no page needs to load."""

import re

# 540 kB that draw again, as SVG, the icons that the theme's web font has drawn already
_ICON_SCRIPT = re.compile(r'\s*<script src="[^"]*vendor/fontawesome/[^"]*"></script>')
# refused from file://, and over http two of the three fonts are never used
_FONT_PRELOAD = re.compile(r'\s*<link rel="preload" as="font"[^>]*>')

_MENDS = (
    # a list has list items; the theme's entries have a role of their own, that a list may not hold
    (re.compile(r'(<div class="citation"[^>]*) role="doc-biblioentry"'), r'\1 role="listitem"'),
    # a wide table scrolls sideways on a narrow page: by keyboard too
    (
        re.compile(r'<div class="pst-scrollable-table-container">'),
        '<div class="pst-scrollable-table-container" tabindex="0" role="group" aria-label="Table">',
    ),
    # so does a whole file of code
    (
        re.compile(r'<div class="ck-file ([^"]*)">'),
        r'<div class="ck-file \1" tabindex="0" role="group" aria-label="Code">',
    ),
    # the arrow that unfolds a chapter's sections says whose
    (
        re.compile(
            r'(<a class="[^"]*reference internal" href="[^"]*">\s*)([^<]+?)'
            r"(\s*</a>\s*<details[^>]*>\s*<summary)>"
        ),
        r'\1\2\3 aria-label="Sections of: \2">',
    ),
    # the answer of a prediction can be read without JavaScript and on paper; the loader shuts it
    (re.compile(r'<details (class="[^"]*\bck-answer\b[^"]*")>'), r'<details open="open" \1>'),
    # the fold of a cell's code is called what is written on it
    (re.compile(r'<summary aria-label="Toggle hidden content">'), "<summary>"),
    # a signature over several lines is no list of definitions
    (re.compile(r'<dd>(<em class="sig-param">.*?)</dd>', re.S), r'<span class="ck-param">\1</span>'),
    (re.compile(r'<dl>(\s*<span class="ck-param">)'), r'<span class="ck-params">\1'),
    (re.compile(r'(</span>\s*)</dl>(\s*<span class="sig-paren">\))'), r"\1</span>\2"),
    # all of the page stands in a landmark
    (
        re.compile(r'<div class="bd-sidebar-primary bd-sidebar([^"]*)">'),
        r'<div class="bd-sidebar-primary bd-sidebar\1" role="complementary" aria-label="Book">',
    ),
)


def mend(page: str) -> str:
    """The finished page with each mend applied."""
    for unwanted in (_ICON_SCRIPT, _FONT_PRELOAD):
        page = unwanted.sub("", page)
    for flaw, mended in _MENDS:
        page = flaw.sub(mended, page)
    return page
