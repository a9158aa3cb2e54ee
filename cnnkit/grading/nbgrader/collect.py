"""`nbgrader zip_collect` for what learning systems give: no name and no archive of a student's is trusted.

nbgrader's own plugins unpack archives within archives, look for the student's name anywhere in a path and
stop for everybody at the first file that they cannot read. These two are named in nbgrader_config.py.
"""

from __future__ import annotations

import io
import os
import re
import stat
import tarfile
import zipfile
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property, partial
from itertools import accumulate
from pathlib import Path, PurePosixPath
from typing import IO, Any, NamedTuple
from unicodedata import normalize

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from traitlets import Int, List, Unicode, validate

from cnnkit.grading.repair.locate_notebook import ENDINGS
from cnnkit.grading.walls.outputs import on_a_line
from cnnkit.grading.walls.untrusted import read_plain

__all__ = ["DownloadExtractor", "SubmissionCollector", "read_time"]

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
STUDENT = r"\w[\w.@+-]{0,99}"
"""Names of students: safe as a folder, in a terminal and in a table (`=`, `+`, `-`, `@` begin a formula)."""


class Member(NamedTuple):
    """A file in an archive, or a file beside the archives."""

    name: str
    size: int
    plain: bool
    """Neither a link nor a device."""
    open: Callable[[], IO[bytes] | None]


class DownloadExtractor(ExtractorPlugin):
    """From archive/ to extracted/: archives that lie directly in archive/ are unpacked, all else is copied.

    One level deep: an archive within is what a student handed in. Older archives come first, so that a newer
    download replaces files of the same name. What is left out is named in a warning, and nothing here stops.
    """

    most_files = Int(20_000, help="Files in one archive; one with more is not unpacked.").tag(config=True)
    most_file_mb = Int(50, help="Megabytes of one file; a larger one is left out.").tag(config=True)
    most_mb = Int(10_000, help="Megabytes of one archive; the largest files are left out.").tag(config=True)

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Both paths are absolute; the second is an empty folder."""
        source, target = Path(archive_path), Path(extracted_path)
        paths = [path for path in source.rglob("*") if path.is_symlink() or not path.is_dir()]
        for path in sorted(paths, key=lambda path: (path.lstat().st_mtime_ns, path)):
            name = str(path.relative_to(source))
            if path.parent == source and path.name.lower().endswith(ARCHIVES):
                if not self._is_handed_in(name):
                    self._unpack(path, target)
                    continue
                self.log.warning("%r: not unpacked, by its name a student handed it in", name)
            found = path.lstat()
            is_plain = stat.S_ISREG(found.st_mode)
            read = lambda path=path, size=found.st_size: io.BytesIO(read_plain(path, source, size))
            self._put(Member(name, found.st_size, is_plain, read), target)

    def _is_handed_in(self, name: str) -> bool:
        """True for the archive of a student, in a download that was unpacked by hand."""
        app: Any = self.parent
        return bool(re.fullmatch(app.collector_plugin_inst.named_regexp, name))

    def _unpack(self, path: Path, target: Path) -> None:
        self.log.info("Unpacking %r", path.name)
        try:
            with _opened(path) as members:
                if len(members) > self.most_files:
                    raise ValueError(f"it holds {len(members)} files; most_files allows {self.most_files}")
                # The largest are left out first: that costs only those who handed them in.
                by_size = sorted(members, key=lambda member: member.size)
                spent = list(accumulate(member.size for member in by_size))
                affordable = set(by_size[: bisect_right(spent, self.most_mb << 20)])
                for member in members:
                    if member in affordable:
                        self._put(member, target, f"{path.name}: ")
                    else:
                        why = f"together the files are larger than {self.most_mb} MB (most_mb)"
                        self.log.warning("%r: left out: %s", f"{path.name}: {member.name}", why)
        except Exception as error:  # the formats have a dozen errors of their own
            self.log.warning("%r: not unpacked: %s", path.name, on_a_line(str(error)))

    def _put(self, member: Member, target: Path, archive: str = "") -> None:
        name = PurePosixPath(on_a_line(member.name))
        try:
            if not member.plain:
                raise ValueError("it is a link, or no plain file")
            if name.is_absolute() or ".." in name.parts:
                raise ValueError("it would lie outside of the folder")
            if member.size > self.most_file_mb << 20:
                raise ValueError(f"it is larger than {self.most_file_mb} MB (most_file_mb)")
            file = member.open()
            assert file is not None
            with file:
                data = file.read(member.size)
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists() and path.read_bytes() != data:
                self.log.warning("%r: replaces an earlier file of the same name", archive + member.name)
            path.write_bytes(data)
        except Exception as error:  # whatever one file does, the others go on
            self.log.warning("%r: left out: %s", archive + member.name, on_a_line(str(error)))


class SubmissionCollector(FileNameCollectorPlugin):
    """From extracted/ to submitted/: whose file it is and when it came, by its path relative to extracted/.

    `named_regexp` has to match the whole path, with slashes, and has the groups `student_id`, `file_id` and,
    where there is a time, `timestamp` (see read_time). Of files of one student with the same name the latest
    is taken; without times, the last in the order of paths.
    """

    named_regexp = Unicode("", help="Matches the whole path relative to extracted/.").tag(config=True)
    valid_ext = List(list(ENDINGS), help="Endings of files that are collected.").tag(config=True)

    @validate("named_regexp")
    def _is_usable(self, proposal: Any) -> str:
        app: Any = self.parent
        try:
            missing = {"student_id", "file_id"} - re.compile(proposal["value"]).groupindex.keys()
        except re.error as error:
            app.fail(f"named_regexp {proposal['value']!r} is no regular expression: {error}")
        else:
            if missing:
                app.fail(f"named_regexp {proposal['value']!r} lacks the groups {', '.join(sorted(missing))}")
        return proposal["value"]

    def collect(self, submitted_file: str) -> dict[str, Any] | None:
        """What nbgrader has to know about this file; None if it is not taken."""
        return self._taken.get(submitted_file)

    @cached_property
    def _taken(self) -> dict[str, dict[str, Any]]:
        """Chosen before nbgrader sees the first one, since it stops where it cannot choose by itself."""
        app: Any = self.parent
        root = app._format_collect_path(app.extracted_directory)
        taken = dict[tuple[str, str], tuple[str, datetime | None]]()
        for path in sorted(os.path.join(place, name) for place, _, names in os.walk(root) for name in names):
            try:
                student, name, time = self._read(os.path.relpath(path, root))
            except ValueError as error:
                self.log.warning("%r: left out: %s", os.path.relpath(path, root), error)
                continue
            other, when = taken.get((student, name), (path, time))
            later = (time or datetime.min) >= (when or datetime.min)
            if other != path:
                used, unused = (path, other) if later else (other, path)
                why = "it is later" if time and when else "there is no time to compare"
                words = [repr(os.path.relpath(each, root)) for each in (used, unused)]
                self.log.warning("%s counts for %s, %s does not: %s", words[0], student, words[1], why)
            if later:
                taken[student, name] = path, time
        return {
            path: {"student_id": student, "file_id": name, "timestamp": time}
            for (student, name), (path, time) in taken.items()
        }

    def _read(self, path: str) -> tuple[str, str, datetime | None]:
        """Student, name of the file and time; raises ValueError if this is nothing to collect."""
        ending = os.path.splitext(path)[1]
        if ending.lower() not in self.valid_ext:
            endings = ", ".join(self.valid_ext)
            raise ValueError(f"only {endings} are collected, and archives of students stay closed")
        match = re.fullmatch(self.named_regexp, path)
        if not match:
            raise ValueError("named_regexp does not match the whole path")
        student = normalize("NFC", match["student_id"] or "")
        if not re.fullmatch(STUDENT, student):
            legal = "letters, digits and . _ @ + -, at most 100, the first a letter or digit"
            raise ValueError(f"{student!r} cannot be a student's name: {legal}")
        name = os.path.splitext(match["file_id"] or "")[0] + ending
        if name.startswith(".") or "/" in name or name.lower() == "timestamp.txt":
            raise ValueError(f"{name!r} cannot be a file's name in submitted/")
        stamp = match.groupdict().get("timestamp")
        time = read_time(stamp) if stamp else None
        if stamp and not time:
            self.log.warning("%r: %r is no time, counted as not dated", path, stamp)
        return student, name, time


def read_time(text: str) -> datetime | None:
    """The time in UTC, without a zone as nbgrader keeps it; None if it cannot be read.

    YYYY-MM-DD-HH-MM-SS or ISO 8601, where hyphens may stand for colons. A time without a zone is UTC.
    """
    text = re.sub(r"^(\d{4}-\d\d-\d\d)[-_ T](\d\d)[-.:](\d\d)[-.:](\d\d)", r"\1T\2:\3:\4", text)
    try:
        time = datetime.fromisoformat(text)
        return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time
    except (ValueError, OverflowError):
        return None


@contextmanager
def _opened(path: Path) -> Iterator[list[Member]]:
    """The files in an archive, which is what its name says: a look inside could find the zip of a student."""
    if path.name.lower().endswith(".zip"):
        with zipfile.ZipFile(path) as archive:
            yield [
                Member(each.filename, each.file_size, _is_plain(each), partial(archive.open, each))
                for each in archive.infolist()
                if not each.is_dir()
            ]
    else:
        with tarfile.open(path) as archive:
            yield [
                Member(each.name, each.size, each.isreg(), partial(archive.extractfile, each))
                for each in archive.getmembers()
                if not each.isdir()
            ]


def _is_plain(info: zipfile.ZipInfo) -> bool:
    """Zips made on Windows, and some others, tell nothing of the kind: a plain file then."""
    return stat.S_IFMT(info.external_attr >> 16) in (0, stat.S_IFREG)
