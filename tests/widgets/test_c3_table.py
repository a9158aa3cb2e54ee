"""`C3Table` has the paper's table, counts as the sizing functions do, and refuses what is no table."""

import pytest

from cnnkit.models.lenet_1998 import TABLE_I, connections, lenet5_1998
from cnnkit.sizing import conv_params
from cnnkit.summary import param_count
from cnnkit.widgets import C3Table
from cnnkit.widgets.c3_table import ALL, FIRST_THREE
from tests.golden import make_c3


def test_it_opens_on_the_papers_table_and_its_counts():
    widget = C3Table()
    assert tuple(widget.table) == TABLE_I
    network = lenet5_1998()
    assert widget.params == param_count(network.body.c3) == 1_516
    assert widget.connections == connections(network)["c3"] == 151_600
    assert (widget.links, widget.different, widget.unread) == (60, 16, [])


def test_all_links_are_an_ordinary_convolution_whose_maps_read_alike():
    widget = C3Table(table=ALL)
    assert widget.params == conv_params(6, 16, 5).total
    assert widget.letters == "a" * 16
    assert widget.sentence.endswith("16 maps, 1 different set of inputs.")


def test_wasted_maps_are_said():
    widget = C3Table(table=FIRST_THREE)
    assert widget.unread == [3, 4, 5]
    assert widget.sentence.endswith("Nobody reads S2's 3, 4, 5.")
    nothing = C3Table(table=["." * 16] * 6, chosen=2)
    assert nothing.params == 16
    assert nothing.empty == list(range(16))
    assert nothing.letters == "–" * 16
    assert nothing.sentence.startswith("Map 2 of C3 reads nothing")


@pytest.mark.parametrize("table", [["X" * 16] * 5, ["X" * 15] * 6, ["x" * 16] * 6])
def test_other_tables_are_refused_with_what_is_legal(table):
    with pytest.raises(ValueError, match="6 texts of 16 signs"):
        C3Table(table=table)


def test_its_golden_vectors_are_up_to_date():
    assert make_c3.TARGET.read_text("utf8") == make_c3.text(), "run: python tests/golden/make_c3.py"
