"""`cnnkit train capsnet` minimizes the paper's whole loss, so that its decoder learns to draw."""

import pytest
import torch

from cnnkit.models.capsnet import capsnet
from cnnkit.recipes import pictures
from cnnkit.recipes.pictures import Pictures
from cnnkit.recipes.train import Request, train
from cnnkit.training import fit, load_checkpoint

MEAN, STD = 0.13, 0.31


def papers_loss(network, x, y, pixels):
    """Equation 4 and section 4.1, picture by picture and class by class."""
    total = 0.0
    for i in range(len(x)):
        capsules = network.head(network.body(network.stem(x[i : i + 1])))[0]
        for k, capsule in enumerate(capsules):
            length = capsule.square().sum().sqrt().item()
            total += max(0, 0.9 - length) ** 2 if k == y[i] else 0.5 * max(0, length - 0.1) ** 2
        masked = torch.zeros(1, 160)
        masked[0, y[i] * 16 : y[i] * 16 + 16] = capsules[y[i]]
        total += 0.0005 * (network.decoder(masked) - pixels[i]).square().sum().item()
    return total / len(x)


def mirrored(x, generator):
    return x.flip(-1)


@pytest.mark.parametrize("facts", [{}, {"mean": [MEAN], "std": [STD]}], ids=["pixels", "normalized"])
def test_the_command_trains_margins_and_drawing(facts, tmp_path, monkeypatch):
    torch.manual_seed(3)
    pixels, y = torch.rand(3, 1, 28, 28), torch.tensor([4, 0, 9])
    x = (pixels - MEAN) / STD if facts else pixels
    names = tuple("0123456789")
    made = Pictures((x, y), (x, y), 3, (1, 28, 28), names, mirrored, facts)
    monkeypatch.setitem(pictures.DATA, "three", ("small", lambda wanted: made))
    train(Request(name="capsnet", data="three", changes={"epochs": 1}, out=tmp_path / "out"))

    torch.manual_seed(0)  # the run's first weights
    fresh = capsnet()
    saved = load_checkpoint(tmp_path / "out" / "checkpoint.pt")
    with torch.no_grad():
        expected = papers_loss(fresh, x.flip(-1), y, pixels.flip(-1))  # it draws what it has seen
    assert saved["history"]["loss"] == [pytest.approx(expected, rel=1e-4)]
    before = fresh.state_dict()
    for name, value in saved["model"].items():
        assert not torch.equal(value, before[name]), name


@pytest.mark.parametrize("name", ["mixup", "label_smoothing"])
def test_an_objective_takes_one_label_an_image(name):
    data = torch.rand(2, 1, 28, 28), torch.tensor([0, 1])
    with pytest.raises(ValueError, match=f"{name}=0.2.* an objective takes one label an image"):
        fit(torch.nn.Flatten(), data, epochs=1, objective=print, **{name: 0.2})
