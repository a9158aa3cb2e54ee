"""How each public name of cnnkit.visualize is called on a tiny network: one row for each name of `_HOMES`.

`tests/visualize/test_every_method.py` runs the table on the CPU and the meta device, `tests/gpu` on a GPU.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from cnnkit import visualize as v

CLASSES, SIDES, N = 5, (96, 160), 2
CONV, BLOCK = "conv", "block"


class Residual(nn.Module):
    """A residual block, its ReLU a function."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.branch = nn.Sequential(nn.Conv2d(channels, channels, 3, padding=1), nn.BatchNorm2d(channels))
        self.shortcut = nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.branch(x) + self.shortcut(x))


class Tiny(nn.Module):
    """`(n, 3, h, w)` in [0, 1] to logits that are means of maps; an error flies at call `breaks_at`."""

    breaks_at, calls = 0, 0

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 6, 3, stride=2, padding=1)
        self.norm = nn.BatchNorm2d(6)
        self.relu = nn.ReLU(inplace=True)
        self.block = Residual(6)
        self.pool = nn.MaxPool2d(2)
        self.drop = nn.Dropout(0.5)
        self.maps = nn.Conv2d(6, CLASSES, 1)

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        if self.calls == self.breaks_at:
            raise RuntimeError("an error flies")
        x = self.block(self.relu(self.norm(self.conv(x))))  # n 6 h/2 w/2
        return self.maps(self.drop(self.pool(x))).mean((2, 3))


def tiny(dtype: torch.dtype = torch.float32) -> Tiny:
    """The network with weights of its own seed and running statistics that do something."""
    state = torch.get_rng_state()
    torch.manual_seed(0)
    net = Tiny()
    for part in net.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.running_mean.uniform_(-0.2, 0.2)
            part.running_var.uniform_(0.5, 1.5)
    torch.set_rng_state(state)
    return net.to(dtype)


def pictures(dtype: torch.dtype = torch.float32) -> Tensor:
    x = torch.rand(N, 3, *SIDES, generator=torch.Generator().manual_seed(1))
    return F.avg_pool2d(x, 5, 1, 2).to(dtype)  # smooth, so that 16 bits tell neighbours apart


@dataclass(frozen=True)
class Row:
    call: Callable[[Any, Tensor], Any]
    """With the network and pictures `(2, 3, 96, 160)`."""
    shape: tuple[int, ...] | None
    """Of the tensor that comes back, or None for what is none."""
    network: bool = True
    """Whether the network is run: an error in it then reaches the caller."""
    meta: str = ""
    """Why the result depends on data, so that there is none on the meta device; "" where it does not."""
    drawn: bool = False
    """Whether numbers are drawn: with another place in the batch come others."""
    dtype: torch.dtype | None = None
    """Of the result; None: that of the pictures."""
    exact: bool = False
    """Whether it comes in 32 bits at least."""

    def gives(self, dtype: torch.dtype) -> torch.dtype:
        """Dtype of the result for pictures of `dtype`."""
        return self.dtype or (torch.promote_types(dtype, torch.float32) if self.exact else dtype)


X = (N, 3, *SIDES)
TARGET = [0, 3]
MASK = torch.tensor([1.0, 0.0, 1.0])[:, None, None]


def code(net: Any, x: Tensor) -> Tensor:
    return v.activations(net, x, CONV)[CONV]


def entropy(net: Any, x: Tensor) -> Callable[[Any], Tensor]:
    y = torch.tensor(TARGET, device=x.device)
    return lambda model: F.cross_entropy(model(x).float(), y)


def lesioned(net: Any, x: Tensor) -> Tensor:
    with v.lesion(net, BLOCK):
        return code_of_logits(net, x)


def code_of_logits(net: Any, x: Tensor) -> Tensor:
    return v.activations(net, x, "maps")["maps"]


def surface(net: Any, x: Tensor) -> Tensor:
    directions = [v.filter_normalized_direction(net, seed) for seed in (0, 1)]
    return v.loss_surface(net, entropy(net, x), directions, [-0.5, 0.0, 0.5])


READS = "answers are sorted, or read as numbers"
F64 = torch.float64
ROWS: dict[str, Row] = {
    # inside
    "activations": Row(code, (N, 6, 48, 80)),
    "distances": Row(lambda net, x: v.distances(x[0], x), (N,), network=False, exact=True),
    "field_of": Row(lambda net, x: v.field_of(net, BLOCK, SIDES), None, network=False, meta=READS),
    "field_on_picture": Row(
        lambda net, x: v.field_on_picture(v.field_of(net, BLOCK, SIDES), (1, 2), SIDES),
        None,
        network=False,
        meta=READS,
    ),
    "filter_grid": Row(lambda net, x: v.filter_grid(net.conv.weight.detach()), (3, 9, 13), network=False),
    "linear_probe": Row(
        lambda net, x: v.linear_probe(x, torch.arange(N, device=x.device), x, 3, l2=1.0),
        (N, 3),
        network=False,
        dtype=F64,
    ),
    "nearest_neighbors": Row(
        lambda net, x: v.nearest_neighbors(x, x, 2), (N, 2), network=False, dtype=torch.long
    ),
    "silent_channels": Row(lambda net, x: v.silent_channels(x * MASK.to(x)), (N,), network=False, dtype=F64),
    "sparsity": Row(lambda net, x: v.sparsity(x - 0.5), (N,), network=False, dtype=F64),
    "to_display": Row(lambda net, x: v.to_display(x - 0.5), X, network=False),
    "top_patches": Row(lambda net, x: [p.unit for p in v.top_patches(net, BLOCK, 1, x, 3)], None, meta=READS),
    # backwards and attribution
    "cam": Row(lambda net, x: v.cam(net, x, TARGET), (N, 24, 40)),
    "deconvnet": Row(lambda net, x: v.deconvnet(net, x, TARGET), X),
    "grad_cam": Row(lambda net, x: v.grad_cam(net, x, TARGET, BLOCK), (N, 48, 80)),
    "guided_backprop": Row(lambda net, x: v.guided_backprop(net, x, TARGET), X),
    "integrated_gradients": Row(
        lambda net, x: v.integrated_gradients(net, x, TARGET, steps=4, tolerance=None), X
    ),
    "occlusion": Row(lambda net, x: v.occlusion(net, x, TARGET, (32, 40), 32), (N, 3, 4)),
    "saliency": Row(lambda net, x: v.saliency(net, x, TARGET), X),
    "smoothgrad": Row(lambda net, x: v.smoothgrad(net, x, TARGET, samples=3), X, drawn=True),
    # synthesis
    "deep_dream": Row(lambda net, x: v.deep_dream(net, x, BLOCK, 2, octaves=2), X),
    "invert_features": Row(
        lambda net, x: v.invert_features(net, CONV, code(net, x), SIDES, 2), X, drawn=True
    ),
    "maximize_activation": Row(
        lambda net, x: v.maximize_activation(net, None, TARGET, SIDES, 2),
        X,
        drawn=True,
        exact=True,
    ),
    "psnr": Row(lambda net, x: v.psnr(x, x.flip(3)), (N,), network=False),
    "total_variation": Row(lambda net, x: v.total_variation(x, 2), (), network=False),
    # attacks
    "Rounded": Row(lambda net, x: code_of_logits(v.Rounded(net, 8).model, x), (N, CLASSES, 24, 40)),
    "equal_noise": Row(lambda net, x: v.equal_noise(x, 0.1, 0), X, network=False, drawn=True),
    "fgsm": Row(lambda net, x: v.fgsm(net, x, torch.tensor(TARGET, device=x.device), 0.1), X),
    "pgd": Row(lambda net, x: v.pgd(net, x, torch.tensor(TARGET, device=x.device), 0.1, 0.05, 3), X),
    "robustness_curve": Row(
        lambda net, x: v.robustness_curve(net, x, torch.tensor(TARGET, device=x.device), [0.0, 0.1], v.fgsm),
        None,
        meta=READS,
    ),
    "share_right": Row(
        lambda net, x: v.share_right(net, x, torch.tensor(TARGET, device=x.device)), None, meta=READS
    ),
    # landscape
    "common_range": Row(lambda net, x: v.common_range(x), None, network=False, meta=READS),
    "filter_normalized_direction": Row(
        lambda net, x: v.filter_normalized_direction(net, 0)[0], (6, 3, 3, 3), network=False
    ),
    "gradient_by_path_length": Row(
        lambda net, x: v.gradient_by_path_length(net, x, TARGET), None, meta=READS
    ),
    "lesion": Row(lesioned, (N, CLASSES, 24, 40)),
    "loss_surface": Row(surface, (3, 3), meta=READS, dtype=F64),
    "path_lengths": Row(lambda net, x: v.path_lengths(9), None, network=False, meta=READS),
    "residual_blocks": Row(lambda net, x: v.residual_blocks(net), None, network=False, meta=READS),
}
