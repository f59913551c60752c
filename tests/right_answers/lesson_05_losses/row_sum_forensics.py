"""Right answers to `row_sum_forensics`: a dict, a string, the letters made anew."""

LETTERS = {
    "right": "D",
    "not_averaged": "B",
    "not_subtracted": "E",
    "over_samples": "A",
    "softmax_twice": "F",
    "wrong_labels": "C",
}

ANSWERS = [
    LETTERS,
    dict(zip(LETTERS, "DBEAFC", strict=True)),
    {name: letter.lower().upper() for name, letter in reversed(LETTERS.items())},
]
