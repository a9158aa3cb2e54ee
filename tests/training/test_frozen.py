"""Parts that a run leaves alone: their numbers bit for bit, and modes and switches afterwards."""

import pytest
import torch
from torch import nn

from cnnkit.training import CheckpointError, fit


def network():
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.Dropout(0.5)),
        nn.Sequential(nn.ReLU(), nn.Conv2d(4, 4, 3), nn.BatchNorm2d(4)),
        nn.Sequential(nn.Flatten(), nn.Linear(64, 3)),
    )


def images():
    generator = torch.Generator().manual_seed(0)
    return torch.rand(12, 1, 8, 8, generator=generator), torch.arange(12) % 3


def moved(model, **options):
    """Names of the tensors that a run changed."""
    before = {name: value.clone() for name, value in model.state_dict().items()}
    fit(model, images(), epochs=2, batch_size=4, lr=1e-2, weight_decay=0.1, **options)
    return {name for name, value in model.state_dict().items() if not torch.equal(value, before[name])}


def test_frozen_parts_stay_bit_for_bit_and_the_others_move():
    everything = set(network().state_dict())
    assert moved(network()) == everything
    kept = {name for name in everything if name.startswith("0.")}
    assert moved(network(), frozen=["0"]) == everything - kept
    assert moved(network(), frozen=["0"], ema_decay=0.5) == everything - kept
    assert moved(network(), frozen=["0", "1"]) == {"2.1.weight", "2.1.bias"}
    assert moved(network(), frozen=("1.2",)) == everything - {n for n in everything if n.startswith("1.2.")}


def test_modes_and_gradient_switches_come_back():
    model = network()
    model[1][1].bias.requires_grad_(False)
    seen = []
    model[0][1].register_forward_pre_hook(lambda m, _: seen.append((m.training, m.weight.requires_grad)))
    fit(model, images(), epochs=1, frozen=["0", "1"])
    assert set(seen) == {(False, False)}
    assert all(part.training for part in model.modules())
    off = [name for name, weight in model.named_parameters() if not weight.requires_grad]
    assert off == ["1.1.bias"]
    assert [name for name, weight in model.named_parameters() if weight.grad is not None] == [
        "2.1.weight",
        "2.1.bias",
    ]


def test_a_module_in_eval_mode_stays_so_in_a_model_that_trains():
    statistics = {"0.1.running_mean", "0.1.running_var", "0.1.num_batches_tracked"}
    model = network()
    model[0][1].eval()
    assert moved(model) == set(model.state_dict()) - statistics
    assert [name for name, part in model.named_modules() if not part.training] == ["0.1"]
    assert moved(network().eval()) >= statistics  # as it comes from measuring


def test_a_frozen_run_learns_what_a_run_on_its_features_learns():
    torch.manual_seed(0)
    whole, head = network(), nn.Sequential(nn.Flatten(), nn.Linear(64, 3))
    head.load_state_dict(whole[2].state_dict())
    x, y = images()
    with torch.no_grad():
        maps = whole.eval()[:2](x)
    fit(whole.train(), (x, y), epochs=3, batch_size=5, frozen=["0", "1"])
    fit(head, (maps, y), epochs=3, batch_size=5)
    for name, value in head.state_dict().items():
        torch.testing.assert_close(whole[2].state_dict()[name], value, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    ("frozen", "hint"),
    [
        (["0.9"], "no part '0.9' to freeze; did you mean 0"),
        (["stem"], "no part 'stem' to freeze; its parts: 0, 1, 2"),
        ("0", r"frozen='0': want a list of names, as \['0'\]"),
        (["0", "1", "2"], "no weights to train: is all of it frozen"),
    ],
)
def test_what_cannot_be_frozen_is_refused_and_changes_nothing(frozen, hint):
    model = network()
    with pytest.raises(ValueError, match=hint):
        fit(model, images(), epochs=1, frozen=frozen)
    assert all(weight.requires_grad for weight in model.parameters())
    assert all(part.training for part in model.modules())


def test_a_run_goes_on_with_the_same_parts_frozen_only(tmp_path):
    model, file = network(), tmp_path / "run.pt"
    fit(model, images(), epochs=1, frozen=["0"], checkpoint=file)
    fit(model, images(), epochs=1, frozen=["0"], checkpoint=file, resume=True)
    with pytest.raises(CheckpointError, match=r"here frozen=\['1'\] \(there \['0'\]\)"):
        fit(model, images(), epochs=1, frozen=["1"], checkpoint=file, resume=True)
    with pytest.raises(
        CheckpointError, match=r"epochs=3 \(there 1\)\. A run cannot be lengthened.*--weights"
    ):
        fit(model, images(), epochs=3, frozen=["0"], checkpoint=file, resume=True)
