"""The arrows between the package's parts, as the design draws them: the one place where they are written."""

from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
# `cli` may import anything; nothing imports `cli` or `recipes`.
ARROWS = {
    "summary": {"sizing"},
    "models": {"blocks", "download"},
    "data": {"download"},
    "detection": {"blocks"},
    "grading": {"checks", "launch"},  # checks run beside the student's code in the sandbox
    "handin": {"checks"},  # what the grader has not, as the self-check says it
    "visualize": {"sizing", "summary"},
    # `widgets.measured` builds and measures what the explorer walks: stored, all networks would be a megabyte
    # that can go stale
    # `YoloGrid` and `LiveDetector` answer in Python by the very functions whose numbers the page is held to,
    # and on scenes with the outlines of `data`
    "widgets": {
        "blocks",
        "data",
        "detection",
        "models",
        "sizing",
        "summary",
        "visualize",
    },
    "publish": {"launch", "widgets"},
    # it serves the widgets in the book's colours, and computes what a network of the lecturer's own says
    "demo": {"data", "detection", "models", "publish", "summary", "visualize", "widgets"},
    "recipes": {
        "blocks",
        "data",
        "detection",
        "models",
        "publish",
        "summary",
        "training",
        "visualize",
        "widgets",
    },
}
# Model files import no module of `cnnkit.models`; these do.
ABOVE_MODELS = ("create", "catalog", "published", "features", "heads", "prepare")


def false_arrows(graph: grimp.ImportGraph) -> list[str]:
    """Imports that the design does not draw, as "importer -> imported"."""
    found = []
    for importer in sorted(graph.modules):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            part, other = _part(importer), _part(imported)
            drawn = part in (other, "", "cli") or other in ARROWS.get(part, set())
            if not drawn or (part == other == "models" and _is_model_file(importer)):
                found.append(f"{importer} -> {imported}")
    return found


def _part(module: str) -> str:
    """ "cnnkit.models.vgg" -> "models"; "" of the package itself."""
    return f"{module}.".split(".")[1]


def _is_model_file(module: str) -> bool:
    _, _, *rest = module.split(".")
    return bool(rest) and rest[0] not in ABOVE_MODELS


def circles(graph: grimp.ImportGraph) -> list[str]:
    """Pairs of parts of which each reaches the other."""
    parts = sorted(graph.find_children("cnnkit"))
    pairs = ((a, b) for number, a in enumerate(parts) for b in parts[number + 1 :])
    chain = lambda a, b: graph.chain_exists(a, b, as_packages=True)
    return [f"{a} <-> {b}" for a, b in pairs if chain(a, b) and chain(b, a)]


def test_every_arrow_is_drawn(graph):
    assert len(graph.modules) > 150
    assert false_arrows(graph) == []
    assert circles(graph) == []


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("sizing.count", "summary.table"),
        ("summary.table", "models.create"),
        ("models.vgg", "models.lenet"),
        ("models.vgg", "models.create"),
        ("training", "data"),
        ("checks", "sizing"),
        ("blocks.residual", "cli"),
        ("data.digits", "recipes.train"),
    ],
)
def test_a_false_arrow_is_found(graph, one_more, importer, imported):
    with one_more(f"cnnkit.{importer}", f"cnnkit.{imported}") as arrow:
        assert false_arrows(graph) == [arrow]
