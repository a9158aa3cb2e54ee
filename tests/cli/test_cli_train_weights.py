"""`cnnkit train` from weights: freezing, measuring alone, a longer run; and every setting by its option."""

import dataclasses

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors import safe_open
from safetensors.torch import load_file

from cnnkit.cli import main
from cnnkit.models import create_model
from cnnkit.recipes.train_options import SETTINGS
from cnnkit.training import Settings

DIGITS = ["train", "lenet5", "--data", "digits", "--device", "cpu"]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def photographs(here):
    rng = np.random.default_rng(0)
    for part in ("train", "val"):
        for name in ("ant", "bee", "cat"):
            folder = here / "photos" / part / name
            folder.mkdir(parents=True)
            for i in range(2):
                Image.fromarray(rng.integers(0, 256, (40, 50, 3), dtype=np.uint8)).save(folder / f"{i}.png")
    return here / "photos"


def test_weights_are_measured_alone_and_a_finished_run_goes_on_from_them(here, capsys):
    assert main([*DIGITS, "--epochs", "1", "--out", "first"]) == 0
    told = capsys.readouterr().out
    weights = str(here / "first" / "weights.safetensors")
    assert main([*DIGITS, "--weights", weights, "--test-only"]) == 0
    accuracy = told.partition("held out: ")[2].partition(",")[0]
    assert capsys.readouterr().out.startswith(f"held out: {accuracy}, loss ")
    assert [path.name for path in here.iterdir()] == ["first"]
    assert main([*DIGITS, "--epochs", "2", "--out", "first", "--resume"]) == 1
    assert "epochs=2 (there 1). A run cannot be lengthened" in capsys.readouterr().err
    assert main([*DIGITS, "--epochs", "1", "--out", "second", "--weights", weights]) == 0
    first, second = (load_file(here / name / "weights.safetensors") for name in ("first", "second"))
    steps = [(second[key] - first[key]).norm() / first[key].norm() for key in first if key.endswith("weight")]
    assert 0 < max(steps) < 0.5  # a fresh start would be elsewhere
    with safe_open(here / "second" / "weights.safetensors", "pt") as file:
        assert file.metadata()["weights"] == weights


def test_frozen_stages_stay_bit_for_bit(here):
    command = ["--weights", "digits", "--epochs", "1", "--out", "out", "--freeze", "stem", "body"]
    assert main([*DIGITS, *command]) == 0
    before, after = (
        create_model("lenet5", weights="digits").state_dict(),
        load_file("out/weights.safetensors"),
    )
    kept = {key for key in before if torch.equal(before[key], after[key])}
    assert kept == {key for key in before if not key.startswith("head.")}


def test_other_classes_get_a_new_head_and_the_colours_of_the_weights(photographs, here, capsys):
    command = ["train", "resnet20_cifar", "--data", f"imagefolder:{photographs}", "--device", "cpu"]
    command += ["--size", "32", "--workers", "0", "--recipe", "small", "--epochs", "1", "--weights", "shapes"]
    assert main([*command, "--out", "out", "--freeze", "stem", "body.stage1"]) == 0
    out = capsys.readouterr().out
    assert "New and untrained, for num_classes=3: head.2; all else is loaded" in out
    before, after = (
        create_model("resnet20_cifar", weights="shapes").state_dict(),
        load_file("out/weights.safetensors"),
    )
    for key, tensor in before.items():
        assert torch.equal(after[key], tensor) == key.startswith(("stem.", "body.stage1.")), key
    assert main([*command, "--test-only"]) == 2
    assert "--test-only: weights 'shapes' of resnet20_cifar are for other classes" in capsys.readouterr().err
    assert main([*command[:-1], "out/weights.safetensors", "--test-only"]) == 0
    assert capsys.readouterr().out.startswith("held out: 0.")


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["--test-only"], 2, "--test-only measures weights: --weights FILE"),
        (["--weights", "imagenet"], 2, "no file and no weights are called 'imagenet'; lenet5 has digits"),
        (["--freeze", "body.stage1"], 2, "no stage 'body.stage1' to freeze; there are stem, body, head"),
        (["--freeze", "stem", "body", "head"], 1, "no weights to train: is all of it frozen"),
        (["--optimizer", "adam"], 2, "there are 'adamw' and 'sgd'"),
        (["--cosine", "--milestones", "0.5"], 2, "choose one"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(arguments, code, expected, capsys):
    assert main([*DIGITS, "--epochs", "1", *arguments]) == code
    err = capsys.readouterr().err
    assert expected in err
    assert err.count("\n") == 1


def test_a_broken_file_of_weights_is_named(here, capsys):
    (here / "mine.safetensors").write_bytes(b"nothing")
    assert main([*DIGITS, "--weights", "mine.safetensors"]) == 2
    assert "mine.safetensors cannot be read as weights" in capsys.readouterr().err


def test_classes_that_training_lacks_are_named(photographs, capsys):
    for name in ("wasp", "yak"):
        (photographs / "val" / name).mkdir()
    command = ["train", "resnet20_cifar", "--data", f"imagefolder:{photographs}", "--size", "32"]
    assert main(command) == 1
    assert f"the classes of {photographs / 'train'}, found wasp, yak too" in capsys.readouterr().err


def test_all_pictures_that_cannot_be_read_are_named_at_once(photographs, capsys):
    broken = [photographs / "train" / "bee" / "1.png", photographs / "val" / "cat" / "0.png"]
    for path in broken:
        path.write_bytes(path.read_bytes()[:200])
    command = ["train", "resnet20_cifar", "--data", f"imagefolder:{photographs}", "--size", "32"]
    assert main([*command, "--workers", "1", "--device", "cpu"]) == 1
    err = capsys.readouterr().err
    assert all(f"{path}: expected a whole picture, found 200 bytes" in err for path in broken)
    assert err.count("\n") == 2


def test_every_setting_has_an_option(monkeypatch):
    given = []

    def fit(model, train, test, settings, **options):
        given.append(settings)
        raise KeyboardInterrupt

    monkeypatch.setattr("cnnkit.recipes.train.fit", fit)
    assert set(SETTINGS) == {field.name for field in dataclasses.fields(Settings)}
    wanted = Settings(
        epochs=3, lr=0.5, batch_size=7, optimizer="sgd", momentum=0.5, nesterov=True, weight_decay=0.25,
        decay_all=False, warmup_epochs=1.5, milestones=(0.5, 0.75), label_smoothing=0.125, mixup=0.2,
        aux_weight=0.4, clip_norm=2.0, ema_decay=0.99, device="cpu", amp=True, channels_last=True,
        compile=True, find_unused=True, sync_batch_norm=False, seed=9,
    )  # fmt: skip
    options = (
        "--epochs 3 --lr 0.5 --batch-size 7 --optimizer sgd --momentum 0.5 --nesterov --weight-decay 0.25 "
        "--no-decay-all --warmup 1.5 --milestones 0.5 0.75 --label-smoothing 0.125 --mixup 0.2 "
        "--aux-weight 0.4 --clip-norm 2 --ema-decay 0.99 --amp --channels-last --compile --find-unused "
        "--local-batch-norm --seed 9"
    )
    assert main([*DIGITS, *options.split()]) == 1
    assert main([*DIGITS, "--no-cosine"]) == 1
    assert main([*DIGITS, "--recipe", "cifar", "--cosine"]) == 1
    assert given[0] == wanted
    assert not given[1].cosine
    assert (given[2].cosine, given[2].milestones) == (True, ())
