"""One person's files on their way to submitted/LOGIN/SET/, and what becomes of those that lie there."""

from __future__ import annotations

import errno
import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from pathlib import Path

from cnnkit.grading.exchange.archives import Limits, Member, in_folder, read_member
from cnnkit.grading.exchange.moodle_worksheet import Participant
from cnnkit.grading.exchange.names import Sent
from cnnkit.grading.exchange.receipts import Receipt, Receipts
from cnnkit.grading.exchange.roster import Person
from cnnkit.grading.exchange.times import shown
from cnnkit.grading.walls.untrusted import read_plain

__all__ = ["STAMP", "Collected", "Download", "Taking"]

STAMP = "timestamp.txt"
OF_THE_FILE = {errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ELOOP, errno.EINVAL}
"""Faults of a name or a kind; others are the machine's."""


@dataclass
class Download:
    """What to collect from, and how to read it."""

    system: str
    """One of names.FORMS."""
    source: Path
    roster: list[Person]
    worksheet: dict[str, Participant] = field(default_factory=dict)
    zone: tzinfo = UTC
    limits: Limits = field(default_factory=Limits)


@dataclass
class Collected:
    lines: dict[str, str] = field(default_factory=dict)
    """By login: what came, and what became of it."""
    left_out: list[tuple[str, str]] = field(default_factory=list)
    """Names in the download, each with its reason."""
    nothing_from: list[Person] = field(default_factory=list)
    """Persons of the roster of whom nothing lies in submitted/."""


@dataclass
class Taking:
    """One person's files on their way to their folder."""

    download: Download
    submitted: Path
    receipts: Receipts
    done: Collected

    def take(self, person: Person, files: list[tuple[Sent, Member]]) -> str:
        """What became of them, in one line; "" if nothing could be taken."""
        home = self.submitted / person.login
        folder = home / self.receipts.folder.name
        if home.is_symlink() or folder.is_symlink():
            self.done.left_out += [
                (m.name, f"{folder} is a link, and links are not followed") for _, m in files
            ]
            return ""
        home.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=home))
        try:
            receipt = self._unpack(files, fresh)
            if not receipt.files:
                return ""
            if receipt.time:
                (fresh / STAMP).write_text(f"{receipt.time.replace('T', ' ')} UTC\n")
            fresh.chmod(0o755)
            return self._told(receipt, self._settle(person.login, receipt, fresh, folder))
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
            if not any(home.iterdir()):
                home.rmdir()

    def _unpack(self, files: list[tuple[Sent, Member]], fresh: Path) -> Receipt:
        who = files[0][0].who
        told = self.download.worksheet.get(who)
        times = [told.time] if told and told.time else [each.time for each, _ in files if each.time]
        receipt = Receipt(self.download.system, who, time=max(times).isoformat() if times else "")
        for each, member in files:
            path = fresh / each.name
            try:
                data = read_member(member, self.download.limits)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            except Exception as error:  # whatever one file does, the others go on
                if isinstance(error, OSError) and error.errno not in OF_THE_FILE:
                    raise  # a full disk must not leave half of a submission in the place of a whole one
                self.done.left_out.append((member.name, str(error)))
                continue
            receipt.files[each.name] = each.place, Path(member.name).name
            receipt.order, receipt.packed = max(receipt.order, each.order), max(receipt.packed, member.packed)
            receipt.late |= each.late
        return receipt

    def _settle(self, login: str, receipt: Receipt, fresh: Path, folder: Path) -> str:
        """Have the newer one in `folder` and the older one kept; what was done, in words."""
        before = self.receipts.people.get(login)
        if not folder.exists():
            what = "new"
        elif _files(fresh) == _files(folder):
            what = "unchanged"
            if before and not receipt.time:
                receipt.time = before.time
                self.receipts.people[login] = receipt
                return what
        elif before and before.is_later_than(receipt):
            self._keep(login, fresh)
            return "older than what is there: kept as an earlier one"
        else:
            what = f"replaces what was there, which is kept in {self._keep(login, folder)}"
        if what == "unchanged" and _stamp(fresh) == _stamp(folder):
            self.receipts.people[login] = receipt
            return what
        if folder.exists():
            what = "its time is known now" if what == "unchanged" else what
            shutil.rmtree(folder)
        fresh.rename(folder)
        self.receipts.people[login] = receipt
        return what

    def _keep(self, login: str, folder: Path) -> Path:
        kept = self.receipts.folder / "earlier" / login
        kept.mkdir(parents=True, exist_ok=True)
        number = 1 + max((int(path.name) for path in kept.iterdir() if path.name.isdecimal()), default=0)
        shutil.move(folder, kept / str(number))
        return kept / str(number)

    def _told(self, receipt: Receipt, what: str) -> str:
        when = shown(receipt.at, self.download.zone) if receipt.at else "no time told"
        late = ", late by its due date" if receipt.late else ""
        return f"{', '.join(sorted(receipt.files))}; {when}{late}; {what}"


def _files(folder: Path) -> dict[str, bytes]:
    """What lies in a folder of ours or of a stranger's, the time apart; a link counts as empty."""
    found = dict[str, bytes]()
    for member in in_folder(folder):
        if member.name != STAMP:
            found[member.name] = (
                read_plain(folder / member.name, folder, member.size) if member.plain else b""
            )
    return found


def _stamp(folder: Path) -> bytes:
    try:
        return read_plain(folder / STAMP, folder, 1000).split(b".")[0].strip()
    except OSError:
        return b""
