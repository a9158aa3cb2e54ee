"""The printable edition: a page on paper, and a chapter with its outline."""

import io
import subprocess
import sys

import pytest
from pypdf import PdfReader

from cnnkit.publish.chapters import chapters
from cnnkit.publish.paper import SHEET, main, printed

pytestmark = pytest.mark.browser


def test_a_page_is_printed_with_figures_drawn_and_folds_open(browser, fixture_site):
    page = browser.new_page(viewport=SHEET)
    page.emulate_media(media="print")
    for name, words in (("exercises", "a case? Try"), ("figure", "")):
        sheets = PdfReader(io.BytesIO(printed(page, fixture_site / f"ch/{name}.html"))).pages
        assert words in "".join(sheet.extract_text() for sheet in sheets)
        assert page.evaluate(
            "[...document.querySelectorAll('.ck-plot')].every((plot) => plot.querySelector('svg'))"
        )
    page.close()


@pytest.mark.book
@pytest.mark.slow
def test_a_chapter_is_one_file_with_an_outline(site, tmp_path):
    chapter = next(chapter for chapter in chapters() if chapter.slug == "sizing")
    options = ["sizing", "--site", str(site), "--out", str(tmp_path)]
    subprocess.run([sys.executable, "-m", "cnnkit.publish.paper", *options], check=True)
    book = PdfReader(tmp_path / "sizing.pdf")
    assert len(book.pages) > 40
    assert [entry.title for entry in book.outline][:3] == ["Sizing", "Output size", "Padding"]
    assert len(book.outline) == len(chapter.sections) + 3


def test_what_is_not_there_is_said(tmp_path, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["cooking"])
    assert stopped.value.code == 2
    assert "no chapter cooking: there are basics, sizing" in capsys.readouterr().err
    with pytest.raises(SystemExit) as stopped:
        main(["sizing", "--site", str(tmp_path), "--out", str(tmp_path)])
    assert stopped.value.code == 1
    assert "index.html is not there: make book" in capsys.readouterr().err
