"""Find the misprint in a published table of rounded numbers, and where it came from."""

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_06_one_one_one.shared import DELTA1


def one_one_one_misprint(*, rounded=lambda delta1: round(delta1, 3)):
    """Return the line, its right number, and the rounded delta1 that the author doubled."""
    return {"line": 8, "corrected": DELTA1 * 2, "doubled": rounded(DELTA1)}


EXERCISE = Numbers(
    one_one_one_misprint,
    title="Find the misprint",
    points=1,
    difficulty=2,
    read_again="Every rounding error shown",
    labels=("line",),
    slips=[
        slip("a rounded line suspected", result={"line": 7}).asks(
            "Line 7 keeps three decimals of a small number. Is it wrong, or only short?"
        ),
        slip("line 9 blamed", result={"line": 9}).asks(
            "Does line 9 follow from the lines before it, as they are printed?"
        ),
        slip("line 6 blamed", result={"line": 6}).asks(
            "Line 6 is rounded. Is it wrong, or only short?"
        ),
        slip(
            "a line blamed that follows",
            result={"line": 10, "corrected": 0.51126, "doubled": 0.256},
        ).asks("Line 10 is computed from an earlier line. Is that one right?"),
        slip("the printed number kept", result={"corrected": -0.112}).asks(
            "Does your corrected number differ from the printed one in its third digit?"
        ),
        slip("three digits only", result={"corrected": -0.113}).asks(
            "How many significant digits does the exercise ask for?"
        ),
        slip("rounded slope", result={"corrected": -0.358 * 0.8 * 0.197 * 2}).asks(
            "Did you correct it with rounded factors, or with all the digits you have?"
        ),
        slip("the full number doubled", rounded=lambda delta1: delta1).asks(
            "Twice which number gives line 8 as it is printed, to the last digit?"
        ),
        slip("the misprint itself", result={"doubled": -0.112}).asks(
            "Is that the number before it was doubled, or after?"
        ),
        slip("three digits doubled", rounded=lambda delta1: round(delta1, 4)).asks(
            "Twice which number gives line 8 as it is printed, to the last digit?"
        ),
    ],
)
