"""A PostgreSQL server for tests: in its own folder, reached by a socket there, no port."""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Self

from tests.conftest import missing

__all__ = ["Server"]


class Server:
    """Starts with `with`; `url` is that of its empty first database."""

    def __init__(self) -> None:
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
        if not found:
            missing("PostgreSQL is not on this machine: apt install postgresql")
        self._programs = Path(found[-1]).parent
        self.folder = Path(tempfile.mkdtemp(prefix="cnn-pg-", dir="/tmp"))  # a socket's path must be short
        self._who: dict[str, Any] = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            user = pwd.getpwnam("nobody")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self._who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self.url = f"postgresql+psycopg://cnn@/postgres?host={self.folder}"

    def start(self) -> None:
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off"
        # its output goes to a file: the server would keep a pipe open
        line = '"$0" -w -D "$1" -l "$2" -o "$3" start >/dev/null 2>&1'
        self._run("/bin/sh", "-c", line, self._control, self._data, str(self.folder / "log"), options)

    def stop(self) -> None:
        """At once, as a machine that loses power."""
        command = [self._control, "-D", self._data, "-m", "immediate", "stop"]
        subprocess.run(command, cwd=self.folder, capture_output=True, **self._who)

    @property
    def _control(self) -> str:
        return str(self._programs / "pg_ctl")

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def _run(self, *words: str) -> None:
        done = subprocess.run(
            words, cwd=self.folder, capture_output=True, text=True, timeout=120, **self._who
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def __enter__(self) -> Self:
        options = ["-A", "trust", "-U", "cnn", "-E", "UTF8", "--locale=C", "--no-sync"]
        self._run(str(self._programs / "initdb"), "-D", self._data, *options)
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self.folder)
