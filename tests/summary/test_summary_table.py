"""The table as text and as HTML."""

from html.parser import HTMLParser

from IPython.core.formatters import DisplayFormatter
from torch import nn

from cnnkit.summary import summarize


class Parser(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text, self.open = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if data.strip():
            self.text.append(data)


class Odd(nn.Module):
    def __init__(self):
        super().__init__()
        self.add_module("<b>&", nn.Conv2d(3, 8, 3))

    def forward(self, x):
        return getattr(self, "<b>&")(x)


def test_html_has_a_caption_and_scoped_headers_and_escapes_names():
    summary = summarize(Odd(), (1, 3, 8, 8))
    parser = Parser()
    parser.feed(summary.html)
    assert not parser.open
    tags = [tag for tag, _ in parser.tags]
    assert tags[:2] == ["table", "caption"]
    scopes = [attrs["scope"] for tag, attrs in parser.tags if tag == "th"]
    assert scopes == ["col"] * 7 + ["row"]
    assert tags.count("tr") == 1 + len(summary.rows)
    assert "<b>&" in parser.text
    assert parser.text[0] == "Odd on 1×3×8×8: 224 parameters, 7,776 multiplications (MACs)."
    assert summary._repr_html_() == summary.html


class TrainingOnly(nn.Module):
    """A head that only training runs, as GoogLeNet's."""

    def __init__(self):
        super().__init__()
        self.body, self.head = nn.Linear(4, 3), nn.Linear(4, 2)

    def forward(self, x):
        return (self.body(x), self.head(x)) if self.training else self.body(x)


def test_parts_that_do_not_run_are_counted_and_named():
    caption = str(summarize(TrainingOnly(), (1, 4))).splitlines()[-1]
    assert caption.endswith(
        "25 parameters, 12 multiplications (MACs). 10 of the parameters did not run (eval mode): head."
    )


def test_text_lines_up_and_ends_with_the_totals():
    summary = summarize(
        nn.Sequential(nn.Conv2d(3, 8, (1, 3)), nn.Flatten(), nn.Linear(8 * 8 * 6, 10)), (1, 3, 8, 8)
    )
    lines = str(summary).splitlines()
    assert lines[0].split() == ["layer", "kind", "in", "out", "params", "MACs", "sees"]
    assert lines[2].split() == ["0", "Conv2d", "1×3×8×8", "1×8×8×6", "80", "3,456", "1×3"]
    assert len({len(line) for line in lines[:-1]}) == 1
    assert lines[-1] == "Sequential on 1×3×8×8: 3,930 parameters, 7,296 multiplications (MACs)."
    assert (summary.macs, summary.params) == (7296, 3930)


def test_the_last_line_of_a_cell_shows_the_table():
    summary = summarize(nn.Sequential(nn.Linear(4, 2)), (1, 4))
    shown = DisplayFormatter().format(summary)[0]
    assert shown == {"text/plain": summary.text, "text/html": summary.html}
