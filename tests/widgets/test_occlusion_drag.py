"""`OcclusionDrag`: stored answers are the network's; what it refuses."""

import pytest
import torch

from cnnkit.recipes.occlusion_drag import answers, top
from cnnkit.recipes.real_network import decoded, network
from cnnkit.visualize import cam, occlusion
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.occlusion_drag import FILLS, STRIDE, WINDOW, OcclusionDrag
from cnnkit.widgets.real_network import photograph_files


def test_stored_drops_are_those_of_occlusion():
    widget, net = OcclusionDrag(), network()
    x = decoded(photograph_files()["coffee"])[None]
    row = widget.covers["coffee"]
    drops = occlusion(net, x, row["target"], WINDOW, STRIDE, "surroundings")[0].flatten()
    kept = torch.tensor([row["logit"] - one["logit"] for one in row["surroundings"]])
    torch.testing.assert_close(kept, drops, atol=0.02, rtol=0)
    where = cam(net, x, row["target"])[0].flatten()
    torch.testing.assert_close(torch.tensor(row["cam"]), where, atol=0.06, rtol=0)
    assert answers(net, x[0], "blur").shape == (49, 1000)


def test_the_five_likeliest_are_in_order():
    assert top(torch.tensor([0.0, 3, 1, 2, -1, 5]))[:2] == [[5, 0.825], [1, 0.112]]


def test_every_place_of_every_photograph_is_stored():
    widget = OcclusionDrag()
    assert set(widget.covers) == set(photograph_files())
    for row in widget.covers.values():
        for fill in FILLS:
            assert len(row[fill]) == 49
            assert all(len(one["top"]) == 5 for one in row[fill])
    assert widget.name(widget.covers["motorcycle"]["target"]) == "motor scooter"


def test_the_first_frame_says_what_happens():
    widget = OcclusionDrag()
    assert widget.name(widget.answer["top"][0][0]) == "disk brake"
    assert "falls by 0.5, and the network says disk brake" in widget.still
    assert OcclusionDrag(fill="blur").answer["top"][0][0] == widget.covers["motorcycle"]["target"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"fill": "green"}, "fill='green': legal are black, grey, blur, surroundings"),
        ({"x": 30}, "x=30: legal are multiples of 28 up to 168"),
        ({"y": 196}, "y is a whole number from 0 to 168"),
        ({"picture": "dog"}, "the bundled photographs are cat, coffee"),
    ],
)
def test_bad_traits_are_refused_in_words(given, message):
    with pytest.raises(WidgetError, match=message):
        OcclusionDrag(**given)
