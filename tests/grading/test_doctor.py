"""`cnnkit grade --doctor` names what is in the way and how to get it out; a real box decides."""

from pathlib import Path

import pytest

from cnnkit.cli import main
from cnnkit.grading import doctor, wall
from cnnkit.grading.doctor import look_around
from tests.conftest import need


def proc(folder: Path, **settings: str) -> Path:
    """A /proc with these settings (name with __ for /) and 8 GB of free memory."""
    for name, value in settings.items():
        path = folder / "sys" / name.replace("__", "/")
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


def test_root_is_told_who_runs_the_sandbox_and_what_nobody_cannot_read(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor.os, "geteuid", lambda: 0)
    closed = tmp_path / "python"
    (closed / "bin").mkdir(parents=True)
    closed.chmod(0o700)
    monkeypatch.setattr(doctor.sys, "prefix", str(closed))
    found = list(look_around(proc=proc(tmp_path)))
    assert any(finding.good is None and "drops to nobody" in finding.what for finding in found)
    assert any(f"chmod -R o+rX {closed}" in finding.remedy for finding in lacking(found))


def test_little_memory_is_a_note_with_fewer_workers(tmp_path):
    found = list(look_around(workers=16, proc=proc(tmp_path)))
    assert any(finding.good is None and finding.remedy.endswith("--workers 3") for finding in found)


def test_a_box_that_sees_too_much_is_no_box(monkeypatch):
    need("bwrap")
    monkeypatch.setattr(doctor, "SEEN", "print('seen: the network')")
    finding = doctor.try_a_box()
    assert not finding.good
    assert "it is not closed (seen: the network)" in finding.what
