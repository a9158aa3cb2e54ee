"""The last column of the corrections is computed, and the page stops where it would not bear them out."""

import ast
import re

import pytest
import yaml

from cnnkit.widgets.lab_switches import Switches
from tests.book.source import BOOK

ENTRIES = yaml.safe_load((BOOK / "appendix/errata.yaml").read_text())
RUNS = ("E038", "E039", "E040", "E106")
"""Borne out by stored runs of plain and residual networks."""


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict:
    """What the page's cell defines before it evaluates the checks; fresh, for a test may change the runs."""
    monkeypatch.chdir(BOOK / "appendix")
    (cell,) = re.findall(
        r"^```\{code-cell\} python\n(?::[^\n]*\n)*(.*?)^```",
        (BOOK / "appendix/errata.md").read_text(),
        re.M | re.S,
    )
    defined: dict = {}
    exec(cell.partition("entries =")[0], defined)
    return defined


@pytest.mark.parametrize("name", ENTRIES)
def test_a_check_computes_something_and_holds(name: str, names: dict) -> None:
    check = ENTRIES[name]["check"]
    assert isinstance(eval(check, names), str)
    computes = any(
        isinstance(part, ast.Call | ast.BinOp | ast.Compare) for part in ast.walk(ast.parse(check))
    )
    assert computes, "a sentence alone shows nothing"


@pytest.mark.parametrize("name", RUNS)
def test_no_correction_survives_runs_that_say_otherwise(name: str, names: dict) -> None:
    deep, shallow = Switches(depth=56).key, Switches(depth=20).key
    names["stored"][deep], names["stored"][shallow] = names["stored"][shallow], names["stored"][deep]
    with pytest.raises(AssertionError, match="this does not hold"):
        eval(ENTRIES[name]["check"], names)


@pytest.mark.parametrize("name", ["E038", "E040"])
def test_nor_runs_in_which_the_gradient_had_vanished(name: str, names: dict) -> None:
    for run in names["stored"][Switches(depth=56).key]:
        for when in ("before", "after"):
            run[when][0] = 1e-9 * run[when][-1]
    with pytest.raises(AssertionError, match="this does not hold"):
        eval(ENTRIES[name]["check"], names)


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("E024", {"round": lambda value: int(value) - 1}),
        ("E027", {"sides": lambda name: [7, 5, 3, 3, 3]}),
        ("E042", {"conv_output_size": lambda n, k, padding=0: n - k + 1}),
        ("E043", {"conv_macs": lambda a, b, k, h: a * b * h * h // k}),
        ("E044", {"conv_macs": lambda a, b, k, h: a * b * k * h * h}),
        ("E049", {"authors": lambda key: ["Szegedy"]}),
    ],
)
def test_nor_wrong_arithmetic_networks_or_names(name: str, changed: dict, names: dict) -> None:
    with pytest.raises(AssertionError, match="this does not hold"):
        eval(ENTRIES[name]["check"], names | changed)
