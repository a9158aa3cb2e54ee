"""Neighbour-browser, map-explorer and filter-gallery: what is stored is what torch says."""

from typing import Any

import numpy as np
import pytest
import torch

from cnnkit.recipes.layer_randomizer import METHODS, steps
from cnnkit.recipes.map_explorer import LAYERS
from cnnkit.recipes.real_network import decoded, network
from cnnkit.visualize.inside.activations import activations
from cnnkit.visualize.inside.patches import field_of, field_on_picture
from cnnkit.visualize.inside.probe import linear_probe
from cnnkit.widgets.filter_gallery import FilterGallery
from cnnkit.widgets.freezer import Freezer
from cnnkit.widgets.layer_randomizer import LayerRandomizer
from cnnkit.widgets.map_explorer import MapExplorer
from cnnkit.widgets.neighbour_browser import NeighbourBrowser
from cnnkit.widgets.real_network import SIDE, photograph_files
from cnnkit.widgets.weights import stored
from tests.golden import make_probe


@pytest.fixture(scope="module")
def said() -> dict[str, torch.Tensor]:
    """What the layers say of the coffee, as the page decodes it."""
    x = decoded(photograph_files()["coffee"])[None]
    return activations(network(), x, [*LAYERS, "body.conv1"])


def test_a_filters_answer_is_that_of_the_network(said: dict[str, torch.Tensor]) -> None:
    for k in (0, 22, 63):
        widget = FilterGallery(chosen=k, picture="coffee")
        wanted = said["body.conv1"][0, k].numpy()
        assert np.abs(widget.response - wanted).max() <= 1e-4 * np.abs(wanted).max()
    assert f"{widget.response.max():.2f}" in widget.sentence
    weight = np.frombuffer(widget.filters, "<f4")[: 64 * 27].reshape(64, 3, 3, 3)
    assert np.array_equal(weight, network().state_dict()["body.conv1.weight"].numpy())


@pytest.mark.parametrize("layer", range(len(LAYERS)))
def test_stored_maps_are_those_of_the_network(layer: int, said: dict[str, torch.Tensor]) -> None:
    widget = MapExplorer(layer=layer, picture="coffee")
    about, name = widget.layers[layer], LAYERS[layer]
    maps = said[name][0, about["kept"]]
    assert said[name].shape[1:] == (about["count"], about["side"], about["side"])
    stored = widget.stored_maps(layer)
    step = about["every"]
    off = np.abs(stored - (maps / maps.max())[:, ::step, ::step].numpy())
    assert off.mean() < 0.02, "WebP is not exact, and near"
    for one, (most, zeros, row, column, mean) in zip(
        maps, widget.kept["coffee"]["facts"][layer], strict=True
    ):
        assert most == pytest.approx(float(one.max()), abs=1e-3)
        assert zeros == pytest.approx(float((one <= 0).double().mean()), abs=1e-3)
        assert float(one[row, column]) == pytest.approx(most, abs=1e-3)
        assert float(one.mean()) == pytest.approx(mean, abs=1e-3)


def test_the_field_is_that_of_the_branch_that_a_map_comes_from() -> None:
    widget = MapExplorer(layer=1, picture="cat", channel=118, row=20, column=30)
    inside = field_of(network(), "body.fire2.expand3x3", (SIDE, SIDE))
    assert widget.field == tuple(field_on_picture(inside, (20, 30), (SIDE, SIDE)))
    narrow = MapExplorer(layer=1, picture="cat", channel=1, row=20, column=30)
    inside = field_of(network(), "body.fire2.expand1x1", (SIDE, SIDE))
    assert narrow.field == tuple(field_on_picture(inside, (20, 30), (SIDE, SIDE)))
    assert narrow.field != widget.field
    top, _, bottom, _ = widget.field
    assert f"sees rows {top} to {bottom - 1}" in widget.sentence


def test_a_map_of_the_last_layer_is_named_by_its_class_and_its_mean_is_the_logit() -> None:
    # one place of the map of "consomme" says more than any of "espresso", which wins by the mean
    x = decoded(photograph_files()["coffee"])[None]
    logit = float(network()(x).max())
    widget = MapExplorer(layer=9, picture="coffee")
    assert f"conv10, map {widget.channel} (espresso), on a cup of coffee" in widget.sentence
    assert f"its mean, {logit:.2f}, is the logit" in widget.sentence


def test_neighbours_are_five_others_and_deeper_layers_find_the_same_photograph_more_often() -> None:
    widget = NeighbourBrowser()
    assert widget.same == sorted(widget.same)
    for query in (0, 120, 299):
        widget = NeighbourBrowser(query=query)
        for by in range(5):
            near = widget.nearest(by)
            assert len(set(near)) == 5
            assert query not in near
            assert all(0 <= i < 300 for i in near)
    near = NeighbourBrowser().nearest(4)
    assert "0 by pixels and 5 by fire9" in NeighbourBrowser().sentence
    assert len({NeighbourBrowser().of[i] for i in near}) == 1


def test_maps_of_shuffled_weights_are_those_of_the_recipe() -> None:
    found = steps(decoded(photograph_files()["coffee"]))
    saved = stored("layer_randomizer.json")["photograph coffee"]
    for depth, one in enumerate(found):
        widget = LayerRandomizer(depth=depth, picture="coffee")
        assert one["answer"][0] == saved["answers"][depth][0]
        assert one["likeness"] == pytest.approx(saved["likeness"][depth], abs=0.01)
        for map_, name in zip(widget.maps, METHODS, strict=True):
            blocks = torch.nn.functional.max_pool2d(one["maps"][name][None], 4)[0]
            assert np.abs(map_ - (blocks / blocks.max()).numpy()).mean() < 0.03
    assert found[0]["likeness"] == [1, 1, 1]
    # half of the layers say nothing any more: saliency notices, guided back-propagation hardly
    saliency, guided, _ = found[5]["likeness"]
    assert saliency < 0.6 < 0.8 < guided
    assert f"guided back-propagation {guided:.2f}" in LayerRandomizer(depth=5, picture="coffee").sentence


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: FilterGallery(chosen=64), "chosen"),
        (lambda: FilterGallery(scale="all"), "scale='all': legal are own and one"),
        (lambda: FilterGallery(picture="dog"), "picture='dog': the bundled photographs are cat"),
        (lambda: MapExplorer(layer=10), "layer"),
        (lambda: MapExplorer(channel=0), r"channel=0: stored of conv1 are \["),
        (lambda: MapExplorer(row=111), "row"),
        (lambda: NeighbourBrowser(query=300), "query"),
        (lambda: Freezer(feature=6), "feature"),
        (lambda: Freezer(labels=3), "labels"),
        (lambda: Freezer(layer=5), "layer"),
        (lambda: Freezer(goes=5), "goes"),
        (lambda: Freezer().accuracy("boosting"), "no way 'boosting'; there are pixels"),
        (lambda: LayerRandomizer(depth=11), "depth"),
        (lambda: NeighbourBrowser(layer=4), "layer"),
        (lambda: NeighbourBrowser().nearest(5), "by=5: 0 is pixels, 1 to 4 are the layers"),
    ],
)
def test_what_is_not_there_is_refused(make: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make()


def test_a_recorded_head_is_said_as_it_was_measured() -> None:
    widget = Freezer(feature=3, labels=0)
    right = widget.accuracy("fire5")
    assert len(right) == 5
    assert f"1 label a class, a head on fire5: {sum(right) / 5:.2f} right" in widget.sentence
    assert "2,570 weights" in widget.sentence  # 256 features and a bias for each of ten classes


def test_the_head_of_ones_own_pictures_is_the_linear_probe() -> None:
    torch.manual_seed(0)
    codes, asked, labels = torch.rand(6, 64), torch.rand(2, 64), [0, 0, 1, 1, 2, 2]
    want = linear_probe(codes, torch.tensor(labels), asked, 4, l2=0.1 * 64)
    found = Freezer.scores(codes.numpy(), labels, asked.numpy())
    assert np.allclose(found, want.numpy())
    assert np.allclose(found.sum(1), 1)


def test_the_golden_heads_are_those_of_the_probe() -> None:
    assert make_probe.TARGET.read_text("utf8") == make_probe.text(), "run: python tests/golden/make_probe.py"
