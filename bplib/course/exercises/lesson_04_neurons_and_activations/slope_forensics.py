"""Name the mistake behind each of five printed slopes at z = 0.7."""

from bplib.course.checks import Numbers, slip


def slope_forensics():
    """Return the letter of the program that printed each number."""
    return {
        "right": "D",
        "rule_for_a_given_z": "A",
        "taken_at_a": "C",
        "not_differentiated": "B",
        "rule_of_tanh": "E",
    }


EXERCISE = Numbers(
    slope_forensics,
    title="Name the mistake from the number",
    points=1,
    difficulty=2,
    read_again="Two ways to write a slope",
    slips=[
        slip(
            "the two near ones exchanged", result={"rule_for_a_given_z": "C", "taken_at_a": "A"}
        ).asks(
            "Which program never computes an exponential, so that its number is a short decimal?"
        ),
        slip("z(1 − z) believed", result={"right": "A", "rule_for_a_given_z": "D"}).asks(
            "At z = 2 that program would print a negative slope. Does the sigmoid ever fall?"
        ),
        slip("one sigmoid too many", result={"right": "C", "taken_at_a": "D"}).asks(
            "σ(0.7) is the height at 0.7. Did you squash that height once more?"
        ),
        slip(
            "the two large ones exchanged", result={"not_differentiated": "E", "rule_of_tanh": "B"}
        ).asks("Which of the two is the height of the curve, which you can read off the picture?"),
    ],
)
