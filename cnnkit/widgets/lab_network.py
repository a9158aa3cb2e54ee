"""The networks of `train-lab` in torch: He et al. 2016, "Deep residual learning", section 4.2, made narrower.

6n + 2 layers: a 3×3 convolution, three stages of n blocks with w, 2w and 4w channels on maps of 8×8, 4×4 and
2×2, the mean over the map, a linear layer. Shortcuts are option A: the input itself, every second pixel and
zeros for the new channels where a stage begins. What the paper does not have is ours: 8×8 digits, widths 8
and 4, a factor on the residual branch, dropout between the two convolutions of a block (Zagoruyko and
Komodakis 2016), and starting weights (uniform, variance 2 / fan-in) and dropout masks that the page draws too
(`random_numbers`).
"""

import torch
from torch import Tensor, nn

from cnnkit.widgets.lab_switches import Switches
from cnnkit.widgets.random_numbers import dropout_mask, start_weights, stream

CLASSES = 10
ACTIVATIONS = {"relu": nn.ReLU, "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}


class Dropout(nn.Module):
    """Inverted dropout whose mask depends on (seed, `part`, number of the step) alone."""

    def __init__(self, p: float, seed: int, part: int) -> None:
        super().__init__()
        self.p, self.seed, self.part, self.step = p, seed, part, 0

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        mask = dropout_mask(self.seed, stream("dropout", self.part, self.step), x.numel(), self.p)
        self.step += 1
        return x * torch.from_numpy(mask).to(x.dtype).view_as(x)


class Layer(nn.Sequential):
    """Convolution 3×3, batch norm unless `norm` is off (then a bias), activation unless it is None."""

    def __init__(self, channels: int, out: int, stride: int, norm: bool, activation: str | None) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, out, 3, stride, padding=1, bias=not norm)
        if norm:
            self.norm = nn.BatchNorm2d(out)
        if activation:
            self.act = ACTIVATIONS[activation]()


class Block(nn.Module):
    """Two layers; with `skip` the input is added before the last activation."""

    def __init__(self, channels: int, out: int, switches: Switches, dropout: Dropout | None) -> None:
        super().__init__()
        stride = 1 if channels == out else 2
        act = switches.activation
        self.first = Layer(channels, out, stride, switches.norm, act)
        self.dropout = dropout
        self.second = Layer(out, out, 1, switches.norm, None if switches.skip else act)
        self.skip, self.scale, self.stride, self.new = switches.skip, switches.scale, stride, out - channels
        self.act = ACTIVATIONS[act]()

    def forward(self, x: Tensor) -> Tensor:
        y = self.first(x)
        y = self.second(y if self.dropout is None else self.dropout(y))
        if not self.skip:
            return y
        kept = x[:, :, :: self.stride, :: self.stride]
        return self.act(nn.functional.pad(kept, (0, 0, 0, 0, 0, self.new)) + self.scale * y)


class LabNetwork(nn.Module):
    """`(n, 1, 8, 8)` -> logits `(n, 10)`, started from `seed`."""

    def __init__(self, switches: Switches, seed: int = 1) -> None:
        super().__init__()
        n, w = (switches.depth - 2) // 6, switches.width
        self.stem = Layer(1, w, 1, switches.norm, switches.activation)
        widths = [w] + [w << stage for stage in range(3) for _ in range(n)]
        drops = [Dropout(switches.dropout, seed, i) if switches.dropout else None for i in range(3 * n)]
        self.blocks = nn.Sequential(
            *(Block(c, out, switches, drop) for c, out, drop in zip(widths, widths[1:], drops, strict=False))
        )
        self.head = nn.Linear(4 * w, CLASSES)
        self._start(seed)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.blocks(self.stem(x)).mean((2, 3)))

    def maps(self, x: Tensor) -> list[Tensor]:
        """What leaves the stem, and each block after it."""
        found = [self.stem(x)]
        for block in self.blocks:
            found.append(block(found[-1]))
        return found

    @property
    def weighted(self) -> list[nn.Conv2d | nn.Linear]:
        """The layers with weights, from the input on: `depth` of them."""
        return [m for m in self.modules() if isinstance(m, nn.Conv2d | nn.Linear)]

    @torch.no_grad()
    def _start(self, seed: int) -> None:
        for part, layer in enumerate(self.weighted):
            weight = layer.weight
            drawn = start_weights(seed, stream("start", part), weight.numel(), weight[0].numel())
            weight.copy_(torch.from_numpy(drawn).view_as(weight))
            if layer.bias is not None:
                layer.bias.zero_()
