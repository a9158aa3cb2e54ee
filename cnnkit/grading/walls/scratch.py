"""Scratch folders that end with their process, even where it was killed: the next one removes what it left.

A folder belongs to whoever holds the lock on its file `lock`; the system lets go of that with the process,
however it ends.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TextIO

__all__ = ["scratch_folder"]

PREFIX = "cnnkit-grade-"


def scratch_folder() -> tuple[Path, TextIO]:
    """A new folder that everybody may read, and its lock: close that once the folder is removed.

    Those of this user's that nobody holds any more are removed first.
    """
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):  # somebody holds it, removes it too, or files cannot be locked there
            _remove_if_left(folder)
    new = Path(tempfile.mkdtemp(prefix=f".{PREFIX}"))  # under this name nobody takes it for left behind
    lock = (new / "lock").open("w")
    with suppress(OSError):  # where files cannot be locked, none is taken for left behind
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    new.chmod(0o755)
    return new.rename(new.with_name(new.name[1:])), lock


def _remove_if_left(folder: Path) -> None:
    if folder.lstat().st_uid == os.geteuid():
        with (folder / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
