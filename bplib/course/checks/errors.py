"""Whether two exceptions say the same."""

import re

_SHAPES = re.compile("core dimension|not aligned|broadcast")


def is_of_shapes(message: str) -> bool:
    """Whether an exception says that the shapes of two arrays do not fit."""
    return bool(_SHAPES.search(message))


def say_the_same(one: str, other: str) -> bool:
    """Whether two messages are the same, or tell of the same lengths that do not fit.

    NumPy's functions say so in words of their own, some with all lengths and some with two.
    """
    if one == other:
        return True
    if not (is_of_shapes(one) and is_of_shapes(other)):
        return False
    lengths, others = _lengths(one), _lengths(other)
    return lengths <= others or others <= lengths


def _lengths(message: str) -> frozenset[str]:
    """Return the lengths in a message, without the numbers of operands, axes and dimensions."""
    told = re.sub(r"operand \d+|core dimension \d+|\(dim \d+\)", "", message)
    return frozenset(re.findall(r"\d+", told))
