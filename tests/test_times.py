"""Times are read in every form that people, file names and programs write, and never guessed."""

import contextlib
import random
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bplib.grading.reading.times import NoTime, decoded, read_time, read_worded_time

MIDDAY = datetime(2026, 1, 31, 12, 30, 45)
ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Sydney", "UTC"]
# (form, what is left of the moment): an offset, or the zone of a name, comes behind each.
FORMS = [
    ("%Y-%m-%dT%H:%M:%S.%f", timedelta(0)),
    ("%Y-%m-%d %H:%M:%S.%f", timedelta(0)),
    ("%Y-%m-%d %I:%M:%S.%f %p", timedelta(0)),
    ("%Y%m%dT%H%M%S,%f", timedelta(0)),
    ("%Y-%m-%dT%H:%M:%S", timedelta(seconds=1)),
    ("%Y-%m-%d %H:%M:%S", timedelta(seconds=1)),
    ("%Y-%m-%d %I:%M:%S %p", timedelta(seconds=1)),
    ("%Y%m%dT%H%M%S", timedelta(seconds=1)),
    ("%Y-%m-%d-%H-%M-%S", timedelta(seconds=1)),
    ("%Y-%m-%d_%H-%M-%S", timedelta(seconds=1)),
    ("%Y-%m-%dT%H-%M-%S", timedelta(seconds=1)),
    ("%G-W%V-%uT%H:%M:%S", timedelta(seconds=1)),
    ("%GW%V%uT%H%M%S", timedelta(seconds=1)),
    ("%Y-%jT%H:%M:%S", timedelta(seconds=1)),
    ("%Y%jT%H%M%S", timedelta(seconds=1)),
    ("%Y-%m-%dT%H:%M", timedelta(minutes=1)),
    ("%Y-%m-%d %I:%M %p", timedelta(minutes=1)),
    ("%Y%m%dT%H%M", timedelta(minutes=1)),
    ("%Y-%m-%d-%H-%M", timedelta(minutes=1)),
    ("%Y-%m-%dT%H", timedelta(hours=1)),
]
moments = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1))
offsets = st.integers(-14 * 60, 14 * 60)


def cut(moment, step):
    """Return the moment as a clock shows it that counts in steps."""
    return moment - (moment - datetime.min) % step if step else moment


def shown_offset(offset, style):
    sign, total = "-" if offset < 0 else "+", abs(offset)
    hours, minutes = divmod(total, 60)
    if style == "Z" and not offset:
        return "Z"
    if style == "hh" and not minutes:
        return f"{sign}{hours:02}"
    return f"{sign}{hours:02}{'' if style == 'hhmm' else ':'}{minutes:02}"


def test_twenty_thousand_times_in_every_form_are_read_as_they_were_meant():
    rng = random.Random(5)
    wrong = []
    for number in range(20_000):
        moment = datetime(1990, 1, 1) + timedelta(
            microseconds=rng.randrange(70 * 31_557_600 * 10**6)
        )
        form, step = FORMS[number % len(FORMS)]
        local = cut(moment, step)
        text, way = local.strftime(form), rng.choice(["", "offset", "zone", "abbreviation"])
        wanted = local
        if way == "offset":
            offset = rng.randint(-14 * 4, 14 * 4) * 15
            style = rng.choice(["Z", "hh", "hhmm", "hh:mm"])
            # hours alone stand behind a blank only where "-05" could be the minutes
            blank = " " if style == "hh" or rng.random() < 0.5 else ""
            text += blank + shown_offset(offset, style)
            wanted = local - timedelta(minutes=offset)
        elif way == "zone":
            zone = rng.choice(ZONES)
            text += f" {zone}"
            wanted = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).replace(tzinfo=None)
        elif way == "abbreviation":
            there = (local.replace(tzinfo=UTC)).astimezone(ZoneInfo("America/New_York")).tzname()
            text += f" {there}"
            wanted = local + timedelta(hours=5 if there == "EST" else 4)
        try:
            found = read_time(text)
        except NoTime as refused:
            found = refused
        if found != wanted:
            wrong.append((text, found, wanted))
    assert wrong == []


@given(moments, offsets)
def test_what_python_and_nbgrader_write_is_read_back(moment, offset):
    there = moment.replace(tzinfo=timezone(timedelta(minutes=offset)))
    wanted = there.astimezone(UTC).replace(tzinfo=None)
    assert read_time(there.isoformat()) == read_time(there.isoformat(" ")) == wanted
    assert read_time(f"{wanted:%Y-%m-%d %H:%M:%S.%f} UTC") == wanted
    assert read_time(str(wanted)) == wanted


@given(st.text(alphabet="0123456789-:T Z+.,_WAPM", max_size=30))
def test_whatever_is_written_is_a_time_or_refused(text):
    with contextlib.suppress(NoTime):
        assert read_time(text).tzinfo is None


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("2026-01-31 12:30:45 -0500", 5),
        ("2026-01-31 12:30:45 -05:00", 5),
        ("2026-01-31 12:30:45 −05", 5),
        ("2026-01-31 12:30:45 EST", 5),
        ("2026-01-31 12:30:45 UTC+02:00", -2),
        ("2026-01-31 12:30:45 CET", -1),
        ("2026-01-31 12:30:45 JST", -9),
        ("2026-01-31 12:30:45 europe/berlin", -1),
        ("2026-01-31T12:30:45+01:00[Europe/Berlin]", -1),
        ("2026-01-31T12:30:45Z[Europe/Berlin]", 0),
        ("2026-01-31 12:30:45 p.m.", 0),
        ("2026-01-31 12:30:45\u202fAM", -12),
        ("2026-01-31 1:30:45 PM EST", 6),
        ("\ufeff 2026-01-31  12:30:45 UT \r\n", 0),
    ],
)
def test_words_behind_a_time_count(text, hours):
    assert read_time(text) == MIDDAY + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is no time like"),
        ("yesterday?", "is no time like"),
        ("2026-13-01-12-00-00", "month must be in 1..12"),
        ("2026-02-30", "day"),
        ("2026-366", "2026 has no day 366"),
        ("2026-W54-1", "week"),
        ("2026-01-31 25:00", "hours end at 23"),
        ("2026-01-31 24:00:01", "hours end at 23"),
        ("2026-01-31 12:60", "end at 59"),
        ("2026-01-31 12:30:60", "end at 59"),
        ("2026-01-31 12:59:61", "end at 59"),
        ("2026-01-31 20:30 PM", "hour 20 has no PM"),
        ("2026-01-31 12:30 +25:00", "its offset is none"),
        ("2026-01-31 12:30 FOO", "there is no zone FOO"),
        ("2026-07-31 12:30 IST", "IST means more than one zone"),
        ("2026-01-31T12-05", "it may be 12:05, or 12:00 at -05:00"),
        ("2026-01-31T13.30", "it may be 13:30, or 0.30 of an hour after 13"),
        ("2026-01-31 12:30,45", "it may be 12:30:45, or 0.45 of a minute after 12:30"),
        ("2026-01-31T12:30+02:00[Europe/Berlin]", "its offset is not that of Europe/Berlin"),
        ("0001-01-01 00:00 +0500", "out of range"),
        ("2026-01-31-05", "is no time like"),
    ],
)
def test_what_is_not_understood_is_said(text, why):
    with pytest.raises(NoTime, match="is no time") as refused:
        read_time(text)
    assert why in str(refused.value)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-01-31T12,5", datetime(2026, 1, 31, 12, 30)),  # half an hour
        ("2026-01-31T12:30.75", MIDDAY),  # three quarters of a minute
        ("2026-01-31 24:00", datetime(2026, 2, 1)),
        ("2026-12-31T23:59:60Z", datetime(2027, 1, 1)),  # a leap second
        ("1880-01-01T12:53:28+00:53:28", datetime(1880, 1, 1, 12)),  # Berlin's, by the sun
    ],
)
def test_the_rarer_forms_of_iso_8601_are_read(text, wanted):
    assert read_time(text) == wanted


def test_a_time_without_a_zone_is_in_the_one_that_is_given():
    assert read_time("2026-07-31-12-30-45", ZoneInfo("Europe/Berlin")) == datetime(
        2026, 7, 31, 10, 30, 45
    )
    # what "CST" means is known best by a clock in Shanghai
    assert read_time("2026-01-31 12:30:45 CST", ZoneInfo("Asia/Shanghai")).hour == 4
    assert read_time("2026-01-31 12:30:45 CST").hour == 18
    # a time that the clock showed twice is the earlier one
    assert read_time("2026-10-25 02:30 Europe/Berlin").hour == 0


def test_a_file_is_read_whatever_wrote_it():
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert read_time(decoded("2026-01-31 12:30:45\r\n".encode(encoding))) == MIDDAY


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Saturday, 31 January 2026, 12:30 PM", datetime(2026, 1, 31, 12, 30)),
        ("Jan 31, 2026 1230 PM", datetime(2026, 1, 31, 12, 30)),
        ("Jan 31, 2026 1230 AM", datetime(2026, 1, 31, 0, 30)),
        ("Sept. 3, 2026 926 PM", datetime(2026, 9, 3, 21, 26)),
        ("31 Jan 2026 1830", datetime(2026, 1, 31, 18, 30)),
        ("Saturday, January 31, 2026 7:30:45 AM EST", MIDDAY),
        ("Samstag, 31. Januar 2026, 12:30", datetime(2026, 1, 31, 12, 30)),
        ("samedi 31 janvier 2026, 12:30", datetime(2026, 1, 31, 12, 30)),
        ("31 janv., 2026 18h30", datetime(2026, 1, 31, 18, 30)),
        ("1 févr. 2026 9 h 05", datetime(2026, 2, 1, 9, 5)),
        ("sábado, 31 de enero de 2026, 12:30", datetime(2026, 1, 31, 12, 30)),
        ("lauantai, 31. tammikuuta 2026, 12.30", datetime(2026, 1, 31, 12, 30)),
        ("segunda-feira, 2 de fevereiro de 2026, 08:15", datetime(2026, 2, 2, 8, 15)),
        ("суббота, 31 января 2026, 12:30", datetime(2026, 1, 31, 12, 30)),
        ("sábado, 31 de janeiro de 2026 às 12:30:45", MIDDAY),
        ("lördag 31 januari 2026 kl. 12:30", datetime(2026, 1, 31, 12, 30)),
        ("lørdag, 31. januar 2026 kl. 12.30.45", MIDDAY),
        ("Saturday, January 31, 2026 at 12:30 PM", datetime(2026, 1, 31, 12, 30)),
        ("Samstag, 31. Januar 2026 um 12:30", datetime(2026, 1, 31, 12, 30)),
        # the same word for two months: the day of the week tells
        ("subota, 31. listopada 2026., 12:30", datetime(2026, 10, 31, 12, 30)),
        ("poniedziałek, 30 listopada 2026, 12:30", datetime(2026, 11, 30, 12, 30)),
    ],
)
def test_times_that_are_written_for_people_are_read(text, wanted):
    assert read_worded_time(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        *("", "Juno 31, 2026 1230 PM", "Feb 30, 2026 1230 PM", "Jan 31, 2026 2030 PM"),
        *("31 janv. 2026", "30 listopada 2026, 12:30", "dimanche 31 janvier 2026, 12:30"),
        "31 foo 2026, 12:30",
    ],
)
def test_other_words_are_no_time(text):
    with pytest.raises(NoTime, match="is no time"):
        read_worded_time(text)


@pytest.mark.parametrize("year", [2569, 1447, 1404])
def test_a_year_of_another_calendar_is_none(year):
    for text in (f"31 January {year}, 12:30 PM", f"31 มกราคม {year}, 12:30"):
        with pytest.raises(NoTime, match="its year is of another calendar"):
            read_worded_time(text)


@pytest.mark.parametrize("text", ["Sun, Jan 31 2026 1230 PM", "dimanche 31 janvier 2026, 12:30"])
def test_a_day_of_the_week_that_is_another_one_is_said(text):
    with pytest.raises(NoTime, match="its day of the week is another one"):
        read_worded_time(text)
    assert read_worded_time("Sat, Jan 31 2026 1230 PM") == datetime(2026, 1, 31, 12, 30)
