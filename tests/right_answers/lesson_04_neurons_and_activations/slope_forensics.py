"""Right answers to `slope_forensics`: letters in order, small, with a note."""

LETTERS = dict(
    zip(
        ("right", "rule_for_a_given_z", "taken_at_a", "not_differentiated", "rule_of_tanh"),
        "DACBE",
        strict=True,
    )
)

ANSWERS = [
    LETTERS,
    {name: letter.lower() for name, letter in reversed(LETTERS.items())},
    {**LETTERS, "note": "0.21 is a short decimal"},
]
