"""The one way in which grading opens what a stranger handed in: no link is followed, and nothing but a plain
file is read.

A link in a shared folder or a tar leads to the solution, or to the work of somebody else. `O_NOFOLLOW` alone
looks at the last name of a path; here every folder below one that the instructor made is opened by its name
in the folder before it, so that no part of the path can be a link, nor become one while it is read.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

__all__ = ["LinkedError", "NotPlainError", "read_plain"]

OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""Without O_NONBLOCK a pipe that nobody writes to would be waited for."""


class LinkedError(OSError):
    """Some part of the path is a link; what it leads to is somebody else's work, or the solution."""


class NotPlainError(OSError):
    """A folder, pipe, socket or device: not a file that can be handed in."""


def read_plain(path: Path, below: Path, most: int) -> bytes:
    """At most `most` bytes of a plain file below the folder `below`, which is the instructor's own.

    Raises LinkedError and NotPlainError, FileNotFoundError where there is none, and other OSErrors where the
    machine cannot read it (rights, a broken disk).
    """
    *folders, name = path.relative_to(below).parts
    if ".." in folders or name == "..":
        raise NotPlainError(errno.EINVAL, "a path that leads up", str(path))
    place = os.open(below, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for folder in folders:
            inside = _open(folder, place, path, os.O_DIRECTORY)
            os.close(place)
            place = inside
        descriptor = _open(name, place, path)
    finally:
        os.close(place)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotPlainError(errno.EINVAL, "it is no file", str(path))
    with open(descriptor, "rb") as file:
        return file.read(most)


def _open(name: str, place: int, path: Path, more: int = 0) -> int:
    try:
        return os.open(name, OPEN | more, dir_fd=place)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR) and _is_link(name, place):
            raise LinkedError(errno.ELOOP, "it is a link", str(path)) from None
        if error.errno in (errno.ENXIO, errno.ENOTDIR):  # a socket; a file where a folder should be
            raise NotPlainError(error.errno, "it is no file", str(path)) from None
        raise


def _is_link(name: str, place: int) -> bool:
    try:
        return stat.S_ISLNK(os.stat(name, dir_fd=place, follow_symlinks=False).st_mode)
    except OSError:
        return False
