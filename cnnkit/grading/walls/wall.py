"""The first wall: what the warm process can see at all.

bubblewrap shows it the system's libraries, this Python with its packages, and of cnnkit the parts that a
notebook may import, all read-only; no network, no home, no course folder, no other process. Whatever a
stranger breaks through inside, nothing else is there to be read.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

__all__ = ["ENVIRONMENT", "HIDDEN_PROC", "SandboxError", "command", "shows", "try_out", "write_view"]

PACKAGE = Path(__file__).resolve().parents[2]
ARITHMETIC = {
    "ATEN_CPU_CAPABILITY": "avx2",
    "ONEDNN_MAX_CPU_ISA": "AVX2",
    "MKL_CBWR": "AVX2",
    "OPENBLAS_CORETYPE": "Haswell",
    "NPY_DISABLE_CPU_FEATURES": "X86_V4 AVX512_ICL AVX512_SPR",
}
"""Sums are rounded in another order where registers are wider: torch's softmax differs in its last digits."""
VISIBLE = ("__init__.py", "checks", "data", "download.py")
"""Of cnnkit: what a notebook may import, and what that needs. The rest holds the answers."""
CHECKOUT = ("solutions", "exercises", "tests", "book", ".git", "build")
"""Folders beside the package, in a checkout, that show answers too."""
READING = tuple(
    f"{name}.py"
    for name in (
        "__init__", "arrange", "assign_cells", "choose_file", "lenient_json", "reading", "skeleton",
        "source_analysis", "split_and_merge", "submitted_cells",
    )
)  # fmt: skip
"""Of cnnkit.grading.repair: what reads a submission, in a box of its own."""
BOX = ("__init__.py", "box")
"""Of cnnkit.grading.walls: what runs inside."""


def _arithmetic() -> dict[str, str]:
    """The registers that most processors have, also where there are wider ones."""
    with suppress(OSError):
        if "avx2" in Path("/proc/cpuinfo").read_text().split():
            return ARITHMETIC
    return {}


HIDDEN_PROC = "/.outer-proc"
TAKEN = ("/tmp", "/tmp/work", "/dev/shm")
"""Folders that every box has for itself. Others below them may be shown, these may not."""
ENVIRONMENT = {
    "HOME": "/tmp",
    "TMPDIR": "/tmp",
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "TZ": "UTC0",  # in this form no file is read for it
    "USER": "student",
    "LOGNAME": "student",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONHASHSEED": "0",
    # compiled functions would hide from cnnkit.checks which torch functions they call
    "PYTORCH_JIT": "0",
    "TORCHDYNAMO_DISABLE": "1",
    **_arithmetic(),
}
HOST = "box"


class SandboxError(RuntimeError):
    """The sandbox cannot be had on this machine; says what is missing and how to get it."""


def command(view: Path) -> list[str]:
    """What to run before the warm process's own command; `view` is the folder from `write_view`."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise SandboxError("bubblewrap is missing: on Debian or Ubuntu, apt install bubblewrap")
    for prefix in _python_folders():
        if str(prefix) in TAKEN or prefix.is_relative_to("/course"):
            raise SandboxError(
                f"{prefix} lies where the sandbox has a folder of its own: have the environment elsewhere"
            )
    line = [bwrap, "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    line += ["--hostname", HOST]
    if os.geteuid() == 0:  # root builds the wall, may become somebody else inside (warm.py), and nothing more
        line += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    else:
        line += ["--unshare-user"]
    line += ["--die-with-parent", "--new-session", "--tmpfs", "/"]
    line += ["--ro-bind", "/usr", "/usr", "--dir", "/etc"]
    for name in ("lib", "lib32", "lib64", "bin", "sbin"):
        path = Path("/") / name
        if path.is_symlink():
            line += ["--symlink", os.readlink(path), str(path)]
        elif path.exists():
            line += ["--ro-bind", str(path), str(path)]
    for name in ("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts"):
        line += ["--ro-bind-try", name, name]
    line += ["--dev", "/dev", "--perms", "1777", "--tmpfs", "/tmp"]  # first: this Python may lie in them
    for link, prefix in _python_links().items():
        line += [*_parents(link), "--symlink", str(prefix), str(link)]
    for prefix in _python_folders():
        line += [*_parents(prefix), "--ro-bind", str(prefix), str(prefix)]
    line += _masks()
    line += ["--ro-bind", str(view), "/course", "--ro-bind", str(view / "passwd"), "/etc/passwd"]
    line += ["--bind", "/proc", HIDDEN_PROC, "--proc", "/proc"]
    return [*line, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp"]


def write_view(folder: Path) -> None:
    """Fill `folder` with the part of cnnkit that a notebook may see, and the code that runs in the box."""
    skip = shutil.ignore_patterns("__pycache__")
    for source, names, target in (
        (PACKAGE, VISIBLE, folder / "cnnkit"),
        (PACKAGE / "grading", BOX[:1], folder / "cnnkit" / "grading"),
        (PACKAGE / "grading" / "repair", READING, folder / "cnnkit" / "grading" / "repair"),
        (PACKAGE / "grading" / "walls", BOX, folder / "cnnkit" / "grading" / "walls"),
    ):
        target.mkdir(parents=True)
        for name in names:
            if (source / name).is_dir():
                shutil.copytree(source / name, target / name, ignore=skip)
            elif (source / name).exists():
                shutil.copy(source / name, target / name)
    (folder / "passwd").write_text("student:x:1000:1000:student:/tmp:/bin/sh\n")
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)  # the unprivileged user must read it


def _python_folders() -> list[Path]:
    """The interpreter and its packages, unless they lie in /usr, which is there already."""
    found = list[Path]()
    for prefix in dict.fromkeys([sys.base_prefix, sys.prefix]):
        path = Path(prefix).resolve()
        if not path.is_relative_to("/usr") and path not in found:
            found.append(path)
    return found


def _python_links() -> dict[Path, Path]:
    """Where these are called by another name, through a link: that name, and the folder."""
    names = {Path(prefix): Path(prefix).resolve() for prefix in (sys.base_prefix, sys.prefix)}
    return {name: path for name, path in names.items() if name != path and not name.is_relative_to("/usr")}


def _parents(path: Path) -> list[str]:
    """The folders above; made on the way, they would be root's alone."""
    return [word for parent in reversed(path.parents[:-1]) for word in ("--dir", str(parent))]


def _masks() -> list[str]:
    """An installed cnnkit would lie among the packages, answers and all: cover it. A checkout there, too."""
    hidden = [PACKAGE]
    if (PACKAGE.parent / "pyproject.toml").exists():
        hidden += [path for path in PACKAGE.parent.iterdir() if path.is_dir() and path.name in CHECKOUT]
    line = list[str]()
    for path in hidden:
        if shows(path):
            line += ["--tmpfs", str(path), "--remount-ro", str(path)]
    return line


def shows(path: Path) -> bool:
    """Whether what lies there could be read from inside: then it is no place for a course."""
    return any(path.resolve().is_relative_to(folder) for folder in [Path("/usr"), *_python_folders()])


def try_out(view: Path) -> str:
    """Why the first wall cannot be built here; empty if it can."""
    done = subprocess.run([*command(view), "/bin/true"], capture_output=True, text=True)
    return done.stderr.strip() if done.returncode else ""
