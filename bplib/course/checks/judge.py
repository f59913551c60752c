"""Judging: from what an answer gave back to a verdict, with the mistake named where one fits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from bplib.course.checks import unnamed
from bplib.course.checks.beside import beside
from bplib.course.checks.cases import Case, once
from bplib.course.checks.data import CallResult, pack, unpack
from bplib.course.checks.exercise import Exercise
from bplib.course.checks.recognition import Finding, recognise
from bplib.course.checks.recognition.mistake import NOTHING, SOME_CASES
from bplib.course.checks.recognition.running import size_of
from bplib.course.checks.recognition.telling import bits
from bplib.course.checks.showing import as_numbers, show
from bplib.course.checks.verdict import Outcome, Verdict

Fault = tuple[Outcome, dict[str, Any]]
MOST_NOTES = 3


def _right_for(cases: Sequence[Case], faults: Sequence[Any], silent: Collection[int]) -> str:
    """Return for how many cases an answer is right, and for which it is wrong."""
    right = faults.count(None)
    if not right or len(cases) < 2:
        return ""
    notes = [_note(cases[k]) for k, fault in enumerate(faults) if fault and k not in silent]
    wrong = [f"“{note}”" for note in dict.fromkeys(notes) if note]
    where = f"; wrong for {', '.join(wrong[:MOST_NOTES])}" if wrong else ""
    return f"{right} of {len(cases)} cases{where}{' …' * (len(wrong) > MOST_NOTES)}"


def _note(case: Case) -> str:
    """Return what is special about a case: its note, or the words among its arguments."""
    given = case.inputs.get("arguments", {}).items()
    words = [f"{name}={show(value)}" for name, value in given if isinstance(value, str)]
    return case.note or ", ".join(words)


def _asked(finding: Finding) -> str:
    """Return a finding's question, with the parts that it is about."""
    parts = [
        part.partition(" after call ")[0].partition("after call ")[0] for part in finding.parts
    ]
    shown = ", ".join(part for part in dict.fromkeys(parts) if part)
    return f"{shown}: {finding.question}" if shown else finding.question


def _asked_together(found: Sequence[Finding]) -> str:
    """Return the questions of all findings; of many that each explain other cases, the first."""
    asked = [_asked(one) for one in found]
    if len(found) < 3 or any(one.parts for one in found):
        return "\n".join(asked)
    return f"{asked[0]} This is one of {len(found)} mistakes: mend it, then check again."


def _told(exercise: Exercise, case: Case, result: CallResult, fault: Fault) -> dict[str, Any]:
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
    wrong = {k: fault for k, fault in enumerate(faults) if fault}
    if not wrong:
        done = len(results) == len(cases)
        return Verdict(outcome=Outcome.PASSED if done else Outcome.NOT_ATTEMPTED, **details)
    silent = _silent(results, wrong)
    said = {k: fault for k, fault in wrong.items() if k not in silent}
    shown = next(iter(said))
    outcome = said[shown][0]
    if outcome is not Outcome.NOT_ATTEMPTED:
        details["read_again"] = exercise.read_again
        details["right_for"] = _right_for(cases, faults, silent)
        found, left_out = _explained(exercise, cases, results, expected, said, silent)
        if found:
            shown = next(k for k in said if k not in left_out)
            outcome = said[shown][0]
            details.update(
                slips=[one.id for one in found],
                mistake=" + ".join(one.name for one in found),
                question=_asked_together(found),
            )
        else:
            raised = {k: fault for k, fault in said.items() if results[k]["error"]}
            shown = _plainest(cases, raised if 2 * len(raised) > len(said) else said)
            outcome = said[shown][0]
            about = exercise, cases, results, expected, said, shown
            details.update(_without_a_name(*about, details["right_for"]))
        later = _of_those_left_out([results[k] for k in left_out])
        details["question"] = "\n".join(filter(None, [details.get("question"), *later]))
    details.update(_told(exercise, cases[shown], results[shown], wrong[shown]))
    return Verdict(outcome=outcome, **details)


def _explained(
    exercise: Exercise,
    cases: Sequence[Case],
    results: Sequence[CallResult],
    expected: Sequence[Any],
    said: Mapping[int, Fault],
    silent: list[int],
) -> tuple[list[Finding], list[int]]:
    """Return what explains an answer, and the wrong cases that it leaves out.

    Left out is only what nothing explains together with the others: first the cases in which None
    came back, then those in which a call ended in an exception. Before a named value that is of
    another kind, nothing is told of the others.
    """
    first, (outcome, about) = next(iter(said.items()))
    of_a_value = exercise.counted == "value" and outcome is Outcome.WRONG_TYPE
    place = about.get("place", "") if of_a_value else ""
    if place and unnamed.of_another_kind(exercise, results[first], expected[first], place):
        return [], silent
    raised = [k for k in said if results[k]["error"]]
    tried = [[], silent] if silent else [[]]
    tried += [[*silent, *raised]] if 0 < len(raised) < len(said) else []
    for left_out in tried:
        found = recognise(exercise, *_without(left_out, cases, results, expected))
        too_much = SOME_CASES if left_out else NOTHING if silent else ""
        few = {*raised} <= {*left_out} and 2 * len(raised) > len(said)  # right by chance, maybe
        told = [results[k] for k in said if k not in left_out] if few else []
        little = sum(bits(unpack(result["value"])) for result in told) < unnamed.MEASURED
        if few and (little or any(one.id.startswith("relation: ") for one in found)):
            continue
        if found and found[0].id != too_much:
            return found, left_out
    return [], silent


def _silent(results: Sequence[CallResult], wrong: Mapping[int, Fault]) -> list[int]:
    """Return the cases in which None came back, where in others something wrong did.

    A branch that is still to be written is no mistake of what is written; nor is one that says so.
    """
    silent = [k for k in wrong if results[k]["value"] == pack(None)]
    others = [fault[0] for k, fault in wrong.items() if k not in silent]
    return silent if {*others} - {Outcome.NOT_ATTEMPTED} else []


def _without(
    left_out: Sequence[int],
    cases: Sequence[Case],
    results: Sequence[CallResult],
    expected: Sequence[Any],
) -> tuple[Sequence[Case], Sequence[CallResult], Sequence[Any]]:
    """Return cases, results and right values without some cases; as they are where it is none."""
    if not left_out:
        return cases, results, expected
    kept = [k for k in range(len(results)) if k not in left_out]
    return [cases[k] for k in kept], [results[k] for k in kept], [expected[k] for k in kept]


def _of_those_left_out(results: Sequence[CallResult]) -> list[str]:
    """Return what to ask of the cases that a question leaves out, in the order to mend them."""
    kinds = dict.fromkeys(result["error"]["type"] for result in results if result["error"])
    raised = sum(result["error"] is not None for result in results)
    asked = []
    if raised:
        ends = f"a call ends with {' or '.join(kinds)}"
        asked = [f"And in {_others(raised)} {ends}: what is different there?"]
    if raised < len(results):
        lines = "which lines are for them, and do they `return`?"
        asked += [f"And in {_others(len(results) - raised)} None comes back: {lines}"]
    return asked


def _others(count: int) -> str:
    return f"{count} other case{'s' * (count > 1)}"


def _plainest(cases: Sequence[Case], wrong: Mapping[int, Fault]) -> int:
    """Return the first wrong case, or a much smaller one that is wrong alike."""
    first, smallest = next(iter(wrong)), _smallest(cases, wrong)
    much = 2 * size_of(cases[smallest].inputs) < size_of(cases[first].inputs)
    return smallest if much else first


def _smallest(cases: Sequence[Case], wrong: Mapping[int, Fault]) -> int:
    """Return the smallest of the cases that are wrong in the way of the first wrong one."""
    outcome = next(iter(wrong.values()))[0]
    alike = [k for k, fault in wrong.items() if fault[0] is outcome]
    return min(alike, key=lambda k: (size_of(cases[k].inputs), _magnitude(cases[k].inputs)))


def _magnitude(inputs: Any) -> float:
    """Return the sum of the sizes of all numbers: of two small cases the plainer one has less."""
    if isinstance(inputs, Mapping):
        inputs = list(inputs.values())
    if isinstance(inputs, list | tuple):
        return sum(map(_magnitude, inputs))
    numbers = as_numbers(inputs)
    return 0.0 if numbers is None else float(np.abs(numbers).sum())


def _without_a_name(
    exercise: Exercise,
    cases: Sequence[Case],
    results: Sequence[CallResult],
    expected: Sequence[Any],
    wrong: Mapping[int, Fault],
    shown: int,
    right_for: str,
) -> dict[str, str]:
    """Return what a verdict says where no mistake is recognised: what is right, and a question."""
    about = cases, shown, results[shown], expected[shown], wrong[shown]
    try:
        asked = unnamed.question(exercise, *about, others=len(wrong) > 1)
        right = ", ".join(unnamed.right_parts(exercise, results, expected))
    except Exception:  # what came back is anything; no verdict is lost for a question
        return {}
    if len(cases) > 1 and wrong[shown][0] is not Outcome.EXCEPTION:
        of_cases = right_for or f"0 of {len(cases)} cases"
        right = f"{of_cases}. Right in all of them: {right}" if right else of_cases
    return {"question": asked, "right_for": right or right_for}


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
    wrong = {k: fault for k, fault in enumerate(faults) if fault}
    silent = _silent(results, wrong)
    alike = [k for k in wrong if k not in silent and wrong[k][0] is verdict.outcome]
    place = _smallest(cases, {k: wrong[k] for k in alike})
    blank = {"place": "", "got": "", "expected": "", "error": []}
    told = _told(exercise, cases[place], results[place], wrong[place])
    return replace(verdict, **{**blank, **told})
