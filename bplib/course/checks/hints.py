"""Hints, from what to read again to the nearest half step, made of what an exercise knows.

None shows an answer. What is computed is of the case that the visible check calls with the fewest
numbers; a graded check draws others. Of named values, which are the answer, only the sizes of some
are told, and of expressions what they are worth at one point.
"""

from collections.abc import Iterator, Mapping
from functools import singledispatch
from math import floor, log10
from typing import Any

from bplib.course.checks.cases import Case
from bplib.course.checks.data import Tree, TreeMatrix
from bplib.course.checks.equivalence import points_of
from bplib.course.checks.exercise import Exercise
from bplib.course.checks.expression import evaluate
from bplib.course.checks.kinds import Class, Code, Expressions, Numbers
from bplib.course.checks.report import READ_AGAIN
from bplib.course.checks.showing import as_numbers, kind_of
from bplib.course.checks.slips import is_open
from bplib.course.checks.trainings import Training
from bplib.course.checks.verdict import Verdict
from bplib.course.checks.worked import (
    calls,
    first_arguments,
    first_parts,
    in_numbers,
    on_the_way,
    smallest_first,
    written,
)

Stage = list[tuple[str, str, bool]]

MOST_LINES = 4  # of values, so that no hint has more than eight
A_LABEL = 100  # a whole number below it says which one, not how much


def stages(exercise: Exercise, last: Verdict | None = None) -> list[Stage]:
    """Return the hints for an exercise, from general to specific.

    Parameters
    ----------
    exercise : Exercise
        What is to be answered.
    last : Verdict, optional
        The last verdict on an answer to it, of whose mistake more is told where it has one.

    Returns
    -------
    list of Stage
        Four stages, each of rows as `report.rows` yields them; fewer where an exercise has too few
        cases and slips to say something else in each.
    """
    wrong = last if last and not last.passed else None
    questions = _questions(exercise, wrong)
    where = f"“{exercise.read_again}”, and both hints folded in the statement"
    first = [("Asked for", exercise.title, False), *_forms(exercise), (READ_AGAIN, where, False)]
    question, example = _ask(questions), _example(exercise, wrong) or _ask(questions)
    half = _half_step(exercise, wrong) or _ask(questions)
    if isinstance(exercise, Expressions):
        half += _ask(questions)
    found = [first, question, example, [*half, *_of_last(wrong)]]
    return [stage for stage in found if stage]


def _questions(exercise: Exercise, wrong: Verdict | None) -> Iterator[str]:
    """Yield questions, that of the mistake last recognised first, none of them twice."""
    own = [wrong.question] if wrong and wrong.question else []
    asked = [one.question for one in exercise.slips if not is_open(one)]
    return iter(dict.fromkeys(own + asked))


def _ask(questions: Iterator[str]) -> Stage:
    return [("Ask yourself", question, False) for question in (next(questions, ""),) if question]


def _of_last(wrong: Verdict | None) -> Stage:
    """Return for which cases the last answer is right, and what its mistake is called."""
    if wrong is None:
        return []
    told = [("Right for", wrong.right_for, False), ("Yours looks like", wrong.mistake, False)]
    return [row for row in told if row[1]]


# ---- what is asked for ---------------------------------------------------------------------------


@singledispatch
def _forms(exercise: Exercise) -> Stage:  # noqa: ARG001
    """Return what kind of thing an answer takes and gives."""
    return []


@_forms.register
def _(exercise: Code) -> Stage:
    case = smallest_first(exercise)[0]
    parts = first_parts(exercise, case)
    return [
        ("Takes, say", _kinds(first_arguments(case)), True),
        ("Then returns", _kinds(parts).removeprefix(": "), True),
    ]


@_forms.register
def _(exercise: Class) -> Stage:
    inputs = smallest_first(exercise)[0].inputs
    methods = [call for call in inputs["calls"] if call[0] not in ("get", "another", "__init__")]
    called = dict.fromkeys(f"{method}({', '.join(arguments)})" for method, arguments in methods)
    return [
        ("Made with", _kinds(inputs["init"]), True),
        ("Then called", "; ".join(called), True),
    ]


@_forms.register
def _(exercise: Numbers) -> Stage:
    names: dict[str, list[str]] = {}
    for name, value in exercise.right_answer().items():
        names.setdefault(_kind_of_value(value), []).append(name)
    digits = f" to {exercise.digits} significant digits or more"
    return [
        (
            "Give",
            "\n".join(
                f"{', '.join(of)}: {kind}{'s' * (len(of) > 1)}{digits * (kind == 'number')}"
                for kind, of in names.items()
            ),
            True,
        )
    ]


@_forms.register
def _(exercise: Expressions) -> Stage:
    names = list(exercise.right_answer())
    kind = f"expression{'s' * (len(names) > 1)} in {', '.join(exercise.symbols)}"
    return [("Give", f"{', '.join(names)}: {kind}", True)]


@_forms.register
def _(exercise: Training) -> Stage:
    return [("Reaches", f"at least {exercise.at_least:g} {exercise.unit}", True)]


def _kinds(values: Mapping[str, Any]) -> str:
    kinds = {n: "a function" if callable(value) else kind_of(value) for n, value in values.items()}
    return "; ".join(f"{name}: {kind}" for name, kind in kinds.items())


def _kind_of_value(value: Any) -> str:
    if isinstance(value, bool | str):
        return "word" if isinstance(value, str) else "truth value"
    return "whole number" if isinstance(value, int) else "number"


# ---- a case in numbers ---------------------------------------------------------------------------


@singledispatch
def _example(exercise: Exercise, wrong: Verdict | None) -> Stage:  # noqa: ARG001
    """Return the smallest case in numbers, or what can be said of values in its place."""
    return []


@_example.register
def _(exercise: Code, wrong: Verdict | None) -> Stage:  # noqa: ARG001
    return _worked(exercise, smallest_first(exercise)[0])


@_example.register
def _(exercise: Class, wrong: Verdict | None) -> Stage:  # noqa: ARG001
    return _used(exercise, smallest_first(exercise)[0])


@_example.register
def _(exercise: Numbers, wrong: Verdict | None) -> Stage:
    sizes = _sizes(exercise, wrong)[:2]
    return [("Size", "\n".join(sizes), True)] if sizes else []


@_example.register
def _(exercise: Expressions, wrong: Verdict | None) -> Stage:  # noqa: ARG001
    point = points_of(exercise.symbols)[0]
    point = {name: float(f"{number:.3g}") for name, number in point.items()}
    values = [
        f"{name} = {evaluate(tree, point).real:.6g}"
        for name, tree in _trees(exercise)
        if any(_symbols(tree.node))  # else its value is the answer
    ]
    at = ", ".join(f"{name} = {number:g}" for name, number in point.items())
    return [("Where", at, True), ("It has the value", _beginning(values), True)]


@_example.register
def _(exercise: Training, wrong: Verdict | None) -> Stage:  # noqa: ARG001
    return [("Yours reaches", wrong.got, True)] if wrong and wrong.got else []


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


def _sizes(exercise: Numbers, wrong: Verdict | None) -> list[str]:
    """Return between which two numbers values lie, from the first on that is not right."""
    values = dict(exercise.right_answer())
    names = list(values)
    first = names.index(wrong.place) if wrong and wrong.place in values else 0
    return [
        f"{name} lies between {low:g} and {high:g}"
        for name in [*names[first:], *names[:first]]
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
def _half_step(exercise: Exercise, wrong: Verdict | None) -> Stage:  # noqa: ARG001
    """Return what is met half way to an answer, or what is nearest to it; nothing where none is."""
    return []


@_half_step.register
def _(exercise: Code, wrong: Verdict | None) -> Stage:  # noqa: ARG001
    first, *more = smallest_first(exercise)
    met = [f"{name} = {in_numbers(value)}" for name, value in on_the_way(exercise, first)]
    if not met:
        return _worked(exercise, more[0]) if more else []
    call = f"{exercise.name}({written(first_arguments(first))})"
    return [("In", call, True), ("On the way", "\n".join(met), True)]


@_half_step.register
def _(exercise: Class, wrong: Verdict | None) -> Stage:  # noqa: ARG001
    first, *more = smallest_first(exercise)
    later = calls(exercise, first)[MOST_LINES - 1 :]
    if len(later) > 1:
        return [("And then", _beginning(later), True)]
    return _used(exercise, more[0]) if more else []


@_half_step.register
def _(exercise: Numbers, wrong: Verdict | None) -> Stage:
    sizes = _sizes(exercise, wrong)[2 : 2 + MOST_LINES]
    return [("Size", "\n".join(sizes), True)] if sizes else []


@_half_step.register
def _(exercise: Expressions, wrong: Verdict | None) -> Stage:  # noqa: ARG001
    made = [
        f"{name}: {', '.join(sorted(set(_symbols(tree.node)))) or 'no symbol'}"
        for name, tree in _trees(exercise)
    ]
    return [("Made of", _beginning(made), True)]
