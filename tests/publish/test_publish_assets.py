"""The static files of the small book: small, licensed, and with addresses that change with their content."""

import re
from pathlib import Path

import pytest

from cnnkit.publish.assets import STATIC, WHOLE_PLOTLY, bundle, copy, stamp

BASIC = STATIC / "plotly" / "plotly-basic.min.js"


def version(library: Path) -> str:
    found = re.search(r"plotly\.js (?:\(basic - minified\) )?v([\d.]+)", library.read_text("utf8")[:400])
    assert found
    return found[1]


def test_the_small_library_is_of_the_same_version_and_a_third_of_the_bytes() -> None:
    assert version(BASIC) == version(WHOLE_PLOTLY)
    assert BASIC.stat().st_size < WHOLE_PLOTLY.stat().st_size / 3
    assert "MIT" in (BASIC.parent / "LICENSE").read_text()


def test_lines_and_bars_need_the_small_library_and_surfaces_the_whole_one() -> None:
    assert bundle([{"type": "scatter"}, {"type": "bar"}, {}]) == "basic"
    assert bundle([{"type": "scatter"}, {"type": "surface"}]) == "whole"


def test_every_static_file_that_a_page_names_has_a_digest(fixture_site: Path) -> None:
    bare = set()
    for page in fixture_site.rglob("*.html"):
        if "_static" in page.parts:
            continue
        for path in re.findall(r'(?:src|href)="([^"]+\.(?:js|css)[^"]*)"', page.read_text("utf8")):
            if not re.search(r"\?(v|digest)=\w+$|[.-][0-9a-f]{16,}\b", path):
                bare.add(path)
    assert bare == set()


def test_the_loader_knows_the_digests_of_what_it_loads_late(fixture_site: Path) -> None:
    loader = (fixture_site / "_static" / "cnnkit" / "loader.js").read_text("utf8")
    for name in (
        "plots.js",
        "plotly/plotly-basic.min.js",
        "plotly.min.js",
        "engine.js",
        "data/real-network.js",
    ):
        assert re.search(rf'"{re.escape(name)}": "{re.escape(name)}\?v=[0-9a-f]{{10}}"', loader), name


def test_an_address_changes_with_the_content_alone(tmp_path: Path) -> None:
    (tmp_path / "_static").mkdir()
    script, page = tmp_path / "_static" / "a.js", tmp_path / "p.html"
    addresses = []
    for content in ("1", "1", "22"):
        script.write_text(content)
        page.write_text('<script src="_static/a.js?v=old"></script><a href="https://x/_static/a.js">')
        stamp(tmp_path)
        stamp(tmp_path)
        addresses.append(re.findall(r'src="([^"]*)"', page.read_text())[0])
        assert 'href="https://x/_static/a.js"' in page.read_text()
    assert addresses[0] == addresses[1] != addresses[2]


@pytest.mark.parametrize("name", ["loader.js", "plots.js", "print.js", "print.css", "cnnkit.css"])
def test_all_that_pages_ask_for_is_copied(tmp_path: Path, name: str) -> None:
    copy(tmp_path)
    assert (tmp_path / name).is_file()
    assert not (tmp_path / "mathjax").exists()
