"""The explicit table of all networks, and the one way to build them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from torch import nn

from cnnkit.models.alexnet import alexnet
from cnnkit.models.cifar10_convnet import cifar10_convnet, cifar10_convnet_gmp
from cnnkit.models.imdb_conv1d import imdb_conv1d
from cnnkit.models.lenet import lenet5
from cnnkit.models.vgg import vgg16

__all__ = ["Entry", "create_model", "list_models", "model_info"]

WEIGHTS = Path(__file__).parent / "weights"


@dataclass(frozen=True)
class Entry:
    """What the catalogue knows of one network; counts are those of the default variant on `input_shape`."""

    name: str
    variants: dict[str, Callable[..., nn.Module]]
    """Builders, the default variant first."""
    citation: str | None
    """Key in book/references.bib; None for a network that no paper describes."""
    year: int | None
    input_shape: tuple[int, ...]
    """Without the batch axis: `(c, h, w)`, or `(l,)` word ids."""
    num_classes: int
    """Logits for the network's own data set."""
    params: int
    macs: int
    page: str
    """Page of the book that tells its story."""
    top1_error: float | None = None
    """Published, per cent, one network on the ImageNet validation set."""
    top5_error: float | None = None
    weights: tuple[str, ...] = ()
    """Trained weights that ship with the package; they fit the default variant."""

    @property
    def builder(self) -> Callable[..., nn.Module]:
        """Builds the default variant."""
        return self.variants[self.default]

    @property
    def default(self) -> str:
        return next(iter(self.variants))


def _alexnet_two_towers(num_classes: int = 1000, in_channels: int = 3) -> nn.Module:
    return alexnet(num_classes, in_channels, two_towers=True)


CATALOG: tuple[Entry, ...] = (
    Entry(
        name="lenet5",
        variants={"paper": lenet5},
        citation="lecun1998gradient",
        year=1998,
        input_shape=(1, 32, 32),
        num_classes=10,
        params=61_706,
        macs=416_520,
        page="architectures/lenet",
        weights=("digits",),
    ),
    Entry(
        name="alexnet",
        variants={"paper": alexnet, "two_towers": _alexnet_two_towers},
        citation="krizhevsky2012imagenet",
        year=2012,
        input_shape=(3, 227, 227),
        num_classes=1000,
        params=62_378_344,
        macs=1_135_256_096,
        page="architectures/alexnet",
        top1_error=40.7,  # section 6, table 2, "1 CNN"; it had two towers
        top5_error=18.2,
    ),
    Entry(
        name="vgg16",
        variants={"paper": vgg16},
        citation="simonyan2015very",
        year=2014,
        input_shape=(3, 224, 224),
        num_classes=1000,
        params=138_357_544,
        macs=15_470_264_320,
        page="architectures/vgg",
        top1_error=25.6,  # table 3, column D, trained at 256 to 512, tested at 384
        top5_error=8.1,
    ),
    Entry(
        name="cifar10_convnet",
        variants={"paper": cifar10_convnet},
        citation=None,
        year=None,
        input_shape=(3, 32, 32),
        num_classes=10,
        params=703_594,
        macs=15_275_392,
        page="basics/complete-convnet",
    ),
    Entry(
        name="cifar10_convnet_gmp",
        variants={"paper": cifar10_convnet_gmp},
        citation=None,
        year=None,
        input_shape=(3, 32, 32),
        num_classes=10,
        params=179_306,
        macs=14_751_104,
        page="basics/global-pooling",
    ),
    Entry(
        name="imdb_conv1d",
        variants={"paper": imdb_conv1d},
        citation="chollet2017deep",
        year=2017,
        input_shape=(500,),
        num_classes=1,
        params=1_315_937,
        macs=14_823_456,
        page="sizing/one-dimension",
    ),
)
_BY_NAME = {entry.name: entry for entry in CATALOG}


def list_models() -> list[str]:
    """Names of all networks, in the order in which the book meets them."""
    return list(_BY_NAME)


def model_info(name: str) -> Entry:
    """The catalogue's entry; `ValueError` with near matches for an unknown name."""
    if name not in _BY_NAME:
        raise ValueError(f"no model is called {name!r}.{_near(name, list(_BY_NAME))}")
    return _BY_NAME[name]


def create_model(
    name: str,
    *,
    num_classes: int | None = None,
    in_channels: int | None = None,
    variant: str = "paper",
    weights: str | None = None,
) -> nn.Module:
    """Build a network by name, in training mode; logits come out.

    Args:
        num_classes: logits; `None` for the network's own data set.
        in_channels: channels of the input; `None` for the network's own data set.
        variant: one that `model_info(name).variants` lists.
        weights: trained weights that `model_info(name).weights` lists; `None` for fresh random ones.

    Raises:
        ValueError: an unknown name, variant or weights, or an argument that the network does not have.
    """
    entry = model_info(name)
    if variant not in entry.variants:
        raise ValueError(f"{name} has no variant {variant!r}.{_near(variant, list(entry.variants))}")
    options = {
        "num_classes": _positive("num_classes", num_classes),
        "in_channels": _positive("in_channels", in_channels),
    }
    given = {key: value for key, value in options.items() if value is not None}
    if in_channels is not None and len(entry.input_shape) == 1:
        raise ValueError(f"{name} reads word ids, which have no channels; leave in_channels out")
    if weights is None:
        return entry.variants[variant](**given)
    return _trained(entry, variant, weights, given)


def _trained(entry: Entry, variant: str, weights: str, given: dict[str, int]) -> nn.Module:
    if weights not in entry.weights:
        near = _near(weights, list(entry.weights)) if entry.weights else " None ship with it: weights=None."
        raise ValueError(f"{entry.name} has no weights {weights!r}.{near}")
    if variant != entry.default or given:
        raise ValueError(
            f"weights {weights!r} of {entry.name} fit its default variant, classes and channels only"
        )
    from safetensors.torch import load_file

    path = WEIGHTS / f"{entry.name}_{weights}.safetensors"
    if not path.exists():
        raise ValueError(f"the weights file {path.name} is missing from the package: install cnnkit again")
    model = entry.builder()
    model.load_state_dict(load_file(path))
    return model


def _positive(name: str, value: int | None) -> int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
        raise ValueError(f"{name} must be a whole number of at least 1, got {value!r}")
    return value


def _near(word: str, known: list[str]) -> str:
    """A hint at what was meant; all names where nothing is near."""
    near = get_close_matches(str(word), known, n=3, cutoff=0.5)
    return f" Did you mean {' or '.join(near)}?" if near else f" Legal: {', '.join(known)}."
