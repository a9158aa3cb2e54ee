"""Where batches come from, what a run reports, and what it shows on a terminal."""

import io

import pytest
import torch
from torch import nn
from torch.utils.data import BatchSampler, DataLoader, Dataset, DistributedSampler, TensorDataset

from cnnkit.training import evaluate, fit, progress
from cnnkit.training.batches import open_epoch, split


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
        (TensorDataset(*images()), r"got Tensor \(1, 6, 6\) and Tensor \(\); a data set .* in a DataLoader"),
        (tuple(part.numpy() for part in images()), r"got ndarray \(10, 1, 6, 6\); .* torch.from_numpy"),
        ((images()[0], torch.eye(3)[images()[1]]), r"got \(10, 3\); one-hot rows: use y.argmax\(dim=1\)"),
    ],
)
def test_data_that_cannot_be_trained_on(train, message):
    model = net()
    with pytest.raises(ValueError, match=message):
        fit(model, train, epochs=1)
    assert torch.equal(weights(model), weights(net()))


def test_held_out_labels_are_looked_at_before_the_training():
    model, (x, y) = net(), images()
    with pytest.raises(ValueError, match="one-hot rows"):
        fit(model, (x, y), (x, torch.eye(3)[y]), epochs=1)
    assert torch.equal(weights(model), weights(net()))


@pytest.mark.parametrize(
    ("n", "batch_size", "processes", "sizes"),
    [
        (9, 4, 1, [4, 5]),  # one image alone cannot be normalized over the batch
        (9, 4, 2, [4, 5]),
        (10, 4, 2, [4, 4, 2]),
        (10, 4, 3, [4, 6]),  # each process gets an image
        (8, 4, 4, [4, 4]),
        (3, 1, 1, [1, 1, 1]),
        (1, 4, 1, [1]),
        (5, 4, 1, [5]),
    ],
)
def test_a_last_batch_that_is_too_small_joins_the_one_before(monkeypatch, n, batch_size, processes, sizes):
    monkeypatch.setattr("cnnkit.training.distributed.count", lambda: processes)
    order = torch.randperm(n)
    batches = split(order, batch_size)
    assert [len(batch) for batch in batches] == sizes
    assert torch.equal(torch.cat(batches), order)


def test_one_image_left_over_and_batch_normalization():
    model = nn.Sequential(nn.Flatten(), nn.Linear(36, 3), nn.BatchNorm1d(3))
    assert fit(model, images(9), epochs=2, batch_size=4).steps == 4


@pytest.mark.parametrize(("n", "batch_size"), [(10, 2), (2, 8)])
def test_each_process_needs_an_image_a_step(monkeypatch, n, batch_size):
    monkeypatch.setattr("cnnkit.training.distributed.count", lambda: 3)
    with pytest.raises(ValueError, match=f"batch_size={batch_size} and {n} images: each of 3 processes"):
        open_epoch(images(n), 0, batch_size, torch.Generator())


def test_samplers_of_batches_hear_which_epoch_it_is():
    class Heard:
        def __init__(self):
            self.heard = []

        def set_epoch(self, epoch):
            self.heard.append(epoch)

        def __len__(self):
            return 2

        def __iter__(self):
            return iter([[0, 1, 2], [3, 4]])

    own, data = Heard(), TensorDataset(*images())
    fit(net(), DataLoader(data, batch_sampler=own), epochs=2)
    assert own.heard == [0, 1]
    inner = DistributedSampler(data, num_replicas=2, rank=0)
    fit(net(), DataLoader(data, batch_sampler=BatchSampler(inner, 3, False)), epochs=2)
    assert inner.epoch == 1


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


@pytest.mark.parametrize("order", ["sorted", "in turn"])
def test_the_training_accuracy_of_many_is_that_of_a_fair_sample(order):
    x, y = torch.zeros(4000, 1), torch.arange(4000)
    model = nn.Linear(1, 4)
    nn.init.zeros_(model.weight)
    with torch.no_grad():
        model.bias.copy_(torch.tensor([1.0, 0, 0, 0]))  # always says 0, which a quarter is
    history = fit(model, (x, y // 1000 if order == "sorted" else y % 4), epochs=1, batch_size=4000, lr=1e-9)
    assert history.train_accuracy == pytest.approx([0.25], abs=0.03)


def test_processes_distort_tensors_alike_and_a_loaders_batches_each_its_own(monkeypatch):
    def drawn(train, rank):
        seen = []
        monkeypatch.setattr("cnnkit.training.distributed.rank", lambda: rank)
        fit(
            net(), train, epochs=1, batch_size=10,
            augment=lambda x, generator: seen.append(torch.rand(1, generator=generator).item()) or x,
        )  # fmt: skip
        return seen

    assert drawn(images(), 0) == drawn(images(), 1)
    assert drawn(batches(), 0) == drawn(batches(), 0)
    assert set(drawn(batches(), 0)).isdisjoint(drawn(batches(), 1))


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
