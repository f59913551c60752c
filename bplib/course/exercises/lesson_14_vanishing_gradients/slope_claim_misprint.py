"""Correct a common claim about ten layers: how much their slopes can leave of a gradient."""

from bplib.course.checks import Numbers, slip


def slope_claim_misprint(*, sigmoid=0.25, tanh=1.0, layers=10):
    """Return the largest slopes, their products over all layers, and the weight that levels."""
    return {
        "sigmoid_top": sigmoid,
        "tanh_top": tanh,
        "sigmoid_ten": sigmoid**layers,
        "tanh_ten": tanh**layers,
        "level_weight": 1 / sigmoid,
    }


EXERCISE = Numbers(
    slope_claim_misprint,
    title="Correct a common claim",
    points=1,
    difficulty=1,
    read_again="By hand: one factor a layer",
    slips=[
        slip("tanh taken for sigmoid", tanh=0.25).asks(
            "How steep is tanh at 0, and is that the same as the sigmoid there?"
        ),
        slip("number of the claim copied", result={"sigmoid_ten": 1e-6}).asks(
            "How many significant digits does the claim's 0.000001 have?"
        ),
        slip("nine factors", layers=9).asks(
            "How many activations does a signal pass in ten layers?"
        ),
        slip("slope for weight", result={"level_weight": 0.25}).asks(
            "What is a quarter times this weight, and does that keep the product level?"
        ),
        slip("value for slope", result={"sigmoid_top": 1.0}).asks(
            "Is this the highest point of the sigmoid, or its steepest slope?"
        ),
    ],
)
