"""Times: what can be read in one way alone, and zones."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from cnnkit.cli import main
from cnnkit.grading.exchange.times import TimeError, find_zone, read_due, read_time, shown
from tests.grading.courses import write_course

BERLIN, NEW_YORK = find_zone("Europe/Berlin"), find_zone("America/New_York")


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-12-01 23:59", datetime(2026, 12, 1, 22, 59)),
        ("2026-07-01 23:59", datetime(2026, 7, 1, 21, 59)),
        ("2026-12-01 23:59:30", datetime(2026, 12, 1, 22, 59, 30)),
        ("2026-12-01 23:59 UTC", datetime(2026, 12, 1, 23, 59)),
        ("2026-12-01T23:59Z", datetime(2026, 12, 1, 23, 59)),
        ("2026-12-01 23:59 America/New_York", datetime(2026, 12, 2, 4, 59)),
        ("2026-12-01T23:59:00+05:30", datetime(2026, 12, 1, 18, 29)),
        ("2026-10-25 02:30+01:00", datetime(2026, 10, 25, 1, 30)),
        ("2026-10-25 01:59", datetime(2026, 10, 24, 23, 59)),
        ("2026-10-25 03:00", datetime(2026, 10, 25, 2, 0)),
        ("2026-03-29 01:59", datetime(2026, 3, 29, 0, 59)),
        ("2026-03-29 03:00", datetime(2026, 3, 29, 1, 0)),
    ],
)
def test_a_due_date_is_read_in_the_zone_of_the_course(text, utc):
    assert read_due(text, BERLIN) == utc


REFUSED = {
    "03/04/2026 23:59": "read in two ways",
    "01.12.2026 23:59": "read in two ways",
    "1-12-26": "read in two ways",
    "2026-12-01": "has no time of day; legal is for example 2026-12-01 23:59",
    "2026-12-01 23:59 PST": "'PST' is not the full name of a time zone: legal is UTC or a full name such as",
    "2026-12-01 23:59 CEST": "'CEST' is not the full name",
    "2026-12-01 23:59 Europe/Berln": "'Europe/Berln' is not the full name",
    "2026-12-01 23:59 +99:00": "no distance from UTC",
    "2026-10-25 02:30": "comes twice in Europe/Berlin, when the clocks are put back; legal is 2026-10-25 "
    "02:30+02:00 or 2026-10-25 02:30+01:00",
    "2026-03-29 02:30": "does not exist in Europe/Berlin, where the clocks are put forward; legal is for "
    "example 2026-03-29 03:30",
    "2026-11-01 01:30 America/New_York": "comes twice in America/New_York, when the clocks are put back; "
    "legal is 2026-11-01 01:30-04:00 or 2026-11-01 01:30-05:00",
    "2026-02-30 10:00": "is no time",
    "2026-12-01 25:00": "is no time",
    "tomorrow": "is no time; legal is for example",
    "": "is no time; legal is for example",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_could_be_two_times_or_none_is_refused_with_what_is_legal(text):
    with pytest.raises(TimeError) as caught:
        read_due(text, BERLIN)
    assert REFUSED[text] in str(caught.value)


@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, find_zone("Australia/Lord_Howe"), UTC])
def test_every_time_that_is_read_is_shown_again_as_it_was_typed(zone):
    draw, refused = random.Random(2), 0
    for _ in range(2000):
        time = datetime(2024, 1, 1) + timedelta(minutes=draw.randrange(3 * 365 * 24 * 60))
        try:
            read = read_due(f"{time:%Y-%m-%d %H:%M}", zone)
        except TimeError:
            refused += 1
            continue
        assert shown(read, zone)[4:20] == f"{time:%Y-%m-%d %H:%M}"
    assert refused < 10  # of 2,000 about 0.6 lie in an hour that comes twice or never


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("Wednesday, 10 June 2026, 2:14 PM", datetime(2026, 6, 10, 12, 14)),
        ("Wednesday, June 10, 2026, 12:14 AM", datetime(2026, 6, 9, 22, 14)),
        ("Wednesday, 10 June 2026, 14:14", datetime(2026, 6, 10, 12, 14)),
        ("Wednesday, 10 June 2026, 2:14\u202fPM", datetime(2026, 6, 10, 12, 14)),
        ("2026-06-10-14-14-00", datetime(2026, 6, 10, 12, 14)),
        ("2026-10-25-02-30-00", datetime(2026, 10, 25, 0, 30)),
        ("2026-06-10T14:14:00Z", datetime(2026, 6, 10, 14, 14)),
        ("Mittwoch, 10. Juni 2026, 14:14", None),
        ("Wednesday, 10 Juin 2026, 14:14", None),
        ("Wednesday, 10 June 2026, 13:14 PM", None),
        ("10/06/2026", None),
    ],
)
def test_a_time_of_a_system_is_read_in_the_zone_of_the_course(text, utc):
    assert read_time(text, BERLIN) == utc


@pytest.mark.parametrize("name", ["", "PST", "Berlin", "../etc/passwd", "/etc/passwd", "Europe/", "Europe"])
def test_a_zone_has_a_full_name(name):
    with pytest.raises(TimeError, match="legal is UTC or a full name such as Europe/Berlin"):
        find_zone(name)


@pytest.fixture
def due(tmp_path, capsys):
    """due(*words): the exit code and what was said, in a course in Berlin."""
    write_course(tmp_path)
    with (tmp_path / "nbgrader_config.py").open("a") as file:
        file.write('c.SubmissionCollector.timezone = "Europe/Berlin"\n')

    def due(*words):
        code = main(["due", *words, "--root", str(tmp_path)])
        said = capsys.readouterr()
        return code, said.out + said.err

    return due


def test_a_due_date_is_set_and_shown_back_in_local_time(due):
    assert due("mini") == (0, "mini has no due date\n")
    code, said = due("mini", "2026-12-01 23:59")
    assert code == 0
    expected = "mini is due Tue 2026-12-01 23:59 Europe/Berlin, which is 2026-12-01 22:59 UTC"
    assert said.splitlines()[0] == expected
    assert due("mini") == (0, f"{expected}\n")
    code, said = due("mini", "01.12.2026")
    assert (code, "read in two ways" in said) == (1, True)
    assert due("mini") == (0, f"{expected}\n")
    assert due("maxi", "2026-12-01 23:59")[0] == 2
