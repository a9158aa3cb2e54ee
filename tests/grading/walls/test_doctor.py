"""`cnnkit grade --doctor` names what is in the way and how to get it out; a real box decides."""

import py_compile
from pathlib import Path
from types import SimpleNamespace

import pytest

from cnnkit.cli import main
from cnnkit.grading.walls import doctor, room, wall
from cnnkit.grading.walls.doctor import look_around
from cnnkit.grading.walls.limits import Limits
from tests.conftest import need


def proc(folder: Path, **settings: str) -> Path:
    """A /proc with these settings (name with __ for /) and 8 GB of free memory."""
    for name, value in settings.items():
        path = (
            folder
            / "sys"
            / name.replace("__", "/").replace("fs/pipe_user_pages_soft", "fs/pipe-user-pages-soft")
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{value}\n")
    (folder / "meminfo").write_text("MemTotal: 9000000 kB\nMemAvailable: 8192000 kB\n")
    return folder


def lacking(found: object) -> list[doctor.Finding]:
    return [finding for finding in found if finding.good is False]  # type: ignore[attr-defined]


def test_a_machine_that_can_grade(capsys):
    need("bwrap")
    assert main(["grade", "--doctor"]) == 0
    told = capsys.readouterr().out
    assert "ok    a real box: torch warm after" in told
    assert told.endswith("This machine can grade.\n")


@pytest.mark.parametrize(
    ("name", "bad", "good"),
    [
        ("kernel__unprivileged_userns_clone", "0", "kernel.unprivileged_userns_clone=1"),
        ("user__max_user_namespaces", "0", "user.max_user_namespaces=15000"),
        (
            "kernel__apparmor_restrict_unprivileged_userns",
            "1",
            "kernel.apparmor_restrict_unprivileged_userns=0",
        ),
    ],
)
def test_a_setting_that_forbids_namespaces(tmp_path, name, bad, good):
    found = lacking(look_around(proc=proc(tmp_path, **{name: bad})))
    assert any(f"sudo sysctl {good}" in finding.remedy for finding in found)
    allowed = lacking(look_around(proc=proc(tmp_path, **{name: good.partition("=")[2]})))
    assert not any("sysctl" in finding.remedy for finding in allowed)


def test_without_bubblewrap_grading_would_refuse(monkeypatch, capsys):
    monkeypatch.setattr(wall.shutil, "which", lambda name: None)
    assert doctor.run(2) == 1
    told = capsys.readouterr().out
    assert "LACK  bubblewrap is missing\n      Debian, Ubuntu: apt install bubblewrap" in told
    assert "LACK  a real box: bubblewrap is missing" in told
    assert told.endswith("This machine cannot grade in a sandbox.\n")


def test_another_system(monkeypatch):
    monkeypatch.setattr(doctor.platform, "system", lambda: "Darwin")
    [finding] = look_around()
    assert not finding.good
    assert "virtual machine" in finding.remedy


def root_with_python_in(folder: Path, closed: Path, monkeypatch) -> list[doctor.Finding]:
    """What root is told whose Python lies in `folder`, where only root may open `closed`."""
    (folder / "lib" / "python").mkdir(parents=True)
    closed.chmod(0o700)
    monkeypatch.setattr(doctor.os, "geteuid", lambda: 0)
    monkeypatch.setattr(doctor.sys, "prefix", str(folder))
    (folder / "lib" / "python" / "json.py").write_text("")
    spec = SimpleNamespace(origin=str(folder / "lib" / "python" / "json.py"))
    monkeypatch.setattr(doctor.importlib.util, "find_spec", lambda name: spec)
    return list(doctor._rights())


@pytest.mark.parametrize("closed", [".", "lib", "lib/python"])
def test_root_is_told_what_the_user_nobody_cannot_read(tmp_path, monkeypatch, closed):
    found = root_with_python_in(tmp_path / "env", tmp_path / "env" / closed, monkeypatch)
    assert any(finding.good is None and "drops to nobody" in finding.what for finding in found)
    [lack] = lacking(found)
    assert lack.what.endswith(f"may not read this Python: {tmp_path / 'env' / closed}")
    assert lack.remedy.startswith(f"chmod -R o+rX {tmp_path / 'env'}")


def test_a_closed_folder_above_python_is_no_hindrance_in_the_sandbox(tmp_path, monkeypatch):
    found = root_with_python_in(tmp_path / "home" / "env", tmp_path / "home", monkeypatch)
    assert lacking(found) == []
    assert found[-1].what.endswith(f"{tmp_path}/home/env in the sandbox, if not outside ({tmp_path}/home)")


def test_little_memory_is_a_note_with_fewer_workers(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "_mb_a_second", lambda: 1000)  # 100 MB from look to look
    found = list(look_around(workers=16, proc=proc(tmp_path)))
    # of 8000 MB, 1000 are the grader's and 64 lie in pipes; a box may have 2000 + 264 + 26 + 4 + 100 + 100
    assert any(finding.good is None and finding.remedy.endswith("--workers 2") for finding in found)
    [beside] = [finding for finding in found if finding.what.startswith("each: 2000 MB")]
    assert [line.split()[0] for line in beside.remedy.splitlines()] == ["264", "26", "4", "100", "100"]


def test_pipes_without_a_limit_count_in_full(tmp_path):
    limits = Limits(processes=10)
    assert room.pipes_mb(limits, 2, proc(tmp_path, fs__pipe_user_pages_soft="0")) == 2 * 10 * 256 / 16
    (tmp_path / "sys/fs/pipe-user-pages-soft").write_text("1024")
    assert room.pipes_mb(limits, 2, tmp_path) == 4


@pytest.mark.parametrize(
    ("line", "limit", "most"),
    [
        ("0::/user/grading", "user/memory.max", 6000),
        ("0::/user/grading", "user/grading/memory.max", 6000),
        ("4:memory:/user", "memory/user/memory.limit_in_bytes", 6000),
        ("4:cpu,cpuacct:/user", "memory/user/memory.limit_in_bytes", None),
        ("0::/user", "other/memory.max", None),
    ],
)
def test_a_memory_cgroup_is_seen(tmp_path, line, limit, most):
    files = {tmp_path / "self/cgroup": f"1:name=systemd:/\n{line}\n", tmp_path / limit: str(6000 << 20)}
    files[tmp_path / "user/grading/memory.high"] = files[tmp_path / "memory/memory.limit_in_bytes"] = "max"
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert room.group_mb(tmp_path, tmp_path) == most


def test_without_a_memory_cgroup_the_doctor_says_how_to_get_one(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "group_mb", lambda proc: None)
    found = list(look_around(proc=proc(tmp_path)))
    assert any("systemd-run" in finding.remedy and "-p MemoryMax=" in finding.remedy for finding in found)
    monkeypatch.setattr(doctor, "group_mb", lambda proc: 6000)
    found = list(look_around(proc=proc(tmp_path)))
    assert any("more than 6000 MB together" in finding.what for finding in found)


def test_packages_that_are_not_compiled_are_a_note(tmp_path, monkeypatch):
    torch = tmp_path / "site-packages" / "torch" / "__init__.py"
    torch.parent.mkdir(parents=True)
    torch.write_text("")
    monkeypatch.setattr(doctor.importlib.util, "find_spec", lambda name: SimpleNamespace(origin=str(torch)))
    remedy = f"-m compileall -q {tmp_path / 'site-packages'}"
    assert any(finding.good is None and finding.remedy.endswith(remedy) for finding in doctor._packages())
    py_compile.compile(str(torch))
    assert not any(finding.remedy.endswith(remedy) for finding in doctor._packages())


def test_a_box_that_sees_too_much_is_no_box(monkeypatch):
    need("bwrap")
    monkeypatch.setattr(doctor, "SEEN", "print('seen: the network')")
    finding = doctor.try_a_box()
    assert not finding.good
    assert "it is not closed (seen: the network)" in finding.what
