"""One kind of damage at a time: what is graded, and what is said about it."""

import json
import re
import tracemalloc
from typing import Any

import bleach
import nbformat
import pytest
from nbconvert.filters import markdown2html_mistune

from cnnkit.grading.repair.restore import harmless, restore
from cnnkit.grading.repair.submitted_cells import UnreadableError, read_pieces
from tests.grading.mangles import answers_of, dumped, label_of, released, skeleton

SKELETON = nbformat.reads(skeleton("sizing"), as_version=4)
LABEL = "out-size-answer"
GOOD = "def out_size(n, k, s=1, p=0, d=1):\n    room = n + 2 * p - k\n    return room // s + 1"
OTHER = "def out_size(n, k, s=1, p=0, d=1):\n    return 7"


def notebook(answer: str = GOOD) -> dict[str, Any]:
    """The released notebook with one answer."""
    made = released("sizing")
    for cell in made["cells"]:
        cell |= {"source": "".join(cell["source"]), "_tasks": set()}
        if label_of(cell) == LABEL:
            cell["source"] = answer
    return made


def place(made: dict[str, Any], label: str = LABEL) -> int:
    return next(at for at, cell in enumerate(made["cells"]) if label_of(cell) == label)


def graded(made: dict[str, Any] | str | bytes) -> tuple[str, str]:
    """The answer cell as it is graded, and the notes."""
    if isinstance(made, dict):
        made = dumped(made)
    restored, notes = restore(made if isinstance(made, bytes) else made.encode(), SKELETON)
    nbformat.validate(restored)
    return answers_of(restored)[LABEL], "\n".join(notes)


def answer_cell(source: str, **more: Any) -> dict[str, Any]:
    cell = notebook(source)["cells"][place(notebook())]
    return {**cell, **more}


def stub() -> str:
    made = released("sizing")
    return "".join(made["cells"][place(made)]["source"])


NEWER = {
    "all of it": "def out_size[T](n: T) ->",
    "a helper before it": f"def reach[T](k: T) ->\n\n\n{GOOD}",
    "a cell of its own": GOOD,
}


@pytest.mark.parametrize("what", NEWER)
@pytest.mark.parametrize(("python", "said"), [("3.99.1", True), ("3.2.0", False), ("", False)])
def test_what_only_a_newer_python_understands_is_left_to_a_person(what, python, said):
    made = notebook(NEWER[what])
    if what == "a cell of its own":
        made["cells"].insert(place(made), {**answer_cell("def reach[T](k: T) ->"), "metadata": {}})
    made["metadata"]["language_info"] = {"name": "python", "version": python}
    assert ("was written with Python 3.99: a person should look at it" in graded(made)[1]) == said
    made = notebook(GOOD)
    made["metadata"]["language_info"] = {"name": "python", "version": python}
    assert "a person should look" not in graded(made)[1]


def test_the_later_of_two_answers_counts():
    made = notebook(OTHER)
    made["cells"].insert(place(made) + 3, answer_cell(GOOD))
    source, notes = graded(made)
    assert source == GOOD
    assert "'out-size-answer' was there more than once" in notes


@pytest.mark.parametrize("where", [0, 20, -1])
@pytest.mark.parametrize("metadata", [None, {}])
def test_a_copy_left_as_released_never_counts(where, metadata):
    made = notebook()
    copy = answer_cell(stub() + "\n    # I will come back to this")
    made["cells"].insert(where, copy if metadata is None else {**copy, "metadata": metadata})
    assert graded(made)[0] == GOOD


def test_an_answer_above_a_stub_that_was_left_is_no_stub():
    answer = GOOD + "\n    # YOUR CODE HERE\n    raise NotImplementedError()"
    made = notebook(answer)
    made["cells"].insert(0, answer_cell(stub()))
    assert graded(made)[0] == answer


def test_a_later_copy_that_is_no_python_does_not_hide_an_answer():
    made = notebook()
    made["cells"].append(answer_cell("def out_size(n, k\n    return"))
    assert graded(made)[0] == GOOD


def test_copies_of_one_answer_count_once():
    made = notebook()
    made["cells"] += [answer_cell(GOOD)] * 3
    restored, _ = restore(dumped(made).encode(), SKELETON)
    assert sum(cell.source == GOOD for cell in restored.cells) == 1
    tests = [cell.metadata.nbgrader.points for cell in restored.cells if "-test" in label_of(cell)]
    assert sum(tests) == 100


@pytest.mark.parametrize("at", range(10, len(GOOD) - 8, 7))
def test_halves_are_put_together_wherever_the_cut_was(at):
    made = notebook()
    first, second = answer_cell(GOOD[:at].rstrip("\n")), answer_cell(GOOD[at:].lstrip("\n"), id="half")
    here = place(made)
    made["cells"][here : here + 1] = [first, second]
    assert graded(made)[0].replace("\n", "") == GOOD.replace("\n", "")


def test_a_merged_cell_is_taken_apart():
    made = notebook()
    here = place(made)
    run = made["cells"][here - 1 : here + 4]
    merged = {**run[0], "source": "\n\n".join(cell["source"] for cell in run)}
    made["cells"][here - 1 : here + 4] = [merged]
    source, notes = graded(made)
    assert source == GOOD
    assert "found in a cell that is not its own" in notes


@pytest.mark.parametrize("target", ["out-size-try", "out-size-test", "setup", "embed-test"])
def test_an_answer_typed_into_a_locked_cell_counts(target):
    made = notebook(stub())
    cell = made["cells"][place(made, target)]
    cell["source"] += "\n" + GOOD
    source, notes = graded(made)
    assert source == GOOD
    assert "'out-size-answer' was found in a cell that is not its own" in notes


@pytest.mark.parametrize("kind", ["markdown", "raw", "heading", "Code", "", None])
def test_an_answer_in_a_cell_of_another_type_is_graded_as_code(kind):
    made = notebook()
    made["cells"][place(made)]["cell_type"] = kind
    source, notes = graded(made)
    assert source == GOOD
    assert "had become a text cell" in notes


def test_a_missing_answer_is_named_and_costs_that_task_only():
    made = notebook()
    del made["cells"][place(made)]
    restored, notes = restore(dumped(made).encode(), SKELETON)
    assert answers_of(restored)[LABEL] == ""
    assert "No answer was found for 'out-size-answer'" in "\n".join(notes)
    assert len(answers_of(restored)) == len(answers_of(SKELETON))


def test_a_missing_test_cell_is_put_back():
    made = notebook()
    del made["cells"][place(made, "out-size-test")]
    restored, notes = restore(dumped(made).encode(), SKELETON)
    assert answers_of(restored)["out-size-test"] == answers_of(SKELETON)["out-size-test"]
    assert "put back: 'out-size-test'" in "\n".join(notes)


def test_a_test_cell_keeps_nothing_of_the_students():
    made = notebook()
    cell = made["cells"][place(made, "out-size-test")]
    cell |= {"source": "print(10)", "metadata": {**cell["metadata"], "tags": ["skip-execution"]}}
    cell["metadata"]["nbgrader"] |= {"points": 1000, "grade": False}
    restored, notes = restore(dumped(made).encode(), SKELETON)
    test = next(cell for cell in restored.cells if label_of(cell) == "out-size-test")
    assert test.source == answers_of(SKELETON)["out-size-test"]
    assert test.metadata.nbgrader.points == 10
    assert "tags" not in test.metadata
    assert "'out-size-test' was changed" in "\n".join(notes)


def test_a_helper_below_the_test_is_run_before_the_answer():
    made = notebook("def out_size(n, k, s=1, p=0, d=1):\n    return half(n)")
    made["cells"].append({"cell_type": "code", "source": "import math", "metadata": {}, "_tasks": set()})
    helper = "def half(n):\n    return math.floor(n / 2)"
    made["cells"].insert(-1, {"cell_type": "code", "source": helper, "metadata": {}, "_tasks": set()})
    restored, notes = restore(dumped(made).encode(), SKELETON)
    sources = [cell.source for cell in restored.cells]
    assert sources.index("import math") < sources.index(helper) < sources.index(answers_of(restored)[LABEL])
    assert "came too late" in "\n".join(notes)


def test_of_two_sides_of_a_conflict_the_own_one_counts_unless_it_is_a_stub():
    text = dumped(notebook("@@@"))

    def conflict(ours: str, theirs: str) -> str:
        sides = [json.dumps(side.splitlines(keepends=True), indent=4) for side in (ours, theirs)]
        marked = f'\n<<<<<<< HEAD\n"source": {sides[0]}\n=======\n"source": {sides[1]}\n>>>>>>> main\n'
        return text.replace('"source": [\n    "@@@"\n   ]', marked)

    assert conflict(GOOD, OTHER) != text
    assert graded(conflict(GOOD, OTHER))[0] == GOOD
    assert graded(conflict(OTHER, GOOD))[0] == OTHER
    source, notes = graded(conflict(stub(), GOOD))
    assert source == GOOD
    assert "conflict marks" in notes


@pytest.mark.parametrize(
    "data",
    [
        b"\x00", b"PK\x03\x04", b"null", b"[]", b'"text"', b"{}", b'{"cells": []}', b'{"cells": 7}',
        b'{"cells": [null, 1, "x", [], {}]}', b"[" * 100_000, b'{"a":' * 100_000, b"<html></html>",
        b'{"cells": [' + b" " * 2_000_000,  # hours, if each blank were looked at from each before it
    ],
)  # fmt: skip
def test_what_holds_no_cell_is_graded_as_not_answered_with_one_note(data):
    with pytest.raises(UnreadableError):
        read_pieces(data)
    source, notes = graded(data)
    assert source == ""
    assert notes == "The file holds no cell that can be read: is it a notebook?"


def test_bytes_that_are_no_utf8_are_the_characters_that_they_are_in_latin1():
    mixed = b"\xe9 \xff\xe2\x82".join(
        [b'{"cells": [{"cell_type": "code", "source": "# ', "\u20ac".encode(), b'"}]}']
    )
    [piece], notes = read_pieces(mixed)
    assert piece.source == "# \xe9 \xff\xe2\x82\u20ac\xe9 \xff\xe2\x82"
    assert any("not in UTF-8" in note for note in notes)


TEXTS = [
    "![a](https://x.org/a.png)",
    "![a][b]\n\n[b]: https://x.org/a.png",
    "[a](javascript:alert(1))",
    "[a]( javascript:alert(1) 'title')",
    "[![a](x.png)](data:text/html,x)",
    "[a]\n\n[a]: javascript:alert(1)",
    "[a][]\n\n   [a]:\n javascript:alert(1)",
    "> [a]: javascript:alert(1)\n\n[a]",
    "<javascript:alert(1)> <img src=b> <a href='javascript:alert(1)'>a</a>",
    "a[^1]\n\n[^1]: [b](javascript:alert(1))",
    "- [ ] [a\\](javascript:alert(1))",
    r"$\href{javascript:alert(1)}{a}$ $$\style{background:url(https://x.org)}{a}$$",
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_shown_in_formgrader_holds_no_picture_and_no_link_in_disguise(text):
    made = notebook()
    made["cells"].append({"cell_type": "markdown", "metadata": {}, "source": text})
    restored, _ = restore(dumped(made).encode(), SKELETON)
    shown = str(markdown2html_mistune(restored.cells[-1].source))
    tags = bleach.clean(
        shown, tags=["a", "img"], attributes=["href"], protocols=["https", "javascript", "data"], strip=True
    )
    assert not re.search(r'<img|<a href="(.*?)">(?!\1<)', tags)  # an address that can be read is a link
    assert not re.search(r"\\(href|style)", shown)


def test_code_in_a_text_cell_runs_as_it_was_written():
    helper = 'def helper(n, k):\n    return {"](": [n]}["]("][0] if n < k else 7'
    made = notebook("def out_size(n, k, s=1, p=0, d=1):\n    return helper(n, k)")
    made["cells"].append({"cell_type": "markdown", "metadata": {}, "source": helper})
    restored, _ = restore(dumped(made).encode(), SKELETON)
    assert helper in [cell.source for cell in restored.cells if cell.cell_type == "code"]


def test_formulas_are_left_as_they_are():
    assert harmless(r"$\frac{a_{[i]}}{b}$ and `x[0](y)`") == r"$\frac{a_{[i]}}{b}$ and `x[0] (y)`"


def test_nothing_is_graded_as_not_answered_and_find_tells_of_it():
    with pytest.raises(UnreadableError):
        read_pieces(b"")
    assert graded(b"") == ("", "")


@pytest.mark.parametrize("source", [None, 7, {}, {"a": 1}, [1, None, {}], [[[]]]])
def test_a_source_that_is_no_text_is_empty(source):
    made = json.loads(dumped(notebook()))
    made["cells"][place(made)]["source"] = source
    assert graded(json.dumps(made))[0] == ""


def test_nested_lines_deep_metadata_and_a_megabyte_of_source_are_read():
    made = json.loads(dumped(notebook()))
    made["cells"][place(made)]["source"] = [[[line]] for line in GOOD.splitlines(keepends=True)]
    long = {"cell_type": "code", "metadata": {}, "source": f"data = '{'x' * 10**6}'"}
    made["cells"].insert(0, long)
    text = json.dumps(made).replace('"nbformat"', f'"deep": {"[" * 50_000}{"]" * 50_000}, "nbformat"')
    restored, notes = restore(text.encode(), SKELETON)
    assert answers_of(restored)[LABEL] == GOOD
    assert any(cell.source == long["source"] for cell in restored.cells)
    assert "damaged" in "\n".join(notes)


@pytest.mark.parametrize("broken", [False, True])
def test_thirty_megabytes_of_outputs_are_skipped(broken):
    made = notebook()
    made["cells"][place(made)]["outputs"] = [{"output_type": "stream", "text": ["x" * 30_000_000]}]
    data = (dumped(made) + ("]" if broken else "")).encode()
    tracemalloc.start()
    pieces, _ = read_pieces(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert any(piece.source == GOOD for piece in pieces)
    assert peak < 4 * len(data)


def test_the_first_cells_of_very_many_are_graded_with_a_note():
    made = notebook()
    made["cells"] += [{"cell_type": "code", "metadata": {}, "source": "1", "_tasks": set()}] * 3000
    source, notes = graded(made)
    assert source == GOOD
    assert "first 2000" in notes


def test_text_of_the_students_brings_no_html():
    made = notebook()
    text = "<script>alert(1)</script>"
    made["cells"].append({"cell_type": "markdown", "metadata": {}, "source": text, "_tasks": set()})
    restored, _ = restore(dumped(made).encode(), SKELETON)
    assert "<script" not in json.dumps(restored)


def test_the_kernel_is_the_instructors():
    made = notebook()
    made["metadata"] = {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}
    restored, _ = restore(dumped(made).encode(), SKELETON)
    assert restored.metadata.kernelspec == SKELETON.metadata.kernelspec


def test_source_that_costs_the_parser_too_much_is_not_parsed():
    made = notebook()
    cell = {"cell_type": "code", "metadata": {}, "source": "import " + "a." * 50_000 + "a", "_tasks": set()}
    made["cells"].append(cell)
    tracemalloc.start()
    assert graded(made)[0] == GOOD
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100e6
