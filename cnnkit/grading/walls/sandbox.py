"""The grader's side of the sandbox: `Warm` starts the warm process, `Box` (leash.py) talks to one fork of it.

    with Warm() as warm, warm.box(Limits()) as box:
        ran = box.run("print(1 + 1)")

Nothing here imports torch.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Self

from cnnkit.grading.walls import wall
from cnnkit.grading.walls.box_client import Box, BoxEndedError, Ran
from cnnkit.grading.walls.limits import Limits
from cnnkit.grading.walls.scratch import scratch_folder
from cnnkit.grading.walls.untrusted import LinkedError, NotPlainError, read_plain
from cnnkit.grading.walls.wall import SandboxError

__all__ = ["Box", "BoxEndedError", "Ran", "SandboxError", "Warm", "pack"]

MOST_FILES, MOST_FOLDERS, DEEPEST = 1000, 200, 20
"""Of what is handed in beside a notebook: listing a million names would cost the whole class."""
START_S = 120.0
"""For importing torch from a cold disk."""


class Warm:
    """The warm process, in its walls; boxes are made from any thread.

    It starts in the background, so that its seconds can be used; `wait` or the first box waits for it.
    """

    def __init__(self, *, walled: bool = True) -> None:
        self.walled = walled
        self.folder, self._held = scratch_folder()
        self._lock, self._is_warm = threading.Lock(), False
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.process: subprocess.Popen[bytes] | None = None
        try:
            with theirs:
                self.process = self._start(theirs.fileno())
        except BaseException:
            self.close()
            raise

    def _start(self, control: int) -> subprocess.Popen[bytes]:
        view = self.folder / "view"
        wall.write_view(view)
        place = Path("/course") if self.walled else view
        # -P: the folder of the moment is no place to import from
        line = [
            sys.executable,
            "-P",
            "-m",
            "cnnkit.grading.walls.box.start",
            str(control),
            str(int(self.walled)),
        ]
        with open(self.folder / "log", "wb") as log:
            return subprocess.Popen(
                [*(wall.command(view) if self.walled else []), *line],
                env={**wall.ENVIRONMENT, "PYTHONPATH": str(place)},
                pass_fds=[control],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                process_group=0,  # Ctrl-C on the terminal is the grader's business
            )

    def wait(self) -> None:
        """Until it is warm; raises SandboxError if it does not get so."""
        with self._lock:
            if self._is_warm:
                return
            try:
                self._control.settimeout(START_S)
                told = self._control.recv(64)
            except OSError as error:
                raise SandboxError(f"the sandbox did not start: {error}") from error
            if told != b"warm\n":
                assert self.process is not None
                self.process.wait(10)
                log = (self.folder / "log").read_text(errors="replace").strip()
                raise SandboxError(f"the sandbox did not start: {log[-800:] or 'no word from it'}")
            self._control.settimeout(None)
            self._is_warm = True

    def box(self, limits: Limits, files: bytes = b"", folder: Path | None = None) -> Box:
        """A fresh walled process in a folder of its own that holds `files` (see `pack`).

        Unwalled, it runs in `folder`.
        """
        self.wait()
        talk, talk_inside = socket.socketpair()
        leash, leash_inside = socket.socketpair()
        output, output_inside = os.pipe()
        request = {
            "limits": limits.as_dict(),
            "environment": wall.ENVIRONMENT,
            "hidden_proc": wall.HIDDEN_PROC,
            "files_bytes": len(files),
            "folder": str(folder or self.folder),
        }
        inside = [talk_inside.fileno(), output_inside, leash_inside.fileno()]
        try:
            with self._lock:
                socket.send_fds(self._control, [json.dumps(request).encode()], inside)
            leash.sendall(files)
        except OSError as error:
            for end in (talk, leash):
                end.close()
            os.close(output)
            raise SandboxError(f"the warm process is gone: {error}") from error
        finally:
            talk_inside.close()
            leash_inside.close()
            os.close(output_inside)
        return Box(talk, output, leash, limits, walled=self.walled)

    @property
    def alive(self) -> bool:
        """Whether the warm process runs; without it no box can be made."""
        return self.process is not None and self.process.poll() is None

    def close(self) -> None:
        """End the warm process and every box with it."""
        self._control.close()
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)  # bubblewrap's child waits for it while it starts
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def files_below(folder: Path, leave_out: Callable[[str, OSError], None], left_out: list[str]) -> list[Path]:
    """What lies in a folder and below it, in order; `left_out` gets a sentence where that is not all,
    and `leave_out` is told of a folder that cannot be read.

    No recursion: folders in folders can be made as deep as a path is long.
    """
    found, waiting, folders, all_there = list[Path](), [(folder, 0)], 0, True
    while waiting and len(found) < MOST_FILES and folders < MOST_FOLDERS:
        place, depth = waiting.pop()
        folders += 1
        listed = list[os.DirEntry[str]]()
        try:
            with os.scandir(place) as entries:
                listed = list(islice(entries, MOST_FILES + 1))
        except OSError as error:
            leave_out(place.name, error)
        if len(listed) > MOST_FILES:
            listed, all_there = [], False  # some of them would be others on another disk
        for entry in sorted(listed, key=lambda entry: entry.name, reverse=True):
            if not entry.is_dir(follow_symlinks=False):
                found.append(Path(entry.path))
            elif depth < DEEPEST:
                waiting.append((Path(entry.path), depth + 1))
            else:
                all_there = False
    if waiting or len(found) > MOST_FILES or not all_there:
        left_out.append(
            f"Many files or folders were handed in beside it; at most {MOST_FILES} were there when it ran."
        )
    return sorted(found[:MOST_FILES])


def pack(
    folder: Path,
    *,
    skip: tuple[str, ...] = (".ipynb",),
    most_mb: int = 50,
    left_out: list[str] | None = None,
) -> bytes:
    """The plain files of a folder as a tar; links, special files and what is too much stay out.

    What the machine cannot read stays out too, and `left_out` gets a sentence for each: these files are not
    the work, only what lies beside it. So does what is beyond the first MOST_FILES.
    """
    left_out = [] if left_out is None else left_out
    data, total = io.BytesIO(), 0
    if folder.is_symlink() or not folder.is_dir():
        return b""

    def leave_out(path: str, error: OSError) -> None:
        why = f"could not be read and was not there when it ran: {error.strerror}"
        left_out.append(f"What lies beside it as {Path(path).name!r} {why}.")

    beside = files_below(folder, leave_out, left_out)
    with tarfile.open(fileobj=data, mode="w") as archive:
        for path in (path for path in beside if path.suffix not in skip):
            most = (most_mb << 20) - total
            try:
                about = path.lstat()
                if not stat.S_ISREG(about.st_mode) or about.st_size > most:
                    continue
                content = read_plain(path, folder, most + 1)
                entry = archive.gettarinfo(path, str(path.relative_to(folder)))
            except (LinkedError, NotPlainError, FileNotFoundError):
                continue  # it became one, or went, since the folder was listed
            except OSError as error:
                leave_out(path.name, error)
                continue
            if len(content) > most:
                continue
            total += len(content)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return data.getvalue()
