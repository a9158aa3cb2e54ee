"""Files of weights that a user has: what they say of themselves is believed, and advice can be followed."""

import re
from collections import OrderedDict

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from cnnkit.cli import main
from cnnkit.models import create_model, list_models, model_info, weights_info
from cnnkit.models.create import _looks_like
from cnnkit.models.published.as_trained import differing
from cnnkit.training.history import History
from tests.models.published.test_published_weights import fake, publish

__all__ = ["publish"]  # a fixture


@pytest.fixture
def saved(tmp_path):
    """Writes a state dict: with metadata as a safetensors file, without as torch's."""

    def save(state, **metadata):
        path = tmp_path / ("weights.safetensors" if metadata else "weights.pth")
        save_file(state, path, metadata=metadata) if metadata else torch.save(state, path)
        return path

    return save


def holds(model, state):
    return all(torch.equal(tensor, state[key]) for key, tensor in model.state_dict().items())


def changed(model, advice):
    """The model after what an error advises, with first layers of 3 channels."""
    layers = re.search(r"replace (.*) by your own \(model\.set_submodule\)", advice)[1].split(", ")
    for name in layers:
        old = model.get_submodule(name)
        model.set_submodule(name, nn.Conv2d(3, old.out_channels, old.kernel_size, old.stride, old.padding))
    for attribute, value in re.findall(r"set model\.(\w+) = (\d+)", advice):
        setattr(model, attribute, int(value))
    return model


@pytest.mark.parametrize(("name", "variant"), [("plain20_cifar", None), ("nin_cifar10", "caffe")])
def test_a_run_of_train_loads_by_name_and_path_alone(name, variant, tmp_path, monkeypatch):
    trained = []

    def fit(model, *arguments, **settings):  # a run without steps
        trained.append(model)
        return History(seed=0, test_accuracy=[0.1])

    monkeypatch.setattr("cnnkit.recipes.train.fit", fit)
    command = ["train", name, "--data", "digits", "--device", "cpu", "--out", str(tmp_path)]
    assert main([*command, "--variant", variant] if variant else command) == 0
    path = tmp_path / "weights.safetensors"
    for model in (
        create_model(name, weights=path),
        create_model(name, num_classes=10, in_channels=1, variant=variant, weights=path),
    ):
        assert holds(model, trained[0].state_dict())
        assert torch.equal(model.eval()(x := torch.rand(2, 1, 32, 32)), trained[0].eval()(x))


def test_what_a_file_says_of_its_classes_and_channels_is_taken_and_others_are_refused(saved):
    state = create_model("lenet5", num_classes=4, in_channels=2).state_dict()
    path = saved(state, network="lenet5", num_classes="4", in_channels="2")
    assert holds(create_model("lenet5", weights=path), state)
    assert holds(create_model("lenet5", num_classes=4, in_channels=2, weights=path), state)
    with pytest.warns(
        UserWarning, match=r"weights\.safetensors of lenet5 are for other classes\. .*head\.5;"
    ):
        assert create_model("lenet5", num_classes=7, weights=path).head[5].out_features == 7
    with pytest.raises(ValueError, match="trained with in_channels=2, got 3"):
        create_model("lenet5", in_channels=3, weights=path)
    path = saved(state, format="pt")  # says nothing: the caller does
    assert holds(create_model("lenet5", num_classes=4, in_channels=2, weights=path), state)


def test_a_file_that_says_another_network_is_refused_though_it_would_fit(saved):
    path = saved(create_model("plain20_cifar").state_dict(), network="plain20_cifar", variant="paper")
    with pytest.raises(
        ValueError, match=r"weights\.safetensors says .* 'plain20_cifar'; asked for was 'resnet20_cifar'"
    ):
        create_model("resnet20_cifar", weights=path)


def test_the_variant_that_a_file_says_is_the_one_that_is_built(saved):
    path = saved(create_model("nin_cifar10").state_dict(), network="nin_cifar10", variant="caffe")
    x = torch.rand(1, 3, 32, 32)
    with torch.no_grad():
        built, caffe = (
            create_model("nin_cifar10", variant=variant, weights=path).eval()(x)
            for variant in (None, "caffe")
        )
    assert torch.equal(built, caffe)
    with pytest.raises(ValueError, match=r"fit variant 'caffe', .*; variant 'paper' does not"):
        create_model("nin_cifar10", variant="paper", weights=path)
    path = saved(create_model("nin_cifar10").state_dict(), variant="coffee")
    for variant in (None, "paper"):
        with pytest.raises(
            ValueError, match="says variant='coffee'; nin_cifar10 has the variants paper, caffe"
        ):
            create_model("nin_cifar10", variant=variant, weights=path)


def test_after_the_advice_a_network_reads_other_channels():
    with pytest.raises(ValueError, match=r"load them without in_channels, then replace stem\.0 ") as error:
        create_model("lenet5", weights="digits", in_channels=3)
    model = changed(create_model("lenet5", weights="digits"), str(error.value))
    assert model(torch.rand(2, 3, 32, 32)).shape == (2, 10)


@pytest.mark.parametrize("weights", ["imagenet", "path"])
@pytest.mark.parametrize(("name", "heads"), [("googlenet", 3), ("mobilenet_v2", 1)])
def test_with_other_classes_every_head_is_new_and_all_else_is_loaded(name, heads, weights, publish):
    state = fake(name)
    path = publish(name, state)
    whole = create_model(name, weights=path).state_dict()
    with pytest.warns(UserWarning, match="New and untrained, for num_classes=5: ") as told:
        model = create_model(name, num_classes=5, weights=path if weights == "path" else "imagenet")
    assert told[0].filename == __file__
    new = model_info(name).classifiers
    assert len(new) == heads
    assert f"num_classes=5: {', '.join(new)}; all else is loaded" in str(told[0].message)
    for key, tensor in model.state_dict().items():
        if key.rpartition(".")[0] in new:
            assert len(tensor) == 5
        else:
            assert torch.equal(tensor, whole[key])
    with pytest.raises(ValueError, match=r"in_channels=3, got 1: .* and set model\.in_channels = 1$"):
        create_model(name, in_channels=1, weights=path)


# Layers that are no Conv2d or Linear, a decoder, several first layers, words, heads beside the head.
@pytest.mark.parametrize(
    "name", ["lenet5_1998", "capsnet", "fractalnet20_cifar", "imdb_conv1d", "googlenet", "nasnet_mobile"]
)
def test_the_layers_that_are_named_are_all_that_differ(name):
    entry = model_info(name)
    options = {"num_classes": entry.num_classes, "in_channels": entry.input_shape[0]}
    if len(entry.input_shape) == 1:
        del options["in_channels"]
    for key, value in options.items():
        other = max(value - 1, 2) if key == "num_classes" else 16
        layers = differing(entry.builder, options, key, other)
        if key == "num_classes":
            assert layers == list(entry.classifiers)
        with torch.device("meta"):
            model, wanted = (entry.builder(**options | {key: number}) for number in (value, other))
        for layer in layers:
            assert not list(model.get_submodule(layer).children())  # not the whole head
            model.set_submodule(layer, wanted.get_submodule(layer))
        assert repr(model) == repr(wanted)
        assert shapes(model) == shapes(wanted)


def shapes(model):
    return {key: tensor.shape for key, tensor in model.state_dict().items()}


def test_a_published_file_with_classes_of_ones_own_still_loads(saved):
    """Fine-tuned in the library that it comes from: neither 1000 classes nor our names."""
    state = fake("mobilenet_v2")
    for key in ("classifier.1.weight", "classifier.1.bias"):
        state[key] = state[key][:7].clone()
    path = saved(state)
    model = create_model("mobilenet_v2", num_classes=7, weights=path)
    assert torch.equal(model.state_dict()["head.3.bias"], state["classifier.1.bias"])
    with pytest.warns(UserWarning, match=r"num_classes=9: head\.3;"):
        again = create_model("mobilenet_v2", num_classes=9, weights=path)
    assert torch.equal(again.state_dict()["stem.norm.bias"], model.state_dict()["stem.norm.bias"])
    with pytest.raises(ValueError, match=r"not the weights of torchvision mobilenet_v2 .*is \(7,"):
        create_model("mobilenet_v2", weights=path)


def checkpoint_of_lenet():
    return {"epoch": 3, "state_dict": create_model("lenet5").state_dict(), "optimizer": {"lr": 0.1}}


def test_a_checkpoint_names_the_key_of_the_weights_in_it(tmp_path):
    torch.save(checkpoint_of_lenet(), tmp_path / "run.pth")
    way = r"under 'state_dict': torch\.save\(torch\.load\(.*\)\['state_dict'\], 'weights\.pt'\)$"
    with pytest.raises(ValueError, match=rf"holds dict of epoch, state_dict, optimizer, .*{way}"):
        create_model("lenet5", weights=tmp_path / "run.pth")
    torch.save(torch.load(tmp_path / "run.pth", weights_only=True)["state_dict"], tmp_path / "weights.pt")
    model = create_model("lenet5", weights=tmp_path / "weights.pt")
    assert holds(model, torch.load(tmp_path / "run.pth", weights_only=True)["state_dict"])


@pytest.mark.parametrize(
    ("name", "variant", "slim"),
    [
        ("googlenet", "paper", "no_heads"),
        ("capsnet", "paper", "no_decoder"),
    ],
)
def test_a_file_with_auxiliary_parts_loads_into_the_variant_without_them(name, variant, slim, saved):
    whole = create_model(name, variant=variant, num_classes=3)
    for path in (
        saved(whole.state_dict(), network=name, variant=variant, num_classes="3"),
        saved(whole.state_dict()),
    ):
        model = create_model(name, variant=slim, num_classes=3, weights=path)
        assert holds(model, whole.state_dict())
    path = saved(model.state_dict(), network=name, variant=slim, num_classes="3")
    with pytest.raises(ValueError, match=rf"fit variant '{slim}', .*variant '{variant}' does not"):
        create_model(name, variant=variant, weights=path)


@pytest.mark.parametrize("name", ["googlenet", pytest.param("inception_v3", marks=pytest.mark.slow)])
def test_published_weights_load_without_their_auxiliary_heads_too(name, publish):
    path = publish(name, fake(name))
    whole = create_model(name, weights="imagenet")
    for weights in ("imagenet", path):
        model = create_model(name, variant="torchvision_no_heads", weights=weights)
        assert holds(model, whole.state_dict())
        with pytest.raises(ValueError, match="fit variant 'torchvision' or 'torchvision_no_heads', "):
            create_model(name, variant="no_heads", weights=weights)


@pytest.mark.parametrize(
    ("field", "text", "legal"),
    [
        ("num_classes", "ten", "a whole number of at least 1"),
        ("num_classes", "0", "a whole number of at least 1"),
        ("in_channels", "1.0", "a whole number of at least 1"),
        ("classes", "a,b", "a JSON list of names"),
        ("classes", "[1, 2]", "a JSON list of names"),
        ("classes", '"ab"', "a JSON list of names"),
        ("preparation", "224", "a JSON object with resize, crop, mean and std"),
        ("preparation", '{"resize": 224}', "a JSON object with resize, crop, mean and std"),
        ("preparation", '{"resize": 9, "crop": 9, "mean": [0], "std": [1]}', "a JSON object with"),
    ],
)
def test_broken_metadata_are_named_with_file_and_field(field, text, legal, saved, monkeypatch, tmp_path):
    path = saved(create_model("lenet5").state_dict(), **{field: text})
    expected = re.escape(f"weights.safetensors says {field}={text!r}; legal: {legal}")
    with pytest.raises(ValueError, match=expected):
        create_model("lenet5", weights=path)
    monkeypatch.setattr("cnnkit.models.create.WEIGHTS", tmp_path)
    path.rename(tmp_path / "lenet5_digits.safetensors")
    with pytest.raises(ValueError, match=expected.replace("weights", "lenet5_digits")):
        weights_info("lenet5", "digits")


@pytest.mark.parametrize("metadata", [{}, {"network": "lenet5"}], ids=["torch", "safetensors"])
@pytest.mark.parametrize("wrapper", ["module.", "_orig_mod.", "module._orig_mod.", "_orig_mod.module."])
def test_what_wrappers_put_before_the_names_is_left_out(wrapper, metadata, saved):
    state = create_model("lenet5").state_dict()
    path = saved({wrapper + key: tensor for key, tensor in state.items()}, **metadata)
    assert holds(create_model("lenet5", weights=path), state)


def test_names_of_real_wrappers_are_left_out(saved):
    model = create_model("lenet5")
    path = saved(torch.compile(nn.DataParallel(model)).state_dict())
    assert holds(create_model("lenet5", weights=path), model.state_dict())


def test_half_wrapped_names_stay_as_they_are(saved):
    state = create_model("lenet5").state_dict()
    path = saved({("module." if i else "") + key: tensor for i, (key, tensor) in enumerate(state.items())})
    with pytest.raises(ValueError, match=r"9 missing .*9 unknown \(module\."):
        create_model("lenet5", weights=path)


@pytest.mark.parametrize("name", [name for name in list_models() if model_info(name).params < 3_000_000])
def test_every_networks_own_file_is_recognised(name):
    with torch.device("meta"):
        state = create_model(name).state_dict()
    assert re.search(rf"weights, as .*\b{name}\b", _looks_like(state))


@pytest.mark.parametrize("number", [np.int64(3), np.uint8(3), torch.tensor(3)])
def test_whole_numbers_of_other_libraries_are_whole_numbers(number):
    model = create_model("lenet5", num_classes=number, in_channels=number)
    assert (model.in_channels, type(model.in_channels)) == (3, int)
    assert model.head[5].out_features == 3


@pytest.mark.parametrize("number", [True, np.True_, np.float64(3), torch.tensor(2.5), "3", [3]])
def test_what_is_no_whole_number_is_refused(number):
    with pytest.raises(ValueError, match="in_channels must be a whole number of at least 1"):
        create_model("lenet5", in_channels=number)


@pytest.mark.parametrize("other", ["state", 7, torch.zeros(2)])
def test_weights_of_another_type_are_named_by_their_type(other):
    weights = create_model("lenet5").state_dict() if other == "state" else other
    for ask in (lambda: create_model("lenet5", weights=weights), lambda: weights_info("lenet5", weights)):
        with pytest.raises(ValueError, match=r"^weights is a ") as error:
            ask()
        assert type(weights).__name__ in str(error.value)
        assert "legal: None, 'digits', or the Path of a file" in str(error.value)
        assert len(str(error.value)) < 200


@pytest.mark.parametrize("odd", [torch.Tensor.to_sparse, lambda tensor: tensor.to(torch.complex64)])
def test_numbers_that_cannot_be_copied_whole_are_refused(odd, saved):
    state = create_model("lenet5").state_dict()
    path = saved(OrderedDict(state, **{"head.1.weight": odd(state["head.1.weight"])}))
    with pytest.raises(ValueError, match=r"1 complex or sparse \(head\.1\.weight\)"):
        create_model("lenet5", weights=path)


def test_a_file_whose_names_are_no_text_is_refused(saved):
    with pytest.raises(ValueError, match="holds dict of 0, not a state dict: tensors by name"):
        create_model("lenet5", weights=saved({0: torch.zeros(1)}))
