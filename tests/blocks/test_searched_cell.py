"""What a searched cell is made of."""

import math

import torch
from torch import nn

from cnnkit.blocks.searched_cell import FactorizedReduction


def test_a_factorized_reduction_reads_even_pixels_and_those_further_right_and_below():
    reduce = FactorizedReduction(1, 2).eval()
    nn.init.ones_(reduce.even.weight)
    nn.init.ones_(reduce.odd.weight)
    x = torch.arange(16.0).reshape(1, 1, 4, 4)
    even, odd = reduce(x)[0] * math.sqrt(1 + 1e-3)
    assert torch.allclose(even, torch.tensor([[0.0, 2.0], [8.0, 10.0]]))
    assert torch.allclose(odd, torch.tensor([[5.0, 7.0], [13.0, 15.0]]))
