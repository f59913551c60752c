"""What a verdict says where no mistake has a name: what is right, and what to ask all the same."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from bplib.course.checks.cases import Case, once
from bplib.course.checks.compare import NEAR
from bplib.course.checks.data import CallResult, Tree, TreeMatrix, Unknown, pack, unpack
from bplib.course.checks.equivalence import MOST_SYMBOLS
from bplib.course.checks.exercise import Exercise
from bplib.course.checks.kinds import Expressions, Function, Numbers
from bplib.course.checks.recognition.attempt import EFFORT, EFFORT_OF_A_TRIAL
from bplib.course.checks.recognition.nothing import HERE
from bplib.course.checks.recognition.parts import Taking
from bplib.course.checks.recognition.raised import asked_of_exception
from bplib.course.checks.recognition.running import call, effort_of, quietly, size_of
from bplib.course.checks.recognition.telling import bits
from bplib.course.checks.showing import stranger
from bplib.course.checks.slips import Slip, is_open
from bplib.course.checks.verdict import Outcome

BY_HAND = (
    "Take this case alone and work it by hand, one step after another. Which line of yours is the "
    "first to give something else?"
)
OTHERS = "When this case is right, check again: others may be wrong for another reason."
OTHER_NAMES = (
    "The check cell hands over other names than those asked for. Was it changed, or is the lesson "
    "older than bplib? Then `bplib update` brings the newer one."
)
MOST_NUMBERS = 200  # in a case that is tried once more
MEASURED = 14  # as many bits as a number holds that nobody hits by chance
VERY_NEAR = tuple(f"{NEAR} {percent} %" for percent in (0.1, 1))


def question(
    exercise: Exercise,
    cases: Sequence[Case],
    shown: int,
    result: CallResult,
    expected: Any,
    fault: tuple[Outcome, Mapping[str, Any]],
    others: bool,
) -> str:
    """Return what helps most to find a mistake that nobody can name.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    cases : sequence of Case
        The inputs that the answer was called with.
    shown, result, expected, fault
        Which case it is about, what came back, what is right, and what is wrong with it.
    others : bool
        Whether other cases are wrong, too.

    Returns
    -------
    str
        A question; "" where the values are right, or the message says all that there is to say.
    """
    outcome, details = fault
    place = details.get("place", "")
    if outcome is Outcome.EXCEPTION:
        return asked_of_exception(cases[shown].inputs, result)
    if outcome is Outcome.WRONG_TYPE:
        if _has_other_names(exercise, result, expected):
            return OTHER_NAMES
        if exercise.kind in ("numbers", "expressions") and place:
            asked = of_another_kind(exercise, result, expected, place)
            return asked or f"Which kind of value does the statement ask for as `{place}`?"
        if result["value"] == pack(None):
            return HERE
        found = stranger(unpack(result["value"]))
        if "SymPy" in found:
            return "Numbers are asked for. Which letter in your lines is a symbol of the notebook?"
        if found:
            return f"Numbers are asked for, and {found} is none. What makes a number of it?"
        return "What does the statement say that comes back: how many values, of which shape?"
    if exercise.differs(unpack(result["value"]), expected) is None:
        return ""
    if _is_no_word_of(exercise, cases, unpack(result["value"]), expected, place):
        return f"Is {details['got']} one of the words that the statement offers?"
    if exercise.kind == "numbers":
        if place in exercise.labels or isinstance(expected.get(place), str):  # type: ignore[attr-defined]
            return (
                f"What speaks for {details['got']} as `{place}`, and what would speak against it?"
            )
        mine = unpack(result["value"])
        if isinstance(mine, Mapping) and _is_part_of_one(mine.get(place), expected.get(place)):
            return f"Does `{place}` count something? Then what would a part of one be?"
        if details["expected"].startswith(VERY_NEAR):
            return "How many digits did you keep on the way, and how many do you give?"
        return (
            f"Which values is `{place}` made of? Work them out one by one: which of them is not "
            "what you took it for?"
        )
    if exercise.kind == "expressions":
        names = list(exercise.symbols)  # type: ignore[attr-defined]
        letters = ", ".join(names) if len(names) <= MOST_SYMBOLS else "the letters"
        return (
            f"Put simple numbers in place of {letters}: what must `{place}` be there, and what "
            "does yours give?"
        )
    if exercise.kind == "training":
        return ""
    asked = _asked_of_the_case(exercise, cases, shown, result) or BY_HAND
    return f"{asked} {OTHERS}" if others else asked


def _is_no_word_of(
    exercise: Exercise, cases: Sequence[Case], mine: Any, expected: Any, place: str
) -> bool:
    """Whether a word is none of those that are right somewhere: in a case, under a name."""
    right: list[Any] = [*expected.values()] if isinstance(expected, Mapping) else []
    if isinstance(mine, Mapping):
        mine = mine.get(place)
    elif isinstance(expected, str):
        right = [*once(cases, "expected", lambda: exercise.expected(cases))]
    words = {one.casefold() for one in right if isinstance(one, str)}
    return bool(words) and isinstance(mine, str) and mine.strip().casefold() not in words


def of_another_kind(exercise: Exercise, result: CallResult, expected: Any, place: str) -> str:
    """Return what to ask of a named value that is text, a word without quotes, or two values.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    result : CallResult
        The named values.
    expected : object
        The right ones.
    place : str
        The name of the first value that is of another type.

    Returns
    -------
    str
        A question; "" where the value is of another kind than these.
    """
    named = unpack(result["value"])
    if not isinstance(named, Mapping) or place not in named:
        return ""
    mine, right = named[place], expected[place]
    measured = isinstance(right, int | float | Tree) and place not in getattr(
        exercise, "labels", ()
    )
    if measured and asked_of_a_comma(mine):
        return asked_of_a_comma(mine)
    if isinstance(mine, str) and isinstance(right, int | float | Tree | TreeMatrix):
        if isinstance(right, int | float) and not re.fullmatch(r"[-+*/().,%e\d\s]*", mine):
            return f"`{place}` is to be a number. Which one is meant by what stands in quotes?"
        return f"`{place}` is text, since it stands in quotes. What is it without them?"
    if isinstance(right, str) and isinstance(mine, Unknown):
        return f"`{place}` is to be a word. Does it stand in quotes?"
    return ""


def asked_of_a_comma(value: Any) -> str:
    """Return what to ask of two whole numbers where one is wanted: `0,5` may mean 0.5.

    Not where it may be thousands that the comma parts: `10,000`, `1,437`.
    """
    if not (type(value) is tuple and len(value) == 2 and {*map(type, value)} == {int}):
        return ""
    whole, decimals = value
    if decimals <= 0 or (whole and len(str(decimals)) == 3):
        return ""
    return f"Is {whole}.{decimals} meant? Python writes a point; a comma makes two values."


def _is_part_of_one(mine: Any, right: Any) -> bool:
    """Whether a number near a whole one has something after the point."""
    return (
        type(right) is int
        and isinstance(mine, float)
        and mine != round(mine)
        and abs(mine - right) < max(1.0, 0.1 * abs(right))
    )


def _has_other_names(exercise: Exercise, result: CallResult, expected: Any) -> bool:
    """Whether named values come under names that the exercise does not have, or lack some."""
    named = unpack(result["value"]) if exercise.kind in ("numbers", "expressions") else None
    return isinstance(named, Mapping) and named.keys() != expected.keys()


def _asked_of_the_case(
    exercise: Exercise, cases: Sequence[Case], k: int, result: CallResult
) -> str:
    """Return the question of the first slip that gives what came back in a case; "" if none does.

    It need not be the mistake, since it does not explain the other cases: nothing is claimed.
    """
    case = cases[k]
    few = size_of(case.inputs) <= MOST_NUMBERS
    if not isinstance(exercise, Function) or not few or bits(unpack(result["value"])) < MEASURED:
        return ""

    def given(one: Slip) -> CallResult:
        return exercise.collect([case], exercise.mistaken(one))[0]

    def effort() -> int:
        with quietly():
            return effort_of(lambda: call(exercise.kind, exercise.reference, case.inputs))

    closed = [one for one in exercise.slips if not is_open(one)]
    worth = EFFORT // (EFFORT_OF_A_TRIAL + once(cases, ("asked", k), effort))
    for one in closed[:worth]:
        if exercise.alike(result, once(cases, ("asked", k, one.name), partial(given, one))):
            return one.question
    return ""


def right_parts(
    exercise: Exercise, results: Sequence[CallResult], expected: Sequence[Any]
) -> list[str]:
    """Return the names of what is right in every case, where an answer has parts with names.

    Of named values only those are told that nobody hits by trying: no words, and no whole numbers.
    """
    if any(result["outcome"] != "returned" for result in results):
        return []
    pairs = [(unpack(r["value"]), right) for r, right in zip(results, expected, strict=True)]
    by_case = [dict(_parts(exercise, mine, right)) for mine, right in pairs]
    if any(parts.keys() != by_case[0].keys() for parts in by_case) or len(by_case[0]) < 2:
        return []
    return [name for name in by_case[0] if all(parts[name] for parts in by_case)]


def _parts(exercise: Exercise, mine: Any, right: Any) -> Iterator[tuple[str, bool]]:
    """Yield the names of a value's parts, and whether each is right."""
    if isinstance(exercise, Numbers | Expressions):
        there = mine if isinstance(mine, Mapping) else {}
        for name, value in right.items():
            if exercise.may_tell(value):
                got = {name: there[name]} if name in there else {}
                yield name, exercise.differs(got, {name: value}) is None
    elif exercise.kind == "function":
        taking = Taking(exercise)
        own, wanted = taking.apart(mine), taking.apart(right)
        for name, value in wanted.items():
            yield name, name in own and exercise.differs(own[name], value) is None
