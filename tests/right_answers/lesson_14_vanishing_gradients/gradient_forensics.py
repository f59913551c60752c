"""Right answers to `gradient_forensics`: whole numbers, floats, zipped."""

ANSWERS = [
    {"A": 3, "B": 5, "C": 1, "D": 4, "E": 2},
    {"A": 3.0, "B": 5.0, "C": 1.0, "D": 4.0, "E": 2.0},
    dict(zip("ABCDE", [3, 5, 1, 4, 2], strict=True)),
]
