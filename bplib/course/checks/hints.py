"""Hints, from what to read again to the nearest half step, made of what an exercise knows.

None shows an answer. What is computed is of the case that the visible check calls with the fewest
numbers; a graded check draws others. Of named values, which are the answer, only the sizes of some
are told, and of expressions what they are worth at one point.
"""

from collections.abc import Iterator
from functools import singledispatch
from math import floor, log10
from typing import Any

from bplib.course.checks.cases import Case
from bplib.course.checks.compare import NEAR
from bplib.course.checks.data import Tree, TreeMatrix
from bplib.course.checks.equivalence import points_of
from bplib.course.checks.exercise import Exercise
from bplib.course.checks.expression import evaluate
from bplib.course.checks.forms import Row, forms
from bplib.course.checks.kinds import Class, Code, Expressions, Numbers
from bplib.course.checks.report import READ_AGAIN
from bplib.course.checks.showing import as_numbers
from bplib.course.checks.slips import is_open
from bplib.course.checks.verdict import Outcome, Verdict
from bplib.course.checks.worked import (
    calls,
    first_arguments,
    first_parts,
    in_numbers,
    on_the_way,
    smallest_first,
    written,
)

Stage = list[Row]

UNFOLD = ("Unfold", "Hint 1 and Hint 2 in the statement", False)
SHOWN = ("In", "the call that was shown beside your answer", False)
COMPARE = ("Compare", "Print the same in your answer: the first that differs shows where.", False)
MOST_STAGES = 4
MOST_LINES = 4  # of values, so that no hint has more than eight
A_LABEL = 100  # a whole number below it says which one, not how much


def stages(exercise: Exercise, last: Verdict | None = None) -> list[Stage]:
    """Return the hints for an exercise, from general to specific.

    Parameters
    ----------
    exercise : Exercise
        What is to be answered.
    last : Verdict, optional
        The last verdict on an answer to it. What its card has said of a wrong one is not repeated:
        no question twice, and another case than the one that was shown.

    Returns
    -------
    list of Stage
        Four stages, each of rows as `report.rows` yields them; fewer where an exercise has too few
        cases and slips to say something else in each.
    """
    wrong = last if last and not last.passed else None
    if wrong is None or wrong.outcome is Outcome.NOT_ATTEMPTED:
        found = _from_the_start(exercise, wrong)
    else:
        found = _after_a_card(exercise, wrong)
    return [stage for stage in found if stage][:MOST_STAGES]


def _from_the_start(exercise: Exercise, blank: Verdict | None) -> list[Stage]:
    """Return the stages for who has no answer yet."""
    questions = _questions(exercise)
    where = (READ_AGAIN, f"“{exercise.read_again}”", False)
    first = [("Asked for", exercise.title, False), *forms(exercise), where, UNFOLD]
    question, example = _ask(questions), _example(exercise, blank) or _ask(questions)
    half = _half_step(exercise, blank) or _ask(questions)
    if isinstance(exercise, Expressions):
        half += _ask(questions)
    return [first, question, example, half]


def _after_a_card(exercise: Exercise, wrong: Verdict) -> list[Stage]:
    """Return the stages for who has just read what is wrong: they go on from there."""
    questions = (asked for asked in _questions(exercise) if asked not in wrong.question)
    news = [row for row in forms(exercise) if row[1] != wrong.expected]
    first = [*news, UNFOLD]
    further = [stage for stage in _further(exercise, wrong) if stage]
    missing = MOST_STAGES - 1 - len(further)
    return [first, *further, *(_ask(questions, "Others ask themselves") for _ in range(missing))]


def _questions(exercise: Exercise) -> Iterator[str]:
    """Yield the questions of an exercise's mistakes, none of them twice."""
    return iter(dict.fromkeys(one.question for one in exercise.slips if not is_open(one)))


def _ask(questions: Iterator[str], label: str = "Ask yourself") -> Stage:
    return [(label, question, False) for question in (next(questions, ""),) if question]


# ---- a case in numbers ---------------------------------------------------------------------------


@singledispatch
def _example(exercise: Exercise, last: Verdict | None) -> Stage:  # noqa: ARG001
    """Return the smallest case in numbers, or what can be said of values in its place."""
    return []


@_example.register
def _(exercise: Code, last: Verdict | None) -> Stage:  # noqa: ARG001
    return _worked(exercise, smallest_first(exercise)[0])


@_example.register
def _(exercise: Class, last: Verdict | None) -> Stage:  # noqa: ARG001
    return _used(exercise, smallest_first(exercise)[0])


@_example.register
def _(exercise: Numbers, last: Verdict | None) -> Stage:
    sizes = _sizes(exercise, last)[:2]
    return [("Size", "\n".join(sizes), True)] if sizes else []


@_example.register
def _(exercise: Expressions, last: Verdict | None) -> Stage:
    point = points_of(exercise.symbols)[bool(last and last.got)]  # the first is on the card
    point = {name: float(f"{number:.3g}") for name, number in point.items()}
    values = [
        f"{name} = {evaluate(tree, point).real:.6g}"
        for name, tree in _trees(exercise)
        if any(_symbols(tree.node))  # else its value is the answer
    ]
    at = ", ".join(f"{name} = {number:g}" for name, number in point.items())
    return [("Where", at, True), ("It has the value", _beginning(values), True)]


def _worked(exercise: Code, case: Case) -> Stage:
    """Return a call of a function in numbers, and what it returns."""
    note = f"  [{case.note}]" if case.note else ""
    parts = first_parts(exercise, case)
    returned = [
        f"{name} = {in_numbers(value)}".removeprefix(" = ") for name, value in parts.items()
    ]
    return [
        ("Called as", f"{exercise.name}({written(first_arguments(case))}){note}", True),
        ("Returns", _beginning(returned), True),
    ]


def _used(exercise: Class, case: Case) -> Stage:
    """Return how an object is made and used, in numbers."""
    return [
        ("Made with", f"({written(case.inputs['init'])})", True),
        ("Then", _beginning(calls(exercise, case)), True),
    ]


def _beginning(lines: list[str]) -> str:
    """Return as many lines as a hint has room for."""
    return "\n".join(lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], "…"])


def _sizes(exercise: Numbers, last: Verdict | None) -> list[str]:
    """Return between which two numbers values lie, from the first on that is not right.

    That one is left out where its card has said that it is near.
    """
    values = dict(exercise.right_answer())
    names = list(values)
    first = names.index(last.place) if last and last.place in values else 0
    known = last is not None and NEAR in last.expected
    return [
        f"{name} lies between {low:g} and {high:g}"
        for name in [*names[first + known :], *names[:first]]
        for low, high in _around(values[name])
    ]


def _around(value: Any) -> list[tuple[float, float]]:
    """Return two numbers around a value, ten times apart; none where they would tell it."""
    if isinstance(value, bool | str) or as_numbers(value) is None or not value:
        return []
    size = abs(float(value))
    if size < A_LABEL and size.is_integer():
        return []
    power = floor(log10(size / 7))
    low, high = float(f"7e{power}"), float(f"7e{power + 1}")
    return [(low, high) if value > 0 else (-high, -low)]


def _trees(exercise: Expressions) -> list[tuple[str, Tree]]:
    """Return the right expressions by name, a matrix by its first entry."""
    (expected,) = exercise.expected(exercise.inputs(exercise.fixed_seed))
    return [
        (f"{name}[0, 0]", tree.rows[0][0]) if isinstance(tree, TreeMatrix) else (name, tree)
        for name, tree in expected.items()
    ]


def _symbols(node: Any) -> Iterator[str]:
    """Yield the symbols of an expression's tree, as often as they stand in it."""
    if isinstance(node, list):
        if node[:1] == ["Symbol"]:
            yield node[1]
        for part in node[1:]:
            yield from _symbols(part)


# ---- the nearest half step -----------------------------------------------------------------------


@singledispatch
def _half_step(exercise: Exercise, last: Verdict | None) -> Stage:  # noqa: ARG001
    """Return what is met half way to an answer, or what is nearest to it; nothing where none is."""
    return []


@_half_step.register
def _(exercise: Code, last: Verdict | None) -> Stage:  # noqa: ARG001
    first, *more = smallest_first(exercise)
    return _met(exercise, first) or (_worked(exercise, more[0]) if more else [])


@_half_step.register
def _(exercise: Class, last: Verdict | None) -> Stage:  # noqa: ARG001
    first, *more = smallest_first(exercise)
    return _used_on(exercise, first) or (_used(exercise, more[0]) if more else [])


@_half_step.register
def _(exercise: Numbers, last: Verdict | None) -> Stage:
    sizes = _sizes(exercise, last)[2 : 2 + MOST_LINES]
    return [("Size", "\n".join(sizes), True)] if sizes else []


@_half_step.register
def _(exercise: Expressions, last: Verdict | None) -> Stage:  # noqa: ARG001
    made = [
        f"{name}: {', '.join(sorted(set(_symbols(tree.node)))) or 'no symbol'}"
        for name, tree in _trees(exercise)
    ]
    return [("Made of", _beginning(made), True)]


def _met(exercise: Code, case: Case) -> Stage:
    """Return what is met on the way to what a call returns."""
    met = [
        f"{exercise.met.get(name, name)} = {in_numbers(value)}"
        for name, value in on_the_way(exercise, case)
    ]
    call = f"{exercise.name}({written(first_arguments(case))})"
    return [("In", call, True), ("On the way", "\n".join(met), True)] if met else []


def _used_on(exercise: Class, case: Case) -> Stage:
    """Return how an object is used further on than `_used` shows."""
    later = calls(exercise, case)[MOST_LINES - 1 :]
    return [("And then", _beginning(later), True)] if len(later) > 1 else []


# ---- after a wrong answer ------------------------------------------------------------------------


@singledispatch
def _further(exercise: Exercise, wrong: Verdict) -> list[Stage]:
    """Return what goes on from the card of a wrong answer, in steps."""
    return [_example(exercise, wrong), _half_step(exercise, wrong)]


@_further.register
def _(exercise: Code, wrong: Verdict) -> list[Stage]:
    shown, others = _shown_and_others(exercise, wrong)
    worked = [_worked(exercise, case) for case in others[:2]]
    own = [[SHOWN, *met[1:], COMPARE] for met in (_met(exercise, case) for case in shown) if met]
    way = [_met(exercise, case) for case in others[:1]] if own else worked[1:]
    return [*worked[:1], *way, *own]


@_further.register
def _(exercise: Class, wrong: Verdict) -> list[Stage]:
    _, others = _shown_and_others(exercise, wrong)
    used = [_used(exercise, case) for case in others[:2]]
    return [*used[:1], *(_used_on(exercise, case) for case in others[:1]), *used[1:]]


def _shown_and_others(exercise: Code, wrong: Verdict) -> tuple[list[Case], list[Case]]:
    """Return the case that a card has shown, and all others: first those that it calls wrong.

    Of these, and of the rest, the smallest come first.
    """
    cases = smallest_first(exercise)
    shown = [case for case in cases if exercise.called(case) == wrong.called]
    others = [case for case in cases if exercise.called(case) != wrong.called]
    named = wrong.right_for.partition("wrong for ")[2]
    return shown[:1], sorted(others, key=lambda case: not case.note or case.note not in named)
