"""How the papers start their weights. Each function takes a module and starts every layer in it."""

from __future__ import annotations

from torch import nn

__all__ = ["start_glorot", "start_he", "start_normal", "start_truncated", "start_truncated_normal"]

Weighted = nn.Conv1d | nn.Conv2d | nn.Linear


def start_he(network: nn.Module) -> None:
    """K. He et al., "Delving deep into rectifiers", ICCV 2015, equation 14: N(0, 2/n) with n = k²·filters
    keeps the size of the gradients through ReLU layers; biases at 0, normalizations at 1 and 0. Linear
    layers, which end these networks and have no ReLU behind them: N(0, 0.01²).

    >>> conv = nn.Conv2d(3, 64, 3)
    >>> start_he(conv)
    >>> bool(abs(conv.weight.std() - (2 / (9 * 64)) ** 0.5) < 0.005), bool(conv.bias.any())
    (True, False)
    """
    for layer in network.modules():
        if isinstance(layer, nn.Conv2d):
            nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
            _zero_bias(layer)
        elif isinstance(layer, nn.Linear):
            nn.init.normal_(layer.weight, std=0.01)
            _zero_bias(layer)
        elif isinstance(layer, nn.BatchNorm2d):
            nn.init.ones_(layer.weight)
            nn.init.zeros_(layer.bias)


def start_glorot(network: nn.Module) -> None:
    """X. Glorot, Y. Bengio, AISTATS 2010, equation 16: uniform in ±√(6/(inputs + outputs)); biases at 0. Also
    the start of Keras.

    >>> layer = nn.Linear(100, 50)
    >>> start_glorot(layer)
    >>> bool(layer.weight.abs().max() <= (6 / 150) ** 0.5), bool(layer.bias.any())
    (True, False)
    """
    for layer in network.modules():
        if isinstance(layer, Weighted):
            nn.init.xavier_uniform_(layer.weight)
            _zero_bias(layer)


def start_normal(network: nn.Module, std: float) -> None:
    """Every weight from N(0, std²); biases at 0.

    >>> layer = nn.Linear(100, 50)
    >>> start_normal(layer, std=0.01)
    >>> round(layer.weight.std().item(), 2), bool(layer.bias.any())
    (0.01, False)
    """
    for layer in network.modules():
        if isinstance(layer, Weighted):
            nn.init.normal_(layer.weight, std=std)
            _zero_bias(layer)


def start_truncated_normal(network: nn.Module, std: float) -> None:
    """Every weight from N(0, std²), drawn again beyond two deviations; biases at 0.

    >>> layer = nn.Linear(100, 50)
    >>> start_truncated_normal(layer, std=0.1)
    >>> bool(layer.weight.abs().max() <= 0.2)
    True
    """
    for layer in network.modules():
        if isinstance(layer, Weighted):
            nn.init.trunc_normal_(layer.weight, std=std, a=-2 * std, b=2 * std)
            _zero_bias(layer)


def start_truncated(network: nn.Module) -> None:
    """N(0, 2/inputs), drawn again beyond two standard deviations and widened to keep that variance; biases at
    0. The released Inception networks start so (TF-Slim's variance scaling).

    >>> layer = nn.Linear(100, 50)
    >>> start_truncated(layer)
    >>> bool(abs(layer.weight.std() - (2 / 100) ** 0.5) < 0.01)
    True
    """
    for layer in network.modules():
        if isinstance(layer, Weighted):
            inputs = layer.weight[0].numel()
            std = (1.3 * 2 / inputs) ** 0.5  # cutting takes away 23 % of the variance
            nn.init.trunc_normal_(layer.weight, std=std, a=-2 * std, b=2 * std)
            _zero_bias(layer)


def _zero_bias(layer: Weighted) -> None:
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
