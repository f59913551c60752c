"""Find the best step of the central difference."""

from collections.abc import Callable
from typing import Any

from bplib.course.checks import Expressions, slip

HAND = "By hand: two errors that pull against each other"


def _best_step(step: Callable[[Any, Any], Any] | None = None, parts: str = "both") -> Any:
    """Return the answer of `best_central_step`, or what a mistake makes of it."""

    def answer() -> dict[str, Any]:
        import sympy as sp

        r, m = sp.symbols("r m", positive=True)
        h = step(r, m) if step else (3 * r / m) ** sp.Rational(1, 3)
        errors = {"round-off": r / h, "truncation": m * h**2 / 6}
        least = sum(errors.values()) if parts == "both" else errors[parts]
        return {"least_error": least} if parts != "both" else {"best_step": h, "least_error": least}

    return answer


def _root(power: int, factor: Any) -> Callable[[Any, Any], Any]:
    def step(r: Any, m: Any) -> Any:
        import sympy as sp

        return (sp.sympify(factor) * r / m) ** sp.Rational(1, power)

    return step


EXERCISE = Expressions(
    _best_step(),
    name="best_central_step",
    title="Find the best step of the central difference",
    points=2,
    difficulty=3,
    minutes=4,
    read_again=HAND,
    symbols={"r": (0.01, 0.5), "m": (0.5, 4.0)},
    slips=[
        slip(
            "both parts made equal", result=lambda out: {**out, **(_best_step(_root(3, 6)))()}
        ).asks("Where two curves cross, is their sum at its lowest?"),
        slip(
            "rule of the one-sided difference",
            result=lambda out: {**out, **(_best_step(_root(2, 4)))()},
        ).asks("Which power of h does the truncation of a central difference have?"),
        slip("root forgotten", result=lambda out: {**out, **(_best_step(_root(1, 3)))()}).asks(
            "Setting the slope of the total to 0 gives a power of h. Which one?"
        ),
        slip("sixth forgotten", result=lambda out: {**out, **(_best_step(_root(3, "1/2")))()}).asks(
            "Which number divides h²f‴ in the truncation?"
        ),
        slip(
            "round-off counted twice",
            result=lambda out: {**out, **(_best_step(_root(3, 6 * 2**0.5)))()},
        ).asks("Two values, each off by r, divided by how much?"),
        slip(
            "only round-off counted",
            result=lambda out: {**out, **(_best_step(parts="round-off"))()},
        ).asks("Is there nothing left of the truncation at the best step?"),
        slip(
            "only truncation counted",
            result=lambda out: {**out, **(_best_step(parts="truncation"))()},
        ).asks("Is there nothing left of the round-off at the best step?"),
    ],
)
