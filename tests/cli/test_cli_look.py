"""`cnnkit look`: every method writes its picture of a photograph; what is wrong is said."""

import re
import subprocess
import sys

import numpy as np
import pytest
import torch
from PIL import Image

from cnnkit import visualize
from cnnkit.cli import main
from cnnkit.data.photos import photo
from cnnkit.recipes.look_methods import RUNS
from cnnkit.recipes.look_options import METHODS

# Parts of methods, measures, and what looks at weights or a whole data set, not at a picture.
NO_PICTURE = {
    "Rounded", "common_range", "distances", "field_of", "field_on_picture", "filter_normalized_direction",
    "gradient_by_path_length", "lesion", "linear_probe", "loss_surface", "path_lengths", "psnr",
    "residual_blocks", "robustness_curve", "share_right", "silent_channels", "sparsity", "to_display",
    "total_variation",
}  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder that the command runs in; it holds a wide photograph of coffee, and no network is asked."""
    monkeypatch.setattr("socket.socket.connect", lambda *a: pytest.fail("asked the network"))
    monkeypatch.chdir(tmp_path)
    pixels = (photo("coffee", (120, 160)) * 255).round().byte().permute(1, 2, 0).numpy()
    Image.fromarray(pixels).save("coffee.png")
    return tmp_path


def pixels(path):
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def test_every_method_of_the_package_is_there():
    functions = {name.replace("-", "_") for name in METHODS}
    assert functions == set(visualize._HOMES) - NO_PICTURE
    assert set(visualize._HOMES) >= NO_PICTURE
    assert list(METHODS) == list(RUNS)


def quick(method):
    """Options that make a method quick."""
    return ["--steps", "2"] if "steps" in METHODS[method].takes else []


@pytest.mark.parametrize("method", METHODS)
def test_every_method_writes_a_picture_that_shows_something(method, folder, capsys):
    assert main(["look", method, "coffee.png", "--size", "64", *quick(method)]) == 0
    *said, path = capsys.readouterr().out.splitlines()
    assert path == f"coffee-{method}.png"
    assert len(said) == 1
    found = pixels(folder / path)
    assert min(found.shape[:2]) >= 64
    right = found[:, found.shape[1] // 2 :]
    assert right.std() > 3


@pytest.mark.parametrize(
    "method", ["smoothgrad", "deep-dream", "maximize-activation", "invert-features", "equal-noise"]
)
def test_seeds_are_heard(method, folder):
    for seed in ("1", "1", "2"):
        assert (
            main(
                [
                    "look",
                    method,
                    "coffee.png",
                    "--size",
                    "48",
                    *quick(method),
                    "--seed",
                    seed,
                    "-o",
                    f"{seed}.png",
                ]
            )
            == 0
        )
    assert not np.array_equal(pixels("1.png"), pixels("2.png"))


def test_classes_are_taken_by_name_and_by_number(folder, capsys):
    for wanted in ("Espresso", "967"):
        assert main(["look", "grad-cam", "coffee.png", "--class", wanted, "-o", f"{wanted}.webp"]) == 0
        assert capsys.readouterr().out.splitlines()[0] == "light: body.fire9 speaks for espresso"
    assert np.array_equal(pixels("Espresso.webp"), pixels("967.webp"))
    assert main(["look", "grad-cam", "coffee.png", "--class", "red wine", "-o", "wine.png"]) == 0
    assert not np.array_equal(pixels("Espresso.webp"), pixels("wine.png"))


def test_an_attack_says_what_it_did(folder, capsys):
    assert main(["look", "pgd", "coffee.png", "--eps", "0.01", "--steps", "4"]) == 0
    said = capsys.readouterr().out.splitlines()[0]
    assert said.startswith("espresso (")
    assert " becomes " in said
    assert "becomes espresso" not in said
    found = pixels(folder / "coffee-pgd.png").astype(int)
    assert abs(found[:, :224] - found[:, -224:]).max() <= 3


def test_other_networks_get_the_picture_as_they_were_trained(folder, capsys, monkeypatch):
    """A network with a mean and a spread of its own; its weights would be downloaded: here they are new."""
    from cnnkit.recipes import look as module

    seen, real = [], module.create_model

    def untrained(name, weights):
        torch.manual_seed(0)
        model = real(name)
        model.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))
        return model

    monkeypatch.setattr(module, "create_model", untrained)
    arguments = ["--model", "resnet18", "--layer", "body.stage3", "--size", "64"]
    assert main(["look", "grad-cam", "coffee.png", *arguments]) == 0
    assert capsys.readouterr().out.startswith("light: body.stage3 speaks for ")
    mean, std = (torch.tensor(c)[:, None, None] for c in ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)))
    left = torch.from_numpy(pixels("coffee-grad-cam.png")[:, :64] / 255).permute(2, 0, 1)
    assert torch.allclose(seen[0][0].double(), (left - mean) / std, atol=0.02)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["saliensy", "coffee.png"], "no method 'saliensy'; did you mean saliency?"),
        (["xyz", "coffee.png"], "no method 'xyz'; there are activations, "),
        (["saliency", "no.jpg"], "no such file: no.jpg"),
        (["saliency", "coffee.png", "--eps", "1"], "saliency takes no --eps; .* it takes --class$"),
        (["filter-grid", "coffee.png", "--steps", "1"], "takes no --steps; .* takes none of these"),
        (["cam", "coffee.png", "--class", "expresso"], "no class is called 'expresso'; did you mean "),
        (["saliency", "coffee.png", "--class", "1000"], "--class 1000: there are 1000 classes, 0 to 999"),
        (["saliency", "coffee.png", "--class", "###"], "no class is called '###'; `cnnkit classify` shows"),
        (["grad-cam", "coffee.png", "--layer", "body.fire99"], "--layer: .* 'body.fire99'; did you mean "),
        (["saliency", "coffee.png", "--model", "resnet81"], "resnet81"),
        (["saliency", "coffee.png", "--model", "capsnet"], "capsnet has no weights for photographs; legal: "),
        (["saliency", "coffee.png", "--size", "0"], "--size 0: want at least 1"),
        (["deep-dream", "coffee.png", "--steps", "0"], "--steps 0: want at least 1"),
        (["cam", "coffee.png", "-o", "nowhere/x.png"], "-o nowhere/x.png: there is no folder nowhere"),
        (["saliency", "coffee.png", "-o", "notes.txt"], "-o notes.txt: want a picture's name, one"),
    ],
)  # fmt: skip
def test_what_is_asked_for_wrongly_is_said(arguments, message, folder, capsys):
    assert main(["look", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert re.search(message, captured.err.rstrip())
    assert not list(folder.glob("*-*.png"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["saliency", "half.png"], "half.png: expected a whole picture"),
        (["saliency", "."], ". is a folder; legal: a picture"),
        (["fgsm", "coffee.png", "--eps", "2"], "eps"),
        (["top-patches", "coffee.png", "--channel", "9999"], "9999"),
        (["saliency", "coffee.png", "--size", "8"], "pool5 must find two pixels a side"),
    ],
)
def test_what_cannot_be_done_is_said(arguments, message, folder, capsys):
    (folder / "half.png").write_bytes((folder / "coffee.png").read_bytes()[:400])
    assert main(["look", *arguments]) == 1
    assert message in capsys.readouterr().err
    assert not list(folder.glob("*-*.png"))


def test_help_lists_the_methods_and_waits_for_no_torch(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["look", "--help"])
    assert stop.value.code == 0
    text = capsys.readouterr().out
    assert "examples: cnnkit look grad-cam cat.jpg" in text
    assert all(f"  {name} " in text for name in METHODS)
    code = "import sys, cnnkit.cli, cnnkit.recipes.look_options; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
