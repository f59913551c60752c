"""Relations of one number: so much can be said of it that only what people do counts."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks.recognition.ways import Relation

# Of one number so much can be said that only what people do counts.
_NUMBERS: tuple[tuple[str, str, Callable[[float], float]], ...] = (
    ("sign turned", "Which sign has this number?", lambda v: -v),
    (
        "doubled",
        "Your number is twice what is asked for. Where does a 2 come from?",
        lambda v: 2 * v,
    ),
    ("halved", "Your number is half of what is asked for. Where does a 2 go?", lambda v: v / 2),
    (
        "times 3",
        "Your number is 3 times what is asked for. Where does the 3 come from?",
        lambda v: 3 * v,
    ),
    ("a third", "Your number is a third of what is asked for. Where does a 3 go?", lambda v: v / 3),
    (
        "times 4",
        "Your number is 4 times what is asked for. Where does the 4 come from?",
        lambda v: 4 * v,
    ),
    (
        "a quarter",
        "Your number is a quarter of what is asked for. Where does a 4 go?",
        lambda v: v / 4,
    ),
    ("times 10", "Is the point where it belongs?", lambda v: 10 * v),
    ("a tenth", "Is the point where it belongs?", lambda v: v / 10),
    ("per cent", "Is a share asked for, or per cent?", lambda v: 100 * v),
    ("a hundredth", "Is a share asked for, or per cent?", lambda v: v / 100),
    ("squared", "You give the square. Is it asked for?", lambda v: v * v),
    ("root taken", "You give the root. Is it asked for?", lambda v: abs(v) ** 0.5),
    ("one minus the value", "You give what is missing to 1. Is it asked for?", lambda v: 1 - v),
    ("one more", "Your number is larger by 1. What is counted, and from where?", lambda v: v + 1),
    ("one less", "Your number is smaller by 1. What is counted, and from where?", lambda v: v - 1),
    ("turned over", "Which of the two is above the line?", lambda v: 1 / v if v else v),
    (
        "to base 2",
        "Which logarithm is asked for: that to base 2, or the natural one?",
        lambda v: v / np.log(2),
    ),
    (
        "to base 10",
        "Which logarithm is asked for: that to base 10, or the natural one?",
        lambda v: v / np.log(10),
    ),
    (
        "not to base 2",
        "Which base does the logarithm have that is asked for?",
        lambda v: v * np.log(2),
    ),
)


COUNTED = 10_000  # nobody rounds a smaller count


def of_a_number(
    mine: Any,
    right: Any,
    others: dict[str, Any],
    alike: Callable[[Any, Any], bool],
    label: bool = False,
) -> Relation | None:
    """Return how one named number follows from the right one, or from another one's.

    Parameters
    ----------
    mine, right : object
        The returned and the right number.
    others : dict of str to object
        The other right numbers, by name.
    alike : callable
        ``alike(mine, other)`` says whether two numbers are alike in the digits given.
    label : bool
        Whether the number says which one: then no other one's is like it.

    Returns
    -------
    Relation or None
        The first relation that holds.
    """
    if label or isinstance(right, str):  # it would tell which one the other is
        return None
    numeric = all(
        isinstance(v, int | float | np.number) and not isinstance(v, bool) for v in (mine, right)
    )
    for name, other in others.items():
        if alike(mine, other) and not (numeric and float(mine) in (0.0, 1.0)):
            question = f"You give what is asked for as {name}. Which is which?"
            return Relation(f"the value of {name}", question, "another value")
    if not numeric:
        return None
    value = float(right)
    counted = isinstance(right, int | np.integer) and abs(value) < COUNTED
    for digits in () if counted else (1, 2, 3):
        for cut, form in ((False, f"{value:.{digits}g}"), (True, _cut(value, digits))):
            if float(mine) == float(form):
                asked = "cut off" if cut else "rounded"
                question = f"You give {digits} digit{'s' * (digits > 1)}. How many are asked for?"
                return Relation(f"{asked} after {digits} digits", question, f"{asked} digits")
    for name, question, way in _NUMBERS:
        if alike(mine, way(value)):
            return Relation(name, question)
    return None


def _cut(value: float, digits: int) -> str:
    """Return a number with so many significant digits, the rest cut off."""
    if not value or not np.isfinite(value):
        return "nan"
    unit = 10.0 ** (np.floor(np.log10(abs(value))) - digits + 1)
    return f"{np.trunc(value / unit) * unit:.{digits}g}"
