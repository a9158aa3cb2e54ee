"""`nbgrader zip_collect` for what learning systems give: no name and no archive of a student's is trusted.

nbgrader's own plugins unpack archives within archives, look for the student's name anywhere in a path and
stop for everybody at the first file that they cannot read. These two are named in nbgrader_config.py.
"""

from __future__ import annotations

import io
import logging
import os
import re
import stat
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from unicodedata import normalize

from nbgrader.plugins import ExtractorPlugin, FileNameCollectorPlugin
from traitlets import Int, List, Unicode, validate

from cnnkit.grading.exchange.archives import (
    ARCHIVES,
    Limits,
    Member,
    affordable,
    opened,
    read_member,
    safe_name,
)
from cnnkit.grading.exchange.roster import LOGIN, LOGINS
from cnnkit.grading.exchange.times import TimeError, find_zone, read_time
from cnnkit.grading.repair.submitted_files import ENDINGS
from cnnkit.grading.walls.outputs import on_a_line
from cnnkit.grading.walls.untrusted import read_plain

__all__ = ["DownloadExtractor", "SubmissionCollector"]

OTHERS = (
    "Directory not found. Creating", "Clearing existing files", "Skipped submission with no match",
    "Invalid submission notebook name", "files collected, ",
)  # fmt: skip
"""What nbgrader warns of besides, though nothing is wrong or a line of ours has said why."""


class DownloadExtractor(ExtractorPlugin):
    """From archive/ to extracted/: archives that lie directly in archive/ are unpacked, all else is copied.

    One level deep: an archive within is what a student handed in. Older archives come first, so that a newer
    download replaces files of the same name. What is left out is named in a warning, and nothing here stops.
    """

    most_files = Int(20_000, help="Files in one archive; one with more is not unpacked.").tag(config=True)
    most_file_mb = Int(50, help="Megabytes of one file; a larger one is left out.").tag(config=True)
    most_mb = Int(10_000, help="Megabytes of one archive; the largest files are left out.").tag(config=True)

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.log.addFilter(_worth_reading)

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

    @property
    def _limits(self) -> Limits:
        return Limits(self.most_files, self.most_file_mb, self.most_mb)

    def _is_handed_in(self, name: str) -> bool:
        """True for the archive of a student, in a download that was unpacked by hand."""
        app: Any = self.parent
        return bool(re.fullmatch(app.collector_plugin_inst.named_regexp, name))

    def _unpack(self, path: Path, target: Path) -> None:
        self.log.info("Unpacking %r", path.name)
        try:
            with opened(path) as members:
                fitting = affordable(members, self._limits)
                for member in members:
                    if member in fitting:
                        self._put(member, target, f"{path.name}: ")
                    else:
                        why = f"together the files are larger than {self.most_mb} MB (most_mb)"
                        self.log.warning("%r: left out: %s", f"{path.name}: {member.name}", why)
        except Exception as error:  # the formats have a dozen errors of their own
            self.log.warning("%r: not unpacked: %s", path.name, on_a_line(str(error)))

    def _put(self, member: Member, target: Path, archive: str = "") -> None:
        try:
            path = target / safe_name(on_a_line(member.name))
            data = read_member(member, self._limits)
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
    timezone = Unicode("UTC", help="The zone of times without one, such as Europe/Berlin.").tag(config=True)
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

    @validate("timezone")
    def _is_a_zone(self, proposal: Any) -> str:
        app: Any = self.parent
        try:
            find_zone(proposal["value"])
        except TimeError as error:
            app.fail(str(error))
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
        if not LOGIN.fullmatch(student):
            raise ValueError(f"{student!r} cannot be a student's name: {LOGINS}")
        name = os.path.splitext(match["file_id"] or "")[0] + ending
        if name.startswith(".") or "/" in name or name.lower() == "timestamp.txt":
            raise ValueError(f"{name!r} cannot be a file's name in submitted/")
        stamp = match.groupdict().get("timestamp")
        time = read_time(stamp, find_zone(self.timezone)) if stamp else None
        if stamp and not time:
            self.log.warning("%r: %r is no time, counted as not dated", path, stamp)
        return student, name, time


def _worth_reading(record: logging.LogRecord) -> bool:
    return not any(words in record.getMessage() for words in OTHERS)
