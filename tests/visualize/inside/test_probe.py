"""The linear probe: against scikit-learn's ridge regression, and what must not change it."""

import pytest
import torch
import torch.nn.functional as F
from sklearn.linear_model import Ridge
from sklearn.preprocessing import StandardScaler

from cnnkit.visualize import linear_probe


def cloud(seed, n=15, d=7, classes=3):
    torch.manual_seed(seed)
    return torch.randn(n, d, dtype=torch.float64), torch.arange(n) % classes


@pytest.mark.parametrize(("n", "d", "l2"), [(15, 7, 2.0), (6, 40, 0.5), (9, 9, 30.0)])
def test_scores_are_those_of_scikit_learn(n, d, l2):
    x, y = cloud(0, n, d)
    asked, _ = cloud(1, 5, d)
    x[:, 2] = 4.0  # never changes
    scaler = StandardScaler().fit(x)
    ridge = Ridge(alpha=l2).fit(scaler.transform(x), F.one_hot(y).double())
    want = torch.from_numpy(ridge.predict(scaler.transform(asked)))
    torch.testing.assert_close(linear_probe(x, y, asked, 3, l2=l2), want, rtol=1e-9, atol=1e-12)


def test_scores_add_up_to_one_and_a_class_without_pictures_gets_none():
    x, y = cloud(2)
    scores = linear_probe(x.float(), y, x.float(), 5, l2=1.0)
    assert scores.dtype == torch.float64
    torch.testing.assert_close(scores.sum(1), torch.ones(15, dtype=torch.float64))
    assert torch.equal(scores[:, 3:], torch.zeros(15, 2, dtype=torch.float64))


def test_the_scale_of_a_feature_and_the_other_questions_change_nothing():
    x, y = cloud(3)
    asked, _ = cloud(4, 6)
    scale = torch.tensor([1e3, 1, 1e-3, 5, 1, 1, 1], dtype=torch.float64)
    plain = linear_probe(x, y, asked, 3, l2=1.0)
    torch.testing.assert_close(linear_probe(7 + scale * x, y, 7 + scale * asked, 3, l2=1.0), plain)
    torch.testing.assert_close(linear_probe(x, y, asked[:1], 3, l2=1.0), plain[:1])


def test_a_strong_pull_leaves_the_shares_of_the_classes():
    x, y = cloud(5, 10, 7, 2)
    y[:3] = 0
    scores = linear_probe(x, y, x, 2, l2=1e12)
    share = y.bincount().double() / 10
    torch.testing.assert_close(scores, share.expand(10, -1))


def test_maps_are_flattened():
    x, y = cloud(6, 8, 12)
    maps = x.view(8, 3, 2, 2)
    assert torch.equal(linear_probe(maps, y, maps, 3, l2=1.0), linear_probe(x, y, x, 3, l2=1.0))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"x": torch.zeros(2, 6)}, r"train_x has shape \(15, 7\) and x \(2, 6\); want \(n, d\) and \(m, d\)"),
        ({"train_y": torch.zeros(14, dtype=torch.long)}, r"shape \(14,\); want 15 whole numbers"),
        ({"train_y": torch.zeros(15)}, "train_y is torch.float32"),
        ({"num_classes": 2}, "labels reach from 0 to 2; want 0 to 1"),
        ({"l2": 0}, "l2=0: want a number above 0"),
    ],
)
def test_what_does_not_fit_is_said(changes, words):
    x, y = cloud(7)
    given = {"train_x": x, "train_y": y, "x": x, "num_classes": 3, "l2": 1.0} | changes
    with pytest.raises(ValueError, match=words):
        linear_probe(**given)
