"""Facts of the first chapters that are statements, not numbers: decided by running code."""

import torch
import torch.nn.functional as F


def test_among_unit_vectors_the_image_itself_scores_highest():
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(64, generator=generator, dtype=torch.float64)
    others = torch.randn(10_000, 64, generator=generator, dtype=torch.float64)
    best = x / x.norm()
    assert (others / others.norm(dim=1, keepdim=True) @ x).max() < best @ x


def test_a_convolution_is_a_dense_layer_of_zeros_and_repeated_weights():
    kernel = torch.arange(1.0, 10.0).reshape(1, 1, 3, 3)
    pictures = torch.eye(25).reshape(
        25, 1, 5, 5
    )  # one bright pixel each: the outputs are the matrix's columns
    matrix = F.conv2d(pictures, kernel).reshape(25, 9).T
    assert matrix.shape == (9, 25)
    assert int((matrix != 0).sum()) == 81
    assert sorted(matrix[matrix != 0].unique().tolist()) == list(range(1, 10))
