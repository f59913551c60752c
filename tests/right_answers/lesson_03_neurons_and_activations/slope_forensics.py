"""Right answers to `slope_forensics`: letters in order, reversed, with a note."""

LETTERS = dict(
    zip(
        ("right", "rule_for_a_given_z", "taken_at_a", "not_differentiated", "rule_of_tanh"),
        "DACBE",
        strict=True,
    )
)

ANSWERS = [
    LETTERS,
    {name: letter.lower().upper() for name, letter in reversed(LETTERS.items())},
    {**LETTERS, "note": "0.21 is a short decimal"},
]
