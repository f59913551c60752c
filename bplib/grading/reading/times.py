"""Reading a time as people, file names and other programs write it; never guessing."""

import codecs
import functools
import re
import zoneinfo
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from bplib.grading.reading import calendars

_DATE = r"""
    (?P<year>\d{4})
    (?: -(?P<month>\d\d)-(?P<day>\d\d)  |  (?P<month_b>\d\d)(?P<day_b>\d\d)
      | -?W(?P<week>\d\d)-?(?P<weekday>\d)  |  -?(?P<ordinal>\d{3}) )
"""
# "_" or "-" must be followed by minutes too: "2026-01-31_05_…" goes on with a lesson's name.
_TIME = r"""
    (?: (?: (?P<t>[T ])\ ? (?=\d) | [_-] (?=\d\d[:-]?\d\d) )
        (?P<hour>\d\d | \d(?=:)) (?: (?P<sep>[:-]?) (?P<minute>\d\d)
                           (?: (?P=sep) (?P<second>\d\d) )? )?
        (?: [.,] (?P<fraction>\d+) )?
        (?: \ ? (?P<half>[AP]) \.? M (?![A-Y]) \.? )?
    )?
"""
_SIGNED = r"(?P<sign>[+−-]) (?P<hours>\d\d) (?: :?(?P<minutes>\d\d) (?: :?(?P<seconds>\d\d) )? )?"
_ZONE = rf"""
    (?: \ ? (?P<utc>Z) (?![A-Z]) | \ ?(?(hour) (?: UTC | GMT )? {_SIGNED} ) )?
    (?: \ ? \[? (?P<zone>[A-Z][A-Z0-9_+/-]*) \]? )?
"""
_FORM = re.compile(_DATE + _TIME + _ZONE, re.VERBOSE | re.IGNORECASE | re.ASCII)
_WORDED = re.compile(
    r"""(?:(?P<weekday>[^\W\d]+(?:-[^\W\d]+)?)[.,]*\ )?
    (?: (?P<month>[^\W\d]{3,})\.?\ (?P<day>\d{1,2})
      | (?P<day_b>\d{1,2})\.?\ (?:de\ )?(?P<month_b>[^\W\d]{3,})\.? )
    ,?\ (?:del?\ )?(?P<year>\d{4})\.? ,?\ (?:(?:às|kl\.?|at|um|o)\ )?
    (?P<hour>\d{1,2}) (?:[:.]|\ ?h\ ?)? (?P<minute>\d\d)
    (?:(?: : | (?<=\.\d\d)\. )(?P<second>\d\d))? (?P<rest>\ .+)?""",
    re.VERBOSE,
)
_YEARS = range(1990, 2201)  # in which anything can have been handed in
_LIKE = " like Saturday, Jan 31, 2026 1230 PM"
# What Americans mean by these is written down in RFC 5322; elsewhere some mean another zone.
_AMERICAN = {
    **{"UT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5},
    **{"MST": -7, "MDT": -6, "PST": -8, "PDT": -7},
}


class NoTime(ValueError):
    """A text that is no time; its message quotes it and says why."""


def read_time(text: str, zone: tzinfo = UTC) -> datetime:
    """Read a time.

    Understood are ISO 8601 in its basic and extended forms (calendar, week and ordinal dates),
    the same with dashes in place of colons, as file names have them, and what nbgrader writes.
    Behind it may stand an offset, "AM" or "PM", and a zone by its name in the tz database or by
    an abbreviation that means the same everywhere.

    Parameters
    ----------
    text : str
        The time; a byte-order mark and blanks around it do not matter.
    zone : tzinfo
        The zone of a time that names none. A time that a clock showed twice is the first one.

    Returns
    -------
    datetime
        In UTC, without a zone, as nbgrader keeps times.

    Raises
    ------
    NoTime
        If it is not understood.
    """
    words = " ".join(text.removeprefix("\ufeff").split())
    found = _FORM.fullmatch(words)
    if not found:
        raise NoTime(f"{words[:60]!r} is no time like 2026-01-31 12:30:45, or 2026-01-31T12:30Z")
    try:
        local = _date(found) + _since_midnight(found)
        name = found["zone"]
        if found["utc"]:
            there = local.replace(tzinfo=UTC)
        elif found["sign"]:
            there = local.replace(tzinfo=_offset(found))
            if name and there.astimezone(_zone(name, local, zone)).replace(tzinfo=None) != local:
                raise ValueError(f"its offset is not that of {name}")
        else:
            there = local.replace(tzinfo=_zone(name, local, zone) if name else zone)
        return there.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError) as error:
        raise NoTime(f"{words[:60]!r} is no time: {error}") from None


def read_worded_time(text: str, zone: tzinfo = UTC) -> datetime:
    """Read a time with a month's name, as Moodle and Brightspace write it for people.

    Parameters
    ----------
    text : str
        As "Saturday, 31 January 2026, 12:30 PM", "Jan 31, 2026 1230 PM", "31 janvier 2026 12h30".
    zone : tzinfo
        The zone of a time that names none.

    Returns
    -------
    datetime
        In UTC, without a zone.

    Raises
    ------
    NoTime
        If it is not understood.
    """
    words = " ".join(text.split())
    found = _WORDED.fullmatch(words)
    day = int(found["day"] or found["day_b"]) if found else 0
    year = int(found["year"]) if found else 0
    if found and year not in _YEARS:
        raise NoTime(f"{words[:60]!r} is no time: its year is of another calendar")
    word, weekday = (found["month"] or found["month_b"], found["weekday"]) if found else ("", "")
    month = found and calendars.month(word, weekday or "", year, day)
    if weekday and not month and calendars.month(word, "", year, day):
        raise NoTime(f"{words[:60]!r} is no time: its day of the week is another one")
    if not found or not month:
        raise NoTime(f"{words[:60]!r} is no time{_LIKE}")
    second = found["second"] or "00"
    date = f"{year}-{month:02}-{day:02} "
    time = f"{int(found['hour']):02}:{found['minute']}:{second}{found['rest'] or ''}"
    try:
        return read_time(date + time, zone)
    except NoTime as error:
        why = str(error).rpartition(" is no time")[2]
        why = why if why.startswith(":") else _LIKE
        raise NoTime(f"{words[:60]!r} is no time{why}") from None


def decoded(data: bytes) -> str:
    """Return the text of a small file, whatever editor or shell wrote it."""
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if marked else "utf-8-sig", "replace").strip()


def _date(found: re.Match[str]) -> datetime:
    year = int(found["year"])
    if found["week"]:
        day = date.fromisocalendar(year, int(found["week"]), int(found["weekday"]))
    elif found["ordinal"]:
        day = date(year, 1, 1) + timedelta(int(found["ordinal"]) - 1)
        if day.year != year:
            raise ValueError(f"{year} has no day {found['ordinal']}")
    else:
        day = date(
            year, int(found["month"] or found["month_b"]), int(found["day"] or found["day_b"])
        )
    return datetime(day.year, day.month, day.day)


def _since_midnight(found: re.Match[str]) -> timedelta:
    parts = [found["hour"], found["minute"], found["second"]]
    hour, minute, second = (int(part or 0) for part in parts)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise ValueError(f"hour {hour} has no {found['half'].upper()}M")
        hour = hour % 12 + 12 * (found["half"].upper() == "P")
    if found["t"] and found["sep"] == "-" and not found["second"] and minute <= 14:
        raise ValueError(f"it may be {hour:02}:{minute:02}, or {hour:02}:00 at -{minute:02}:00")
    if len(said := found["fraction"] or "") == 2 and int(said) < 60 and not found["second"]:
        clock = f"{hour:02}:{minute:02}" if found["minute"] else f"{hour:02}"
        whole, after = ("a minute", clock) if found["minute"] else ("an hour", str(hour))
        raise ValueError(f"it may be {clock}:{said}, or 0.{said} of {whole} after {after}")
    smallest = (3600, 60, 1)[2 - parts[::-1].count(None)] if found["hour"] else 0
    fraction = found["fraction"] or ""
    # whole numbers: a float would lose the last digit of some microseconds
    micro = smallest * 1_000_000 * int(fraction or 0) // 10 ** len(fraction)
    if minute > 59 or second > 60 or (second == 60 and minute != 59):
        raise ValueError("minutes and seconds end at 59")
    if hour > 23 and (hour, minute, second, micro) != (24, 0, 0, 0):
        raise ValueError("hours end at 23")
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=micro)


def _offset(found: re.Match[str]) -> timezone:
    hours, minutes, seconds = (int(found[part] or 0) for part in ("hours", "minutes", "seconds"))
    if hours > 23 or minutes > 59 or seconds > 59:
        raise ValueError("its offset is none")
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return timezone(offset if found["sign"] == "+" else -offset)


def _zone(name: str, local: datetime, otherwise: tzinfo) -> tzinfo:
    """Return the zone of a name, or of an abbreviation that is used at a local time."""
    wanted = name.casefold()
    if local.replace(tzinfo=otherwise).tzname() == name.upper():
        return otherwise  # the course's own zone knows best what it is called
    if wanted in _names():
        return zoneinfo.ZoneInfo(_names()[wanted])
    if name.upper() in _AMERICAN:
        return timezone(timedelta(hours=_AMERICAN[name.upper()]))
    meant = _abbreviations(local.year).get(name.upper(), set())
    if len(meant) != 1:
        raise ValueError(
            f"{name} means more than one zone; write the offset, as +01:00"
            if meant
            else f"there is no zone {name}"
        )
    return timezone(next(iter(meant)))


@functools.cache
def _names() -> dict[str, str]:
    """Return the zones by their names, also as a file's name has them, which holds no slash."""
    return {
        form.casefold(): name
        for name in zoneinfo.available_timezones()
        for form in (name, name.replace("/", "-"), name.replace("/", "_"))
    }


@functools.cache
def _abbreviations(year: int) -> dict[str, set[timedelta]]:
    """Return the offsets that clocks in use in a year call by each abbreviation."""
    found: dict[str, set[timedelta]] = {}
    for name in zoneinfo.available_timezones():
        for month in (1, 7):
            there = datetime(year, month, 1, tzinfo=zoneinfo.ZoneInfo(name))
            offset = there.utcoffset()
            if offset is not None:
                found.setdefault(there.tzname() or "", set()).add(offset)
    return found
