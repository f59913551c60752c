"""Place the brackets."""

from bplib.course.checks import Numbers, slip


def bracket_counts():
    return {"left": 2400, "right": 2200, "pairs": 960}


EXERCISE = Numbers(
    bracket_counts,
    title="Place the brackets",
    points=1,
    difficulty=2,
    minutes=3,
    read_again="Vectors: a row times matrices",
    slips=[
        slip("left and right exchanged", result={"left": 2200, "right": 2400}).asks(
            "In (AB)C, which product is formed first?"
        ),
        slip("last product forgotten", result={"left": 600, "right": 1000, "pairs": 840}).asks(
            "How many products does it take to join four matrices?"
        ),
        slip("entries counted", result={"left": 252, "right": 560, "pairs": 272}).asks(
            "How many multiplications go into one entry of a product?"
        ),
    ],
)
