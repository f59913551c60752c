"""Right answers to `six_peers`: in order, in reverse, with a note beside it."""

DIAGNOSED = {
    "A": "W2 moved too early",
    "B": "bias mean for sum",
    "C": "right",
    "D": "penalty on biases",
    "E": "1/N again",
    "F": "mask on the upstream",
}

ANSWERS = [DIAGNOSED, dict(reversed(DIAGNOSED.items())), {**DIAGNOSED, "note": "done"}]
