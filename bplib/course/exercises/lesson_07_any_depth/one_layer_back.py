"""Write one layer's way back in letters."""

from collections.abc import Callable
from typing import Any

from bplib.course.checks import Expressions, slip

SHAPES = "By hand: the same by shapes alone"


def _letters() -> tuple[Any, Any, Any, Any]:
    """Return the matrices A_prev (2, 3), W (3, 4), dZ (2, 4) and S (2, 3) of symbols."""
    import sympy as sp

    def matrix(letter: str, rows: int, columns: int) -> Any:
        return sp.Matrix(rows, columns, lambda r, c: sp.Symbol(f"{letter}_{r + 1}{c + 1}"))

    return matrix("a", 2, 3), matrix("w", 3, 4), matrix("d", 2, 4), matrix("s", 2, 3)


def _one_layer_back() -> dict[str, Any]:
    A_prev, W, dZ, S = _letters()
    return {
        "dW": A_prev.T * dZ,
        "db": dZ[0, :] + dZ[1, :],
        "dZ_prev": (dZ * W.T).multiply_elementwise(S),
    }


def _letters_variant(kind: str) -> Callable[[], dict[str, Any]]:
    """Return the names that one mistake changes."""

    def wrong() -> dict[str, Any]:
        import sympy as sp

        A_prev, W, dZ, _ = _letters()
        right = _one_layer_back()
        return {
            "mean": {"dW": right["dW"] / 2, "db": right["db"] / 2},
            "last sample": {"dW": A_prev[1, :].T * dZ[1, :], "db": dZ[1, :]},
            "transposed": {"dW": right["dW"].T},
            "one number": {"db": sp.Matrix([[sum(dZ)]])},
            "across": {"db": dZ * sp.ones(4, 1)},
            "no slope": {"dZ_prev": dZ * W.T},
            "activation": {"dZ_prev": (dZ * W.T).multiply_elementwise(A_prev)},
        }[kind]

    return wrong


EXERCISE = Expressions(
    _one_layer_back,
    name="one_layer_back",
    title="Write one layer's way back in letters",
    points=3,
    difficulty=3,
    minutes=6,
    read_again=SHAPES,
    symbols={
        **{f"a_{n}{i}": (0.2, 2.0) for n in (1, 2) for i in (1, 2, 3)},
        **{f"w_{i}{j}": (-2.0, 2.0) for i in (1, 2, 3) for j in (1, 2, 3, 4)},
        **{f"d_{n}{j}": (-1.0, 1.0) for n in (1, 2) for j in (1, 2, 3, 4)},
        **{f"s_{n}{i}": (0.1, 0.9) for n in (1, 2) for i in (1, 2, 3)},
    },
    slips=[
        slip("mean for sum", result=lambda out: {**out, **(_letters_variant("mean"))()}).asks(
            "The 1/N of the loss: is it already inside dZ, or still to come?"
        ),
        slip(
            "last sample only", result=lambda out: {**out, **(_letters_variant("last sample"))()}
        ).asks("On how many samples does one weight act, and how many of them are in your dW?"),
        slip(
            "gradient transposed", result=lambda out: {**out, **(_letters_variant("transposed"))()}
        ).asks("Could your dW be subtracted from W?"),
        slip(
            "one number for all biases",
            result=lambda out: {**out, **(_letters_variant("one number"))()},
        ).asks("How many neurons has the layer, and how many biases?"),
        slip(
            "summed across the neurons",
            result=lambda out: {**out, **(_letters_variant("across"))()},
        ).asks("Do two neurons share a bias, or do two samples?"),
        slip(
            "slope forgotten", result=lambda out: {**out, **(_letters_variant("no slope"))()}
        ).asks("Is your dZ_prev a derivative by Z_prev, or by A_prev?"),
        slip(
            "activation for slope", result=lambda out: {**out, **(_letters_variant("activation"))()}
        ).asks("Which of your letters says how fast A_prev answers when Z_prev moves?"),
    ],
)
