"""The picture of link previews is the one that its recipe draws."""

import numpy as np
from PIL import Image

from cnnkit.recipes.card_picture import CARD, SIZE, card


def test_the_committed_card_is_the_recipes() -> None:
    committed = Image.open(CARD)
    assert committed.size == SIZE
    assert CARD.stat().st_size < 60_000
    ours, theirs = (np.asarray(picture.convert("RGB"), dtype=int) for picture in (card(), committed))
    assert np.abs(ours - theirs).mean() < 1  # a shade of the palette may differ between machines
