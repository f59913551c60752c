"""Judging: from what an answer gave back to a verdict, with the mistake named where one fits."""

from collections.abc import Sequence
from typing import Any

from bplib.course.checks.cases import Case
from bplib.course.checks.data import CallResult
from bplib.course.checks.exercise import Exercise
from bplib.course.checks.recognise import Finding, recognise
from bplib.course.checks.remarks import remark
from bplib.course.checks.verdict import Outcome, Verdict


def _asked(finding: Finding) -> str:
    """Return a finding's question, with the parts that it is about."""
    return f"{', '.join(finding.parts)}: {finding.question}" if finding.parts else finding.question


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
    expected = exercise.expected(cases)
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
    for index, (case, result) in enumerate(zip(cases, results, strict=False)):
        found = exercise.fault(result, expected[index])
        if found is None:
            continue
        outcome, more = found
        details.update(more, printed=result["printed"])
        if outcome is not Outcome.NOT_ATTEMPTED:
            details["called"] = exercise.called(case)
            details["read_again"] = exercise.read_again
            found = recognise(exercise, cases, results)
            if found:
                details.update(
                    slips=[one.id for one in found],
                    mistake=" + ".join(one.name for one in found),
                    question="\n".join(_asked(one) for one in found),
                )
            elif outcome is not Outcome.EXCEPTION:
                details["remark"] = remark(exercise, outcome, results, expected)
        return Verdict(outcome=outcome, **details)
    if len(results) != len(cases):
        return Verdict(outcome=Outcome.NOT_ATTEMPTED, **details)
    return Verdict(outcome=Outcome.PASSED, **details)
