"""Judging: from what an answer gave back to a verdict, with the mistake named where one fits."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np

from bplib.checks.calling import collect
from bplib.checks.compare import Difference, compare, compare_expressions, show
from bplib.checks.data import Missing, pack, unpack
from bplib.checks.exercise import Case, Exercise, Mistake

_SHAPES = re.compile("core dimension|not aligned|broadcast")


class Outcome(StrEnum):
    """How a check can end."""

    PASSED = "passed"
    WRONG = "wrong values"
    WRONG_TYPE = "wrong type or shape"
    EXCEPTION = "exception"
    NOT_ATTEMPTED = "not attempted"


@dataclass(frozen=True)
class Verdict:
    """What a check found.

    Attributes
    ----------
    exercise, title : str
        The exercise's name and title.
    outcome : Outcome
        How it ended.
    points : float
        What the exercise is worth.
    cases : int
        How many inputs were tried; for named values, how many values.
    counted : str
        What `cases` counts: ``"case"`` or ``"value"``.
    seed : int
        The seed that the inputs were drawn from.
    called, place, got, expected : str
        The call that went wrong, the first place that differs, both values.
    mistake, question : str
        The named mistake and its question, where one matches.
    remark : str
        What the judge noticed where no named mistake matches.
    read_again : str
        The heading to read again.
    error : list of str
        The exception and the learner's own lines of its traceback.
    printed : str
        What the answer printed in the call that is shown, the first one where all are right.
    warnings : list of str
        What it warned of.
    changed : list of str
        The inputs that it changed in place.
    """

    exercise: str
    title: str
    outcome: Outcome
    points: float
    cases: int
    counted: str
    seed: int
    called: str = ""
    place: str = ""
    got: str = ""
    expected: str = ""
    mistake: str = ""
    question: str = ""
    remark: str = ""
    read_again: str = ""
    error: list[str] = field(default_factory=list)
    printed: str = ""
    warnings: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether the points are earned."""
        return self.outcome is Outcome.PASSED

    def data(self) -> dict[str, Any]:
        """Return the verdict as JSON data."""
        return {key: value for key, value in asdict(self).items() if value not in ("", [])}


def judge(
    exercise: Exercise, cases: Sequence[Case], results: Sequence[dict[str, Any]], seed: int
) -> Verdict:
    """Judge what an answer gave back.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    cases : sequence of Case
        The inputs that the answer was called with.
    results : sequence of dict
        What `calling.collect` returned for them.
    seed : int
        The seed of the inputs, recorded in the verdict.

    Returns
    -------
    Verdict
        Passed only where every case was answered right.
    """
    expected = _collect_reference(exercise, cases)
    by_name = exercise.kind in ("numbers", "expressions")
    details: dict[str, Any] = {
        "exercise": exercise.name,
        "title": exercise.title,
        "points": exercise.points,
        "cases": len(expected[0]) if by_name else len(cases),
        "counted": "value" if by_name else "case",
        "seed": seed,
        "printed": results[0]["printed"],
        "warnings": list(dict.fromkeys(w for result in results for w in result["warnings"])),
        "changed": sorted({name for result in results for name in result["changed"]}),
    }
    if exercise.kind == "training":
        return _judge_training(exercise, results, details)
    for index, (case, result) in enumerate(zip(cases, results, strict=False)):
        found = _fault(exercise, result, expected[index])
        if found is None:
            continue
        outcome, more = found
        details.update(more, printed=result["printed"])
        if outcome is not Outcome.NOT_ATTEMPTED:
            details["called"] = _called(exercise, case)
            details["read_again"] = exercise.read_again
            mistake = recognise(exercise, cases, results)
            if mistake:
                details.update(mistake=mistake.name, question=mistake.question)
            elif outcome is not Outcome.EXCEPTION:
                details["remark"] = _remark(exercise, outcome, results, expected)
        return Verdict(outcome=outcome, **details)
    if len(results) != len(cases):
        return Verdict(outcome=Outcome.NOT_ATTEMPTED, **details)
    return Verdict(outcome=Outcome.PASSED, **details)


def recognise(
    exercise: Exercise, cases: Sequence[Case], results: Sequence[dict[str, Any]]
) -> Mistake | None:
    """Return the named mistake whose results are the answer's own, if there is one.

    A mistake is tried on one case after another, up to the first that it does not share.
    """
    if len(results) != len(cases):
        return None
    raised = all(result["outcome"] == "raised" for result in results)
    for mistake in exercise.mistakes:
        for case, mine in zip(cases, results, strict=True):
            theirs = mistaken_results(exercise, [case], mistake)
            if not same_results(exercise, [mine], theirs):
                break
            if raised and not _same_error(mine["error"], theirs[0]["error"]):
                break
        else:
            return mistake
    return None


def _same_error(mine: dict[str, Any], theirs: dict[str, Any]) -> bool:
    """Whether two exceptions say the same: the same words, or that shapes do not fit."""
    messages = mine["message"], theirs["message"]
    return messages[0] == messages[1] or all(map(_SHAPES.search, messages))


def mistaken_results(
    exercise: Exercise, cases: Sequence[Case], mistake: Mistake
) -> list[dict[str, Any]]:
    """Return what `calling.collect` gives for an answer that makes a mistake."""
    if exercise.kind in ("numbers", "expressions"):
        wrong = mistake.wrong() if exercise.kind == "expressions" else mistake.wrong
        return [{"outcome": "returned", "value": pack(wrong)}]
    with np.errstate(all="ignore"):
        return collect(exercise.requests(cases), mistake.wrong)


def _collect_reference(exercise: Exercise, cases: Sequence[Case]) -> list[Any]:
    """Return the right value of every case."""
    if exercise.kind == "training":
        return [None]
    if exercise.kind in ("numbers", "expressions"):
        return [unpack(pack(exercise.right_answer()))]
    with np.errstate(all="ignore"):  # whatever an answer has set
        results = collect(exercise.requests(cases), exercise.reference)
    for result in results:
        if result["outcome"] != "returned":
            raise RuntimeError(f"the reference of {exercise.name} failed: {result['error']}")
    return [unpack(result["value"]) for result in results]


def _difference(exercise: Exercise, got: Any, expected: Any) -> Difference | None:
    if exercise.kind == "expressions":
        return compare_expressions(got, expected, exercise.symbols)
    if exercise.kind == "numbers":
        return compare(got, expected, exercise.rtol, digits=exercise.digits)
    return compare(got, expected, exercise.rtol)


def _fault(
    exercise: Exercise, result: dict[str, Any], expected: Any
) -> tuple[Outcome, dict[str, Any]] | None:
    """Return what is wrong with one result, or None."""
    if result["outcome"] == "not attempted":
        return Outcome.NOT_ATTEMPTED, {}
    if result["outcome"] == "raised":
        error = result["error"]
        return Outcome.EXCEPTION, {
            "error": [f"{error['type']}: {error['message']}", *error["lines"]]
        }
    got = unpack(result["value"])
    if result["outcome"] == "not callable":
        return Outcome.WRONG_TYPE, {
            "got": show(got),
            "expected": "a class" if exercise.kind == "class" else "a function",
        }
    difference = _difference(exercise, got, expected)
    if difference is None:
        if exercise.pure and result["changed"]:
            return Outcome.WRONG, {
                "place": ", ".join(result["changed"]),
                "got": "changed in place by your answer",
                "expected": "left as it was",
            }
        return None
    where = {"place": difference.place, "got": difference.got, "expected": difference.expected}
    if difference.kind == "missing":
        if exercise.kind in ("numbers", "expressions"):
            return Outcome.NOT_ATTEMPTED, where
        return Outcome.WRONG_TYPE, where
    return (Outcome.WRONG if difference.kind == "value" else Outcome.WRONG_TYPE), where


def same_results(
    exercise: Exercise, results: Sequence[dict[str, Any]], theirs: Sequence[dict[str, Any]]
) -> bool:
    """Whether an answer gave what another gives, in every case.

    Of named values and expressions, only those count that the other has.
    """
    if exercise.kind in ("numbers", "expressions"):
        got = unpack(results[0]["value"])
        return isinstance(got, dict) and not _difference(exercise, got, unpack(theirs[0]["value"]))
    for mine, other in zip(results, theirs, strict=False):
        if mine["outcome"] != other["outcome"]:
            return False
        if mine["outcome"] == "raised" and mine["error"]["type"] != other["error"]["type"]:
            return False
        if exercise.pure and mine["changed"] != other["changed"]:
            return False
        if mine["outcome"] == "returned" and compare(
            unpack(mine["value"]), unpack(other["value"]), exercise.rtol
        ):
            return False
    return len(results) == len(theirs)


def _judge_training(
    exercise: Exercise, results: Sequence[dict[str, Any]], details: dict[str, Any]
) -> Verdict:
    value = unpack(results[0]["value"])
    if isinstance(value, Missing):
        return Verdict(outcome=Outcome.NOT_ATTEMPTED, **details)
    assert exercise.measure is not None
    details["expected"] = f"at least {exercise.at_least:g} {exercise.unit}"
    details["read_again"] = exercise.read_again
    try:
        measured = float(exercise.measure(value))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        return Verdict(outcome=Outcome.WRONG_TYPE, **details, got=str(error))
    details["got"] = f"{measured:.4g} {exercise.unit}"
    outcome = Outcome.PASSED if measured >= exercise.at_least else Outcome.WRONG
    return Verdict(outcome=outcome, **details)


def _called(exercise: Exercise, case: Case) -> str:
    inputs = case.inputs
    if exercise.kind == "function":
        text = f"{exercise.name}({_arguments(inputs['arguments'])})"
    elif exercise.kind == "steps":
        first = {**inputs["start"], **inputs["inputs"][0], **inputs["constants"]}
        count = len(inputs["inputs"])
        text = f"{exercise.name}({_arguments(first)}), then {count - 1} more steps"
    elif exercise.kind == "class":
        calls = "; ".join(
            f"read .{a['attribute']}" if name == "get" else f".{name}({_arguments(a)})"
            for name, a in inputs["calls"]
        )
        text = f"made with ({_arguments(inputs['init'])}), then {calls}"
    else:
        return ""
    return f"{text}  [{case.note}]" if case.note else text


def _arguments(arguments: dict[str, Any]) -> str:
    return ", ".join(f"{name}={show(value)}" for name, value in arguments.items())


def _remark(
    exercise: Exercise,
    outcome: Outcome,
    results: Sequence[dict[str, Any]],
    expected: list[Any],
) -> str:
    """Return what can be said of wrong values that no named mistake gives."""
    returned = [k for k, result in enumerate(results) if result["outcome"] == "returned"]
    got = [unpack(results[k]["value"]) for k in returned]
    inside = [item for value in got if isinstance(value, list) for item in value]
    if any(isinstance(value, Missing) and value.none for value in [*got, *inside]):
        return "Your function returned None. Does it end in `return`, or does it only print?"
    if exercise.kind not in ("function", "steps") or outcome is not Outcome.WRONG:
        return ""
    mine, right = _flatten(got), _flatten([expected[k] for k in returned])
    if mine is None or right is None or mine.shape != right.shape:
        return ""
    if np.isnan(mine).any() and not np.isnan(right).any():
        return "Some of your values are NaN. Which operation has no finite result here?"
    largest = np.abs(right).max(initial=0.0)
    used = np.abs(right) > 1e-8 * largest
    if not used.any() or not np.isfinite(mine).all():
        return ""
    if (np.abs(mine[~used]) > 1e-6 * largest).any():
        return ""
    ratio = mine[used] / right[used]
    if np.ptp(ratio) <= 1e-6 * np.abs(ratio).max() and ratio[0] != 0:
        if abs(ratio[0] + 1) < 1e-6:
            return "Every value has the opposite sign. Which direction is uphill?"
        if abs(ratio[0] - 1) < 1e-3:
            return ""
        return f"Every value is {ratio[0]:.6g} times the expected one. Where can that come from?"
    return ""


def _flatten(values: Any) -> np.ndarray | None:
    """Return all numbers in nested lists, tuples and dicts as one array."""
    if isinstance(values, dict):
        values = list(values.values())
    if isinstance(values, list | tuple):
        parts = [_flatten(value) for value in values]
        if any(part is None for part in parts):
            return None
        return np.concatenate([part for part in parts if part is not None] or [np.zeros(0)])
    try:
        array = np.asarray(values)
        return array.astype(float).ravel() if array.dtype.kind in "iuf" else None
    except (ValueError, TypeError):
        return None
