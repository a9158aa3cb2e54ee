"""`LesionToggles`: blocks of a residual network and of its plain twin switched off; what both still read."""

from itertools import combinations
from typing import Any

import traitlets as t

from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.arrays import check_presets
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError, rich
from cnnkit.widgets.weights import stored

__all__ = ["ARMS", "BLOCKS", "LesionToggles"]

BLOCKS = 9
ARMS = ("residual", "plain")


class LesionToggles(Widget):
    """ResNet-20 and plain-20, trained on digits, with any of their nine blocks taken out.

        LesionToggles()                    # whole
        LesionToggles(out=[8], seed=2)     # without the eighth block, the networks of the second seed

    Every set of blocks was measured on 500 held-out digits, for three seeds, by `python -m cnnkit.recipes
    lesions`. Raises `WidgetError` for a block or a seed that is not there.
    """

    slug = "lesion-toggles"

    question = t.Unicode("How many blocks can go?").tag(sync=True)
    out = t.List(t.Int(), help="blocks that are taken out, 1 to 9, rising").tag(
        sync=True, like=list(range(1, BLOCKS + 1))
    )
    seed = t.Int(1, help="of the two networks: 1, 2 or 3").tag(sync=True)
    pictures = t.Int(help="held-out digits").tag(sync=True)
    kept = t.Dict(help="network -> for each seed the digits read right, by set of blocks").tag(sync=True)
    presets = t.List(t.Dict()).tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        saved = stored("lesions.json")
        kept = {arm: saved[f"{arm} subsets"] for arm in ARMS}
        super().__init__(**{"pictures": saved["pictures"], "kept": kept, **kwargs})

    @t.validate("out")
    def _legal_out(self, proposal: Any) -> list[int]:
        blocks = sorted(set(proposal.value))
        if len(blocks) != len(proposal.value) or any(not 1 <= block <= BLOCKS for block in blocks):
            raise WidgetError(f"out={proposal.value}: legal are different blocks from 1 to {BLOCKS}")
        return blocks

    @t.validate("seed")
    def _legal_seed(self, proposal: Any) -> int:
        if proposal.value not in (1, 2, 3):
            raise WidgetError(f"seed={proposal.value}: legal are 1, 2 and 3")
        return proposal.value

    @t.validate("presets")
    def _legal_presets(self, proposal: Any) -> Any:
        return check_presets(proposal.value, {"out", "seed"})

    @property
    def accuracy(self) -> dict[str, float]:
        """Share of the held-out digits that each network still reads."""
        return {arm: self.without(arm, self.out) for arm in ARMS}

    @property
    def paths(self) -> list[int]:
        """How many paths of length 0 to 9 the residual network has left."""
        from cnnkit.visualize.landscape.paths import path_lengths  # torch: only for those who ask

        left = path_lengths(BLOCKS - len(self.out))
        return left + [0] * len(self.out)

    def without(self, arm: str, out: list[int] | tuple[int, ...], seed: int | None = None) -> float:
        """The accuracy of one network without some blocks; `seed` None: the one that is shown."""
        counts = self.kept[arm][(seed or self.seed) - 1]
        return counts[sum(1 << (block - 1) for block in out)] / self.pictures

    def best(self, count: int, arm: str = "residual") -> list[int]:
        """The set of `count` blocks that a network misses least."""
        sets = combinations(range(1, BLOCKS + 1), count)
        return list(max(sets, key=lambda out: self.without(arm, out)))

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        return [
            {"label": "A late block goes", "out": [8]},
            {"label": "The first block goes", "out": [1]},
            {"label": "The three that it misses least", "out": self.best(3)},
            {"label": "One of each stage", "out": [2, 5, 8]},
            {"label": "All branches", "out": list(range(1, BLOCKS + 1))},
        ]

    @t.default("still")
    def _still(self) -> str:
        shown, left = self.accuracy, sum(self.paths)
        which = f"Without {', '.join(map(str, self.out))}" if self.out else "With all blocks"
        told = (
            f"{which} the residual network reads {shown['residual']:.1%} of {self.pictures} held-out digits "
            f"and its plain twin {shown['plain']:.1%}; {left} of {2**BLOCKS} paths are left."
        )
        picture = Drawing(400, 110, told)
        for row, arm in enumerate(ARMS):
            picture.text(4, 30 + 50 * row, arm, anchor="start", bold=True)
            for block in range(1, BLOCKS + 1):
                gone = block in self.out
                x, y = 84 + 34 * (block - 1), 18 + 50 * row
                picture.rect(x, y, 26, 26, fill="paper", stroke="line" if gone else "blue", radius=4)
                picture.text(x + 13, y + 13, "–" if gone else f"{block}")
        return f"<p><strong>{rich(self.question)}</strong></p>{picture.svg()}<p>{told}</p>"
