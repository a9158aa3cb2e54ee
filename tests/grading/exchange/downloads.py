"""Archives and tables in the true form of Moodle and Canvas, written anew from how their source makes them
(cnnkit/grading/exchange/names.py names the files), and what the two do with an archive that comes back."""

import csv
import io
import re
import zipfile
from pathlib import Path
from typing import NamedTuple

STRIPPED = re.compile(r"[\x00-\x1f&<>\"`|':\\/]")
"""What Moodle's clean_filename takes out."""


class Student(NamedTuple):
    login: str
    first: str
    last: str
    number: int
    """Of the person in Canvas."""

    @property
    def email(self) -> str:
        return f"{self.login}@example.org"


CLASS = [
    Student("ada", "Ada", "Lovelace", 8001),
    Student("emmy", "Emmy", "Noether", 8002),
    Student("mueller1", "Jürgen", "Müller", 8003),
    Student("oneil", "Síle", "O'Neil", 8004),
    Student("li.1", "Wei", "Li", 8005),
    Student("li.2", "Wei", "Li", 8006),
]
"""Two of them have the same name."""


def write_roster(path: Path, people=CLASS, encoding="utf-8", delimiter=",", numbers=True) -> Path:
    buffer = io.StringIO()
    rows = csv.writer(buffer, delimiter=delimiter)
    rows.writerow(["number", "login", "name", "email"])
    for each in people:
        name = f"{each.last}, {each.first}"
        rows.writerow([each.number if numbers else "", each.login, name, each.email])
    path.write_bytes(buffer.getvalue().encode(encoding))
    return path


def moodle_folder(student: Student, number: int, *, before_4_1=True) -> str:
    name = STRIPPED.sub("", f"{student.first} {student.last}".replace("_", " "))
    return f"{name}_{number}_assignsubmission_file" + ("_" if before_4_1 else "")


def canvas_name(student: Student, attachment: int, name: str, late=False) -> str:
    sortable = re.sub(r"\W", "", f"{student.last}, {student.first}".lower())
    return f"{sortable}_{'LATE_' if late else ''}{student.number}_{attachment}_{name}"


def write_zip(path: Path, files: dict[str, bytes], when=(2026, 11, 30, 20, 0, 0), flagged=True) -> Path:
    """`flagged`: whether names that are no ASCII are said to be UTF-8; rubyzip, Canvas's, does not."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, when), data)
    if not flagged:
        data = bytearray(path.read_bytes())
        for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            for found in re.finditer(re.escape(mark), bytes(data)):
                data[found.start() + at + 1] &= ~0x08
        path.write_bytes(bytes(data))
    return path


WORKSHEET = [
    "Identifier", "Full name", "Email address", "Status", "Grade", "Maximum grade", "Grade can be changed",
    "Last modified (submission)", "Last modified (grade)", "Feedback comments",
]  # fmt: skip


def write_worksheet(
    path: Path, numbers: dict[Student, int], times: dict[str, str] | None = None, most=6
) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(WORKSHEET)
        for student, number in numbers.items():
            told = (times or {}).get(student.login, "-")
            status = "Submitted for grading - " if told != "-" else "No submission - "
            name = f"{student.first} {student.last}"
            rows.writerow(
                [f"Participant {number}", name, student.email, status, "", f"{most}.00", "Yes", told, "-", ""]
            )
    return path


def write_canvas_gradebook(path: Path, people=CLASS, most=6) -> Path:
    """As Canvas exports it, with its second line and a column of another assignment."""
    heads = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Warm-up (501)", "Basics (502)"]
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow([*heads, "Assignments Current Score", "Final Score"])
        rows.writerow(["    Points Possible", "", "", "", "", "10", str(most), "(read only)", "(read only)"])
        for each in people:
            who = [f"{each.last}, {each.first}", each.number, f"S{each.number}", each.login, "Group 1"]
            rows.writerow([*who, "7", "", "70", "70"])
    return path


def moodle_takes(archive: Path, participants: set[int]) -> dict[int, dict[str, bytes]]:
    """Feedback files by participant, found as `is_valid_filename_for_import` does."""
    taken = dict[int, dict[str, bytes]]()
    with zipfile.ZipFile(archive) as files:
        for info in files.infolist():
            parts = info.filename.split("/")
            if parts[-1].startswith((".", "~")):
                continue
            while parts:
                info_parts = parts.pop(0).split("_", 4)
                if len(info_parts) < 4 or not info_parts[1].isdecimal():
                    continue
                if int(info_parts[1]) not in participants or info_parts[2:4] != ["assignsubmission", "file"]:
                    continue
                rest = "/".join([*info_parts[4:5], *parts]).lstrip("/")
                taken.setdefault(int(info_parts[1]), {})[rest] = files.read(info)
                break
    return taken


def canvas_takes(archive: Path, handed_in: dict[int, set[int]]) -> dict[int, dict[int, bytes]]:
    """Files by user and attachment, as `infer_comment_context_from_filename` finds them; `handed_in` holds
    the attachments of each user's submission."""
    taken = dict[int, dict[int, bytes]]()
    with zipfile.ZipFile(archive) as files:
        for info in files.infolist():
            words = [word for word in info.filename.rpartition("/")[2].split("_") if word != "LATE"]
            user, attachment, *_ = [int(word) for word in words if word.isdecimal()]
            assert attachment in handed_in[user], info.filename
            taken.setdefault(user, {})[attachment] = files.read(info)
    return taken
