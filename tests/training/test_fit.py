"""The training loop: it learns, repeats, restores, and stops with a word when the loss is no number."""

import re

import pytest
import torch
from torch import nn

from cnnkit.training import (
    TrainingError,
    accuracy,
    binary_cross_entropy,
    confusion_matrix,
    evaluate,
    fit,
    topk_accuracy,
)


def small_net(seed: int = 0) -> nn.Module:
    torch.manual_seed(seed)
    return nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Dropout(0.1), nn.Flatten(), nn.Linear(8 * 36, 4))


def eight_images() -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    return torch.rand(8, 1, 8, 8, generator=generator), torch.arange(8) % 4


def test_fit_overfits_eight_images():
    model = small_net()
    history = fit(model, eight_images(), epochs=60, lr=1e-2, batch_size=8)
    assert evaluate(model, *eight_images()).accuracy == 1.0
    assert history.loss[-1] < 0.1 * history.loss[0]
    assert len(history.loss) == len(history.train_accuracy) == 60
    assert history.steps == 60
    assert history.test_accuracy == []


def test_the_last_small_batch_is_used():
    history = fit(small_net(), eight_images(), eight_images(), epochs=2, batch_size=3)
    assert history.steps == 6  # 3 + 3 + 2 images, twice
    assert len(history.test_accuracy) == 2


def test_the_same_seed_gives_the_same_weights_and_leaves_the_random_state():
    weights = []
    for _ in range(2):
        model = small_net()
        before = torch.get_rng_state()
        fit(model, eight_images(), epochs=3, batch_size=3, seed=7)
        assert torch.equal(torch.get_rng_state(), before)
        weights.append(model[0].weight.detach().clone())
        torch.rand(5)
    assert torch.equal(*weights)


def test_fresh_pictures_and_augmentation_are_asked_each_time():
    epochs, batches = [], []

    def pictures(epoch):
        epochs.append(epoch)
        return eight_images()

    def look(x, generator):
        batches.append(len(x))
        return x

    fit(small_net(), pictures, epochs=3, batch_size=6, augment=look)
    assert epochs == [0, 1, 2]
    assert batches == [6, 2] * 3


def test_modes_come_back_also_after_an_error():
    model = small_net().eval()
    model[2].train()
    fit(model, eight_images(), epochs=1)
    evaluate(model, *eight_images())
    with pytest.raises(TrainingError):
        fit(model, (torch.full((8, 1, 8, 8), float("nan")), torch.zeros(8).long()), epochs=1)
    assert not model.training
    assert not model[0].training
    assert model[2].training


@pytest.mark.parametrize(
    ("optimizer", "lr", "advice"),
    [("adamw", 5e-4, "5e-05"), ("adamw", 0.5, "0.001"), ("sgd", 0.5, "0.05"), ("sgd", 1e6, "0.1")],
)
def test_a_loss_that_is_no_number_stops_with_advice(optimizer, lr, advice):
    x, y = eight_images()
    words = f"nan in epoch 1, step 1, at lr={lr:g}: try a smaller lr (say {advice}),"
    with pytest.raises(TrainingError, match=re.escape(words)):
        fit(small_net(), (x * float("inf"), y), epochs=1, lr=lr, optimizer=optimizer)


def test_weights_that_are_no_numbers_after_the_last_step_stop_too():
    model, (x, y) = nn.Sequential(nn.Flatten(), nn.Linear(64, 4)), eight_images()
    with pytest.raises(TrainingError, match="not finite after step 1, at lr=1e\\+20: try a smaller lr"):
        fit(model, (1e30 * x, y), epochs=1, batch_size=8, lr=1e20, optimizer="sgd")


def test_evaluate_uses_eval_mode_and_all_rows():
    model = nn.Sequential(nn.Flatten(), nn.Dropout(0.5), nn.Linear(64, 4))
    x, y = eight_images()
    assert evaluate(model, x, y, batch_size=3) == pytest.approx(evaluate(model, x, y))
    assert all(parameter.grad is None for parameter in model.parameters())


def test_one_logit_and_two_classes():
    x = torch.randn(40, 3, generator=torch.Generator().manual_seed(0))
    y = (x[:, 0] > 0).long()
    model = nn.Linear(3, 1)
    fit(model, (x, y), epochs=60, lr=0.05, batch_size=8, loss=binary_cross_entropy)
    assert evaluate(model, x, y, loss=binary_cross_entropy).accuracy > 0.9


def test_cosine_lets_the_steps_shrink():

    def last_step_over_first(cosine):
        model = nn.Linear(1, 2, bias=False)
        nn.init.zeros_(model.weight)
        x, y = torch.ones(4, 1), torch.zeros(4).long()
        seen = [0.0]
        fit(
            model,
            (x, y),
            epochs=20,
            lr=0.01,
            cosine=cosine,
            after_epoch=lambda _: seen.append(model.weight[0, 0].item()),
        )
        return (seen[-1] - seen[-2]) / (seen[1] - seen[0])

    assert last_step_over_first(cosine=True) < 0.05 < last_step_over_first(cosine=False)


@pytest.mark.parametrize(
    ("settings", "message"),
    [({"lr": 0.0}, "positive"), ({"lr": float("nan")}, "positive"), ({"batch_size": 0}, "at least 1")],
)
def test_illegal_settings(settings, message):
    with pytest.raises(ValueError, match=message):
        fit(small_net(), eight_images(), epochs=1, **settings)


def test_labels_and_inputs_must_match():
    x, y = eight_images()
    with pytest.raises(ValueError, match="8 inputs and 7 labels"):
        fit(small_net(), (x, y[:7]), epochs=1)


def test_topk():
    logits = torch.tensor([[3.0, 2.0, 1.0], [3.0, 2.0, 1.0], [3.0, 2.0, 1.0], [1.0, 2.0, 3.0]])
    y = torch.tensor([0, 1, 2, 2])
    assert [topk_accuracy(logits, y, k) for k in (1, 2, 3)] == [0.5, 0.75, 1.0]
    assert accuracy(logits, y) == 0.5


@pytest.mark.parametrize(
    ("logits", "y", "k", "message"),
    [
        (torch.zeros(2, 3), torch.tensor([0, 1]), 4, "1 to 3"),
        (torch.zeros(2, 3), torch.tensor([0, 3]), 1, "3 columns"),
        (torch.zeros(2, 3), torch.tensor([0]), 1, r"\(2, 3\) and \(1,\)"),
        (torch.zeros(2, 3), torch.tensor([0.0, 1.0]), 1, "one-hot"),
        (torch.zeros(0, 3), torch.zeros(0).long(), 1, "no rows"),
    ],
)
def test_topk_errors(logits, y, k, message):
    with pytest.raises(ValueError, match=message):
        topk_accuracy(logits, y, k)


def test_confusion_rows_are_truth():
    matrix = confusion_matrix(pred=torch.tensor([1, 1, 0]), y=torch.tensor([0, 0, 2]), n=3)
    assert matrix.tolist() == [[0, 2, 0], [0, 0, 0], [1, 0, 0]]


@pytest.mark.parametrize(
    ("pred", "y", "message"),
    [
        (torch.tensor([3]), torch.tensor([0]), "pred goes from 3 to 3"),
        (torch.tensor([0]), torch.tensor([-1]), "y goes from -1"),
        (torch.zeros(2, 3), torch.tensor([0, 1]), "argmax"),
        (torch.tensor([0.0]), torch.tensor([0]), "integers"),
    ],
)
def test_confusion_errors(pred, y, message):
    with pytest.raises(ValueError, match=message):
        confusion_matrix(pred, y, 3)
