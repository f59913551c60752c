"""Find the misprint."""

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_05_one_one_one.shared import _RIGHT


def one_one_one_misprint():
    return {"line": 8.0, "corrected": _RIGHT["dw1"], "doubled": -0.056}


EXERCISE = Numbers(
    one_one_one_misprint,
    title="Find the misprint",
    points=1,
    difficulty=2,
    minutes=3,
    read_again="By hand: one number at a time",
    slips=[
        slip("a rounded line suspected", result={"line": 7.0}).asks(
            "Line 7 keeps three decimals of a small number. Is it wrong, or only short?"
        ),
        slip("the printed number kept", result={"corrected": -0.112}).asks(
            "Does your corrected number differ from the printed one in its third digit?"
        ),
        slip("three digits only", result={"corrected": -0.113}).asks(
            "How many significant digits does the exercise ask for?"
        ),
        slip("rounded slope", result={"corrected": -0.358 * 0.8 * 0.197 * 2}).asks(
            "Did you correct it with rounded factors, or with all the digits you have?"
        ),
        slip("the full number doubled", result={"doubled": _RIGHT["delta1"]}).asks(
            "Twice which number gives line 8 as it is printed, to the last digit?"
        ),
        slip("three digits doubled", result={"doubled": -0.0563}).asks(
            "Twice which number gives line 8 as it is printed, to the last digit?"
        ),
    ],
)
