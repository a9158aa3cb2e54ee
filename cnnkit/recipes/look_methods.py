"""Each method of cnnkit.visualize on one picture, and the picture of its answer, for `cnnkit look`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from cnnkit import visualize
from cnnkit.data.photos import PHOTOS, photo
from cnnkit.visualize.panels import beside, colours, enlarged, grid, heat, shades, signed, top_of

__all__ = ["RUNS", "Run", "Wish"]

MAPS, PATCHES, NEIGHBOURS = 64, 9, 5
SHEET = 448  # pixels, about, of a sheet of maps or filters


@dataclass
class Wish:
    """What a method gets: the network, the picture and what was asked for."""

    model: nn.Module
    """Takes pictures in [0, 1], gives logits."""
    x: Tensor
    """`(1, 3, h, w)` in [0, 1]."""
    names: tuple[str, ...]
    """Of the classes."""
    target: int
    """A class: the one asked for, or else the likeliest."""
    layer: nn.Module | None
    layer_name: str
    channel: int | None
    eps: float
    steps: int | None
    seed: int
    say: Callable[[str], None]

    @property
    def picture(self) -> Tensor:
        return self.x[0]

    def answer(self, x: Tensor) -> str:
        """The likeliest class of a picture in words."""
        with torch.no_grad():
            best = self.model(x).softmax(1)[0].max(0)
        return f"{self.names[int(best.indices)]} ({best.values.item():.1%})"


@dataclass(frozen=True)
class Run:
    run: Callable[[Wish], Tensor]
    """The picture of the answer, `(3, h, w)`."""
    stage: Callable[[tuple[str, ...]], str] | None = None
    """Picks the layer, if none is asked for, from the network's stages."""
    side: int | None = None
    """Pixels of the picture; None: what the network was trained on."""


def _first(stages: tuple[str, ...]) -> str:
    return stages[0]


def _middle(stages: tuple[str, ...]) -> str:
    return stages[(len(stages) - 1) // 2]


def _last(stages: tuple[str, ...]) -> str:
    return stages[-2]  # behind it stands the head


def _said(wish: Wish, x: Tensor) -> Tensor:
    """What the layer says of pictures."""
    (found,) = visualize.activations(wish.model, x, wish.layer).values()
    return found


def _maps(wish: Wish) -> Tensor:
    found = _said(wish, wish.x)
    if found.ndim != 4:
        raise ValueError(f"{wish.layer_name} says {tuple(found.shape[1:])}, which are no maps (c, h, w)")
    shown = found[0, :MAPS]
    top = top_of(shown.abs())
    wish.say(f"the first {len(shown)} of {found.shape[1]} maps of {wish.layer_name}, one scale, 0 in grey")
    return beside(wish.picture, grid([enlarged(signed(m, top), SHEET // 8) for m in shown], 8))


def _filters(wish: Wish) -> Tensor:
    weight = next(part.weight for part in wish.model.modules() if isinstance(part, nn.Conv2d))
    wish.say(f"{len(weight)} filters of the first convolution, whatever the picture")
    sheet = visualize.filter_grid(weight.detach())
    return enlarged(sheet.expand(3, -1, -1), SHEET)


def _neighbours(wish: Wish) -> Tensor:
    size = wish.x.shape[2], wish.x.shape[3]
    names = list(PHOTOS)
    bank = torch.stack([photo(name, size) for name in names])
    query, codes = _said(wish, wish.x).flatten(1)[0], _said(wish, bank).flatten(1)
    nearest = visualize.nearest_neighbors(query, codes, NEIGHBOURS, metric="cosine")
    found = [names[i] for i in nearest.tolist()]
    wish.say(f"nearest of {len(names)} bundled photographs in {wish.layer_name}: {', '.join(found)}")
    return beside(wish.picture, *bank[nearest])


def _patches(wish: Wish) -> Tensor:
    channel = wish.channel
    if channel is None:
        channel = int(_said(wish, wish.x)[0].flatten(1).amax(1).argmax())
    patches = visualize.top_patches(wish.model, wish.layer, channel, wish.x, PATCHES)
    side = max(max(patch.picture.shape[1:]) for patch in patches)
    tiles = torch.ones(len(patches), 3, side, side)
    for tile, patch in zip(tiles, patches, strict=True):
        tile[:, : patch.picture.shape[1], : patch.picture.shape[2]] = patch.picture
    wish.say(f"where channel {channel} of {wish.layer_name} answers strongest")
    return beside(wish.picture, enlarged(grid(list(tiles), 3)))


def _of_class(wish: Wish, what: str) -> None:
    wish.say(f"{what} {wish.names[wish.target]}")


def _saliency(wish: Wish) -> Tensor:
    _of_class(wish, "where a change of a pixel changes the score of")
    return beside(wish.picture, shades(visualize.saliency(wish.model, wish.x, wish.target)[0].amax(0)))


def _in_colours(name: str) -> Callable[[Wish], Tensor]:
    def run(wish: Wish) -> Tensor:
        _of_class(wish, "back to the pixels from the score of")
        return beside(wish.picture, colours(getattr(visualize, name)(wish.model, wish.x, wish.target)[0]))

    return run


def _summed(name: str) -> Callable[[Wish], Tensor]:
    def run(wish: Wish) -> Tensor:
        _of_class(wish, "for (orange) and against (blue)")
        given = {"seed": wish.seed} if name == "smoothgrad" else {}
        map_ = getattr(visualize, name)(wish.model, wish.x, wish.target, **given)[0].sum(0)
        return beside(wish.picture, signed(map_))

    return run


def _occlusion(wish: Wish) -> Tensor:
    window = max(1, min(wish.x.shape[2:]) // 7)
    stride = max(1, window // 2)
    drop = visualize.occlusion(wish.model, wish.x, wish.target, window, stride, 0.5)[0]
    _of_class(wish, f"light: a grey square of {window} pixels there costs most of the score of")
    return beside(wish.picture, heat(wish.picture, drop))


def _grad_cam(wish: Wish) -> Tensor:
    _of_class(wish, f"light: {wish.layer_name} speaks for")
    return beside(
        wish.picture, heat(wish.picture, visualize.grad_cam(wish.model, wish.x, wish.target, wish.layer)[0])
    )


def _cam(wish: Wish) -> Tensor:
    _of_class(wish, "light: the map of the last layer speaks for")
    return beside(wish.picture, heat(wish.picture, visualize.cam(wish.model, wish.x, wish.target)[0]))


def _maximize(wish: Wish) -> Tensor:
    climbed = visualize.maximize_activation(
        wish.model, None, wish.target, steps=wish.steps or 60, parameters="pixels", start=wish.x, tv=1e-5,
        seed=wish.seed,
    )  # fmt: skip
    _of_class(wish, f"from {wish.answer(wish.x)} up the score of")
    return beside(wish.picture, climbed[0])


def _dream(wish: Wish) -> Tensor:
    wish.say(f"more of what {wish.layer_name} sees")
    return visualize.deep_dream(wish.model, wish.x, wish.layer, wish.steps or 12, seed=wish.seed)[0]


def _inversion(wish: Wish) -> Tensor:
    size = wish.x.shape[2], wish.x.shape[3]
    steps = wish.steps or 200
    back = visualize.invert_features(wish.model, wish.layer, _said(wish, wish.x), size, steps, seed=wish.seed)
    found = visualize.psnr(back, wish.x).item()
    wish.say(f"left the picture, right what {wish.layer_name} keeps of it, {found:.1f} dB")
    return beside(wish.picture, back[0])


def _attack(name: str) -> Callable[[Wish], Tensor]:
    def run(wish: Wish) -> Tensor:
        if name == "pgd":
            steps = wish.steps or 10
            away = visualize.pgd(wish.model, wish.x, wish.target, wish.eps, 2.5 * wish.eps / steps, steps)
        elif name == "fgsm":
            away = visualize.fgsm(wish.model, wish.x, wish.target, wish.eps)
        else:
            away = visualize.equal_noise(wish.x, wish.eps, wish.seed)
        change = (away - wish.x)[0]
        wish.say(f"{wish.answer(wish.x)} becomes {wish.answer(away)}; in the middle the change, enlarged")
        return beside(wish.picture, (0.5 + change / (2 * wish.eps or 1)).clamp(0, 1), away[0])

    return run


RUNS: dict[str, Run] = {
    "activations": Run(_maps, _first),
    "filter-grid": Run(_filters),
    "nearest-neighbors": Run(_neighbours, _last),
    "top-patches": Run(_patches, _middle),
    "saliency": Run(_saliency),
    "guided-backprop": Run(_in_colours("guided_backprop")),
    "deconvnet": Run(_in_colours("deconvnet")),
    "integrated-gradients": Run(_summed("integrated_gradients")),
    "smoothgrad": Run(_summed("smoothgrad")),
    "occlusion": Run(_occlusion),
    "grad-cam": Run(_grad_cam, _last),
    "cam": Run(_cam),
    "maximize-activation": Run(_maximize),
    "deep-dream": Run(_dream, _middle),
    "invert-features": Run(_inversion, _middle, side=128),
    "fgsm": Run(_attack("fgsm")),
    "pgd": Run(_attack("pgd")),
    "equal-noise": Run(_attack("equal_noise")),
}
"""One for each of `look_options.METHODS`."""
