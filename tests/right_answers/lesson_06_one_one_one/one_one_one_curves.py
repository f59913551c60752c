"""Right answers to `one_one_one_curves`: letters in order, zipped, reversed."""

LETTERS = {
    "updated_w2": "E",
    "raw_error": "C",
    "slope_forgotten": "D",
    "slope_kept": "B",
    "wrong_sign": "A",
}

ANSWERS = [
    LETTERS,
    dict(zip(LETTERS, "ECDBA", strict=True)),
    {name: letter.lower().upper() for name, letter in reversed(LETTERS.items())},
]
