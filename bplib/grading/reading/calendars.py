"""What months and days of the week are called, in the languages that platforms are set to."""

import functools
from datetime import date

# Those of Moodle's, Canvas's and Brightspace's fuller translations.
_LANGUAGES = (
    *("en", "ar", "bg", "ca", "cs", "da", "de", "el", "es", "et", "eu", "fa", "fi", "fr", "gl"),
    *("he", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "nb", "nl", "nn", "pl", "pt", "ro"),
    *("ru", "sk", "sl", "sr", "sr_Latn", "sv", "th", "tr", "uk", "vi", "zh"),
)


def month(word: str, weekday: str, year: int, day: int) -> int | None:
    """Return the month that a word means.

    Parameters
    ----------
    word : str
        The month, in whatever language, long or short.
    weekday : str
        The day of the week; empty where it is not known.
    year, day : int
        The rest of the date.

    Returns
    -------
    int or None
        None where no language calls a month so, where the day of the week is another one, and
        where languages mean different months.
    """
    certain, possible, contradicted = set(), set(), False
    for months, weekdays in _calendars():
        found = months.get(_plain(word))
        if found is None:
            continue
        said = weekdays.get(_plain(weekday)) if weekday else None
        if said is None:
            possible.add(found)
        elif said == _weekday(year, found, day):
            certain.add(found)
        else:
            contradicted = True  # what others leave open is not asked then
    meant = certain or (set() if contradicted else possible)
    return next(iter(meant)) if len(meant) == 1 else None


def _weekday(year: int, month: int, day: int) -> int | None:
    try:
        return date(year, month, day).weekday()
    except ValueError:
        return None


def _plain(word: str) -> str:
    return word.casefold().strip(".")


@functools.cache
def _calendars() -> list[tuple[dict[str, int], dict[str, int]]]:
    """Return of every language its words for months and for days, Monday being 0."""
    from babel import Locale  # only where a month is read: grading alone never does

    found = []
    for language in _LANGUAGES:
        locale = Locale.parse(language)
        words: tuple[dict[str, int], dict[str, int]] = ({}, {})
        for named, known in zip((locale.months, locale.days), words, strict=True):
            for form in ("format", "stand-alone"):
                for width in ("wide", "abbreviated"):
                    known.update({_plain(word): k for k, word in named[form][width].items()})
        found.append(words)
    return found
