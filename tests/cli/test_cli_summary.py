"""`cnnkit summary`: output, exit codes, help."""

import subprocess
import sys

import pytest

import cnnkit
from cnnkit.cli import main
from cnnkit.models import create_model
from cnnkit.summary import summarize


def test_the_table_is_printed(capsys):
    assert main(["summary", "lenet5"]) == 0
    assert capsys.readouterr().out == f"{summarize(create_model('lenet5'), (1, 1, 32, 32))}\n"


def test_input_variant_and_html(capsys):
    assert (
        main(["summary", "alexnet", "--input", "3", "231", "231", "--variant", "two_towers", "--html"]) == 0
    )
    out = capsys.readouterr().out
    assert out.startswith("<table")
    assert "AlexNet on 1×3×231×231: 60,965,224 parameters" in out


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["summary", "vgg_16"], 2, "Did you mean vgg16"),
        (["summary", "lenet5", "--variant", "keras"], 2, "no variant 'keras'"),
        (["summary", "alexnet", "--input", "3", "224", "224"], 1, "pool5 must end at 6×6"),
        (
            ["summary", "resnet18", "--input", "224"],
            2,
            "--input 224: resnet18 takes C H W, without the batch axis, as in --input 3 224 224",
        ),
        (
            ["summary", "resnet18", "--input", "1", "3", "224", "224"],
            2,
            "--input 1 3 224 224: resnet18 takes C H W",
        ),
        (["summary", "imdb_conv1d", "--input", "1", "500"], 2, "word ids alone, without the batch axis"),
        (["summary", "resnet18", "--input", "1", "32", "32"], 1, "cnnkit: ResNet: got (1, 1, 32, 32); legal"),
        (["summary", "imdb_conv1d", "--input", "12"], 1, "41 or more"),
    ],
)
def test_errors_go_to_stderr_in_one_line_with_their_code(arguments, code, expected, capsys):
    assert main(arguments) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert expected in captured.err
    assert captured.err.startswith("cnnkit: ")
    assert captured.err.count("\n") == 1


def test_a_size_below_one_is_refused_without_a_word_on_the_batch_axis(capsys):
    assert main(["summary", "lenet5", "--input", "1", "-3", "32"]) == 2
    assert capsys.readouterr().err == (
        "cnnkit: --input 1 -3 32: each size is 1 or larger, as in --input 1 32 32\n"
    )


@pytest.mark.parametrize("arguments", [[], ["sumary"], ["summary"], ["summary", "lenet5", "--input", "big"]])
def test_wrong_usage_ends_with_code_2(arguments, capsys):
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    assert exit_.value.code == 2
    assert "usage: cnnkit" in capsys.readouterr().err


def test_help_has_an_example_that_works(capsys):
    with pytest.raises(SystemExit) as exit_:
        main(["summary", "--help"])
    assert exit_.value.code == 0
    example = capsys.readouterr().out.split("example: cnnkit ")[1].split()
    assert main(example) == 0


def test_help_does_not_wait_for_torch():
    code = (
        "import sys\nfrom cnnkit.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: print('torch' in sys.modules)"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).splitlines()[-1] == "False"


def test_the_installed_command_runs():
    done = subprocess.run(
        [sys.executable, "-m", "cnnkit.cli", "summary", "cifar10_convnet"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "703,594 parameters" in done.stdout


def test_the_version_is_that_of_the_package(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"cnnkit {cnnkit.__version__}\n"
