"""Count the multiplications of a product of four matrices, bracketed in three ways."""

from bplib.course.checks import Numbers, slip


def bracket_counts(*, last=1):
    """Return the counts for A: (6, 20), B: (20, 2), C: (2, 30) and D: (30, 10)."""
    left = 6 * 20 * 2 + 6 * 2 * 30 + last * 6 * 30 * 10
    right = 2 * 30 * 10 + 20 * 2 * 10 + last * 6 * 20 * 10
    pairs = 6 * 20 * 2 + 2 * 30 * 10 + last * 6 * 2 * 10
    return {"left": left, "right": right, "pairs": pairs}


EXERCISE = Numbers(
    bracket_counts,
    title="Place the brackets",
    points=1,
    difficulty=2,
    minutes=3,
    read_again="Vectors: a row times matrices",
    slips=[
        slip(
            "left and right exchanged",
            result=lambda out: {**out, "left": out["right"], "right": out["left"]},
        ).asks("In (AB)C, which product is formed first?"),
        slip("last product forgotten", last=0).asks(
            "How many products does it take to join four matrices?"
        ),
        slip("entries counted", result={"left": 252, "right": 560, "pairs": 272}).asks(
            "How many multiplications go into one entry of a product?"
        ),
    ],
)
