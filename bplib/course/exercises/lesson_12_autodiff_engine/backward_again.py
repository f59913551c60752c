"""Repair an engine whose second backward pass passes the gradients of the first one on again.

A program is a list of records, one for each number: the places of its inputs, with the slopes.
"""

import operator

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_12_autodiff_engine.shared import signed


def none_of(grad):
    """Return a zero for each record."""
    return [0.0] * len(grad)


def backward_again(
    records, grad, *, start=none_of, join=operator.add, old=list, moves=lambda record: True
):
    """Return what each ``.grad`` holds after one more backward pass."""
    fresh = start(grad)
    fresh[-1] += 1.0
    for k in reversed(range(len(records))):
        for place, slope in records[k]:
            fresh[place] = join(fresh[place], slope * fresh[k])
    return [
        before + moves(record) * new
        for record, before, new in zip(records, old(grad), fresh, strict=True)
    ]


def cases(rng):
    """Draw the slopes of five programs, and what an earlier pass left."""
    programs = (
        ("every record is used once", ((), (), (0, 1), (2,))),
        ("a result is used twice", ((), (0,), (1, 0), (1, 2))),
        ("", ((), (), (0, 1), (2, 2), (3, 1), (4, 2))),
        ("a result is never used", ((), (), (0, 1), (0,), (2, 1))),
        ("", ((), (), (), (0, 1), (2, 3), (3, 4), (5, 4))),
    )
    return [
        call_case(
            note,
            records=[[(k, float(signed(rng))) for k in inputs] for inputs in program],
            grad=[float(v) for v in signed(rng, len(program))],
        )
        for note, program in programs
    ]


def broken(records, grad):
    """Walk as the lesson's broken program does: in the old gradients themselves."""
    grad[-1] = 1.0
    for k in reversed(range(len(records))):
        for place, slope in records[k]:
            grad[place] += slope * grad[k]
    return grad


def in_place(answer):
    """Return an answer that writes its result into the list it was given."""

    def written(records, grad):
        grad[:] = answer(records, grad)
        return grad

    return written


def output_left(answer):
    """Return an answer that leaves the output's own gradient as it was."""
    return lambda records, grad: [*answer(records, grad)[:-1], grad[-1]]


EXERCISE = Function(
    backward_again,
    cases,
    title="Repair the second call",
    points=4,
    difficulty=3,
    read_again="Again: gradients accumulate",
    pure=True,
    slips=[
        slip("the broken program itself", instead=broken).asks(
            "What do the results in the middle hold when the second call begins, and who hears it?"
        ),
        slip("old gradients passed on", start=list, old=none_of).asks(
            "Does a record pass on what this call brought it, or that and all of the past?"
        ),
        slip("old gradients forgotten", old=none_of).asks(
            "What was in `.grad` before the call, and where is it now?"
        ),
        slip("the output's gradient not added", result=lambda out: [*out[:-1], 1.0]).asks(
            "Which entry of your result does not know that there was an earlier call?"
        ),
        slip("leaves only", moves=lambda record: not record).asks(
            "Records with inputs have a `.grad` as well. Did yours change?"
        ),
        slip("overwrites within the pass", join=lambda before, report: report).asks(
            "If a record is used twice, what becomes of the first report?"
        ),
        slip("changes the caller's list", around=in_place).asks(
            "Whose list holds your numbers now: yours alone, or the caller's too?"
        ),
        slip("the output's gradient left as it was", around=output_left).asks(
            "Which entry of your result has this call not changed, and how does f move with itself?"
        ),
    ],
)
