"""`cnnkit train`: from a data set in its true format to a folder of results; codes, help, resuming."""

import json
import subprocess
import sys
from subprocess import PIPE

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors import safe_open
from safetensors.torch import load_file

from cnnkit.cli import main
from cnnkit.data.digits import load_digits
from cnnkit.download import DownloadError
from cnnkit.models import create_model
from cnnkit.recipes import pictures
from cnnkit.training import evaluate, load_checkpoint


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def numbers(folder):
    return json.loads((folder / "history.json").read_text())


def test_lenet_reads_digits_after_seconds(here, capsys):
    assert main(["train", "lenet5", "--data", "digits", "--epochs", "4", "--device", "cpu"]) == 0
    out, folder = capsys.readouterr().out, here / "runs" / "lenet5-digits"
    assert {path.name for path in folder.iterdir()} >= {
        "weights.safetensors", "history.json", "curves.html", "checkpoint.pt",
    }  # fmt: skip
    model = create_model("lenet5")
    model.load_state_dict(load_file(folder / "weights.safetensors"))
    accuracy = evaluate(model, *load_digits(32)[2:]).accuracy
    assert accuracy > 0.85
    assert numbers(folder)["held_out_accuracy"] == pytest.approx(accuracy)
    assert f"held out: {accuracy:.3f} of 500 images right, after 4 epochs" in out
    assert "epoch 4/4: loss" in out
    assert str(folder.relative_to(here) / "weights.safetensors") in out


def test_shapes_of_the_size_that_is_asked_for(here, monkeypatch):
    monkeypatch.setattr(pictures, "FRESH_SHAPES", 64)
    command = ["train", "resnet20_cifar", "--data", "shapes", "--size", "16", "--epochs", "1", "--out", "out"]
    assert main([*command, "--device", "cpu"]) == 0
    content = numbers(here / "out")
    assert content["input"] == [3, 16, 16]
    assert len(content["classes"]) == 10


@pytest.fixture
def cifar(here):
    """Seventeen images in the files of CIFAR-10's binary version."""
    folder = here / "cifar-10-batches-bin"
    folder.mkdir()
    (folder / "batches.meta.txt").write_text("\n".join(f"class{i}" for i in range(10)))
    rng = np.random.default_rng(0)
    for name, n in [*((f"data_batch_{i}.bin", 3) for i in range(1, 6)), ("test_batch.bin", 2)]:
        records = rng.integers(0, 256, (n, 3073), dtype=np.uint8)
        records[:, 0] %= 10
        (folder / name).write_bytes(records.tobytes())
    return folder


def test_the_cifar_recipe_is_the_papers(cifar, here):
    command = ["train", "resnet20_cifar", "--data", f"cifar10:{cifar}", "--out", "out", "--device", "cpu"]
    assert main([*command, "--epochs", "4"]) == 0
    content = numbers(here / "out")
    wanted = {"optimizer": "sgd", "lr": 0.1, "momentum": 0.9, "weight_decay": 1e-4, "batch_size": 128}
    assert content["settings"] | wanted == content["settings"]
    assert content["history"]["lr"] == pytest.approx([0.1, 0.1, 0.01, 0.001])  # 1/10 at 1/2 and at 3/4
    assert content["classes"] == [f"class{i}" for i in range(10)]
    raw = np.concatenate(
        [np.frombuffer((cifar / f"data_batch_{i}.bin").read_bytes(), np.uint8).reshape(-1, 3073)[:, 1:]
         for i in range(1, 6)]
    ).reshape(-1, 3, 1024) / 255  # fmt: skip
    assert content["mean"] == pytest.approx(raw.mean((0, 2)).tolist())
    with safe_open(here / "out" / "weights.safetensors", "pt") as file:
        assert json.loads(file.metadata()["mean"]) == content["mean"]
        assert file.metadata()["network"] == "resnet20_cifar"


@pytest.fixture
def photographs(here):
    """Three classes of photographs in folders, as ImageNet comes."""
    rng = np.random.default_rng(0)
    for part, n in (("train", 4), ("val", 2)):
        for name in ("n01", "n02", "n03"):
            folder = here / "photos" / part / name
            folder.mkdir(parents=True)
            for i in range(n):
                pixels = rng.integers(0, 256, (40, 50, 3), dtype=np.uint8)
                Image.fromarray(pixels).save(folder / f"{i}.JPEG")
    return here / "photos"


def test_the_imagenet_recipe_reads_folders(photographs, here):
    command = ["train", "resnet50", "--data", f"imagefolder:{photographs}", "--size", "32", "--epochs", "2"]
    assert main([*command, "--batch-size", "5", "--workers", "1", "--device", "cpu", "--out", "out"]) == 0
    content = numbers(here / "out")
    assert content["classes"] == ["n01", "n02", "n03"]
    assert content["input"] == [3, 32, 32]
    assert content["history"]["steps"] == 6  # 5 + 5 + 2 images, twice
    wanted = {"optimizer": "sgd", "lr": 0.1, "label_smoothing": 0.1, "cosine": True, "decay_all": False}
    assert content["settings"] | wanted == content["settings"]
    assert content["settings"]["warmup_epochs"] == pytest.approx(5 * 2 / 90)
    assert content["held_out_accuracy"] in [pytest.approx(i / 6) for i in range(7)]


def test_a_broken_photograph_is_told_in_one_line(photographs, capsys):
    path = photographs / "val" / "n02" / "1.JPEG"
    path.write_bytes(path.read_bytes()[:300])
    command = ["train", "resnet20_cifar", "--data", f"imagefolder:{photographs}", "--size", "32"]
    assert main([*command, "--recipe", "small", "--epochs", "1", "--workers", "1", "--device", "cpu"]) == 1
    err = capsys.readouterr().err
    assert err.startswith(f"cnnkit: {path}: expected a whole picture, found 300 bytes")
    assert err.count("\n") == 1


@pytest.mark.slow
def test_a_stopped_command_goes_on_with_resume(here, monkeypatch, capsys):
    command = [
        "train",
        "lenet5",
        "--data",
        "digits",
        "--epochs",
        "2",
        "--ema-decay",
        "0.9",
        "--device",
        "cpu",
    ]
    assert main([*command, "--out", "whole"]) == 0
    calls = []

    def stop(x, generator, distort=pictures.augment):
        calls.append(len(x))
        if len(calls) == 60:  # in the middle of the second epoch
            raise KeyboardInterrupt
        return distort(x, generator)

    with monkeypatch.context() as patched:
        patched.setattr(pictures, "augment", stop)
        assert main([*command, "--out", "out", "--save-every", "10"]) == 1
    assert "--resume goes on" in capsys.readouterr().err
    assert load_checkpoint(here / "out" / "checkpoint.pt")["position"]["step"] > 0
    assert main([*command, "--out", "out"]) == 2
    assert "holds a run already" in capsys.readouterr().err
    assert main([*command, "--out", "out", "--resume"]) == 0
    whole, resumed = (load_file(here / name / "weights.safetensors") for name in ("whole", "out"))
    assert all(torch.equal(value, resumed[name]) for name, value in whole.items())


def test_resume_refuses_other_pictures_by_name(cifar, capsys):
    command = [
        "train",
        "resnet20_cifar",
        "--recipe",
        "small",
        "--epochs",
        "1",
        "--device",
        "cpu",
        "--out",
        "out",
    ]
    assert main([*command, "--data", f"cifar10:{cifar}"]) == 0
    assert main([*command, "--data", f"cifar10:{cifar}", "--resume"]) == 0
    assert main([*command, "--data", "shapes", "--resume"]) == 1
    assert "other settings: here data='shapes' (there 'cifar10')" in capsys.readouterr().err
    (cifar / "data_batch_1.bin").write_bytes((cifar / "data_batch_1.bin").read_bytes()[:3073])
    assert main([*command, "--data", f"cifar10:{cifar}", "--resume"]) == 1
    assert "other settings: here images=13 (there 15)" in capsys.readouterr().err


LENET = ["train", "lenet5", "--data", "digits", "--epochs", "1", "--device", "cpu", "--out", "out"]


def never(*arguments, **options):
    raise AssertionError("training began")


def test_a_folder_that_cannot_be_written_to_is_refused_before_training(here, monkeypatch, capsys):
    monkeypatch.setattr("cnnkit.recipes.train.fit", never)
    (here / "out").write_text("not a folder")
    assert main(LENET) == 1
    assert capsys.readouterr().err == "cnnkit: out: File exists\n"


HOLDER = """
import fcntl
lock = open("out/.lock", "w")
fcntl.lockf(lock, fcntl.LOCK_EX)
print("held", flush=True)
input()
"""


def test_two_processes_do_not_train_into_one_folder(here, monkeypatch, capsys):
    monkeypatch.setattr("cnnkit.recipes.train.fit", never)
    (here / "out").mkdir()
    with subprocess.Popen([sys.executable, "-c", HOLDER], stdin=PIPE, stdout=PIPE, text=True) as other:
        assert other.stdout.readline() == "held\n"
        assert main(LENET) == 1
        other.communicate("\n")
    assert capsys.readouterr().err == "cnnkit: another process trains into out: --out names another folder\n"
    with pytest.raises(AssertionError, match="training began"):
        main(LENET)


def test_what_is_said_at_ctrl_c_is_true(here, monkeypatch, capsys):
    def stop(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("cnnkit.recipes.train.fit", stop)
    assert main(LENET) == 1
    assert capsys.readouterr().err == "cnnkit: stopped; nothing was saved yet\n"
    (here / "out" / "checkpoint.pt").touch()
    assert main([*LENET, "--resume"]) == 1
    assert capsys.readouterr().err == "cnnkit: stopped; the same command with --resume goes on\n"
    monkeypatch.setattr("cnnkit.cli._train", stop)  # as while torch is imported
    assert main(LENET) == 1
    assert capsys.readouterr().err == "cnnkit: stopped\n"


def test_training_goes_on_when_nobody_reads_its_output(here, monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    command = [sys.executable, "-m", "cnnkit.cli", *LENET]
    with subprocess.Popen(command, stdout=PIPE, stderr=PIPE, text=True) as run:
        run.stdout.readline()
        run.stdout.close()
        err = run.stderr.read()
    assert "cnnkit: the output cannot be written ([Errno 32] Broken pipe); training goes on\n" in err
    assert run.returncode == 0
    assert (here / "out" / "weights.safetensors").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["lenet6", "--data", "digits"], 2, "Did you mean lenet5"),
        (["lenet5", "--data", "digit"], 2, "there are digits, shapes, mnist"),
        (["lenet5", "--data", "digits", "--recipe", "tiny"], 2, "there are small, cifar, imagenet"),
        (["lenet5", "--data", "digits", "--variant", "x"], 2, "no variant 'x'"),
        (["lenet5", "--data", "digits", "--lr", "-1"], 2, "positive number"),
        (["lenet5", "--data", "digits", "--epochs", "0"], 2, "at least one epoch"),
        (["lenet5", "--data", "digits", "--save-every", "-1"], 2, "save-every -1: want a number of steps"),
        (["lenet5", "--data", "digits", "--seed", "1" * 20], 2, "want 0 to 2**63 - 1"),
        (["lenet5", "--data", "digits", "--size", "30"], 2, "digits come in 8, 28, 32 pixels"),
        (["alexnet", "--data", "digits"], 2, "sides of 227 to 258 pixels, and digits would have 8, 28, 32"),
        (["alexnet", "--data", "digits", "--variant", "torchvision"], 2, "sides of 223 to 254 pixels"),
        (["imdb_conv1d", "--data", "digits"], 2, "reads words"),
        (["lenet5", "--data", "digits:folder"], 2, "digits come with cnnkit"),
        (["resnet50", "--data", "imagefolder"], 2, "imagefolder:PATH"),
        (["resnet50", "--data", "imagefolder:nowhere"], 1, "nowhere: expected train and val"),
        (["lenet5", "--data", "cifar10:nowhere"], 1, "expected cifar-10-binary.tar.gz"),
        (["lenet5", "--data", "digits", "--device", "gpu"], 1, "device='gpu' cannot be used here"),
        (["lenet5", "--data", "digits", "--lr", "1e30", "--epochs", "1"], 1, "try a smaller lr"),
    ],
)
def test_errors_go_to_stderr_in_one_line_with_their_code(arguments, code, expected, capsys):
    assert main(["train", *arguments]) == code
    err = capsys.readouterr().err
    assert expected in err
    assert err.startswith("cnnkit: ")
    assert err.count("\n") == 1


def test_no_network_and_no_right_to_write_are_told_without_a_traceback(here, monkeypatch, capsys):
    def fetch(url, **options):
        raise DownloadError(f"could not download {url}")

    monkeypatch.setattr("cnnkit.data.mnist.fetch", fetch)
    assert main(["train", "lenet5", "--data", f"mnist:{here}", "--download"]) == 1
    assert capsys.readouterr().err.startswith("cnnkit: could not download http")
    (here / "file").write_text("not a folder")
    assert main(["train", "lenet5", "--data", "digits", "--epochs", "1", "--out", "file/run"]) == 1
    assert "Not a directory" in capsys.readouterr().err


def test_help_has_an_example_that_works(capsys):
    with pytest.raises(SystemExit) as exit_:
        main(["train", "--help"])
    assert exit_.value.code == 0
    example = capsys.readouterr().out.split("example: cnnkit ")[1].split("(")[0].split()
    assert main(example) == 0
