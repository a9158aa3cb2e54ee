"""The mends of the theme's HTML; axe judges the result in tests/browser."""

from cnnkit.publish.accessibility import mend


def test_a_bibliography_is_a_list_of_list_items() -> None:
    entry = '<div class="citation" id="a" role="doc-biblioentry">A</div>'
    assert mend(entry) == '<div class="citation" id="a" role="listitem">A</div>'


def test_a_wide_table_can_be_scrolled_by_keyboard() -> None:
    assert 'tabindex="0"' in mend('<div class="pst-scrollable-table-container"><table></table></div>')


def test_a_file_of_code_can_be_scrolled_by_keyboard() -> None:
    assert 'notranslate" tabindex="0"' in mend('<div class="ck-file highlight-python notranslate"><pre>')


def test_icons_come_from_the_font_alone() -> None:
    head = (
        '<link href="_static/vendor/fontawesome/6.5.2/css/all.min.css" rel="stylesheet" />'
        '<link rel="preload" as="font" type="font/woff2" crossorigin href="x/fa-solid-900.woff2" />'
        '<script src="_static/vendor/fontawesome/6.5.2/js/all.min.js?digest=1"></script>'
    )
    assert mend(head) == head.partition("/>")[0] + "/>"


def test_the_rest_stays_as_it_is() -> None:
    page = '<article><p class="citation">A &lt; B</p><svg viewBox="0 0 1 1"></svg></article>'
    assert mend(page) == page


def test_the_arrow_that_unfolds_a_chapter_says_whose_sections() -> None:
    entry = (
        '<a class="current reference internal" href="#">Basics</a><details><summary>'
        '<span class="toctree-toggle" role="presentation"></span></summary></details>'
    )
    assert '<summary aria-label="Sections of: Basics">' in mend(entry)


def test_a_signature_of_several_lines_is_no_list_of_definitions():
    page = mend(
        '<dl class="py"><dt class="sig">f<span class="sig-paren">(</span>\n<dl>\n<dd><em class="sig-param">'
        '<span>n</span></em>,</dd>\n<dd><em class="sig-param"><span>p</span></em>,</dd>\n</dl>\n\n'
        '<span class="sig-paren">)</span></dt><dd><p>Text</p></dd></dl>'
    )
    assert page.count('<span class="ck-param">') == 2
    assert (page.count("<dl"), page.count("</dl>"), page.count("<dd>")) == (1, 1, 1)
    assert page.count("<span") == page.count("</span>")
