"""Match five curves of the loss to the five wrong backward passes that made them."""

from bplib.course.checks import Numbers, slip


def one_one_one_curves():
    """Return the letter of each mistake's curve."""
    return {
        "updated_w2": "E",
        "raw_error": "C",
        "slope_forgotten": "D",
        "slope_kept": "B",
        "wrong_sign": "A",
    }


EXERCISE = Numbers(
    one_one_one_curves,
    title="Match five curves to five mistakes",
    points=2,
    difficulty=3,
    read_again="Where it breaks: a falling loss proves little",
    slips=[
        slip(
            "faster and slower exchanged", result={"slope_forgotten": "B", "slope_kept": "D"}
        ).asks("σ′ is at most a quarter. Is a step without it larger or smaller?"),
        slip("small and smaller exchanged", result={"updated_w2": "C", "raw_error": "E"}).asks(
            "Which changes delta1 more: a w2 that is one step too new, or no w2 at all?"
        ),
        slip("two large steps exchanged", result={"raw_error": "D", "slope_forgotten": "C"}).asks(
            "Which factor is nearer to 1, so that leaving it out matters less: w2, or σ′?"
        ),
        slip("slow for uphill", result={"slope_kept": "A", "wrong_sign": "B"}).asks(
            "A positive factor makes every step shorter. Can it make the loss rise?"
        ),
    ],
)
