"""What the server says to a browser that was let in."""

import time

from cnnkit.demo import pages
from cnnkit.demo.pictures import Pictures
from cnnkit.demo.shelf import Shelf
from cnnkit.demo.table import CHAPTERS, Demo, demos
from tests.demo.conftest import request, serving


def test_the_list_has_every_demo_by_chapter():
    page = pages.listing(Shelf(demos(), make=lambda name: None))
    at = [page.index(f">{title}<") for title in CHAPTERS.values()]
    assert at == sorted(at)
    assert page.count('href="demo/') == len(demos())


def test_a_demo_leads_to_the_ones_beside_it(ask):
    first, middle, last = (
        ask("GET", f"demo/{name}").body for name in ("shape-calc", "map-explorer", "conv-matrix")
    )
    assert 'rel="prev"' not in first
    assert 'href="map-explorer"' in first
    assert 'rel="prev" aria-keyshortcuts="PageUp" href="shape-calc"' in middle
    assert 'rel="next"' not in last


def test_what_stands_in_the_table_is_text_and_no_markup():
    shelf = Shelf({"x": Demo("basics", "index", '<script>"?', "<b>&")}, make=lambda name: None)
    page = pages.demo(shelf, "x", Pictures())
    assert "<script>&quot;" not in page
    assert page.count("&lt;script&gt;&quot;?") == 2
    assert "&lt;b&gt;&amp;" in page
    assert "&lt;script&gt;" in pages.listing(shelf)


def test_every_file_of_the_pages_is_served_as_what_it_is(ask):
    for name, kind in pages.STATIC.items():
        answer = ask("GET", f"static/{name}")
        assert answer.code == 200
        assert f"Content-Type: {kind}; charset=utf-8" in answer.head
    page = ask("GET", "demo/shape-calc").body + ask("GET").body
    assert all(name in page or name in ("model.js", "material.js") for name in pages.STATIC)


def test_an_address_without_its_last_slash_is_put_right(server):
    answer = request(server, "GET", path=f"/{server.gate.token}")
    assert answer.code == 303
    assert f"Location: /{server.gate.token}/" in answer.head


def test_widgets_are_made_when_asked_for_once_and_the_next_beforehand():
    from tests.demo.test_demo_bridge import Small

    made = []

    def make(name):
        made.append(name)
        return Small()

    with serving("shape-calc", "conv-matrix", "iou-drag", make=make) as server:
        request(server, "GET")
        assert made == []
        for _ in range(2):
            assert request(server, "GET", "state/shape-calc").code == 200
        for _ in range(500):
            if len(made) == 2:
                break
            time.sleep(0.01)
        assert made == ["shape-calc", "conv-matrix"]
