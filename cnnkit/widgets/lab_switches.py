"""What can be switched in `train-lab`: one `Switches` is one run."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from cnnkit.widgets.items import WidgetError

CHOICES: dict[str, tuple[Any, ...]] = {
    "depth": (8, 20, 56),
    "skip": (False, True),
    "norm": (True, False),
    "activation": ("relu", "tanh", "sigmoid"),
    "dropout": (0.0, 0.2, 0.5),
    "wrong": (0.0, 0.1, 0.3, 0.5),
    "scale": (1.0, 0.3, 0.1, 0.0),
    "rate": (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5),
    "warmup": (0, 20, 60),
    "width": (8, 4),
}
"""What the page offers for each switch; the order in which it offers them."""
BATCH, EPOCHS = 64, 6
MOMENTUM, DECAY = 0.9, 1e-4


@dataclass(frozen=True)
class Switches:
    """One run: a network of He et al. 2016, section 4.2, and how it is trained.

    `depth` 6n + 2 layers with weights, `width` channels in the first stage; `skip` the shortcuts (option A);
    `norm` batch norm behind each convolution; `dropout` and `wrong` are shares; `scale` multiplies the
    residual branch before the sum (without `skip` it does nothing); `warmup` steps in which the rate grows to
    `rate`. Raises `WidgetError` on a value that the page does not offer.
    """

    depth: int = 56
    skip: bool = False
    norm: bool = True
    activation: str = "relu"
    dropout: float = 0.0
    wrong: float = 0.0
    scale: float = 1.0
    rate: float = 0.05
    warmup: int = 0
    width: int = 8

    def __post_init__(self) -> None:
        for name, legal in CHOICES.items():
            value = getattr(self, name)
            if value not in legal or isinstance(value, bool) != isinstance(legal[0], bool):
                raise WidgetError(f"{name}={value!r}: legal are {', '.join(map(repr, legal))}")

    @classmethod
    def of(cls, given: "Switches | Mapping[str, Any]") -> "Switches":
        """From a dictionary; what it leaves out is as it is by default."""
        if isinstance(given, Switches):
            return given
        names = [field.name for field in fields(cls)]
        if unknown := set(given) - set(names):
            raise WidgetError(f"a run has no {', '.join(sorted(unknown))}; it has {', '.join(names)}")
        return cls(**given)

    def but(self, **changes: Any) -> "Switches":
        return replace(self, **changes)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def name(self) -> str:
        """ "residual-56"."""
        return f"{'residual' if self.skip else 'plain'}-{self.depth}"

    @property
    def key(self) -> str:
        """The run in one line, as the recorded grid is asked for it: the front end writes the same."""
        norm = "norm" if self.norm else "bare"
        scale = self.scale if self.skip else 1  # a plain network has no branch to scale
        numbers = (self.dropout, self.wrong, scale, self.rate, self.warmup, self.width)
        return f"{self.name} {norm} {self.activation} " + " ".join(f"{n:g}" for n in numbers)
