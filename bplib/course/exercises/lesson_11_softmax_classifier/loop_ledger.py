"""Count before you run."""

from bplib.course.checks import Numbers, slip

_LEDGER = {
    "updates": 36,
    "last_batch": 37,
    "parameters": 3610,
    "penalised": 3552,
    "one_image": 1 / 360,
    "standard_error": (0.95 * 0.05 / 360) ** 0.5,
}


def loop_ledger():
    return _LEDGER


EXERCISE = Numbers(
    loop_ledger,
    title="Count before you run",
    points=1,
    difficulty=1,
    minutes=4,
    read_again="Mini-batches",
    slips=[
        slip("last batch dropped", result={"updates": 35, "last_batch": 40}).asks(
            "Who visits the images that are left when no full batch fits any more?"
        ),
        slip("biases forgotten", result={"parameters": 3552}).asks(
            "What does a layer have besides its weights?"
        ),
        slip("biases penalised", result={"penalised": 3610}).asks(
            "Which parameters does the penalty of this lesson leave alone?"
        ),
        slip("variance for spread", result={"standard_error": 0.95 * 0.05 / 360}).asks(
            "In which unit is your standard error: in shares, or in squared shares?"
        ),
        slip(
            "training images counted",
            result={"one_image": 1 / 1437, "standard_error": (0.95 * 0.05 / 1437) ** 0.5},
        ).asks("Over how many images is the held-out accuracy a mean?"),
    ],
)
