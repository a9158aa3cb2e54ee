"""A printable edition: a PDF of each chapter, figures drawn, folds open, printed by Chromium from the site.

Run it as `python -m cnnkit.publish.paper [CHAPTER ...]` after `make book`.
"""

from __future__ import annotations

import argparse
import io
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cnnkit.publish.chapters import ROOT, Chapter, chapters

__all__ = ["print_chapter", "printed"]

READY = """() => [...document.querySelectorAll(".ck-host, .ck-plot")].every((part) => part.dataset.ckReady)
  && (!window.MathJax?.startup?.promise || window.cnnkitSet)"""
WAKE = """() => {
  dispatchEvent(new Event("beforeprint"));
  window.MathJax?.startup?.promise?.then(() => { window.cnnkitSet = true; });
}"""
WAIT_MS = 60_000
SHEET: Any = {"width": 640, "height": 995}
"""px, a little less than A4 leaves between its margins: plots are drawn for a width, and keep it."""
NO_CODE = "details.hide, .cell > .above-input { display: none !important }"
"""Of a figure the picture is printed, not the program that drew it; code that the text speaks of stays."""
_FOOT = (
    '<div style="width: 100%; font: 8px sans-serif; text-align: center; color: #555">'
    '<span class="title"></span> · <span class="pageNumber"></span></div>'
)


def print_chapter(chapter: Chapter, site: Path, target: Path) -> int:
    """Print the pages of `chapter` below `site` to the PDF `target`; returns how many sheets it has.

    Raises FileNotFoundError without Chromium or without the built pages.
    """
    from playwright.sync_api import sync_playwright
    from pypdf import PdfReader, PdfWriter

    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser is None:
        raise FileNotFoundError("printing needs Chromium: on Debian or Ubuntu, apt install chromium")
    pages, book = list(_pages(chapter, site)), PdfWriter()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = started.new_page(viewport=SHEET)
        page.emulate_media(media="print")
        for title, file in pages:
            sheets = PdfReader(io.BytesIO(printed(page, file)))
            first = len(book.pages)
            book.append(sheets, import_outline=False)
            book.add_outline_item(title=title, page_number=first)
        started.close()
    book.add_metadata({"/Title": f"{chapter.title}: Convolutional networks, live"})
    target.parent.mkdir(parents=True, exist_ok=True)
    book.write(target)
    return len(book.pages)


def _pages(chapter: Chapter, site: Path) -> Iterator[tuple[str, Path]]:
    for name in ("index", *chapter.sections, "review", "exercises"):
        file = site / chapter.slug / f"{name}.html"
        if not file.is_file():
            raise FileNotFoundError(f"{file} is not there: make book")
        yield name.replace("-", " ").capitalize() if name != "index" else chapter.title, file


def printed(page: Any, file: Path) -> bytes:
    """One built page as a PDF, all of it awake; `page` is of Playwright, in print, SHEET large."""
    page.goto(file.as_uri(), wait_until="load")
    page.add_style_tag(content=NO_CODE)
    page.wait_for_function("() => window.cnnkit || !document.querySelector('.ck-host, .ck-plot')")
    page.evaluate(WAKE)
    page.wait_for_function(READY, timeout=WAIT_MS)
    return page.pdf(
        format="A4",
        margin={"top": "16mm", "bottom": "17mm", "left": "16mm", "right": "16mm"},
        display_header_footer=True,
        header_template="<div></div>",
        footer_template=_FOOT,
        print_background=True,
        tagged=True,
    )


def main(argv: Sequence[str] | None = None) -> int:
    known = {chapter.slug: chapter for chapter in chapters() if chapter.finished}
    parser = argparse.ArgumentParser(prog="python -m cnnkit.publish.paper", description=__doc__)
    parser.add_argument("chapters", nargs="*", metavar="CHAPTER", help=f"of {', '.join(known)}; default: all")
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html")
    parser.add_argument("--out", type=Path, default=ROOT / "_build" / "paper")
    options = parser.parse_args(argv)
    if unknown := set(options.chapters) - set(known):
        parser.error(f"no chapter {', '.join(sorted(unknown))}: there are {', '.join(known)}")
    try:
        for slug in options.chapters or known:
            target = options.out / f"{slug}.pdf"
            sheets = print_chapter(known[slug], options.site.resolve(), target)
            print(f"{target}: {sheets} sheets, {target.stat().st_size / 1e6:.1f} MB", flush=True)
    except FileNotFoundError as error:
        parser.exit(1, f"{error}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
