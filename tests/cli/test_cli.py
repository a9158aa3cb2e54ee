"""What all commands share."""

import argparse

import pytest

from cnnkit import cli


@pytest.fixture
def commands() -> dict[str, argparse.ArgumentParser]:
    subcommands = argparse.ArgumentParser().add_subparsers()
    for add in cli.COMMANDS:
        add(subcommands)
    return dict(subcommands.choices)


def test_no_option_takes_the_place_of_what_its_command_does(commands):
    taken = {name: [action.option_strings for action in one._actions if action.dest == "run"]
             for name, one in commands.items()}  # fmt: skip
    assert "publish" in commands
    assert {name: options for name, options in taken.items() if options} == {}


def test_an_error_of_the_system_names_the_file_first(capsys, tmp_path):
    assert cli.main(["publish", str(tmp_path / "none.ipynb")]) == 1
    assert capsys.readouterr().err == f"cnnkit: {tmp_path / 'none.ipynb'}: No such file or directory\n"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("basics.ipynb", "no such file: basics.ipynb; name exercises/basics/basics.ipynb"),
        ("exercises/basics", "exercises/basics is a folder; name exercises/basics/basics.ipynb"),
        ("nope.ipynb", "no such file: nope.ipynb; name a notebook, as basics/basics.ipynb"),
    ],
)
def test_a_notebook_that_is_elsewhere_is_named(asked, told, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "exercises/basics").mkdir(parents=True)
    (tmp_path / "exercises/basics/basics.ipynb").touch()
    assert cli.main(["check", asked]) == 2
    assert capsys.readouterr().err == f"cnnkit: {told}\n"
