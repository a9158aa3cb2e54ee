"""`cnnkit draw`: output, exit codes."""

from xml.etree import ElementTree

import pytest

from cnnkit.cli import main


def test_the_picture_is_printed_or_written(capsys, tmp_path):
    assert main(["draw", "lenet5"]) == 0
    printed = capsys.readouterr().out
    picture = ElementTree.fromstring(printed)
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    texts = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert "61,706 parameters" in texts
    assert main(["draw", "lenet5", "-o", str(tmp_path / "lenet5.svg")]) == 0
    assert (tmp_path / "lenet5.svg").read_text(encoding="utf-8") == printed.rstrip("\n")


def test_a_variant_is_drawn_and_named(capsys):
    assert main(["draw", "alexnet", "--variant", "two_towers"]) == 0
    out = capsys.readouterr().out
    assert ">alexnet (two_towers)<" in out
    assert "60,965,224 parameters" in out


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["draw", "vgg_16"], 2, "Did you mean vgg16"),
        (["draw", "lenet5", "--variant", "keras"], 2, "no variant 'keras'"),
        (["draw", "lenet5", "-o", "/nowhere/lenet5.svg"], 1, "/nowhere/lenet5.svg"),
    ],
)
def test_errors_go_to_stderr_in_one_line_with_their_code(arguments, code, expected, capsys):
    assert main(arguments) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert expected in captured.err
    assert captured.err.count("\n") == 1
