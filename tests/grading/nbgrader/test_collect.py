"""`nbgrader zip_collect` with the course's plugins, on downloads that hold every trick."""

import io
import os
import random
import re
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from nbgrader.apps.zipcollectapp import ZipCollectApp
from nbgrader.utils import parse_utc

from cnnkit.grading.exchange.times import read_time
from cnnkit.grading.nbgrader.collect import SubmissionCollector
from tests.grading.courses import ROOT, write_course

AT = "2026-11-30-18-05-00"
LATER = "2026-12-01-07-00-00"
SMALL = """
c.DownloadExtractor.most_file_mb = 1
c.DownloadExtractor.most_mb = 2
c.DownloadExtractor.most_files = 100
"""
PAGE = (ROOT / "book/instructor/grade.md").read_text()
FLAT, FOLDERS = re.findall(
    r'^c\.SubmissionCollector\.named_regexp = (?:\(.*?^\)|r"[^\n]*)$', PAGE, re.MULTILINE | re.DOTALL
)
"""What the instructor's page says for the two common forms."""


@dataclass
class Collected:
    root: Path
    log: str

    @property
    def files(self) -> dict[str, str]:
        """What lies in submitted/, but for the times."""
        files = (self.root / "submitted").rglob("*.*")
        return {
            str(path.relative_to(self.root / "submitted")): path.read_text()
            for path in files
            if path.name != "timestamp.txt" and path.is_file()
        }

    def time(self, student: str) -> datetime:
        return parse_utc((self.root / f"submitted/{student}/mini/timestamp.txt").read_text())

    def says(self, *words: str) -> bool:
        """Is there a warning with all of these?"""
        lines = [line for line in self.log.splitlines() if "WARNING" in line]
        return any(all(word in line for word in words) for line in lines)


def collect(root: Path, *flags: str) -> Collected:
    command = [sys.executable, "-m", "nbgrader", "zip_collect", "mini", *flags]
    done = subprocess.run(
        command, cwd=root, capture_output=True, text=True, env={**os.environ, "NO_COLOR": "1"}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return Collected(root, done.stdout + done.stderr)


def new_course(root: Path, settings: str = "") -> Path:
    """A course; returns its archive/."""
    write_course(root)
    with (root / "nbgrader_config.py").open("a") as file:
        file.write(settings)
    archive = root / "downloaded/mini/archive"
    archive.mkdir(parents=True)
    return archive


def zipped(files: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def age(path: Path, days: int) -> None:
    """As if it had been downloaded so long ago."""
    then = datetime.now().timestamp() - days * 86400
    os.utime(path, (then, then))


FORGED = {"ada_2026-12-30-00-00-00_mini.ipynb": "forged", f"nobody_{AT}_mini.ipynb": "forged"}
TIMES = {
    f"s{number}": datetime(2000, 1, 1) + timedelta(seconds=seconds)
    for number, seconds in enumerate(random.Random(3).sample(range(40 * 365 * 86400), 60))
}


def write_download(archive: Path) -> None:
    """One flat zip, as learning systems give it, and beside it whatever may lie in the folder."""
    absolute = f"{archive}/out_{AT}_mini.ipynb"
    link = zipfile.ZipInfo(f"linda_{AT}_mini.ipynb")
    link.external_attr = 0o120777 << 16
    members = {
        f"ada_{AT}_mini.ipynb": "ada",
        f"mallory_{AT}_mini.zip": zipped(FORGED),
        f"mallory_{AT}_ada_2026-12-30-00-00-00_mini.ipynb": "forged by a file's name",
        f"=cmd|calc_{AT}_mini.ipynb": "a formula",
        f"+1_{AT}_mini.ipynb": "a formula",
        f"-rf_{AT}_mini.ipynb": "an option",
        f".hidden_{AT}_mini.ipynb": "hidden",
        f"e\x1b[31mve_{AT}_mini.ipynb": "escapes",
        f"{'x' * 101}_{AT}_mini.ipynb": "too long a name",
        f"{'y' * 300}_{AT}_mini.ipynb": "too long for a file",
        f"../../../out_{AT}_mini.ipynb": "outside",
        absolute: "outside",
        f"deep/ada_{LATER}_mini.ipynb": "deeper than the regexp says",
        f"stamp_{AT}_timestamp.txt": "1999-01-01",
        f"gus_{AT}_mini.ipynb.txt": "gus",
        f"Zoe\u0308_{AT}_mini.ipynb": "zoë",
        "ben_2026-11-02-00-00-00_mini.ipynb": "ben 2",
        "ben_2026-11-10-00-00-00_mini.ipynb": "ben 10",
        "ben_2026-11-09-00-00-00_mini.ipynb": "ben 9",
        "ben_2026-11-05-00-00-00_extra.ipynb": "ben's extra",
        "cleo_2026-13-45-99-00-00_mini.ipynb": "cleo, first",
        "cleo_2026-13-45-99-00-01_mini.ipynb": "cleo, second",
        "dan_2026-13-45-99-00-00_mini.ipynb": "dan, undated",
        f"dan_{AT}_mini.ipynb": "dan, dated",
        f"damaged_{AT}_mini.ipynb": "canary",
        **{f"{name}_{time:%Y-%m-%d-%H-%M-%S}_mini.ipynb": name for name, time in TIMES.items()},
        **{f"large{number}_{AT}_mini.ipynb": b"0" * ((1 << 20) - 2000) for number in range(3)},
    }
    with zipfile.ZipFile(archive / "submissions.zip", "w") as file:
        for name, text in members.items():
            file.writestr(name, text)
        file.writestr(link, "/etc/passwd")
    data = (archive / "submissions.zip").read_bytes()
    (archive / "submissions.zip").write_bytes(data.replace(b"canary", b"CANARY"))  # its checksum is wrong now

    with tarfile.open(archive / "more.tar.gz", "w:gz") as file:
        for name, kind in {
            f"../../../out_{AT}_mini.ipynb": tarfile.REGTYPE,
            absolute: tarfile.REGTYPE,
            f"symbolic_{AT}_mini.ipynb": tarfile.SYMTYPE,
            f"hard_{AT}_mini.ipynb": tarfile.LNKTYPE,
            f"pipe_{AT}_mini.ipynb": tarfile.FIFOTYPE,
            f"fay_{AT}_mini.ipynb": tarfile.REGTYPE,
        }.items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.size = kind, f"ada_{AT}_mini.ipynb", 3 * (kind == tarfile.REGTYPE)
            file.addfile(info, io.BytesIO(b"fay"))
    with tarfile.open(archive / "last.tar", "w") as file:  # it ends like a zip
        info = tarfile.TarInfo(f"mallory_{LATER}_mini.zip")
        info.size = len(zipped(FORGED))
        file.addfile(info, io.BytesIO(zipped(FORGED)))
    (archive / "many.zip").write_bytes(zipped({f"many_{AT}_{number}.ipynb": "" for number in range(101)}))
    (archive / "broken.zip").write_bytes(b"PK, but no archive")
    (archive / f"mallory_{AT}_by-hand.zip").write_bytes(zipped(FORGED))
    (archive / f"hal_{AT}_mini.ipynb").write_text("hal")
    (archive / f"huge_{AT}_mini.ipynb").write_text("0" * (2 << 20))
    (archive / f"tom_{AT}_mini.ipynb").symlink_to("/etc/passwd")
    (archive / "folder").mkdir()
    (archive / "folder/forged.zip").write_bytes(zipped(FORGED))


@pytest.fixture(scope="module")
def flat(tmp_path_factory: pytest.TempPathFactory) -> Collected:
    root = tmp_path_factory.mktemp("flat")
    write_download(new_course(root, SMALL))
    return collect(root)


def test_everybody_who_handed_in_a_file_is_collected_and_nobody_else(flat: Collected) -> None:
    assert {name: text[:30] for name, text in flat.files.items()} == {
        "ada/mini/mini.ipynb": "ada",
        "ben/mini/mini.ipynb": "ben 10",
        "ben/mini/extra.ipynb": "ben's extra",
        "cleo/mini/mini.ipynb": "cleo, second",
        "dan/mini/mini.ipynb": "dan, dated",
        "fay/mini/mini.ipynb": "fay",
        "gus/mini/mini.ipynb.txt": "gus",
        "hal/mini/mini.ipynb": "hal",
        "mallory/mini/ada_2026-12-30-00-00-00_mini.ipynb": "forged by a file's name",
        "Zo\u00eb/mini/mini.ipynb": "zoë",
        "large0/mini/mini.ipynb": "0" * 30,  # of three with almost 1 MB each, where an archive may hold 2 MB
        "large1/mini/mini.ipynb": "0" * 30,
        **{f"{name}/mini/mini.ipynb": name for name in TIMES},
    }


def test_no_archive_of_a_student_is_opened(flat: Collected) -> None:
    extracted = flat.root / "downloaded/mini/extracted"
    assert not [path for path in extracted.rglob("*.ipynb") if path.read_text() == "forged"]
    assert {path.name for path in extracted.rglob("*.zip")} == {
        f"mallory_{AT}_mini.zip",
        f"mallory_{LATER}_mini.zip",
        f"mallory_{AT}_by-hand.zip",
        "forged.zip",
    }
    assert flat.says(f"mallory_{AT}_by-hand.zip", "by its name a student handed it in")


def test_times_are_what_the_names_say(flat: Collected) -> None:
    assert {name: flat.time(name) for name in TIMES} == TIMES
    assert flat.time("ada") == datetime(2026, 11, 30, 18, 5)
    assert flat.time("ben") == datetime(2026, 11, 10)
    assert flat.time("dan") == datetime(2026, 11, 30, 18, 5)
    assert not (flat.root / "submitted/cleo/mini/timestamp.txt").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("=cmd|calc", "cannot be a student's name"),
        ("'+1'", "cannot be a student's name"),
        ("'-rf'", "cannot be a student's name"),
        ("'.hidden'", "cannot be a student's name"),
        (r"e\\x1b[31mve", "cannot be a student's name"),
        ("x" * 101, "cannot be a student's name"),
        ("y" * 300, "left out", "too long"),
        ("submissions.zip: ../../../out_", "outside"),
        ("submissions.zip: /", "/out_", "outside"),
        ("more.tar.gz: ../../../out_", "outside"),
        ("more.tar.gz: /", "/out_", "outside"),
        ("linda", "link"),
        ("symbolic", "link"),
        ("hard", "link"),
        ("pipe", "no plain file"),
        ("tom", "link"),
        ("deep/ada", "does not match the whole path"),
        ("stamp", "timestamp.txt"),
        ("huge", "larger than 1 MB"),
        ("large", "larger than 2 MB"),
        ("many.zip", "101 files"),
        ("broken.zip", "not unpacked"),
        ("damaged", "CRC"),
        ("cleo", "2026-13-45-99-00-00", "is no time"),
        ("cleo_2026-13-45-99-00-01_mini.ipynb' counts for cleo", "no time to compare"),
        ("dan_2026-13-45", "dan", "no time to compare"),
        ("ben_2026-11-10-00-00-00_mini.ipynb' counts for ben", "it is later"),
        (f"mallory_{AT}_mini.zip", "archives of students stay closed"),
    ],
    ids=lambda words: words[0][:12],
)
def test_what_is_left_out_is_named(flat: Collected, words: tuple[str, ...]) -> None:
    assert flat.says(*words)


def test_every_warning_is_one_that_should_be_read_and_comes_once(flat: Collected) -> None:
    lines = [line for line in flat.log.splitlines() if "WARNING" in line]
    ours = ("left out", "not unpacked", "counts for", "is no time", "No release notebooks found")
    assert [line for line in lines if not any(words in line for words in ours)] == []
    assert len(set(lines)) == len(lines)


def test_a_time_without_a_zone_is_in_the_zone_of_the_course(tmp_path: Path) -> None:
    archive = new_course(tmp_path, '\nc.SubmissionCollector.timezone = "Europe/Berlin"\n')
    (archive / f"ada_{AT}_mini.ipynb").write_text("ada")
    assert collect(tmp_path).time("ada") == datetime(2026, 11, 30, 17, 5)


def test_nothing_is_written_outside_and_the_log_is_harmless(flat: Collected) -> None:
    assert not list(flat.root.parent.rglob("out_*"))
    assert all(each.isprintable() or each == "\n" for each in flat.log)


def test_a_second_download_replaces_what_it_holds_and_nothing_else(tmp_path: Path) -> None:
    archive = new_course(tmp_path)
    (archive / "first.zip").write_bytes(
        zipped({f"ada_{AT}_mini.ipynb": "first", f"ada_{AT}_extra.ipynb": "", f"ben_{AT}_mini.ipynb": "ben"})
    )
    collect(tmp_path)
    (archive / "first.zip").unlink()
    (archive / "second.zip").write_bytes(
        zipped({f"ada_{AT}_mini.ipynb": "first", f"ada_{LATER}_mini.ipynb": "second"})
    )
    second = collect(tmp_path, "--force")
    assert second.files == {"ada/mini/mini.ipynb": "second", "ben/mini/mini.ipynb": "ben"}
    assert second.time("ada") == datetime(2026, 12, 1, 7)


def test_the_first_form_on_the_page_is_set() -> None:
    assert FLAT in (ROOT / "nbgrader_config.py").read_text()


def test_a_folder_for_each_student(tmp_path: Path) -> None:
    archive = new_course(tmp_path, FOLDERS)
    ada, ben = "Ada Lovelace_12345_assignsubmission_file_", "Ben Ö_77_assignsubmission_file"
    (archive / "Z older.zip").write_bytes(zipped({f"{ada}/mini.ipynb": "older", f"{ben}/mini.ipynb": "ben"}))
    age(archive / "Z older.zip", 2)
    members = {
        f"{ada}/mini.ipynb": "newer",
        f"Mallory_6_assignsubmission_file_/{ada}/mini.ipynb": "forged",
        "Mallory_6_assignsubmission_file_/x.zip": zipped({f"{ada}/mini.ipynb": "forged"}),
        "One_8_assignsubmission_file_/mini.ipynb": "one",
        "Two_8_assignsubmission_file_/mini.ipynb": "two",
    }
    (archive / "A newer.zip").write_bytes(zipped(members))
    done = collect(tmp_path)
    assert done.files == {
        "12345/mini/mini.ipynb": "newer",
        "77/mini/mini.ipynb": "ben",
        "8/mini/mini.ipynb": "two",
    }
    assert done.says("A newer.zip", "replaces an earlier file")
    assert done.says("Two_8", "counts for 8", "One_8", "no time to compare")


def test_due_dates_are_read_as_the_page_says() -> None:
    """nbgrader takes a zone that it does not know for UTC, and a day before a month for the month."""
    day = datetime(2026, 12, 1, 23, 59)
    assert parse_utc("2026-12-01 23:59 UTC") == day
    assert parse_utc("2026-12-01 23:59 Europe/Berlin") == day - timedelta(hours=1)
    for zone in ("PST", "CEST", "+01:00"):
        assert parse_utc(f"2026-12-01 23:59 {zone}") == day
    assert parse_utc("01.12.2026 23:59") == datetime(2026, 1, 12, 23, 59)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("(?P<student_id>.", "no regular expression"),
        (r"(?P<student_id>\w+)\.ipynb", "lacks the groups file_id"),
    ],
)
def test_an_unusable_regexp_is_said_before_anything_is_unpacked(value: str, words: str) -> None:
    class App(ZipCollectApp):
        def fail(self, msg: str, *args: object) -> None:
            raise ValueError(msg)

    app = App()
    app.config.SubmissionCollector.named_regexp = value
    app.collector_plugin = SubmissionCollector
    with pytest.raises(ValueError, match=words):
        app.init_plugins()  # comes before the archives are opened


def test_an_unusable_zone_is_said_with_what_would_be_legal() -> None:
    class App(ZipCollectApp):
        def fail(self, msg: str, *args: object) -> None:
            raise ValueError(msg)

    app = App()
    app.config.SubmissionCollector.timezone = "CEST"
    app.collector_plugin = SubmissionCollector
    with pytest.raises(ValueError, match=r"CEST.*legal is UTC or a full name such as Europe/Berlin"):
        app.init_plugins()


def test_a_time_is_read_in_every_usual_form() -> None:
    source = random.Random(5)
    for _ in range(2000):
        time = datetime(1000, 1, 1) + timedelta(seconds=source.randrange(8000 * 365 * 86400))
        zone = timezone(timedelta(minutes=source.randrange(-14 * 60, 14 * 60)))
        forms = [
            time.strftime("%4Y-%m-%d-%H-%M-%S"),
            time.strftime("%4Y-%m-%dT%H-%M-%SZ"),
            time.strftime("%4Y-%m-%d_%H.%M.%S"),
            time.isoformat(),
            time.isoformat(" "),
            time.replace(tzinfo=UTC).astimezone(zone).isoformat(),
        ]
        assert [read_time(form) for form in forms] == [time] * len(forms), time
        assert parse_utc(time.isoformat(" ")) == time  # as nbgrader writes it to timestamp.txt


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-13-01-00-00-00",
        "2026-02-30-10-00-00",
        "2026-11-30-18-60-00",
        "0001-01-01T00:00:00+23:00",
    ],
)
def test_what_is_no_time_is_none(text: str) -> None:
    assert read_time(text) is None
