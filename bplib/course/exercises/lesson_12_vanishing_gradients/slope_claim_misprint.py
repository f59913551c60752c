"""Correct a published claim."""

from bplib.course.checks import Numbers, slip

_CLAIM = {
    "sigmoid_top": 0.25,
    "tanh_top": 1.0,
    "sigmoid_ten": 0.25**10,
    "tanh_ten": 1.0,
    "level_weight": 4.0,
}


def slope_claim_misprint():
    return _CLAIM


EXERCISE = Numbers(
    slope_claim_misprint,
    title="Correct a published claim",
    points=1,
    difficulty=1,
    minutes=3,
    read_again="By hand: one factor a layer",
    slips=[
        slip("tanh taken for sigmoid", result={"tanh_top": 0.25, "tanh_ten": 0.25**10}).asks(
            "How steep is tanh at 0, and is that the same as the sigmoid there?"
        ),
        slip("printed number copied", result={"sigmoid_ten": 1e-6}).asks(
            "How many significant digits does the printed 0.000001 have?"
        ),
        slip("nine factors", result={"sigmoid_ten": 0.25**9}).asks(
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
