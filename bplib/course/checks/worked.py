"""Cases in numbers: what a call is given, what it returns, and what is met on the way there."""

import ast
import sys
from collections.abc import Iterator, Mapping
from math import ceil
from types import FrameType, FunctionType
from typing import Any

import numpy as np

from bplib.course.checks.cases import Case
from bplib.course.checks.data import Missing
from bplib.course.checks.exercise import Exercise
from bplib.course.checks.kinds import Class, Code, Steps
from bplib.course.checks.recognition.running import size_of
from bplib.course.checks.showing import as_numbers, show
from bplib.course.checks.trees import tree_of

MOST_NUMBERS = 24  # of an array that is shown whole
MOST_SHOWN = 400  # characters of a call, or of a value
MOST_MET = 4


def smallest_first(exercise: Exercise) -> list[Case]:
    """Return the cases of a lesson's visible check, those with the fewest numbers first."""
    cases = exercise.inputs(exercise.fixed_seed)
    return sorted(cases, key=lambda case: size_of(case.inputs))


def first_arguments(case: Case) -> dict[str, Any]:
    """Return the arguments of the first call of a function's case, or of a step's."""
    inputs = case.inputs
    if "arguments" in inputs:
        return dict(inputs["arguments"])
    return {**inputs["start"], **inputs["inputs"][0], **inputs["constants"]}


def first_parts(exercise: Code, case: Case) -> dict[str, Any]:
    """Return what the first call returns, by the names of its parts; a single one has none."""
    value = exercise.expected([_first_call(case)])[0]
    if isinstance(exercise, Steps):
        value = value[0]
    names = exercise.parts
    several = isinstance(value, tuple | list | np.ndarray) and len(names) == len(value)
    return dict(zip(names, value, strict=True)) if names and several else {"": value}


def _first_call(case: Case) -> Case:
    """Return a case of nothing but the first call."""
    if "arguments" in case.inputs:
        return case
    return Case({**case.inputs, "inputs": case.inputs["inputs"][:1]}, case.note)


def calls(exercise: Class, case: Case) -> list[str]:
    """Return the calls of an object's methods in words, each with what it returns."""
    outputs = iter(exercise.expected([case])[0])
    lines = []
    for method, arguments in case.inputs["calls"]:
        if method == "another":
            continue
        value = next(outputs)
        call = f".{method}({written(arguments)})"
        if method == "get":
            call = f".{arguments['attribute']}"
        if method == "anew":
            call = f"a new one made with ({written(arguments)})"
        lines.append(call if isinstance(value, Missing) else f"{call} = {in_numbers(value)}")
    return lines


def written(arguments: Mapping[str, Any]) -> str:
    """Return arguments in numbers; where that is long, arrays by their shapes."""
    for most in (MOST_NUMBERS, 12, 4, 0):
        text = ", ".join(f"{name}={show(value, most)}" for name, value in arguments.items())
        if len(text) <= MOST_SHOWN:
            break
    return text


def in_numbers(value: Any) -> str:
    """Return a value in numbers, a large array by its shape and by how it begins."""
    text = show(value, MOST_NUMBERS)
    if isinstance(value, np.ndarray) and value.size > MOST_NUMBERS:
        return f"{text}, beginning with {show(value.ravel()[:4])[1:-1].strip()}"
    return text if len(text) <= MOST_SHOWN else show(value, 4)


def on_the_way(exercise: Code, case: Case) -> list[tuple[str, Any]]:
    """Return the first half of what the reference computes on its way, by name, in its order.

    What the first call was given, what it returns and what only counts is left out: an empty list
    for a reference that is one expression, or a class.
    """
    reference = exercise.reference
    if not isinstance(reference, FunctionType):
        return []
    met: dict[str, Any] = {}

    def look(frame: FrameType, event: str, _: Any) -> None:
        if event == "return" and frame.f_code is reference.__code__:
            met.update(frame.f_locals)

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        exercise.collect([_first_call(case)], reference)
    finally:
        sys.setprofile(before)
    shown = [*first_arguments(case).values(), *first_parts(exercise, case).values()]
    known = {"0", *(number for value in shown for number in _numbers(value))}
    code = reference.__code__
    left_out = {
        *code.co_varnames[: code.co_argcount + code.co_kwonlyargcount],
        *_counters(reference),
    }
    names = [
        name
        for name in code.co_varnames
        if name in met and name not in left_out and not name.startswith("_")
        if _is_measured(met[name]) and not known.issuperset(_numbers(met[name]))
    ]
    return [(name, met[name]) for name in names[: min(ceil(len(names) / 2), MOST_MET)]]


def _counters(reference: FunctionType) -> set[str]:
    """Return the names that loops bind."""
    loops = [node.target for node in ast.walk(tree_of(reference)) if isinstance(node, ast.For)]
    return {node.id for loop in loops for node in ast.walk(loop) if isinstance(node, ast.Name)}


def _is_measured(value: Any) -> bool:
    """Whether a value is made of numbers; a whole one alone only counts."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return bool(value) and all(isinstance(one, int) or _is_measured(one) for one in value)
    return isinstance(value, float | np.floating | np.ndarray) and as_numbers(value) is not None


def _numbers(value: Any) -> Iterator[str]:
    """Yield all numbers that stand in a value, as they are shown."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, np.ndarray):
        value = value.ravel().tolist()
    if isinstance(value, list | tuple):
        for item in value:
            yield from _numbers(item)
    elif as_numbers(value) is not None:
        yield show(value)
