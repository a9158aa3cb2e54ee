"""What a killed grader leaves in /tmp goes with the next one's start, and nothing else does."""

import subprocess
import sys

import pytest

from cnnkit.grading.walls import scratch
from cnnkit.grading.walls.scratch import scratch_folder

HOLD = """
import sys, tempfile, time
tempfile.tempdir = sys.argv[1]
from cnnkit.grading.walls.scratch import scratch_folder
folder, lock = scratch_folder()
(folder / "view").mkdir()
print(folder.name, flush=True)
time.sleep(60)
"""


@pytest.fixture
def tmp(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def one_that_was_killed(tmp) -> str:
    line = [sys.executable, "-c", HOLD, str(tmp)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        name = process.stdout.readline().strip()
        process.kill()
    assert (tmp / name / "view").is_dir()
    return name


def test_the_next_start_removes_what_a_killed_process_left_and_keeps_what_is_held(tmp):
    mine, lock = scratch_folder()
    killed = one_that_was_killed(tmp)
    (tmp / "cnnkit-graded").mkdir()
    other, other_lock = scratch_folder()
    assert not (tmp / killed).exists()
    assert {path.name for path in tmp.iterdir()} == {mine.name, other.name, "cnnkit-graded"}
    lock.close()
    other_lock.close()


def test_another_users_folders_are_left_alone(tmp, monkeypatch):
    killed = one_that_was_killed(tmp)
    monkeypatch.setattr(scratch.os, "geteuid", lambda: 4711)
    scratch_folder()[1].close()
    assert (tmp / killed).exists()


def test_links_are_not_followed(tmp, tmp_path_factory):
    precious = tmp_path_factory.mktemp("precious")
    (precious / "lock").write_text("")
    (tmp / f"{scratch.PREFIX}link").symlink_to(precious)
    scratch_folder()[1].close()
    assert (precious / "lock").exists()


def test_everybody_may_read_the_folder(tmp):
    folder, lock = scratch_folder()
    lock.close()
    assert folder.stat().st_mode & 0o777 == 0o755
