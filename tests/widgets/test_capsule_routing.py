"""`CapsuleRouting` routes as the block does, says what is found, and refuses what cannot be drawn."""

import pytest
import torch

from cnnkit.blocks.capsule import route
from cnnkit.widgets import CapsuleRouting

AGREED = [[1.2, 0.9], [1.2, 0.6]]


def test_its_steps_are_those_of_the_block():
    widget = CapsuleRouting(face=AGREED)
    votes = torch.tensor([AGREED, widget.house], dtype=torch.float64).transpose(0, 1)[None]
    for n, step in enumerate(widget.steps, start=1):
        wholes, couplings = route(votes, n)
        assert torch.allclose(torch.tensor(step["wholes"], dtype=torch.float64), wholes[0])
        assert torch.allclose(torch.tensor(step["couplings"], dtype=torch.float64), couplings[0])


def test_it_opens_on_votes_that_disagree_and_agreement_lights_the_face():
    assert CapsuleRouting().sentence.endswith("Nothing lights up.")
    assert CapsuleRouting(face=AGREED).sentence.endswith("The face lights up.")


@pytest.mark.parametrize(
    ("traits", "told"),
    [
        ({"face": [[1.0, 2.0]]}, "each of the two parts"),
        ({"house": [[1.0, 2.5], [0.0, 0.0]]}, "legal are -2.0 to 2.0"),
        ({"step": 4}, "1 to 3"),
    ],
)
def test_other_votes_are_refused_with_what_is_legal(traits, told):
    with pytest.raises(ValueError, match=told):
        CapsuleRouting(**traits)
