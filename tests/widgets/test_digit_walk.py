"""`DigitWalk` tells the shapes that LeNet-5 has, and the maps that the model computes."""

import numpy as np
import pytest
import torch

from cnnkit.data.digits import enlarge
from cnnkit.models import create_model
from cnnkit.models.lenet import LeNet5
from cnnkit.widgets import DigitWalk
from cnnkit.widgets.stills import first_of_each_class

READ = {
    "C1": "stem.1", "S2": "stem.2", "C3": "body.1", "S4": "body.2", "flatten": "head.0",
    "C5": "head.2", "F6": "head.4", "Output": "head.5",
}  # fmt: skip
"""The module behind which each row of the walk is read."""


@pytest.fixture(scope="module")
def read() -> dict[str, torch.Tensor]:
    """What each of these modules of the shipped LeNet gives of the held-out 8."""
    model = create_model("lenet5", weights="digits").eval()
    assert isinstance(model, LeNet5)
    found: dict[str, torch.Tensor] = {}
    for row, name in READ.items():
        model.get_submodule(name).register_forward_hook(lambda *to, row=row: found.update({row: to[2][0]}))
    with torch.no_grad():
        model(enlarge(torch.from_numpy(first_of_each_class()[8] / 16).float()[None, None], 32))
    return found


@pytest.mark.parametrize("row", READ)
def test_each_row_has_the_models_shape_and_maps(row: str, read: dict[str, torch.Tensor]) -> None:
    widget = DigitWalk(at=row, example=8)
    assert widget.line.numbers["out"] == list(read[row].shape)
    np.testing.assert_allclose(widget.maps, read[row].numpy(), atol=2e-5)
    assert widget.sentence.startswith(f"{row} gives {'×'.join(map(str, read[row].shape))}. ")
    assert widget.sentence.endswith(f"the network says: 8, {round(100 * max(widget.probabilities))} %.")


def test_the_page_gets_every_layer_of_the_first_digit_uncut(read: dict[str, torch.Tensor]) -> None:
    widget = DigitWalk(example=8)
    rows = [row for row in READ if row not in ("flatten", "Output")]
    wanted = torch.cat([read[row].flatten() for row in rows]).numpy()
    np.testing.assert_allclose(np.frombuffer(widget.first, "<f4"), wanted, atol=2e-5)
    np.testing.assert_allclose(widget.logits, read["Output"].numpy(), atol=1e-4)
    assert widget.first_example == 8


def test_it_says_how_much_of_a_tanh_is_at_its_ends_and_nothing_of_logits() -> None:
    told = {row: DigitWalk(at=row).sentence for row in READ}
    assert "Beyond ±0.9 at 68 % of its units. " in told["C5"]
    assert "of its places. " in told["S4"]
    assert "Beyond" not in told["Output"]


def test_the_arithmetic_is_that_of_the_row() -> None:
    assert DigitWalk(at="C3").sums["params"] == "16·(5·5·6) + 16 = 2,416"
    assert DigitWalk(at="C5").line.numbers["params"] == 48_120


def test_what_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="at='C9': the rows are C1, S2, C3, S4, flatten, C5, F6, Output"):
        DigitWalk(at="C9")
    with pytest.raises(ValueError, match=r"example=10 \(int\): example is a whole number from -1 to 9"):
        DigitWalk(example=10)
    with pytest.raises(ValueError, match=r"DigitWalk: weights 'stem\.0\.weight'"):
        DigitWalk({})
    with pytest.raises(ValueError, match="it needs a label, and may set at, example, strokes"):
        DigitWalk(presets=[{"label": "wide", "width": 3}])
