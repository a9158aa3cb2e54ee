"""`cnnkit train` of a NASNet drops more paths as the training goes on (ScheduledDropPath)."""

import pytest
import torch

from cnnkit.blocks.drop_path import DropPath
from cnnkit.models.nasnet import NASNet
from cnnkit.recipes import pictures
from cnnkit.recipes import train as recipe
from cnnkit.recipes.pictures import Pictures
from cnnkit.recipes.train import Request, train


def small(*_, **__):
    return NASNet(1, 192, 4, True, 2, 3, drop_path=0.3, count_zeros=False)


@pytest.mark.parametrize("fresh", [False, True], ids=["stored", "fresh each epoch"])
def test_the_last_cells_rate_grows_with_the_epochs(fresh, tmp_path, monkeypatch):
    x, y, seen = torch.rand(4, 3, 32, 32), torch.tensor([0, 1, 0, 1]), []

    def noted(x, generator):
        seen.append(max(part.rate for part in network.modules() if isinstance(part, DropPath)))
        return x

    data = (lambda epoch: (x, y)) if fresh else (x, y)
    made = Pictures(data, (x, y), 4, (3, 32, 32), ("a", "b"), noted, {})
    network = small()
    monkeypatch.setitem(pictures.DATA, "four", ("small", lambda wanted: made))
    monkeypatch.setattr(recipe, "create_model", lambda *_, **__: network)
    train(Request(name="nasnet_large", data="four", changes={"epochs": 3}, out=tmp_path / "out"))
    assert seen == pytest.approx([0, 0.1, 0.2])
