"""Judging: from what an answer gave back to a verdict, with the mistake named where one fits."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bplib.course.checks.beside import beside
from bplib.course.checks.cases import Case, once
from bplib.course.checks.data import CallResult
from bplib.course.checks.exercise import Exercise
from bplib.course.checks.recognition import Finding, recognise
from bplib.course.checks.recognition.running import size_of
from bplib.course.checks.verdict import Outcome, Verdict

MOST_NOTES = 3


def _right_for(cases: Sequence[Case], faults: Sequence[Any]) -> str:
    """Return for how many cases an answer is right, and for which it is wrong."""
    right = faults.count(None)
    if not right or len(cases) < 2:
        return ""
    notes = [case.note for case, fault in zip(cases, faults, strict=False) if fault]
    wrong = list(dict.fromkeys(note for note in notes if note))
    where = f", wrong for: {'; '.join(wrong[:MOST_NOTES])}" if wrong else ""
    return f"{right} of {len(cases)} cases{where}{' …' * (len(wrong) > MOST_NOTES)}"


def _asked(finding: Finding) -> str:
    """Return a finding's question, with the parts that it is about."""
    parts = [
        part.partition(" after call ")[0].partition("after call ")[0] for part in finding.parts
    ]
    shown = ", ".join(part for part in dict.fromkeys(parts) if part)
    return f"{shown}: {finding.question}" if shown else finding.question


def _told(
    exercise: Exercise, case: Case, result: CallResult, fault: tuple[Outcome, dict[str, Any]]
) -> dict[str, Any]:
    """Return what a verdict tells of one case in which an answer is not right."""
    outcome, details = fault
    entries = details.pop("entries", None)
    return {
        **details,
        "called": "" if outcome is Outcome.NOT_ATTEMPTED else exercise.called(case),
        "diff": beside(entries, exercise.named) if entries else [],
        "printed": result["printed"],
    }


def judge(
    exercise: Exercise, cases: Sequence[Case], results: Sequence[CallResult], seed: int
) -> Verdict:
    """Judge what an answer gave back.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    cases : sequence of Case
        The inputs that the answer was called with.
    results : sequence of CallResult
        What `calling.collect` returned for them.
    seed : int
        The seed of the inputs, recorded in the verdict.

    Returns
    -------
    Verdict
        Passed only where every case was answered right.
    """
    expected = once(cases, "expected", lambda: exercise.expected(cases))
    details: dict[str, Any] = {
        "exercise": exercise.name,
        "title": exercise.title,
        "points": exercise.points,
        "cases": exercise.count(expected),
        "counted": exercise.counted,
        "seed": seed,
        "printed": results[0]["printed"],
        "warnings": list(dict.fromkeys(w for result in results for w in result["warnings"])),
        "changed": sorted({name for result in results for name in result["changed"]}),
        **exercise.measured(results),
    }
    faults = [exercise.fault(*pair) for pair in zip(results, expected, strict=False)]
    for case, result, fault in zip(cases, results, faults, strict=False):
        if fault is None:
            continue
        outcome = fault[0]
        details.update(_told(exercise, case, result, fault))
        if outcome is not Outcome.NOT_ATTEMPTED:
            details["read_again"] = exercise.read_again
            details["right_for"] = _right_for(cases, faults)
            found = recognise(exercise, cases, results, expected)
            if found:
                details.update(
                    slips=[one.id for one in found],
                    mistake=" + ".join(one.name for one in found),
                    question="\n".join(_asked(one) for one in found),
                )
        return Verdict(outcome=outcome, **details)
    if len(results) != len(cases):
        return Verdict(outcome=Outcome.NOT_ATTEMPTED, **details)
    return Verdict(outcome=Outcome.PASSED, **details)


def at_its_smallest(
    verdict: Verdict, exercise: Exercise, cases: Sequence[Case], results: Sequence[CallResult]
) -> Verdict:
    """Return the verdict on a wrong answer with the smallest case in which it is wrong alike.

    Parameters
    ----------
    verdict : Verdict
        What `judge` returned: not passed, and attempted.
    exercise, cases, results
        What `judge` was given.

    Returns
    -------
    Verdict
        The same but for the call, the place and the values that it shows.
    """
    expected = exercise.expected(cases)
    faults = [exercise.fault(*pair) for pair in zip(results, expected, strict=False)]
    alike = [k for k, fault in enumerate(faults) if fault and fault[0] is verdict.outcome]
    place = min(alike, key=lambda k: size_of(cases[k].inputs))
    fault = faults[place]
    assert fault is not None
    blank = {"place": "", "got": "", "expected": "", "error": []}
    return replace(verdict, **{**blank, **_told(exercise, cases[place], results[place], fault)})
