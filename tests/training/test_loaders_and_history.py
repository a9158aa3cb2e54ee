"""Where batches come from, what a run reports, and what it shows on a terminal."""

import io

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, TensorDataset

from cnnkit.training import evaluate, fit, progress


def images(n: int = 10) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.rand(n, 1, 6, 6, generator=torch.Generator().manual_seed(0)), torch.arange(n) % 3


def net() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Flatten(), nn.Dropout(0.2), nn.Linear(36, 3))


def batches(size: int = 4) -> list[tuple[torch.Tensor, torch.Tensor]]:
    x, y = images()
    return list(zip(x.split(size), y.split(size), strict=True))


def weights(model: nn.Module) -> torch.Tensor:
    return model[2].weight.detach()


def test_a_list_a_loader_and_a_function_are_the_same_batches():
    results = []
    for train in (batches(), DataLoader(TensorDataset(*images()), batch_size=4), lambda epoch: batches()):
        model = net()
        history = fit(model, train, epochs=3, cosine=True)
        assert history.steps == 9
        assert history.train_accuracy == []  # no pictures that are known to be clean
        results.append(weights(model))
    # a DataLoader draws a number at the start of each epoch, and so dropout draws other ones
    assert torch.equal(results[0], results[2])
    assert not torch.equal(results[0], results[1])


def test_measuring_does_not_change_the_training():
    def trained(test):
        model = net()
        fit(model, images(), test, epochs=3)
        return weights(model)

    loader = DataLoader(TensorDataset(*images()), batch_size=4, shuffle=True)
    assert torch.equal(trained(None), trained(images()))
    assert torch.equal(trained(None), trained(loader))


def test_measures_of_a_loader_are_those_of_its_images():
    model = net()
    expected = evaluate(model, *images())
    assert evaluate(model, batches(3)) == pytest.approx(expected)
    history = fit(net(), images(), batches(3), epochs=2)
    assert history.test_accuracy == pytest.approx(fit(net(), images(), images(), epochs=2).test_accuracy)


def test_loaders_hear_which_epoch_it_is():
    class Fresh(Dataset):
        heard = []

        def set_epoch(self, epoch):
            self.heard.append(epoch)

        def __len__(self):
            return 10

        def __getitem__(self, index):
            x, y = images()
            return x[index], y[index]

    fit(net(), DataLoader(Fresh(), batch_size=5), epochs=3)
    assert Fresh.heard == [0, 1, 2]


@pytest.mark.parametrize(
    ("train", "message"),
    [
        (iter(batches()), "does not say how many batches"),
        ([], "no batches"),
        (lambda epoch: (images()[0], images()[1][:3]), "10 inputs and 3 labels"),
    ],
)
def test_data_that_cannot_be_trained_on(train, message):
    with pytest.raises(ValueError, match=message):
        fit(net(), train, epochs=1)


def test_an_empty_loader_cannot_be_measured():
    with pytest.raises(ValueError, match="no batches to measure on"):
        evaluate(net(), [])


def test_history_has_an_entry_an_epoch_and_curves_of_them():
    history = fit(net(), images(), images(), epochs=3, cosine=True)
    curves = {(trace.xaxis, trace.name): list(trace.y) for trace in history.figure().data}
    assert curves == {
        ("x", "training"): history.loss,
        ("x", "held out"): history.test_loss,
        ("x2", "training"): history.train_accuracy,
        ("x2", "held out"): history.test_accuracy,
        ("x3", "step size"): history.lr,
    }
    assert all(len(values) == 3 for values in curves.values())
    assert len(history.images_per_second) == 3
    assert min(history.images_per_second) > 0
    shown = [trace.name for trace in history.figure().data if trace.showlegend is not False]
    assert shown == ["training", "held out"]  # once each


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_shows_how_far_and_how_fast(monkeypatch):
    for name, value in (("QUIET_S", -1.0), ("EVERY_S", -1.0)):
        monkeypatch.setattr(progress, name, value)
    monkeypatch.setattr("sys.stderr", terminal := Terminal())
    fit(net(), images(), images(), epochs=2, batch_size=5)
    shown = terminal.getvalue().split("\r")
    assert [text.split(" loss")[0] for text in shown if "━" in text] == [
        f"epoch {epoch}/2 {bar}" for epoch in (1, 2) for bar in ("━" * 10 + "─" * 10, "━" * 20)
    ]
    assert all("images/s" in text for text in shown[1:])
    assert shown[-1].startswith("epoch 2/2: loss")
    assert shown[-1].endswith("\n")


def test_elsewhere_it_is_quiet_unless_a_log_is_wanted(monkeypatch, capsys):
    monkeypatch.setattr(progress, "QUIET_S", -1.0)
    lines = []
    fit(net(), images(), images(), epochs=2)
    fit(net(), images(), images(), epochs=2, log=lines.append)
    assert capsys.readouterr() == ("", "")
    assert [line.split(": loss")[0] for line in lines] == ["epoch 1/2", "epoch 2/2"]
    assert all("held out 0." in line and "images/s" in line for line in lines)
