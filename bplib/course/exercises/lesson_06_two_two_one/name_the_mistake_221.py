"""Name the mistake from the number."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.activations import sigmoid
from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_06_two_two_one.shared import BREAKS, signed, slope


def _suspects(
    W2: Any,
    delta2: Any,
    z1: Any,
    lr: float,
    step: Callable[[Any, Any, float], Any] = lambda W2, change, lr: W2 - lr * change,
) -> dict[str, Any]:
    """Return the hidden delta of the right method and of each mistake, by name."""
    a1 = sigmoid(z1)
    back = W2.T @ delta2
    updated = step(W2, delta2 @ a1.T, lr)
    return {
        "none": back * slope(a1),
        "updated weights": (updated.T @ delta2) * slope(a1),
        "slope forgotten": back,
        "z for a": back * slope(z1),
        "a for slope": back * a1,
    }


def _nearest(suspects: dict[str, Any], printed: Any) -> str:
    return min(suspects, key=lambda name: float(np.abs(suspects[name] - printed).max()))


def name_the_mistake_221(W2: Any, delta2: Any, z1: Any, lr: float, printed: Any) -> str:
    """Return the name of the mistake whose hidden delta was printed."""
    return _nearest(_suspects(W2, delta2, z1, lr), printed)


def _printed_cases(rng: np.random.Generator) -> list[Case]:
    # Who ignores lr and takes a fixed rate is caught by the smallest one or by the largest one.
    wanted = (
        ("updated weights", 2.5),
        ("z for a", 0.2),
        ("none", 0.25),
        ("slope forgotten", 0.3),
        ("updated weights", 0.8),
        ("a for slope", 0.15),
        ("updated weights", 0.01),
    )
    cases = []
    for number, (culprit, lr) in enumerate(wanted):
        n_out, n_hidden = ((1, 2), (3, 4), (2, 3))[number % 3]
        while True:
            W2, delta2 = signed(rng, (n_out, n_hidden)), signed(rng, (n_out, 1), 0.2, 0.8)
            z1 = signed(rng, (n_hidden, 1), 0.3, 2.0)
            suspects = _suspects(W2, delta2, z1, lr)
            moved = np.abs(suspects["none"] - suspects["updated weights"]).max()
            room = 0 if lr > 1 else 2 * moved
            apart = [
                np.abs(a - b).max() - room
                for name, a in suspects.items()
                for other, b in suspects.items()
                if name != other and {name, other} != {"none", "updated weights"}
            ]
            if min(apart) < 1e-2 or moved < min(2e-3, 0.03 * lr):
                continue
            slow = _suspects(W2, delta2, z1, 0.1)
            if lr <= 1 or _nearest(slow, suspects[culprit]) != culprit:
                break
        cases.append(
            call_case(
                f"{n_hidden} hidden units, {n_out} output{'s' * (n_out > 1)}",
                W2=W2,
                delta2=delta2,
                z1=z1,
                lr=lr,
                printed=np.round(suspects[culprit], 6),
            )
        )
    return cases


def _by_equality(W2: Any, delta2: Any, z1: Any, lr: float, printed: Any) -> str:
    for name, value in _suspects(W2, delta2, z1, lr).items():
        if np.array_equal(value, printed):
            return name
    return "none"


def _uphill(W2: Any, delta2: Any, z1: Any, lr: float, printed: Any) -> str:
    suspects = _suspects(W2, delta2, z1, lr, lambda W2, change, lr: W2 + lr * change)
    return _nearest(suspects, printed)


def _rate_forgotten(W2: Any, delta2: Any, z1: Any, lr: float, printed: Any) -> str:
    suspects = _suspects(W2, delta2, z1, lr, lambda W2, change, _lr: W2 - change)
    return _nearest(suspects, printed)


def _names_swapped(W2: Any, delta2: Any, z1: Any, lr: float, printed: Any) -> str:
    name = name_the_mistake_221(W2, delta2, z1, lr, printed)
    return {"z for a": "a for slope", "a for slope": "z for a"}.get(name, name)


def _farthest(W2: Any, delta2: Any, z1: Any, lr: float, printed: Any) -> str:
    suspects = _suspects(W2, delta2, z1, lr)
    return max(suspects, key=lambda name: float(np.abs(suspects[name] - printed).max()))


EXERCISE = Function(
    name_the_mistake_221,
    _printed_cases,
    title="Name the mistake from the number",
    points=4,
    difficulty=4,
    minutes=7,
    read_again=BREAKS,
    slips=[
        slip("exact equality", instead=_by_equality).asks(
            "A printed number is rounded. Can it ever equal a computed one?"
        ),
        slip("updated uphill", instead=_uphill).asks(
            "In which direction did the updated weights move?"
        ),
        slip("learning rate forgotten", instead=_rate_forgotten).asks(
            "How far did the updated weights move?"
        ),
        slip("two names swapped", instead=_names_swapped).asks(
            "Which of the two has z⁽¹⁾ in it: 'z for a' or 'a for slope'?"
        ),
        slip("farthest suspect", instead=_farthest).asks(
            "Should the guilty suspect's number be close to the printed one, or far away?"
        ),
    ],
)
