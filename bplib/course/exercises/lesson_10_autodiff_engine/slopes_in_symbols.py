"""Write down five local slopes."""

from typing import Any

from bplib.course.checks import Expressions, slip


def _slopes_in_symbols(**changed: str) -> dict[str, Any]:
    import sympy as sp

    formulas = {
        "quotient_by_x": "1/y",
        "quotient_by_y": "-x/y**2",
        "power_by_x": "y*x**(y - 1)",
        "power_by_y": "x**y*log(x)",
        "softplus_by_x": "1/(1 + exp(-x))",
    }
    return {name: sp.sympify(text) for name, text in {**formulas, **changed}.items()}


EXERCISE = Expressions(
    _slopes_in_symbols,
    name="slopes_in_symbols",
    title="Write down five local slopes",
    points=2,
    difficulty=2,
    minutes=4,
    read_again="One operation: a number that remembers",
    symbols={"x": (0.4, 2.5), "y": (1.2, 3.5)},
    slips=[
        slip(
            "sign of the divisor's slope",
            result=lambda out: {**out, **(lambda: _slopes_in_symbols(quotient_by_y="x/y**2"))()},
        ).asks("If the divisor grows, does a positive quotient grow or shrink?"),
        slip(
            "divisor not squared",
            result=lambda out: {**out, **(lambda: _slopes_in_symbols(quotient_by_y="-x/y"))()},
        ).asks("A quotient is x times 1/y. What is the slope of 1/y?"),
        slip(
            "exponent not lowered",
            result=lambda out: {**out, **(lambda: _slopes_in_symbols(power_by_x="y*x**y"))()},
        ).asks("Try your slope of a power on x², at x = 3: is it the slope that you know?"),
        slip(
            "power rule for the exponent",
            result=lambda out: {**out, **(lambda: _slopes_in_symbols(power_by_y="y*x**(y - 1)"))()},
        ).asks("When y moves and x stays, is it a power of y or an exponential that changes?"),
        slip(
            "logarithm forgotten",
            result=lambda out: {**out, **(lambda: _slopes_in_symbols(power_by_y="x**y"))()},
        ).asks("Which base is its own slope: every base, or only e?"),
        slip(
            "inner slope forgotten",
            result=lambda out: {
                **out,
                **(lambda: _slopes_in_symbols(softplus_by_x="1/(1 + exp(x))"))(),
            },
        ).asks("The logarithm's slope is taken at 1 + eˣ. What is the slope of 1 + eˣ itself?"),
    ],
)
