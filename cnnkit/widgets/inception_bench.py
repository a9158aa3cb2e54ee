"""`InceptionBench`: an Inception module whose branches the reader makes wide or narrow, and its bill."""

from typing import Any, NamedTuple

import traitlets as t

from cnnkit.sizing.count import conv_macs
from cnnkit.visualize.drawing import Drawing
from cnnkit.widgets.base import Widget
from cnnkit.widgets.items import WidgetError, rich
from cnnkit.widgets.traits import OneOf, Whole

MOST = 384
"""Maps that a branch can read or give."""
STEP = 8
"""Maps by which a branch is made wider or narrower."""
NAMES = {"one": "1×1", "three": "3×3", "five": "5×5", "pool": "pool"}


class Branch(NamedTuple):
    """What one branch costs, in multiplications for one picture, and how many maps it gives."""

    squeeze: int
    """Of the 1×1 before the kernel; 0 without one."""
    kernel: int
    """Of the kernel itself, which for the pool is the 1×1 behind it; 0 without one."""
    maps: int
    plain: int
    """What it would cost without any squeeze."""

    @property
    def macs(self) -> int:
        return self.squeeze + self.kernel


class InceptionBench(Widget):
    """`c` maps of `h × h` enter four branches; `conv1`, `conv3`, `conv5` are filters.

        InceptionBench()                                        # the naive module
        InceptionBench(squeeze3=64, squeeze5=64, project=64)    # with squeezes
        InceptionBench(squeeze3=64, squeeze5=64, project=64, twice="three")    # 358 million

    `squeeze3` and `squeeze5` are maps between the 1×1 and the kernel, `project` those that are left behind
    the pool; 0 is no such layer. `twice` names the branch whose kernel is counted twice by mistake: "one",
    "three", "five", "pool", or "" for none. No biases, no activations. Raises `WidgetError` for what cannot
    be drawn.
    """

    slug = "inception-bench"

    question = t.Unicode(
        "Squeezed to 64 maps each, the module is said to need 358 million. Where do they come from?"
    ).tag(sync=True)
    h = Whole(28, min=1, max=112, help="side of every map").tag(sync=True)
    c = Whole(256, min=STEP, max=MOST, help="maps that enter").tag(sync=True)
    conv1 = Whole(128, min=STEP, max=MOST).tag(sync=True)
    squeeze3 = Whole(0, min=0, max=MOST).tag(sync=True)
    conv3 = Whole(192, min=STEP, max=MOST).tag(sync=True)
    squeeze5 = Whole(0, min=0, max=MOST).tag(sync=True)
    conv5 = Whole(96, min=STEP, max=MOST).tag(sync=True)
    project = Whole(0, min=0, max=MOST).tag(sync=True)
    twice = OneOf(("", *NAMES), help="the branch that is counted twice").tag(sync=True)
    presets = t.List(t.Dict()).tag(sync=True)

    @t.validate("squeeze3", "squeeze5", "project")
    def _leaves_fewer(self, proposal: Any) -> int:
        name, value = proposal["trait"].name, proposal["value"]
        if value > self.c:
            raise WidgetError(f"{name}={value}: a squeeze leaves 0 (none) to {self.c} of {self.c} maps")
        return value

    @property
    def branches(self) -> dict[str, Branch]:
        """The four by name, whatever is counted twice."""
        return {
            "one": self._branch(0, self.conv1, 1),
            "three": self._branch(self.squeeze3, self.conv3, 3),
            "five": self._branch(self.squeeze5, self.conv5, 5),
            "pool": Branch(0, conv_macs(self.c, self.project, 1, self.h), self.project or self.c, 0)
            if self.project
            else Branch(0, 0, self.c, 0),
        }

    def _branch(self, squeeze: int, filters: int, k: int) -> Branch:
        plain = conv_macs(self.c, filters, k, self.h)
        if not squeeze:
            return Branch(0, plain, filters, plain)
        first = conv_macs(self.c, squeeze, 1, self.h)
        return Branch(first, conv_macs(squeeze, filters, k, self.h), filters, plain)

    @property
    def macs(self) -> int:
        """Of the module, each layer counted once."""
        return sum(branch.macs for branch in self.branches.values())

    @property
    def counted(self) -> int:
        """With the mistake: `twice`'s kernel once more."""
        return self.macs + (self.branches[self.twice].kernel if self.twice else 0)

    @property
    def maps(self) -> int:
        return sum(branch.maps for branch in self.branches.values())

    @t.default("presets")
    def _presets(self) -> list[dict[str, Any]]:
        wide = {"c": 256, "conv1": 128, "conv3": 192, "conv5": 96, "twice": ""}
        squeezed = {"squeeze3": 64, "squeeze5": 64, "project": 64}
        real = {
            "c": 192,
            "conv1": 64,
            "squeeze3": 96,
            "conv3": 128,
            "squeeze5": 16,
            "conv5": 32,
            "project": 32,
        }
        return [
            {"label": "Squeezed to 64: 480 maps", **wide, **squeezed},
            {"label": "A squeeze to 256 costs more", **wide, **squeezed, "squeeze3": 256},
            {"label": "First module of GoogLeNet", **real, "twice": ""},
        ]

    @t.default("still")
    def _still(self) -> str:
        branches = self.branches
        each = ", ".join(f"{branch.macs / 1e6:.1f}" for branch in branches.values())
        told = f"The branches cost {each} million: {self.macs:,} multiplications. {self.maps} maps leave."
        if self.twice:
            told += f" With the {NAMES[self.twice]} counted twice: {self.counted:,}."
        picture = Drawing(640, 4 * 34 + 10, told)
        most = max(1, *(max(branch.macs, branch.plain) for branch in branches.values()))
        for i, (name, branch) in enumerate(branches.items()):
            y = 8 + 34 * i
            picture.text(8, y + 12, NAMES[name], anchor="start", bold=True)
            picture.text(150, y + 12, f"{branch.maps} maps", anchor="end")
            length = 360 * branch.macs / most
            picture.rect(164, y, length, 24, fill="blue", stroke="blue", opacity=0.35)
            if branch.plain not in (0, branch.macs):
                picture.rect(164, y - 2, 360 * branch.plain / most, 28, fill="none", stroke="ink", dash="5 4")
            beside = 172 + max(length, 360 * branch.plain / most)
            picture.text(beside, y + 12, f"{branch.macs / 1e6:.1f} M", anchor="start")
        return f"<p><strong>{rich(self.question)}</strong></p>{picture.svg()}<p>{told}</p>"
