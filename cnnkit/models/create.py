"""The one way to find a network and to build it, fresh or trained."""

from __future__ import annotations

import warnings
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from pathlib import Path

from torch import Tensor, nn

from cnnkit.blocks.in_place import overwrite
from cnnkit.models.catalog import CATALOG, Entry
from cnnkit.models.published.files import PUBLISHED, Published
from cnnkit.models.published.shipped import Shipped, read_shipped
from cnnkit.models.whole_number import whole_number

__all__ = ["create_model", "list_models", "model_info", "stages", "weights_info"]

WEIGHTS = Path(__file__).parent / "weights"
IMAGENET = "imagenet"
NEVER_TRAINED = ("running_mean", "running_var", "codes")  # decimals that a state dict holds beside weights

_BY_NAME = {
    entry.name: replace(entry, weights=(*entry.weights, IMAGENET)) if entry.name in PUBLISHED else entry
    for entry in CATALOG
}


def list_models() -> list[str]:
    """Names of all networks, in the order in which the book meets them.

    >>> list_models()[:4]
    ['lenet5', 'lenet5_1998', 'alexnet', 'zfnet']
    """
    return list(_BY_NAME)


def model_info(name: str) -> Entry:
    """The catalogue's entry; `ValueError` with near matches for an unknown name.

    >>> info = model_info("lenet5")
    >>> info.year, info.dataset, info.input_shape
    (1998, 'MNIST', (1, 32, 32))
    """
    if name not in list_models():  # a list: what cannot be a key is an unknown name too
        raise ValueError(f"no model is called {name!r}.{_near(name, list_models())}")
    return _BY_NAME[name]


def weights_info(name: str, weights: str) -> Published | Shipped:
    """What trained weights are for: `variants`, `num_classes`, `in_channels`, and how images must be prepared
    (`preparation`); of published ones also where they come from, of shipped ones the `classes` and how they
    were made.

    Raises `ValueError` for an unknown name or weights that `model_info(name).weights` does not list.

    >>> weights_info("squeezenet1_1", "imagenet").num_classes
    1000
    """
    entry = model_info(name)
    if not isinstance(weights, str):
        names = "".join(f"{known!r}, " for known in entry.weights)
        raise ValueError(
            f"weights is a {type(weights).__name__}; legal: None, {names}or the Path of a file. "
            f"A state dict: create_model({name!r}).load_state_dict(...)"
        )
    if weights not in entry.weights:
        near = _near(weights, list(entry.weights)) if entry.weights else " There are none: weights=None."
        file = f" A file: weights=Path({weights!r})." if Path(str(weights)).suffix else ""
        raise ValueError(f"{name} has no weights {weights!r}.{near}{file}")
    if weights == IMAGENET and name in PUBLISHED:
        return PUBLISHED[name]
    path = _shipped_file(name, weights)
    if not path.exists():
        raise ValueError(f"the weights file {path.name} is missing from the package: install cnnkit again")
    return read_shipped(
        path, variant=entry.default, num_classes=entry.num_classes, in_channels=entry.input_shape[0]
    )


def stages(name: str, variant: str | None = None) -> tuple[str, ...]:
    """Stable names of the network's parts, in the order in which they run: for freezing, Grad-CAM, lesions,
    drawings. Each names a submodule, whose output is the stage's; a stage is all that runs after the stage
    before it up to there (its `stage_parts`). The last one is `"head"`.

    Raises `ValueError` for an unknown name or variant.

    >>> stages("lenet5")
    ('stem', 'body', 'head')
    """
    return model_info(name).stages_of(_known(model_info(name), variant))


def create_model(
    name: str,
    *,
    num_classes: int | None = None,
    in_channels: int | None = None,
    variant: str | None = None,
    weights: str | Path | None = None,
    inplace: bool = False,
) -> nn.Module:
    """Build a network by name, in training mode; logits come out.

    Args:
        num_classes: logits; `None` for those that the weights were trained with, without weights (or where
            their file does not say) for the network's own data set. Other ones than the weights were trained
            for: the layers that end in classes (`model_info(name).classifiers`) are new, all else is loaded,
            and a warning says so.
        in_channels: channels of the input; `None` likewise.
        variant: one that `model_info(name).variants` lists; `None` for the one that a file of `cnnkit train`
            names, else for the first of them that the weights fit, without weights the first. `"paper"`
            builds the first one too, with a warning, where none of them is the paper's network.
        weights: `None` for fresh random ones; trained ones that `model_info(name).weights` lists, of which
            `"imagenet"` (but for squeezenet1_1's, which ship) are published files, kept in
            `cnnkit.download.home()` and downloaded if they are not there (on a machine without network put
            the file there, under the name that its address ends with, `weights_info(name, "imagenet").file`);
            or the `Path` of a state dict of this network, or of the published file.
        inplace: activations and residual sums overwrite their inputs where nothing else reads these. A few
            per cent faster, for long training; hooks then see overwritten maps, and full backward hooks fail.

    Raises:
        ValueError: an unknown name, variant or weights, an argument that the network does not have, or
            weights that do not fit.
        DownloadError: published weights are not in the cache folder and cannot be downloaded.

    >>> net = create_model("lenet5", num_classes=3).eval()
    >>> net(torch.zeros(2, 1, 32, 32)).shape
    torch.Size([2, 3])
    """
    entry = model_info(name)
    variant = _known(entry, _paper(entry, variant))
    options = {
        "num_classes": None if num_classes is None else whole_number("num_classes", num_classes),
        "in_channels": None if in_channels is None else whole_number("in_channels", in_channels),
    }
    given = {key: value for key, value in options.items() if value is not None}
    if in_channels is not None and len(entry.input_shape) == 1:
        raise ValueError(f"{name} reads word ids, which have no channels; leave in_channels out")
    if weights is None:
        model = entry.variants[variant or entry.default].build(**given)
    elif isinstance(weights, Path):
        model = _from_file(entry, variant, weights, given)
    else:
        model = _trained(entry, variant, weights, given)
    if inplace:
        overwrite(model)
    return model


def _known(entry: Entry, variant: str | None) -> str | None:
    if variant is not None and variant not in list(entry.variants):
        raise ValueError(f"{entry.name} has no variant {variant!r}.{_near(variant, list(entry.variants))}")
    return variant


def _paper(entry: Entry, variant: str | None) -> str | None:
    """`"paper"` stands for the default of an entry that has no such variant."""
    if variant != "paper" or "paper" in entry.variants:
        return variant
    how = entry.variants[entry.default].differs or "no paper describes it"
    warnings.warn(
        f"{entry.name} has no variant that is the paper's in all; this is {entry.default!r}: {how}",
        stacklevel=3,
    )
    return entry.default


def _trained(entry: Entry, variant: str | None, weights: str, given: dict[str, int]) -> nn.Module:
    from cnnkit.models.published.as_trained import build_as_trained, fill, fitting
    from cnnkit.models.published.loading import fetch_published, load_own_state, load_state, read_tensors

    info, what = weights_info(entry.name, weights), f"weights {weights!r} of {entry.name}"
    variant = fitting(entry, variant, what, info.variants)
    model = build_as_trained(entry.variants[variant].build, what, _trained_with(entry, info), given)
    if isinstance(info, Published):
        state, load = fetch_published(entry.name), load_state
    else:
        state, load = read_tensors(_shipped_file(entry.name, weights)), load_own_state
    fill(model, entry, variant, what, partial(load, name=entry.name, state=state), given)
    return model


def _from_file(entry: Entry, variant: str | None, path: Path, given: dict[str, int]) -> nn.Module:
    """A file of the user's: a state dict of ours, or, if most of its names are theirs, a published file."""
    from cnnkit.models.published.as_trained import build_as_trained, fill, fitting
    from cnnkit.models.published.keys import rename
    from cnnkit.models.published.loading import has_shapes, load_own_state, load_state, read_tensors

    state, published = read_tensors(path), PUBLISHED.get(entry.name)
    own = {"num_classes": entry.num_classes, "in_channels": entry.input_shape[0]}
    info = read_shipped(path, variant=variant or entry.default, **(own | given))
    theirs = len(rename(published.keys, entry.name, state)) if published else 0
    what, load = f"the weights in {path} of {entry.name}", load_own_state
    if published and theirs > len(state) / 2:
        what, load = f"the published {what}", load_state
        if theirs == len(state):
            variant = fitting(entry, variant, what, published.variants)
        if has_shapes(entry.variants[variant or entry.default].build, entry.name, state):
            info = published
        variant = variant or entry.default
    else:
        variant = _variant_of_file(entry, variant, path, info)
    model = build_as_trained(entry.variants[variant].build, what, _trained_with(entry, info), given)
    try:
        fill(model, entry, variant, what, partial(load, name=entry.name, state=state), given)
    except ValueError as error:
        raise ValueError(
            f"{path} does not fit {entry.name} ({variant}).{_looks_like(state)} {error}"
        ) from None
    return model


def _trained_with(entry: Entry, info: Published | Shipped) -> dict[str, int]:
    """The options of the network that the weights come from."""
    words = len(entry.input_shape) == 1
    return {"num_classes": info.num_classes} | ({} if words else {"in_channels": info.in_channels})


def _variant_of_file(entry: Entry, asked: str | None, path: Path, info: Shipped) -> str:
    """`cnnkit train` writes into a file which network and variant are in it; shapes alone may not tell."""
    from cnnkit.models.published.as_trained import fitting

    (variant,), network = info.variants, info.facts.get("network", entry.name)
    if network != entry.name:
        raise ValueError(f"{path} says that it holds weights of {network!r}; asked for was {entry.name!r}")
    if variant not in entry.variants:
        raise ValueError(
            f"{path} says variant={variant!r}; {entry.name} has the variants {', '.join(entry.variants)}"
        )
    alike = PUBLISHED[entry.name].variants if entry.name in PUBLISHED else ()
    fit = alike if variant in alike else (variant,)
    return fitting(entry, asked or variant, f"the weights in {path} of {entry.name}", fit)


def _looks_like(state: dict[str, Tensor]) -> str:
    """Networks that have as many trainable numbers as the file."""
    numbers = sum(
        tensor.numel()
        for key, tensor in state.items()
        if tensor.is_floating_point() and not key.endswith(NEVER_TRAINED)
    )
    alike = [e.name for e in CATALOG if numbers in {v.params for v in e.variants.values()}]
    return f" It has {numbers:,} weights{', as ' + ' and '.join(alike) if alike else ''}."


def _shipped_file(name: str, weights: str) -> Path:
    return WEIGHTS / f"{name}_{weights}.safetensors"


def _near(word: str, known: list[str]) -> str:
    """A hint at what was meant; all names where nothing is near."""
    near = get_close_matches(str(word).lower(), known, n=3, cutoff=0.5)
    return f" Did you mean {' or '.join(near)}?" if near else f" Legal: {', '.join(known)}."
