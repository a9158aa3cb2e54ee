"""Times as people and learning systems write them, and the time zone of the course.

Within the grader every time is UTC without a zone, which is how nbgrader keeps them.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

__all__ = ["TimeError", "course_zone", "find_zone", "read_due", "read_time", "shown"]

LEGAL = "2026-12-01 23:59, 2026-12-01 23:59 Europe/Berlin, 2026-12-01 23:59 UTC or 2026-12-01T23:59+01:00"
TIME = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)"
    r"(?:[-_ T](?P<hour>\d\d)[-.:](?P<minute>\d\d)(?:[-.:](?P<second>\d\d)(?:\.\d+)?)?)?"
    r"\s*(?P<zone>[A-Za-z][\w/+-]*|[+-]\d\d(?::?\d\d(?::\d\d)?)?)?"
)
MOODLE = re.compile(
    r"(?:\w+,\s)?(?:(?P<day>\d{1,2})\s(?P<month>[A-Z][a-z]+)|(?P<month_first>[A-Z][a-z]+)\s(?P<day_second>\d{1,2}),)"
    r"\s(?P<year>\d{4}),\s(?P<hour>\d{1,2}):(?P<minute>\d\d)(?:\s(?P<half>[AP]M))?"
)
"""As Moodle's grading worksheet has them in English: its strings strftimedaydatetime of several countries
(langconfig.php), "Wednesday, 10 June 2026, 2:14 PM" and "Wednesday, June 10, 2026, 2:14 PM"."""
MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
]  # fmt: skip
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]  # whatever the machine's language
NUMBERS = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")


class TimeError(ValueError):
    """A time that cannot be read, or that two people may read in two ways; says what would be legal."""


def course_zone(config: Any) -> tzinfo:
    """`c.SubmissionCollector.timezone` of nbgrader_config.py; UTC if it does not say."""
    return find_zone(config.SubmissionCollector.get("timezone", "UTC"))


def find_zone(name: str) -> tzinfo:
    """The zone of a full name such as Europe/Berlin. Raises TimeError: PST or CEST name no one zone."""
    if name in ("UTC", "Z", "GMT"):
        return UTC
    try:
        if "/" in name:
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        if not available_timezones():
            need = "this machine has no list of time zones: apt install tzdata, or pip install tzdata"
            raise TimeError(f"time zone {name!r}: {need}") from None
    full = "legal is UTC or a full name such as Europe/Berlin or America/New_York"
    raise TimeError(f"{name!r} is not the full name of a time zone: {full}")


def read_due(text: str, zone: tzinfo) -> datetime:
    """A time that a person typed, in UTC. One without a zone is in `zone`.

    Raises TimeError for what could be two times: days and months as mere numbers, short names of zones, the
    hour that a change of clocks repeats; and for what is none: the hour that it leaves out.
    """
    match = TIME.fullmatch(text.strip())
    if not match:
        why = "is no time"
        if NUMBERS.search(text):
            why = "can be read in two ways, for some write the day first and some the month"
        raise TimeError(f"{text!r} {why}; legal is for example {LEGAL}")
    if match["hour"] is None:
        raise TimeError(f"{text!r} has no time of day; legal is for example {match['date']} 23:59")
    time, here = _numbers(match, text), zone
    if match["zone"]:
        here = _zone_of(match["zone"])
    first, second = _both(time, here)
    if first == second:
        return first.replace(tzinfo=None)
    if first < second:
        ways = " or ".join(f"{time:%Y-%m-%d %H:%M}{_offset(each, here)}" for each in (first, second))
        raise TimeError(f"{text!r} comes twice in {here}, when the clocks are put back; legal is {ways}")
    # `first` was computed with the offset from before the change: it is that much later on the new clock
    later = first.astimezone(here)
    raise TimeError(
        f"{text!r} does not exist in {here}, where the clocks are put forward; legal is for example "
        f"{later:%Y-%m-%d %H:%M}"
    )


def read_time(text: str, zone: tzinfo = UTC) -> datetime | None:
    """A time that a file's name or a learning system tells, in UTC; None if it cannot be read.

    YYYY-MM-DD-HH-MM-SS, ISO 8601 where hyphens may stand for colons, or Moodle's long form in English. One
    without a zone is in `zone`; of an hour that comes twice the first counts, which is in favour of the
    student.
    """
    text = text.strip()
    try:
        match = TIME.fullmatch(text)
        if match:
            time = _numbers(match, text)
            here = _zone_of(match["zone"]) if match["zone"] else zone
        else:
            found = MOODLE.fullmatch(re.sub(r"\s", " ", text))
            if not found:
                return None
            time, here = _words(found), zone
        return min(_both(time, here)).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def shown(time: datetime, zone: tzinfo) -> str:
    """A time in UTC as the course's people read it: "Tue 2026-12-01 23:59 Europe/Berlin"."""
    local = time.replace(tzinfo=UTC).astimezone(zone)
    return f"{DAYS[local.weekday()]} {local:%Y-%m-%d %H:%M} {zone}"


def _numbers(match: re.Match[str], text: str) -> datetime:
    clock = f"{match['hour'] or '00'}:{match['minute'] or '00'}:{match['second'] or '00'}"
    try:
        return datetime.fromisoformat(f"{match['date']}T{clock}")
    except ValueError as error:
        raise TimeError(f"{text!r} is no time: {error}; legal is for example {LEGAL}") from None


def _words(match: re.Match[str]) -> datetime:
    month = MONTHS.index(match["month"] or match["month_first"]) + 1
    hour = int(match["hour"])
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if match["half"] == "PM" else 0)
    day = int(match["day"] or match["day_second"])
    return datetime(int(match["year"]), month, day, hour, int(match["minute"]))


def _zone_of(text: str) -> tzinfo:
    if text[0] not in "+-":
        return find_zone(text)
    hours, minutes, seconds, *_ = [int(part) for part in re.findall(r"\d\d", text)] + [0, 0]
    if hours > 23 or minutes > 59:
        raise TimeError(f"{text!r} is no distance from UTC; legal is for example +01:00")
    away = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return timezone(-away if text[0] == "-" else away)


def _both(time: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """Before and after a change of clocks, in UTC; the same on all other days."""
    first, second = (time.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    return first.astimezone(UTC), second.astimezone(UTC)


def _offset(time: datetime, zone: tzinfo) -> str:
    minutes = int((time.astimezone(zone).utcoffset() or timedelta()).total_seconds() // 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
