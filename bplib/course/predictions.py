"""Predict, then run: a result waits for its guess, and is told kindly how near the guess came."""

import ast
import linecache
import math
import re
import sys
from enum import Enum
from html import escape
from typing import Any

import numpy as np

from bplib.course.checks.unnamed import asked_of_a_comma
from bplib.course.display import hold_back, record, show

NAME = re.compile(r"guess_\w+")
CLOSE_SHARE = 0.1
ORDER = 0.5  # in powers of ten
COUNTS_END = 1000  # a whole number below it is a count or a label: another one is another one

_NUMBER = (
    r"[-+−]?(?:(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?|\.\d+)"  # 1,437 or 0.25 or .25
    r"(?:[eE][-+−]?\d+)?(?:\^[-+−]?\d+(?:\.\d+)?)?"  # 1e-5 or 10^6.5
)
_INTERVAL = re.compile(rf"({_NUMBER})(?:(\s*(?:to|±)\s+)({_NUMBER}))?(\s?%)?")
_BEGINS = re.compile(rf"(?:about |roughly |≈ ?)?(?={_NUMBER})")
_ONE = r'(?:"[^"]+"|a number)'  # of what a comment offers: `"rises" or "falls"`
_OFFERED = re.compile(rf"(?:^|, )({_ONE}(?:(?:, or|,| or) {_ONE})+)$")
ANOTHER_AGAIN = "Another one: here is where to look."  # from the second time on
_said_before: set[str] = set()  # the questions whose guess was another one


class Nearness(Enum):
    """How near a guess came, and what is said of it."""

    RIGHT = "That is right. The picture that you guessed from holds here: keep it."
    CLOSE = (
        "Close: within 10 per cent. The picture that you guessed from holds here, and the small "
        "rest shows what it leaves out."
    )
    ORDER = (
        "The order of magnitude is right. Your guess now shows what is left to explain: where the "
        "rest comes from."
    )
    SIGN = (
        "The size is about right, with the other sign. Your guess now shows what is left to "
        "explain: which way it goes, and why."
    )
    FAR = (
        "The result is another one. That is what a guess is for: it shows where to look, and a "
        "result that surprised you is remembered better than one that you only read."
    )
    UNJUDGED = (
        "Hold the two side by side. Where they agree, keep the picture that you guessed from; "
        "where they do not, the guess shows where to look."
    )


# ---- what a lesson calls -------------------------------------------------------------------------


def predicted(
    question: str,
    guess: Any,
    result: Any,
    *,
    answer: Any = ...,
    choice: bool = False,
    per_cent: bool = False,
) -> None:
    """Show a guess beside the result that it was made for; without a guess, no result.

    What the same cell shows after it waits for the guess as well. Where the comment behind the
    guess offers words, ``# "rises" or "falls"``, a guess that is none of them is told so.

    Parameters
    ----------
    question : str
        What was to be predicted.
    guess : object
        The learner's guess; ``...`` where none was made.
    result : object
        What came out.
    answer : object, optional
        What the guess is held against, where `result` is a sentence: a number, several, words, or
        a range such as ``"0.2 to 0.3"``. ``None`` leaves the judgement to the reader.
    choice : bool, optional
        Whether the guess was picked from a list: then it is right, or it is another one.
    per_cent : bool, optional
        Whether the question asks for per cent: then a plain 0.4 is 0.4 %, and no share.
    """
    if guess is ...:
        name = _name_of_the_guess(sys._getframe(1))
        where = f"at {name} = ... in a cell above" if name else "in the cell above"
        waits = (
            f"waits for your guess. Write it in place of the dots {where}, run that cell, then "
            "this one again: the result comes with your guess beside it."
        )
        _show([("Question", question), ("Result", waits)], "dashed")
        hold_back()
        return
    held_against = result if answer is ... else answer
    said = compared(guess, held_against, choice=choice, per_cent=per_cent)
    if asked_of_a_comma(guess) and _is_one_number(held_against):
        said = asked_of_a_comma(guess)
    elif said != Nearness.RIGHT.value:
        said = _not_offered(guess, _offered(_name_of_the_guess(sys._getframe(1)))) or said
    if said == Nearness.FAR.value:
        said = ANOTHER_AGAIN if _said_before - {question} else said
        _said_before.add(question)
    lines = [("Question", question), ("Your guess", str(guess)), ("Result", str(result))]
    _show([*lines, ("", said)], "solid")


def wait_for(*guesses: Any, what: str = "guess") -> None:
    """Let what the rest of a cell shows wait for guesses: what goes with a result gives it away.

    Parameters
    ----------
    guesses : objects
        The learner's guesses, or named values that an exercise asks for; ``...`` where none was
        made.
    what : str
        What is waited for, in a word.
    """
    if any(guess is ... for guess in guesses):
        print(f"What this cell shows waits for your {what}, too.")
        hold_back()


def open_guesses() -> None:
    """Say how many guesses of the lesson are made, and which are still open.

    A guess is a variable of the notebook whose name begins with ``guess_``; it is open as long as
    it is ``...``.
    """
    names = sys._getframe(1).f_globals
    guesses = {name: value for name, value in names.items() if NAME.fullmatch(name)}
    waiting = [name for name, value in guesses.items() if value is ...]
    print(f"Guesses made: {len(guesses) - len(waiting)} of {len(guesses)}.")
    if waiting:
        print(
            f"Still open: {', '.join(waiting)}. Write a guess in place of the dots, run its cell, "
            "then the cell of its experiment, where the result waits."
        )


# ---- how near a guess came -----------------------------------------------------------------------


def compared(guess: Any, answer: Any, *, choice: bool = False, per_cent: bool = False) -> str:
    """Return a sentence on how near a guess came to an answer, and what the guess was good for.

    Numbers are near within 10 per cent, or in their order of magnitude; a range holds every number
    between its ends. Whole numbers below 1,000, which are counts or labels, and what was picked
    from a list (`choice`) have no order of magnitude: 4 is not nearly 8. Where the answer is in per
    cent, plain numbers are shares, 0.15, unless one of them is above 1 or the question asks for
    them in `per_cent`. Words are compared without regard to case. What cannot be compared is left
    to the reader.
    """
    if answer is None:
        return Nearness.UNJUDGED.value
    guessed, right = numbers(guess), numbers(answer)
    in_per_cent = per_cent or any(max(abs(low), abs(high)) > 1 for low, high, _ in guessed)
    if len(guessed) == 1 and right:
        near = _nearness(guessed[0], right[0], in_per_cent)
        picked = choice and near is not Nearness.RIGHT
        return (Nearness.FAR if picked else near).value
    if len(guessed) == len(right) > 1:
        nears = [_nearness(g, r, in_per_cent) for g, r in zip(guessed, right, strict=True)]
        worst = max(nears, key=list(Nearness).index)
        close = sum(one in (Nearness.RIGHT, Nearness.CLOSE) for one in nears)
        if close == len(nears):
            return worst.value
        return (
            f"Of {len(nears)} numbers, {close} {'is' if close == 1 else 'are'} right or within 10 "
            "per cent. The others show where to look: that is what a guess is for."
        )
    if guessed or right:
        return Nearness.UNJUDGED.value
    return _nearness_of_words(str(guess), str(answer)).value


def numbers(value: Any) -> list[tuple[float, float, bool]]:
    """Return the numbers that a guess or an answer begins with; none where it is words.

    Returns
    -------
    list of (float, float, bool)
        The lower and the upper end of each, and whether it was written as a percentage; both ends
        are the number itself unless it is a range.
    """
    if isinstance(value, list | tuple) or hasattr(value, "ravel"):
        items = value.ravel().tolist() if hasattr(value, "ravel") else list(value)
        found = [numbers(item) for item in items]
        return [one for [one] in found] if all(len(one) == 1 for one in found) else []
    if isinstance(value, bool):
        return []
    if not isinstance(value, str):
        try:
            return [(float(value), float(value), False)]
        except (TypeError, ValueError, OverflowError):
            return []
    text = value.replace("**", "^").strip().lstrip("([")
    if not _BEGINS.match(text):
        return []
    try:
        return [_interval(found) for found in _INTERVAL.finditer(text)]
    except (ValueError, OverflowError):  # a power that is no number, or too large: 0^-1, 10^400
        return []


def _interval(found: re.Match[str]) -> tuple[float, float, bool]:
    first, between, second, percent = found.groups()
    low = high = _value(first)
    if second is not None:
        other = _value(second)
        low, high = (low - other, low + other) if "±" in between else sorted((low, other))
    scale = 0.01 if percent else 1
    return low * scale, high * scale, bool(percent)


def _value(text: str) -> float:
    base, _, power = text.replace(",", "").replace("−", "-").partition("^")
    return math.pow(float(base), float(power)) if power else float(base)


def _nearness(
    guess: tuple[float, float, bool], right: tuple[float, float, bool], in_per_cent: bool
) -> Nearness:
    """Compare two numbers; a plain guess may be in per cent where the answer is."""
    scale = 0.01 if right[2] and not guess[2] and in_per_cent else 1.0
    return _nearness_at((guess[0] + guess[1]) / 2 * scale, right[0], right[1])


def _nearness_at(guess: float, low: float, high: float) -> Nearness:
    end = min((low, high), key=lambda value: abs(guess - value))
    if low <= guess <= high or math.isclose(guess, end, rel_tol=1e-9):
        return Nearness.RIGHT
    if 0 in (guess, end) or not (math.isfinite(guess) and math.isfinite(end)):
        return Nearness.FAR
    if abs(guess - end) <= CLOSE_SHARE * abs(end):
        return Nearness.CLOSE
    if abs(math.log10(abs(guess)) - math.log10(abs(end))) > ORDER:
        return Nearness.FAR
    if guess.is_integer() and end.is_integer() and abs(end) < COUNTS_END and guess * end > 0:
        return Nearness.FAR
    return Nearness.ORDER if guess * end > 0 else Nearness.SIGN


def _nearness_of_words(guess: str, answer: str) -> Nearness:
    """Compare words; an answer may go on after a comma, a colon or a bracket."""
    mine, whole, begin = map(_words, (guess, answer, re.split(r"[:;,(]", answer)[0]))
    if _without_articles(mine) in (_without_articles(whole), _without_articles(begin)):
        return Nearness.RIGHT
    return Nearness.UNJUDGED if max(len(mine), len(begin)) > 3 else Nearness.FAR


def _words(text: str) -> list[str]:
    return re.findall(r"[\w.]+", text.casefold())


def _is_one_number(answer: Any) -> bool:
    """Whether an answer is a number, or a sentence that begins with one; no shape, no list."""
    if isinstance(answer, list | tuple) or np.ndim(answer) > 0:
        return False
    return not str(answer).startswith(("(", "[")) and len(numbers(answer)) == 1


def _without_articles(words: list[str]) -> list[str]:
    return [word for word in words if word not in ("the", "a", "an")]


# ---- what is offered -----------------------------------------------------------------------------


def _offered(name: str) -> str:
    """Return what the comment behind a guess's line offers: words, and perhaps a number.

    Nothing where it leaves more open than that, as `"right", or one of the five names above` does.
    """
    runs = record()
    for source in reversed([*runs.sources(), runs.running()] if runs and name else []):
        line = re.search(rf"^{name} = .*#\s*(.*?)\s*$", source, re.MULTILINE)
        found = line and _OFFERED.search(line[1])
        if found:
            return found[1]
    return ""


def _not_offered(guess: Any, offered: str) -> str:
    """Return the sentence for a guess that is none of what was offered; "" for any other."""
    if not offered or ("a number" in offered and numbers(guess)):
        return ""
    words = [_without_articles(_words(one)) for one in re.findall(r'"([^"]+)"', offered)]
    if _without_articles(_words(str(guess))) in words:
        return ""
    return f"Your guess is none of those offered: {offered}. Which of them is what you meant?"


# ---- on the page ---------------------------------------------------------------------------------


def _show(lines: list[tuple[str, str]], border: str) -> None:
    cells = "".join(
        f"<div><b>{label}:</b> {escape(text)}</div>" if label else f"<div>{escape(text)}</div>"
        for label, text in lines
    )
    style = (
        f"border-left: 6px {border} var(--jp-info-color1, #0277bd); padding: 6px 14px; "
        "font-family: var(--jp-content-font-family, sans-serif);"
    )
    plain = "\n".join(f"{label}: {text}" if label else text for label, text in lines)
    show({"text/plain": plain, "text/html": f'<div style="{style}">{cells}</div>'})


def _name_of_the_guess(frame: Any) -> str:
    """Return the name of the variable that the caller hands over as its guess; "" if unknown."""
    try:
        tree = ast.parse("".join(linecache.getlines(frame.f_code.co_filename)))
    except SyntaxError:
        return ""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", "") == predicted.__name__
            and node.lineno <= frame.f_lineno <= (node.end_lineno or node.lineno)
        ):
            guess = next((k.value for k in node.keywords if k.arg == "guess"), None)
            guess = guess or (node.args[1] if len(node.args) > 1 else None)
            if isinstance(guess, ast.Name) and NAME.fullmatch(guess.id):
                return guess.id
    return ""
