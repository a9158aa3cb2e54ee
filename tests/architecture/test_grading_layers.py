"""`cnnkit.grading` tells its story in layers: each sub-package imports only those before it."""

from pathlib import Path

import grimp
import pytest

LAYERS = [
    {"walls"}, {"repair"}, {"running"}, {"course"}, {"exchange"}, {"results", "nbgrader"}, {"returns"},
]  # fmt: skip
"""What students wrote is locked in, put back into shape, run, entered for a whole course; on top of that come
what learning systems give, the reports and nbgrader's own commands, and what goes back to the systems. Those
that share a layer do not import each other."""
ALONE = {"assemble", "release"}
"""Before anything is handed in: they make sets, and import none of the others."""
GRADING = "cnnkit.grading"
BOX = "cnnkit.grading.walls.box"
"""Runs inside of the sandbox, where nothing else of the grader is."""
FOLDER = Path(__file__).parents[2] / "cnnkit" / "grading"
LONGEST = 250


def false_arrows(graph: grimp.ImportGraph) -> list[str]:
    """Imports within `cnnkit.grading` that the layers do not allow, as "importer -> imported"."""
    found = []
    for importer in sorted(m for m in graph.modules if m.startswith(f"{GRADING}.")):
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            if imported.startswith(f"{GRADING}.") and not _allowed(importer, imported):
                found.append(f"{importer} -> {imported}")
    return found


def _allowed(importer: str, imported: str) -> bool:
    if importer.startswith(f"{BOX}."):
        return imported == BOX or imported.startswith(f"{BOX}.")
    a, b = (name.split(".")[2] for name in (importer, imported))
    if a == b:
        return True
    if {a, b} & ALONE:
        return {a, b} <= ALONE
    height = {name: number for number, layer in enumerate(LAYERS) for name in layer}
    return height[a] > height[b]


def test_each_layer_imports_only_those_below(graph):
    assert false_arrows(graph) == []


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("walls.sandbox", "repair.restore"),
        ("repair.restore", "running.judge"),
        ("running.judge", "course.course"),
        ("course.grade", "results.results"),
        ("results.results", "nbgrader.execute"),
        ("release", "course.course"),
        ("walls.box.shell", "walls.limits"),
    ],
)
def test_a_false_arrow_is_found(graph, one_more, importer, imported):
    with one_more(f"{GRADING}.{importer}", f"{GRADING}.{imported}") as arrow:
        assert false_arrows(graph) == [arrow]


def test_no_file_is_too_long_to_be_read_at_a_sitting():
    lines = {str(path.relative_to(FOLDER)): path.read_text().count("\n") for path in FOLDER.rglob("*.py")}
    assert {path for path, count in lines.items() if count > LONGEST} == set()
    assert {path.split("/")[0] for path in lines if "/" in path} == set().union(*LAYERS)
