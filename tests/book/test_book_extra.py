"""`pip install cnnkit[book]` brings all that the pages import, in cells and in the modules these reach."""

import re
import sys
from importlib.metadata import PackageNotFoundError, packages_distributions, requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from cnnkit.publish.execute import toc_pages
from cnnkit.publish.reach import Tree
from tests.conftest import ROOT

WITH_AN_OPTION = {"distributed"}
"""Imported by `cnnkit grade --scheduler` alone; no page runs it."""
PAGES = toc_pages(ROOT / "book" / "_toc.yml", ROOT / "book")


def closure(extra: str) -> set[str]:
    """The distributions that `pip install cnnkit[extra]` installs here, as their metadata say."""
    found: set[tuple[str, str]] = set()
    ahead = [("cnnkit", extra), ("cnnkit", "")]
    while ahead:
        if (node := ahead.pop()) in found:
            continue
        found.add(node)
        try:
            lines = requires(node[0]) or ()
        except PackageNotFoundError:  # for another system
            continue
        for need in map(Requirement, lines):
            if need.marker is None or need.marker.evaluate({"extra": node[1]}):
                ahead += [(canonicalize_name(need.name), wanted) for wanted in ("", *need.extras)]
    return {name for name, _ in found}


@pytest.fixture(scope="module")
def tree() -> Tree:
    return Tree(ROOT)


def test_what_pages_import_is_in_the_extra(tree: Tree) -> None:
    distributions, installed = packages_distributions(), closure("book")
    missing = {}
    for page in PAGES:
        for name in sorted(tree.third_party(page) - set(sys.stdlib_module_names) - WITH_AN_OPTION):
            if not installed & {canonicalize_name(found) for found in distributions.get(name, ())}:
                missing.setdefault(name, []).append(page.name)
    assert missing == {}


def test_a_package_of_another_extra_would_be_noticed() -> None:
    assert "distributed" in closure("cluster") - closure("book")
    assert "nbgrader" in closure("book")


def test_the_pins_name_every_installed_package_of_the_extras() -> None:
    text = (ROOT / "constraints.txt").read_text()
    pinned = {canonicalize_name(name) for name in re.findall(r"^([\w.-]+)==", text, re.M)}
    everything = set().union(*(closure(extra) for extra in ("book", "grade", "cluster", "dev")))
    on_this_system = {
        canonicalize_name(name) for names in packages_distributions().values() for name in names
    }
    assert (everything & on_this_system) - pinned - {"cnnkit"} == set()
