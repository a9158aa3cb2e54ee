"""`PictureWalk` tells the shapes that SqueezeNet has, and the answers that are stored."""

import pytest

from cnnkit.widgets import PictureWalk


def test_it_says_shapes_and_the_stored_answer() -> None:
    widget = PictureWalk(at="fire5", picture="coffee")
    name, probability = widget.answers[0]
    assert widget.line.numbers["out"] == [256, 27, 27]
    assert widget.sums["size"] == "128 + 128 = 256 maps, stacked: 256×27×27"
    assert widget.sentence.endswith(f"the network says: {name}, {round(100 * probability)} %.")


def test_a_layer_inside_a_module_opens_it() -> None:
    widget = PictureWalk(at="fire5.expand3x3")
    assert widget.opened == ["body.fire5"]
    assert widget.line.label == "expand3x3"


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="the rows are conv1, pool1, fire2"):
        PictureWalk(at="fire99")
    with pytest.raises(ValueError, match="the bundled photographs are cat"):
        PictureWalk(picture="dog")
