"""What lies in a download: no name, no size and no archive of a stranger's is trusted.

Links, devices, paths that lead out, bombs and what is damaged are left out, each with its reason; archives
within are what students handed in, and stay closed.
"""

from __future__ import annotations

import io
import os
import stat
import tarfile
import zipfile
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from itertools import accumulate
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple

from cnnkit.grading.walls.untrusted import read_plain

__all__ = ["ARCHIVES", "Limits", "Member", "affordable", "in_folder", "opened", "read_member", "safe_name"]

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
UTF_8 = 0x800
"""Flag of a zip's member: its name is UTF-8."""


class Limits(NamedTuple):
    most_files: int = 20_000
    most_file_mb: int = 50
    most_mb: int = 10_000


class Member(NamedTuple):
    """A file in an archive, or one in a folder."""

    name: str
    size: int
    plain: bool
    """Neither a link nor a device."""
    open: Callable[[], IO[bytes] | None]
    packed: str = ""
    """When it was put in, by the clock of whoever did (ISO 8601); "" if that is not told."""


@contextmanager
def opened(path: Path) -> Iterator[list[Member]]:
    """The files in an archive, which is what its name says: a look inside could find the zip of a student.

    Raises the dozen errors of the formats.
    """
    if path.name.lower().endswith(".zip"):
        with zipfile.ZipFile(path) as archive:
            yield [
                Member(
                    _name(each), each.file_size, _is_plain(each), partial(archive.open, each), _packed(each)
                )
                for each in archive.infolist()
                if not each.is_dir()
            ]
    else:
        with tarfile.open(path) as archive:
            yield [
                Member(
                    each.name,
                    each.size,
                    each.isreg(),
                    partial(archive.extractfile, each),
                    _moment(each.mtime),
                )
                for each in archive.getmembers()
                if not each.isdir()
            ]


def in_folder(folder: Path) -> Iterator[Member]:
    """The files below a folder, links among them."""
    for place, folders, names in os.walk(folder):
        linked = [name for name in folders if (Path(place) / name).is_symlink()]
        folders[:] = sorted(set(folders) - set(linked))
        for name in sorted([*names, *linked]):
            path = Path(place) / name
            found = path.lstat()
            read = lambda path=path, size=found.st_size: io.BytesIO(read_plain(path, folder, size))
            inside = str(path.relative_to(folder))
            yield Member(inside, found.st_size, stat.S_ISREG(found.st_mode), read, _moment(found.st_mtime))


def affordable(members: list[Member], limits: Limits) -> set[Member]:
    """What fits into `most_mb`: the largest are left out first, which costs only those who handed them in.

    Raises ValueError for an archive of too many files.
    """
    if len(members) > limits.most_files:
        raise ValueError(f"it holds {len(members)} files; most_files allows {limits.most_files}")
    by_size = sorted(members, key=lambda member: member.size)
    spent = list(accumulate(member.size for member in by_size))
    return set(by_size[: bisect_right(spent, limits.most_mb << 20)])


def read_member(member: Member, limits: Limits) -> bytes:
    """All of a file. Raises ValueError for a link or one that is too large, and the formats' own errors."""
    if not member.plain:
        raise ValueError("it is a link, or no plain file")
    if member.size > limits.most_file_mb << 20:
        raise ValueError(f"it is larger than {limits.most_file_mb} MB (most_file_mb)")
    file = member.open()
    assert file is not None
    with file:
        return file.read(member.size)


def safe_name(name: str) -> PurePosixPath:
    """The path of a file below the folder that it goes to. Raises ValueError if it would lie elsewhere."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in name:
        raise ValueError("it would lie outside of the folder")
    return path


def _name(info: zipfile.ZipInfo) -> str:
    """The zips of Canvas (rubyzip) and of macOS hold UTF-8 without the flag that says so."""
    if not info.flag_bits & UTF_8:
        try:
            return info.filename.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return info.filename


def _packed(info: zipfile.ZipInfo) -> str:
    year, month, day, hour, minute, second = info.date_time
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"


def _moment(seconds: float) -> str:
    try:
        return datetime.fromtimestamp(seconds).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        return ""


def _is_plain(info: zipfile.ZipInfo) -> bool:
    """Zips made on Windows, and some others, tell nothing of the kind: a plain file then."""
    return stat.S_IFMT(info.external_attr >> 16) in (0, stat.S_IFREG)
