"""Small weights that ship: the file says what network it is for."""

import json

import pytest
import torch
from safetensors.torch import save_file

import cnnkit.models.create as create
from cnnkit.models import create_model, model_info, weights_info
from cnnkit.models.published.files import PUBLISHED


@pytest.fixture
def ship(tmp_path, monkeypatch):
    """Ships weights "mine" with lenet5."""
    monkeypatch.setattr(create, "WEIGHTS", tmp_path)
    entry = create.replace(model_info("lenet5"), weights=("mine",))
    monkeypatch.setitem(create._BY_NAME, "lenet5", entry)

    def put(model, **metadata):
        save_file(model.state_dict(), tmp_path / "lenet5_mine.safetensors", metadata=metadata or None)

    return put


def test_the_network_is_built_with_the_files_own_classes_and_channels(ship):
    source = create_model("lenet5", num_classes=3, in_channels=2)
    names = ["disk", "ring", "bar"]
    ship(source, num_classes="3", in_channels="2", classes=json.dumps(names), seed="0")
    loaded = create_model("lenet5", weights="mine")
    x = torch.rand(1, 2, 32, 32)
    assert torch.equal(loaded(x), source(x))
    info = weights_info("lenet5", "mine")
    assert (info.num_classes, info.in_channels, info.variants) == (3, 2, ("modern",))
    assert info.classes == tuple(names)
    assert info.facts == {"seed": "0"}
    create_model("lenet5", num_classes=3, in_channels=2, weights="mine")
    with pytest.warns(
        UserWarning, match=r"weights 'mine' of lenet5 are for other classes\. .*num_classes=10: "
    ):
        create_model("lenet5", num_classes=10, weights="mine")
    with pytest.raises(ValueError, match="'mine' of lenet5 were trained with in_channels=2, got 1"):
        create_model("lenet5", in_channels=1, weights="mine")


def test_what_a_file_does_not_say_is_the_networks_default(ship):
    ship(create_model("lenet5"))
    info = weights_info("lenet5", "mine")
    assert (info.num_classes, info.in_channels, info.classes) == (10, 1, ())
    create_model("lenet5", weights="mine")


def test_a_file_for_another_variant_or_another_network_is_refused(ship):
    ship(create_model("lenet5"), variant="other")
    with pytest.raises(ValueError, match=r"fit variant 'other'.*; variant 'modern' does not"):
        create_model("lenet5", weights="mine")
    ship(create_model("lenet5"), num_classes="11")
    with pytest.raises(ValueError, match=r"lenet5: not a state dict of this network.*\(10,\), here \(11,\)"):
        create_model("lenet5", weights="mine")


def test_a_trained_file_says_which_variant_is_in_it(tmp_path):
    path = tmp_path / "weights.safetensors"
    state = create_model("nin_cifar10").state_dict()
    save_file(state, path, metadata={"network": "nin_cifar10", "variant": "caffe"})
    create_model("nin_cifar10", variant="caffe", weights=path)
    with pytest.raises(ValueError, match=r"weights\.safetensors of nin_cifar10 fit variant 'caffe'"):
        create_model("nin_cifar10", variant="paper", weights=path)
    state = create_model("resnet18").state_dict()  # the variants of one function may exchange their files
    save_file(state, path, metadata={"network": "resnet18", "variant": "option_b"})
    create_model("resnet18", variant="torchvision", weights=path)


def test_what_ships_loads_and_what_is_missing_is_named(monkeypatch, tmp_path):
    for name in create.list_models():
        for weights in model_info(name).weights:
            if weights != "imagenet" or name not in PUBLISHED:
                info = weights_info(name, weights)
                model = create_model(name, weights=weights)
                assert not info.classes or len(info.classes) == info.num_classes
                assert model.in_channels == info.in_channels
    monkeypatch.setattr(create, "WEIGHTS", tmp_path)
    with pytest.raises(ValueError, match=r"lenet5_digits\.safetensors is missing from the package"):
        create_model("lenet5", weights="digits")
