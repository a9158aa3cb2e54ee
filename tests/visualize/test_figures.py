"""The house figures: what reaches the page, and what is refused."""

import base64
import io
import json
import re

import numpy as np
import plotly.graph_objects as go
import pytest
from PIL import Image
from plotly.subplots import make_subplots

from cnnkit.visualize.drawing import Drawing
from cnnkit.visualize.figures import images, png_uri, show, table, webp_uri


def pixels(uri: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.split(",", 1)[1]))).convert("RGB"))


def test_a_drawing_says_what_it_shows_and_scales_to_its_column():
    html = Drawing(300, 100, "two < three", "A <em>caption</em>").rect(0, 0, 10, 10)._repr_html_()
    assert 'aria-label="two &lt; three"' in html
    assert "max-width:375px" in html
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


def test_a_photograph_is_written_small_and_nearly_exact():
    image = np.linspace(0, 1, 3 * 64 * 80).reshape(3, 64, 80)
    uri = webp_uri(image)
    assert uri.startswith("data:image/webp;base64,")
    seen = np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.split(",")[1]))).convert("RGB")) / 255
    assert np.abs(seen.transpose(2, 0, 1) - image).mean() < 0.03
    assert uri in images([image], alt="A ramp.", caption="A ramp.", photographs=True)._repr_html_()
    with pytest.raises(ValueError, match=r"this one is \(2, 8, 8\)"):
        webp_uri(np.zeros((2, 8, 8)))


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


def test_a_table_opens_on_a_click_where_it_has_a_label():
    rows, head = [["a", 1]], ["name", "n"]
    whole = table(rows, head, "caption")._repr_html_()
    folded = table(rows, head, "caption", folded="Sources")._repr_html_()
    assert folded == f'<details class="ck-data"><summary>Sources</summary>{whole}</details>'


def test_long_titles_break_for_a_narrow_page():
    fig = go.Figure(go.Scatter(x=[1, 2], y=[1, 2]))
    fig.update_layout(xaxis_title="angle between template w and picture x (degrees)", yaxis_title="short")
    show(fig, alt="a", caption="c")
    assert "<br>" in fig.layout.xaxis.title.text
    assert fig.layout.yaxis.title.text == "short"
    assert max(map(len, fig.layout.xaxis.title.text.split("<br>"))) <= 31


def test_the_data_fold_writes_a_broken_label_in_one_line():
    fig = go.Figure(go.Scatter(x=["two<br>3×3"], y=[0.5]))
    assert '<td class="ck-words">two 3×3</td>' in show(fig, alt="a", caption="c").html()


def test_the_data_fold_names_a_broken_title_in_one_line():
    fig = go.Figure(go.Scatter(x=[1, 2], y=[1, 2]))
    fig.update_layout(xaxis_title="angle between template w and picture x (degrees)")
    assert "angle between template w and picture x (degrees)</th>" in show(fig, alt="a", caption="c").html()


def test_a_column_of_words_is_marked_and_one_of_numbers_is_not():
    rows = [["a", "it gets smaller", "1.5", "yes"], ["b", "no", "−2", "no"]]
    html = table(rows, ["", "what", "n", "so"], "c")._repr_html_()
    assert html.count('class="ck-words"') == 3
    assert '<th scope="col" class="ck-words">what</th>' in html


def test_the_data_fold_tells_panels_apart_and_stays_short():
    fig = make_subplots(rows=2, cols=1, shared_xaxes=True)
    for row in (1, 2):
        for _ in range(12):
            fig.add_scatter(x=list(range(28)), y=[0.5] * 28, name="plain", row=row, col=1)
    fig.update_yaxes(title="variance", row=1, col=1)
    fig.update_yaxes(title="slope", row=2, col=1)
    fig.update_xaxes(title="block", row=2, col=1)
    html = show(fig, alt="a", caption="c").html()
    heads = ("series", "block", "value")
    assert all(f'<th scope="col">{head}</th>' in html for head in heads)
    assert html.count("plain, variance</th>") == html.count("plain, slope</th>") == 120


def test_a_legend_stands_above_the_titles_of_side_by_side_plots():
    fig = make_subplots(rows=1, cols=2, subplot_titles=("loss while training", "accuracy after the epoch"))
    fig.add_scatter(x=[1, 2], y=[1, 2], name="a", row=1, col=1)
    fig.update_layout(legend={"y": -0.25})
    show(fig, alt="a", caption="c")
    notes = [note.text for note in fig.layout.annotations]
    assert notes == ["loss while<br>training", "accuracy after<br>the epoch"]
    assert fig.layout.legend.y > 1 + 2 * 19 / 300
    assert fig.layout.margin.t >= 2 * 19


def test_a_logarithmic_axis_names_no_crowded_ticks():
    fig = go.Figure(go.Scatter(x=[1, 10, 900], y=[1, 1e3, 1e6]))
    fig.update_xaxes(type="log")
    fig.update_yaxes(type="log")
    show(fig, alt="a", caption="c")
    assert fig.layout.xaxis.dtick == "D2"
    assert fig.layout.yaxis.dtick == 1


def test_rows_of_images_are_evenly_long():
    html = images([np.zeros((2, 2))] * 16, alt="a", caption="c", size=64)._repr_html_()
    assert "--ck-columns:8;--ck-columns-narrow:4" in html
    html = images([np.zeros((2, 2))] * 3, alt="a", caption="c", size=160)._repr_html_()
    assert "--ck-columns:3;--ck-columns-narrow:2" in html


def test_text_too_small_for_a_phone_is_named_with_what_would_be_legal():
    (fault,) = Drawing(668, 100, "a").text(334, 50, "word", size=14).faults()
    assert fault == (
        '"word" is 7.0 px high on a phone (14 units of 668): from 22.0 units on it can be read, '
        "or in a drawing at most 425 wide"
    )
    assert Drawing(424, 100, "a").text(200, 50, "word", size=14).faults() == []


def test_a_label_outside_the_frame_is_named():
    for x, anchor in ((5, "middle"), (0, "end"), (395, "start")):
        (fault,) = Drawing(400, 100, "a").text(x, 50, "a label", size=14, anchor=anchor).faults()
        assert '"a label"' in fault
        assert "leaves the frame of 400 × 100" in fault
    assert len(Drawing(400, 100, "a").text(200, 97, "low", size=14).faults()) == 1
    assert Drawing(400, 100, "a").text(0, 50, "a label", size=14, anchor="start").faults() == []


def test_a_drawing_with_faults_is_refused():
    with pytest.raises(ValueError, match=r'"word" is 7.0 px high'):
        Drawing(668, 100, "a").text(334, 50, "word", size=14)._repr_html_()
