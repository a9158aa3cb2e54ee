"""`cnnkit grade`: exit codes, what it says, and that Ctrl-C at any moment does no harm."""

import io
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

import pytest

from cnnkit.cli import main
from cnnkit.grading.course import command
from cnnkit.grading.walls import wall
from tests.conftest import need
from tests.grading.courses import HALF, RIGHT, scores, submit, write_course


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = write_course(tmp_path)
    for student, answers in (("ada", RIGHT), ("bob", HALF)):
        submit(root, student, answers)
    return root


def grade(course: Path, *words: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "cnnkit.cli", "grade", "mini", "--root", str(course), *words]
    return subprocess.run(line, capture_output=True, text=True)


def test_a_run_from_start_to_end(course):
    need("bwrap")
    done = grade(course, "--workers", "1")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("mini: 2 graded, 0 unchanged, in ")
    assert done.stdout.endswith("mean 4.5 of 6 points\n")
    assert "Warning" not in done.stderr
    again = grade(course)
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout.startswith("mini: 0 graded, 2 unchanged")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_and_started_again(course, number):
    need("bwrap")
    slow = RIGHT | {"double-answer": f"import time\ntime.sleep(20)\n{RIGHT['double-answer']}"}
    submit(course, "slow", slow)
    line = [sys.executable, "-m", "cnnkit.cli", "grade", "mini", "--root", str(course), "--workers", "1"]
    run = subprocess.Popen(line, stderr=subprocess.PIPE, text=True, start_new_session=True)
    deadline = time.monotonic() + 120
    while not (course / "autograded/bob/mini/mini.ipynb").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    asked = time.monotonic()
    os.killpg(run.pid, number)  # as a terminal does
    told = run.communicate()[1]
    assert run.returncode == 1
    assert time.monotonic() - asked < 15, "it waited for a cell that sleeps"
    assert "the same command goes on with the rest" in told
    assert "Traceback" not in told
    if number == signal.SIGTERM:
        return  # stopped in the same way: one second start stands for both
    submit(course, "slow", RIGHT)
    again = grade(course)
    assert again.returncode == 0
    assert again.stdout.startswith("mini: 1 graded, 2 unchanged")
    assert sum(map(sum, (points.values() for points in scores(course).values()))) == 6 + 3 + 6


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["maxi"], "no problem set 'maxi'"),
        (["mini", "--students", "eve"], "no submission of mini from: eve"),
        (["mini", "--root", "/nowhere"], "no nbgrader_config.py"),
        ([], "which set?"),
        (["mini", "--workers", "0"], "--workers 0"),
    ],
)
def test_asked_wrongly(course, words, told, capsys, monkeypatch):
    monkeypatch.chdir(course)
    assert main(["grade", *words]) == 2
    assert told in capsys.readouterr().err


def test_without_a_sandbox_it_refuses(course, capsys, monkeypatch):
    monkeypatch.setattr(wall.shutil, "which", lambda name: None)
    assert main(["grade", "mini", "--root", str(course)]) == 1
    told = capsys.readouterr().err
    assert "bubblewrap is missing: on Debian or Ubuntu, apt install bubblewrap" in told
    assert "cnnkit grade --doctor" in told
    assert not (course / "autograded").exists()


def test_unsafe_says_what_it_means(course, capsys, monkeypatch):
    monkeypatch.setattr(wall.shutil, "which", lambda name: None)
    assert main(["grade", "mini", "--root", str(course), "--unsafe"]) == 0
    told = capsys.readouterr()
    assert "NO SANDBOX" in told.err
    assert "mean 4.5 of 6 points" in told.out


def test_a_student_without_a_grade_is_exit_code_1(course, capsys, monkeypatch):
    monkeypatch.setattr("cnnkit.grading.course.command.Grader", Broken)
    assert main(["grade", "mini", "--root", str(course)]) == 1
    told = capsys.readouterr()
    assert "ada: NOT GRADED, RuntimeError: a fault of the machine" in told.err
    assert "2 NOT GRADED (ada, bob)" in told.out


def test_help_has_an_example(capsys):
    with pytest.raises(SystemExit) as stop:
        main(["grade", "--help"])
    assert stop.value.code == 0
    assert "example: cnnkit grade basics" in " ".join(capsys.readouterr().out.split())


def test_progress_on_a_terminal_stays_in_its_line():
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    progress = command._Progress(Terminal())
    progress.count(1, 3, 200.0)
    progress.say("eve: a problem")
    progress.count(3, 3, 0.0)
    shown = progress.stream.getvalue().split("\r\x1b[K")
    assert shown == [
        "",
        "1 of 3 graded, about 3 min left",
        "eve: a problem\n1 of 3 graded, about 3 min left",
        "",
    ]


class Broken:
    def __init__(self, walled: bool) -> None: ...

    def check(self) -> None: ...

    def grade(self, job: object) -> None:
        raise RuntimeError("a fault of the machine")

    def close(self) -> None: ...

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...


STRANGE = {
    "escapes": "evil\x1b]0;owned\x07",
    "a line of its own": "evil\nada: 100 of 100",
    "turned round": "evil\u202egnp.exe",
    "back to the line's start": "evil\rmini: 1 graded",
    "eight-bit escapes": "evil\x9b2J",
}


@pytest.mark.parametrize("what", STRANGE)
def test_names_of_students_cannot_speak_to_the_terminal(course, what, capsys):
    stream = io.StringIO()
    progress = command._Progress(stream)
    progress.say(f"{STRANGE[what]}: NOT GRADED")
    line = stream.getvalue()
    assert line.endswith("\n")
    assert line[:-1].isprintable()
    assert line.startswith("evil\\")


def test_letters_of_every_script_stay_as_they_are():
    name = "Zoë Ñandú Łukasz 李 می\u200cخواهم अ\u200dब"
    stream = io.StringIO()
    command._Progress(stream).say(name)
    assert stream.getvalue() == f"{name}\n"
