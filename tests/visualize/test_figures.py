"""The house figures: what reaches the page, and what is refused."""

import base64
import io
import json
import re

import numpy as np
import plotly.graph_objects as go
import pytest
from PIL import Image

from cnnkit.visualize.drawing import Drawing
from cnnkit.visualize.figures import images, png_uri, show, table


def pixels(uri: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.split(",", 1)[1]))).convert("RGB"))


def test_a_drawing_says_what_it_shows_and_scales_to_its_column():
    html = Drawing(300, 100, "two < three", "A <em>caption</em>").rect(0, 0, 10, 10)._repr_html_()
    assert 'aria-label="two &lt; three"' in html
    assert "max-width:300px" in html
    assert "<em>caption</em>" in html


def test_a_drawing_without_alt_text_is_refused():
    with pytest.raises(ValueError, match="alt text"):
        Drawing(10, 10, "  ")


def test_hatching_stays_inside_its_rectangle():
    svg = Drawing(100, 100, "hatched").hatch(10, 20, 30, 12).svg()
    points = [(float(x), float(y)) for x, y in re.findall(r"[ML]([\d.]+) ([\d.]+)", svg)]
    assert points
    assert all(10 <= x <= 40 and 20 <= y <= 32 for x, y in points)


def test_grid_writes_real_minus_signs_and_leaves_blanks_empty():
    svg = Drawing(100, 100, "grid").grid(0, 0, [[-1, ""]]).svg()
    assert "−1" in svg
    assert svg.count("<text") == 1


def test_zero_is_the_same_grey_on_every_signed_map():
    for top in (1.0, 100.0):
        assert pixels(png_uri(np.array([[0.0, top], [-top, 0.0]]), signed=True))[0, 0].tolist() == [
            200,
            200,
            200,
        ]


def test_colour_images_are_channels_first():
    red = np.zeros((3, 2, 5))
    red[0] = 1
    assert pixels(png_uri(red)).shape == (2, 5, 3)
    with pytest.raises(ValueError, match=r"\(5, 2, 3\)"):
        png_uri(np.zeros((5, 2, 3)))


def test_images_need_one_label_each():
    with pytest.raises(ValueError, match="2 images but 1 labels"):
        images([np.zeros((2, 2))] * 2, ["a"], alt="x", caption="y")


def test_a_plot_is_json_on_the_page_and_plotly_in_jupyter(monkeypatch):
    fig = show(
        go.Figure(go.Scatter(x=[1, 2], y=[0.5, 0.25], name="</script>")), alt="falls", caption="It falls."
    )
    monkeypatch.delenv("CNNKIT_BOOK", raising=False)
    assert "application/vnd.plotly.v1+json" in fig._repr_mimebundle_()
    monkeypatch.setenv("CNNKIT_BOOK", "1")
    html = str(fig._repr_mimebundle_()["text/html"])
    body = re.search(r'<script type="application/vnd.plotly.v1\+json">(.*?)</script>', html, re.S)
    assert body is not None
    assert json.loads(body[1].replace("<\\/", "</"))["data"][0]["name"] == "</script>"
    assert 'aria-label="falls"' in html
    assert "<td>0.25</td>" in html  # the data fold


def test_a_plot_without_alt_text_is_refused():
    with pytest.raises(ValueError, match="alt text"):
        show(go.Figure(), alt="", caption="x")


def test_table_escapes_and_groups_thousands():
    html = table([["<b>", 1234567]], ["name", "n"], "caption")._repr_html_()
    assert "&lt;b&gt;" in html
    assert "1,234,567" in html
