"""Right answers to `eight_suspects` in other styles than the reference."""

VERDICTS = {letter: "wrong" if letter in "ADFG" else "right" for letter in "ABCDEFGH"}

ANSWERS = [
    VERDICTS,
    dict.fromkeys("HECB", "right") | dict.fromkeys("GFDA", "wrong"),
    dict(zip("BCEHADFG", ["right"] * 4 + ["wrong"] * 4, strict=True)),
]
