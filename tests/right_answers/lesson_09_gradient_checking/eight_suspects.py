"""Right answers to `eight_suspects`: verdicts letter by letter, by verdict, in pairs."""

by_letter = {letter: "wrong" if letter in "ADFG" else "right" for letter in "ABCDEFGH"}
by_verdict = dict.fromkeys("HECB", "right") | dict.fromkeys("GFDA", "wrong")
in_pairs = dict(zip("BCEHADFG", ["right"] * 4 + ["wrong"] * 4, strict=True))

ANSWERS = [by_letter, by_verdict, in_pairs]
