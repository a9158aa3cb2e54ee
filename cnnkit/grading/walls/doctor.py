"""`cnnkit grade --doctor`: what this machine lacks for grading, and how to get it.

It looks at what is known to be in the way, and then tries a real box: that trial is what decides.
"""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cnnkit.grading.walls.limits import Limits
from cnnkit.grading.walls.room import beside_mb, group_mb, pipes_mb
from cnnkit.grading.walls.sandbox import BoxEndedError, SandboxError, Warm

__all__ = ["Finding", "look_around", "run", "try_a_box"]

ARCHITECTURES = ("x86_64", "aarch64")
SYSCTLS = {
    "kernel/unprivileged_userns_clone": ("0", "1"),
    "user/max_user_namespaces": ("0", "15000"),
    "kernel/apparmor_restrict_unprivileged_userns": ("1", "0"),  # Ubuntu 23.10 and later
}
"""Settings that can forbid namespaces: the value that does, and one that does not."""
SECRETS = {"nbgrader_config.py", "solutions", "submitted", "gradebook.db"}
SEEN = """
import os, socket
seen = []
if set(os.listdir({course!r}) if os.path.isdir({course!r}) else []) & {secrets!r}: seen.append("the course")
if os.getuid() == 0: seen.append("root's rights")
try:
    socket.create_connection(("127.0.0.1", 9), 1)
    seen.append("the network")
except OSError: pass
print("seen:", ", ".join(seen))
"""


class Finding(NamedTuple):
    good: bool | None
    """None: worth knowing, and no hindrance."""
    what: str
    remedy: str = ""


def run(workers: int) -> int:
    """Print what is found; 0 if grading would work here, 1 if it would refuse."""
    findings = list(look_around(workers))
    trial = try_a_box()
    for good, what, remedy in [*findings, trial]:
        print(f"{'note' if good is None else 'ok  ' if good else 'LACK'}  {what}")
        if remedy:
            print("      " + remedy.replace("\n", "\n      "))
    print("This machine can grade." if trial.good else "This machine cannot grade in a sandbox.")
    return 0 if trial.good else 1


def look_around(workers: int = 1, proc: Path = Path("/proc")) -> Iterator[Finding]:
    """What a look at the machine tells, from the system up to the packages."""
    system, machine = platform.system(), platform.machine()
    if system != "Linux" or machine not in ARCHITECTURES:
        yield Finding(
            False,
            f"{system} on {machine}: the sandbox needs Linux on {' or '.join(ARCHITECTURES)}",
            "grade in a Linux virtual machine, or on dask workers that run Linux (--scheduler)",
        )
        return
    yield Finding(True, f"Linux {platform.release()} on {machine}, Python {platform.python_version()}")
    yield _bubblewrap()
    yield from _namespaces(proc / "sys")
    yield from _rights()
    yield from _room(workers, proc)
    yield from _packages()


def try_a_box() -> Finding:
    """Start the warm process and run a cell that looks for what it should not see."""
    started = time.monotonic()
    try:
        with Warm() as warm:
            warm.wait()
            warm_s = time.monotonic() - started
            started = time.monotonic()
            with warm.box(Limits()) as box:
                outputs = box.run(SEEN.format(course=str(Path.cwd()), secrets=SECRETS)).outputs
                box_s = time.monotonic() - started
    except (SandboxError, BoxEndedError) as error:
        return Finding(
            False, f"a real box: {error}", "what stands above under LACK comes first; " + CONTAINER
        )
    text = "".join(output.get("text", "") for output in outputs).strip()
    if text != "seen:":
        return Finding(False, f"a real box: it is not closed ({text or outputs})")
    return Finding(
        True,
        f"a real box: torch warm after {warm_s:.1f} s, a cell done {box_s * 1000:.0f} ms later; "
        "it sees no course and no network",
    )


CONTAINER = (
    "in a container, namespaces must be allowed: docker run --security-opt seccomp=unconfined "
    "--security-opt apparmor=unconfined --security-opt systempaths=unconfined"
)


def _bubblewrap() -> Finding:
    found = shutil.which("bwrap")
    if found is None:
        remedy = "Debian, Ubuntu: apt install bubblewrap\nFedora: dnf install bubblewrap"
        return Finding(False, "bubblewrap is missing", remedy)
    told = subprocess.run([found, "--version"], capture_output=True, text=True)
    return Finding(True, f"{told.stdout.strip() or 'bubblewrap'} ({found})")


def _namespaces(sysctls: Path) -> Iterator[Finding]:
    """The settings that forbid namespaces to ordinary users; root drops to one, so it needs them too."""
    allowed = True
    for name, (bad, good) in SYSCTLS.items():
        try:
            value = (sysctls / name).read_text().strip()
        except OSError:
            continue  # a kernel without this setting does not forbid it
        if value == bad:
            allowed = False
            setting = f"{name.replace('/', '.')}={good}"
            yield Finding(
                False,
                f"user namespaces are restricted: {name.replace('/', '.')} is {value}",
                f"sudo sysctl {setting}\nto keep it: echo {setting} | sudo tee /etc/sysctl.d/60-cnnkit.conf",
            )
    if allowed:
        yield Finding(True, "no setting of the kernel forbids user namespaces")


def _rights() -> Iterator[Finding]:
    if os.geteuid() != 0:
        yield Finding(True, f"not root (user {os.geteuid()})")
        return
    yield Finding(None, "root: the sandbox drops to nobody (65534) before it imports or runs anything")
    for folder in dict.fromkeys([Path(sys.base_prefix), Path(sys.prefix)]):
        closed = [path for path in _samples(folder) if not _is_open(path)]
        shut = [path for path in folder.parents if not path.stat().st_mode & 0o1]
        if closed:
            remedy = f"chmod -R o+rX {folder}, or grade as the user who owns it"
            yield Finding(False, f"the user nobody may not read this Python: {closed[0]}", remedy)
        elif shut:  # no hindrance: in the sandbox the folders above are others
            yield Finding(
                True, f"the user nobody may read {folder} in the sandbox, if not outside ({shut[0]})"
            )
        else:
            yield Finding(True, f"the user nobody may read {folder}")


def _samples(folder: Path) -> Iterator[Path]:
    """What the sandbox reads first, of an interpreter or an environment, and the folders on the way there."""
    yield from (path for path in (folder, folder / "bin", folder / "lib") if path.exists())
    for name in ("json", "torch", "IPython", "numpy"):
        found = importlib.util.find_spec(name)
        if found is not None and found.origin and Path(found.origin).is_relative_to(folder):
            path = Path(found.origin)
            yield from [path, *(above for above in path.parents if above.is_relative_to(folder))]


def _is_open(path: Path) -> bool:
    wanted = 0o5 if path.is_dir() else 0o4
    return path.stat().st_mode & wanted == wanted


def _room(workers: int, proc: Path) -> Iterator[Finding]:
    limits = Limits()
    try:
        lines = dict(line.split(":", 1) for line in (proc / "meminfo").read_text().splitlines())
        free_mb = int(lines["MemAvailable"].split()[0]) >> 10
    except (OSError, KeyError, ValueError):
        return
    each, once_mb = beside_mb(limits), pipes_mb(limits, workers, proc) + 1000
    each_mb = limits.memory_mb + sum(each.values())
    wanted_mb = int(workers * each_mb + once_mb)
    what = f"{free_mb} MB of memory free; {workers} at a time may use {wanted_mb} MB at most"
    if free_mb >= wanted_mb:
        yield Finding(True, what)
    else:
        fewer = max(1, int((free_mb - once_mb) / each_mb))
        yield Finding(None, what, f"ordinary work needs far less; to be sure: --workers {fewer}")
    parts = "\n".join(f"{size:5.0f} MB  {name}" for name, size in each.items())
    yield Finding(None, f"each: {limits.memory_mb} MB that count as memory, and beside them", parts)
    yield _group(wanted_mb, proc)


def _group(wanted_mb: int, proc: Path) -> Finding:
    """Whether the kernel itself bounds what the grader and its boxes take together."""
    most_mb = group_mb(proc)
    if most_mb is not None:
        return Finding(True, f"a memory cgroup ends boxes, should they take more than {most_mb} MB together")
    with_rights = "" if os.geteuid() == 0 else " --user"
    return Finding(
        None,
        "no memory cgroup: limits are kept by looking, ten times a second",
        f"with systemd the kernel keeps a last one, for all together:\n"
        f"systemd-run{with_rights} --scope -p MemoryMax={wanted_mb}M -p MemorySwapMax=0 cnnkit grade SET",
    )


def _packages() -> Iterator[Finding]:
    missing = [name for name in ("nbgrader", "torch", "IPython") if importlib.util.find_spec(name) is None]
    beside = Path(sys.executable).parent / "alembic"
    if not missing and not beside.exists() and shutil.which("alembic") is None:
        missing = ["alembic"]
    if missing:
        yield Finding(False, f"not installed: {', '.join(missing)}", "pip install 'cnnkit[grade]'")
    else:
        yield Finding(True, "nbgrader, torch and IPython are installed")
    torch = importlib.util.find_spec("torch")
    if (
        torch is not None
        and torch.origin
        and not Path(importlib.util.cache_from_source(torch.origin)).exists()
    ):
        what = "torch has no compiled files: every start of the grader compiles it again"
        yield Finding(None, what, f"{sys.executable} -m compileall -q {Path(torch.origin).parents[1]}")
