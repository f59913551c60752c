"""What kind of thing an answer takes and gives, in the rows of a hint."""

from collections.abc import Mapping
from functools import singledispatch
from typing import Any

import numpy as np

from bplib.course.checks.exercise import Exercise
from bplib.course.checks.kinds import Class, Code, Expressions, Numbers
from bplib.course.checks.showing import is_numeric_list, kind_of
from bplib.course.checks.trainings import Training
from bplib.course.checks.worked import first_arguments, first_parts, smallest_first

Row = tuple[str, str, bool]


@singledispatch
def forms(exercise: Exercise) -> list[Row]:  # noqa: ARG001
    """Return what kind of thing an answer takes and gives.

    Parameters
    ----------
    exercise : Exercise
        What is to be answered.

    Returns
    -------
    list of Row
        A label, the text, and whether it is code; none for a kind that has nothing to tell.
    """
    return []


@forms.register
def _(exercise: Code) -> list[Row]:
    case = smallest_first(exercise)[0]
    parts = first_parts(exercise, case)
    return [
        ("Takes, say", _kinds(first_arguments(case)), True),
        ("Then returns", _kinds(parts).removeprefix(": "), True),
    ]


@forms.register
def _(exercise: Class) -> list[Row]:
    inputs = smallest_first(exercise)[0].inputs
    methods = [call for call in inputs["calls"] if call[0] not in ("get", "another", "anew")]
    called = dict.fromkeys(f"{method}({', '.join(arguments)})" for method, arguments in methods)
    return [
        ("Made with", _kinds(inputs["init"]), True),
        ("Then called", "; ".join(called), True),
    ]


@forms.register
def _(exercise: Numbers) -> list[Row]:
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


@forms.register
def _(exercise: Expressions) -> list[Row]:
    names = list(exercise.right_answer())
    kind = f"expression{'s' * (len(names) > 1)} in {', '.join(exercise.symbols)}"
    return [("Give", f"{', '.join(names)}: {kind}", True)]


@forms.register
def _(exercise: Training) -> list[Row]:
    return [("Reaches", f"at least {exercise.at_least:g} {exercise.unit}", True)]


def _kinds(values: Mapping[str, Any]) -> str:
    return "; ".join(f"{name}: {_kind(value)}" for name, value in values.items())


def _kind(value: Any) -> str:
    if callable(value):
        return "a function"
    if is_numeric_list(value) and np.ndim(value) == 1:
        return f"a list of {len(value)} number{'s' * (len(value) > 1)}"
    return kind_of(value)


def _kind_of_value(value: Any) -> str:
    if isinstance(value, bool | str):
        return "word" if isinstance(value, str) else "truth value"
    return "whole number" if isinstance(value, int) else "number"
