# ruff: noqa: E501  (the attacks are code in strings)
"""Submissions that attack the grader itself: its messages, what it shows, the files it takes, its time.

The grader's process must stay as it was, and what it stores must be harmless to whoever opens it.
"""

import base64
import io
import json
import os
import resource
import tarfile
import time
from dataclasses import replace

import pytest

from cnnkit.grading.walls.outputs import clean_output, clean_text, stream
from cnnkit.grading.walls.sandbox import pack
from tests.grading.conftest import SHORT

TRIPLE = "def triple(x):\n    return 3 * x"

MESSAGES = {
    "no message at all": "os.write(3, b'\\xff\\x00 garbage\\n' * 1000)",
    "words without data": "os.write(3, b'output\\ndone\\nasks\\n\\n \\n' * 100)",
    "outputs that are none": 'os.write(3, b\'output 5\\noutput []\\noutput {"output_type": 7, "data": 3}\\n\')',
    "outputs nested too deep": "os.write(3, b'output ' + b'[' * 50000 + b'\\n')\n"
    "os.write(3, b'output {\"output_type\": \"error\", \"ename\": ' + b'[' * 900 + b']' * 900 + b'}\\n')",
    "an error name nested too deep": "os.write(3, b'done ' + b'[' * 400 + b']' * 400 + b'\\n')",
    "numbers too large to be read": "os.write(3, b'output {\"data\": ' + b'9' * 5000 + b'}\\n')",
    "lone surrogates": 'os.write(3, b\'output {"output_type": "display_data", "data": {"text/plain": "\\\\ud800"}}\\n\')',
    "questions from the wrong side": 'os.write(3, b\'asks names 10 {"what": "names", "names": []}\\n\' * 50)',
}


@pytest.mark.parametrize("what", MESSAGES)
def test_a_malformed_message_costs_at_most_its_sender(hand_in, what):
    graded = hand_in(f"import os\n{MESSAGES[what]}\ndef double(x): return 2 * x", TRIPLE)
    assert graded.points["triple"] == 3, graded.shown
    assert graded.seconds < SHORT.notebook_s


def grader_memory_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


FLOODS = {
    "a message without end": "while True: os.write(3, b'x' * 100000)",
    "an answer without end": "os.write(3, b'answer ')\nwhile True: os.write(3, b'x' * 100000)",
    "messages without end": "while True: os.write(3, b'output {}\\n' * 10000)",
    "an output that would fill the memory of its reader": "os.write(3, b'output {\"a\": [' + b'{},' * 10**6 + b'{}]}\\n' + b'done \"\"\\n')",
    "sockets in messages": "import socket\ns = socket.socket(fileno=os.dup(3))\nwhile True: socket.send_fds(s, [b'output {}\\n'], [0, 1, 2])",
}


@pytest.mark.parametrize("what", FLOODS)
def test_a_flood_of_messages_does_not_fill_the_grader(hand_in, what):
    before, descriptors = grader_memory_mb(), len(os.listdir("/proc/self/fd"))
    started = time.process_time()
    graded = hand_in(f"import os\n{FLOODS[what]}", TRIPLE)
    assert graded.points == {"double": 0, "triple": 3}
    assert grader_memory_mb() < before + 300
    assert time.process_time() - started < 3
    assert len(os.listdir("/proc/self/fd")) == descriptors


def test_an_answer_that_would_fill_the_memory_of_its_reader_ends_in_the_judge(hand_in):
    code = """
import json, sys
class Huge:
    loads = json.loads
    def dumps(_): return '""' if _ == "" else '{"value": [' + '{},' * 20_000_000 + '{}]}'
sys.modules["cnnkit.grading.walls.box.shell"].json = Huge
def double(x): return 2 * x
"""
    before = grader_memory_mb()
    graded = hand_in(code, TRIPLE)
    assert graded.total == 0
    assert grader_memory_mb() < before + 600  # the answer itself, a few times, not what it would become


MARKUP = """
from IPython.display import HTML, SVG, Javascript, Markdown, Latex, display
evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
display(HTML(evil), Javascript("alert(1)"), Markdown(evil), Latex(evil))
display({"text/html": evil, "image/svg+xml": "<svg onload=alert(1)>", "application/javascript": "alert(1)",
         "application/vnd.jupyter.widget-view+json": {"model_id": "x"}, "text/plain": "plain"}, raw=True)
display({"image/png": "iVBORw0KGgo=\\"><script>alert(1)</script>", "text/plain": "a"}, raw=True, metadata={"evil": evil})
display({"image/jpeg": evil}, raw=True)
"""


def test_only_text_and_pictures_are_stored(hand_in):
    graded = hand_in(MARKUP)
    kinds = {
        kind
        for cell in graded.notebook.cells
        for output in cell.get("outputs", [])
        for kind in output.get("data", {})
    }
    assert kinds <= {"text/plain", "image/png", "image/jpeg"}
    outputs = [output for cell in graded.notebook.cells for output in cell.get("outputs", [])]
    pictures = [output.data["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    assert pictures
    for picture in pictures:
        assert base64.b64encode(base64.b64decode(picture, validate=True)).decode() == picture
    assert all(output.get("metadata", {}) == {} for output in outputs)
    assert (
        "onerror" not in graded.shown.replace("<script>alert(1)</script><img src=x onerror=alert(1)>", "")
        or kinds
    )


@pytest.mark.parametrize(
    "text",
    [
        "\x1b[31mred\x1b[0m",
        "\x1b]0;title\x07after",
        "\x1b]8;;http://evil\x1b\\link",
        "\x9b31mred",
        "a\rb\x08c\x00d\x7f",
        "\u202egnp.exe\u2066",
        "\x1b" * 50 + "[",
        "\x1b[" + "9" * 50_000,
        "\x1bP" + "q" * 100 + "\x1b\\",
    ],
)
def test_escapes_and_direction_marks_do_not_survive(text):
    shown = clean_text(text) + stream(text.encode())[0]["text"]
    assert not set(shown) & {*map(chr, range(9)), *map(chr, range(11, 32)), *map(chr, range(127, 160))}
    assert not set(shown) & {"\u202e", "\u2066"}


@pytest.mark.parametrize(
    "output",
    [
        None,
        [],
        {"output_type": "display_data", "data": []},
        {"output_type": "display_data", "data": {"text/html": "<b>"}},
        {"output_type": "display_data", "data": {"image/png": "PHNjcmlwdD4="}},
        {"output_type": "display_data", "data": {"image/png": ["iVBORw0KGgo="]}},
        {"output_type": "update_display_data", "data": {"text/plain": "x"}},
        {"output_type": "stream", "text": "<script>"},
    ],
)
def test_what_is_no_harmless_output_is_dropped(output):
    assert clean_output(output) == {}


def test_an_error_is_stored_as_plain_text_of_bounded_length():
    output = {
        "output_type": "error",
        "ename": ["x"],
        "evalue": "\x1b[1m" + "y" * 10**6,
        "traceback": [5, "z" * 10**6] * 100,
    }
    cleaned = clean_output(output)
    assert cleaned["ename"] == ""
    assert len(cleaned["evalue"]) == 2000
    assert len(cleaned["traceback"]) == 60
    assert len(json.dumps(cleaned)) < 300_000


def test_names_and_messages_of_errors_hold_no_escapes(hand_in):
    graded = hand_in("raise type('\\x1b[31mE', (Exception,), {})('\\x1b]0;evil\\x07 text')")
    assert "\\u001b" not in json.dumps(graded.shown)
    assert "text" in graded.shown


NAMES = {
    "an error's class": "E = type(NAME, (Exception,), {})\ndef double(x): raise E('x')",
    "an error's message": "def double(x): raise ValueError(NAME)",
    "something else's class": "double = type(NAME, (), {})()",
    "what stopped a cell": "raise type(NAME, (Exception,), {})('x')\ndef double(x): return x",
    "a result's class": "T = type(NAME, (), {})\ndef double(x): return T()",
}


@pytest.mark.parametrize("what", NAMES)
def test_no_name_of_a_students_looks_like_a_line_of_the_graders(hand_in, what):
    """Hints are counted in the class report by the lines that tests print."""
    graded = hand_in("NAME = 'Oops\\n  hint [five] forged'\n" + NAMES[what])
    tests = [c for c in graded.notebook.cells if c.metadata.get("nbgrader", {}).get("points")]
    printed = "".join(output.get("text", "") for test in tests for output in test.outputs)
    assert "hint [" in printed
    assert "\n  hint [five]" not in printed
    assert graded.total == 0


def test_links_and_special_files_are_not_taken_along(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("canary-of-a-link")
    folder = tmp_path / "handed-in"
    (folder / "deep").mkdir(parents=True)
    (folder / "module.py").write_text("x = 1")
    (folder / "deep" / "data.txt").write_text("data")
    (folder / "link.txt").symlink_to(secret)
    (folder / "deep" / "link-to-folder").symlink_to(tmp_path)
    (folder / "endless").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe")
    with open(folder / "sparse.bin", "wb") as file:
        file.truncate(1 << 40)
    with tarfile.open(fileobj=io.BytesIO(pack(folder))) as archive:
        members = {member.name: member for member in archive}
    assert set(members) == {"module.py", "deep/data.txt"}
    assert all(member.isreg() for member in members.values())


def test_a_folder_that_is_a_link_holds_nothing(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "canary").write_text("x")
    (tmp_path / "set").symlink_to(tmp_path / "real")
    assert pack(tmp_path / "set") == b""


def hostile_tar(folder: str) -> bytes:
    """Names that lead out, a link and a file through it, a device, a hard link, a file with set-user-id."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:

        def add(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", mode: int = 0o644) -> None:
            member = tarfile.TarInfo(name)
            member.type, member.linkname, member.mode = kind, link, mode
            member.size = 4 if kind == tarfile.REGTYPE else 0
            archive.addfile(member, io.BytesIO(b"loot"))

        add("first.txt")
        add("suid", mode=0o6755)
        add(f"{folder}/absolute")
        add("../../../.." + folder + "/up")
        add("link", tarfile.SYMTYPE, folder)
        add("link/through")
        add("hard", tarfile.LNKTYPE, "/etc/passwd")
        add("zero", tarfile.CHRTYPE)
    return data.getvalue()


def test_a_hostile_tar_is_unpacked_inside_the_walls_only(hand_in, tmp_path):
    # pack makes no such tar; a dask client could send one
    tmp_path.chmod(0o777)
    code = "import os\nprint('HERE', sorted(os.listdir('.')), open('first.txt').read())\ndef double(x): return 2 * x"
    graded = hand_in(code, TRIPLE, files=hostile_tar(str(tmp_path)))
    assert "HERE" in graded.shown
    assert list(tmp_path.iterdir()) == []
    assert graded.points == {"double": 3, "triple": 3}


def test_handed_in_modules_shadow_nothing_of_the_judges(hand_in):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name in ("cnnkit/checks.py", "torch.py", "cnnkit.py", "json.py", "sitecustomize.py", "helper.py"):
            text = b"grade = lambda *a, **k: 3.0\nfive = 5\n"
            member = tarfile.TarInfo(name)
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text))
    graded = hand_in("from helper import five\nprint('FIVE', five)", files=data.getvalue())
    assert "FIVE 5" in graded.shown  # a module of one's own may be imported
    assert graded.points == {"double": 0, "triple": 0}


STALLS = {
    "braces without end": b'{"a":' * 200_000,
    "brackets without end": b'{"cells": ' + b"[" * 300_000,
    "cells that parse as nothing": json.dumps(
        {
            "cells": [
                {"cell_type": "code", "source": f"def f{n}(:\n" + "x = (\n" * 200, "metadata": {}}
                for n in range(400)
            ]
        }
    ).encode(),
    "a broken answer before very many cells": json.dumps(
        {
            "cells": [
                {
                    "cell_type": "code",
                    "source": "def double(x:",
                    "metadata": {"nbgrader": {"grade_id": "double-answer"}},
                },
                *[{"cell_type": "code", "source": "(\n" * 4000, "metadata": {}}] * 300,
            ]
        }
    ).encode(),
    "one cell very often": json.dumps(
        {
            "cells": [
                {
                    "cell_type": "code",
                    "source": f"x = {n} +",
                    "metadata": {"nbgrader": {"grade_id": "double-answer"}},
                }
                for n in range(2000)
            ]
        }
    ).encode(),
    "operators without end": json.dumps(
        {
            "cells": [
                {
                    "cell_type": "code",
                    "source": source,
                    "metadata": {"nbgrader": {"grade_id": "double-answer"}},
                }
                for source in (
                    "-" * 190_000 + "1",
                    "(" * 190_000,
                    "1" + "+1" * 90_000,
                    "a" + ".a" * 90_000,
                    "not " * 45_000 + "1",
                )
            ]
        }
    ).encode(),
}


@pytest.mark.parametrize("what", STALLS)
def test_a_file_made_to_be_slow_to_read_is_graded_in_time(hand_in, what):
    limits = replace(SHORT, cell_s=1, notebook_s=5)
    started = time.process_time()
    graded = hand_in(submitted=STALLS[what], limits=limits)
    assert time.process_time() - started < 10
    assert graded.total == 0
