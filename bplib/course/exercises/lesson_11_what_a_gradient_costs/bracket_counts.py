"""Count the multiplications of a product of four matrices, bracketed in three ways."""

from bplib.course.checks import Numbers, slip


def bracket_counts(
    *,
    left_join=1,
    right_join=1,
    pairs_join=1,
    cost=lambda rows, inner, columns: rows * inner * columns,
):
    """Return the counts for M1: (6, 20), M2: (20, 2), M3: (2, 30) and M4: (30, 10)."""
    left = cost(6, 20, 2) + cost(6, 2, 30) + left_join * cost(6, 30, 10)
    right = cost(2, 30, 10) + cost(20, 2, 10) + right_join * cost(6, 20, 10)
    pairs = cost(6, 20, 2) + cost(2, 30, 10) + pairs_join * cost(6, 2, 10)
    return {"left": left, "right": right, "pairs": pairs}


EXERCISE = Numbers(
    bracket_counts,
    title="Place the brackets",
    points=1,
    core=True,
    difficulty=1,
    read_again="Vectors: a row times matrices",
    slips=[
        slip(
            "left and right exchanged",
            result=lambda out: {**out, "left": out["right"], "right": out["left"]},
        ).asks("In (M₁M₂)M₃, which product is formed first?"),
        slip("last product forgotten", left_join=0, right_join=0, pairs_join=0).asks(
            "How many products does it take to join four matrices?"
        ),
        *(
            slip(f"last product of {name} forgotten", **{f"{name}_join": 0}).asks(
                f"How many products does “{name}” take, and how many of them did you count?"
            )
            for name in ("left", "right", "pairs")
        ),
        slip("sizes added", cost=lambda rows, inner, columns: rows + inner + columns).asks(
            "How many entries has the product, and how many multiplications does each take?"
        ),
        slip("entries counted", cost=lambda rows, inner, columns: rows * columns).asks(
            "How many multiplications go into one entry of a product?"
        ),
    ],
)
