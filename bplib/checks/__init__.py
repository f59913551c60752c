"""Checking an answer: what an exercise is, how an answer is called, how it is judged.

An answer is called in one place (`calling`) and judged in another (`judge`); between the two
travels plain data only (`data`), so that both may be different processes.
"""

from bplib.checks.exercise import (
    Case,
    Exercise,
    Mistake,
    call_case,
    class_case,
    steps_case,
)
from bplib.checks.formula import Formula
from bplib.checks.judge import Outcome, Verdict, judge

__all__ = [
    "Case",
    "Exercise",
    "Formula",
    "Mistake",
    "Outcome",
    "Verdict",
    "call_case",
    "class_case",
    "judge",
    "steps_case",
]
