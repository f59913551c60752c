"""Checking an answer: what an exercise is, how an answer is called, how it is judged.

An answer is called in one place (`calling`) and judged in another (`judge`); between the two
travels plain data only (`data`), so that both may be different processes. Of this package only
`calling`, `data` and `formula` enter the process that runs a submission. It knows no exercise by
name: `bplib.course.exercises` holds them and imports from here, never the reverse.
"""

from bplib.course.checks.cases import Case, call_case, class_case, steps_case
from bplib.course.checks.exercise import Exercise
from bplib.course.checks.formula import Formula
from bplib.course.checks.judge import judge
from bplib.course.checks.kinds import Class, Code, Expressions, Function, Numbers, Steps
from bplib.course.checks.slips import IN_PLACE, Anything, Slip, slip, slipped, together
from bplib.course.checks.trainings import Training
from bplib.course.checks.verdict import Outcome, Verdict

__all__ = [
    "IN_PLACE",
    "Anything",
    "Case",
    "Class",
    "Code",
    "Exercise",
    "Expressions",
    "Formula",
    "Function",
    "Numbers",
    "Outcome",
    "Slip",
    "Steps",
    "Training",
    "Verdict",
    "call_case",
    "class_case",
    "judge",
    "slip",
    "slipped",
    "steps_case",
    "together",
]
