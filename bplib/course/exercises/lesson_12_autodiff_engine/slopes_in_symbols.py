"""Write the slopes of a quotient, a power and the softplus ln(1 + eˣ) as formulas."""

from bplib.course.checks import Expressions, slip


def slopes_in_symbols(
    *,
    sign=-1,
    divisor=lambda y: y**2,
    lowered=lambda y: y - 1,
    by_exponent=lambda x, y, log: x**y * log(x),
    inner=lambda rise: rise,
):
    """Return the slopes of x/y and of xʸ by x and by y, and that of ln(1 + eˣ)."""
    import sympy as sp

    x, y = sp.symbols("x y")
    rise = sp.exp(x)
    return {
        "quotient_by_x": 1 / y,
        "quotient_by_y": sign * x / divisor(y),
        "power_by_x": y * x ** lowered(y),
        "power_by_y": by_exponent(x, y, sp.log),
        "softplus_by_x": inner(rise) / (1 + rise),
    }


EXERCISE = Expressions(
    slopes_in_symbols,
    title="Write down five local slopes",
    points=2,
    difficulty=2,
    minutes=4,
    read_again="One operation: a number that remembers",
    symbols={"x": (0.4, 2.5), "y": (1.2, 3.5)},
    slips=[
        slip("sign of the divisor's slope", sign=1).asks(
            "If the divisor grows, does a positive quotient grow or shrink?"
        ),
        slip("divisor not squared", divisor=lambda y: y).asks(
            "A quotient is x times 1/y. What is the slope of 1/y?"
        ),
        slip("exponent not lowered", lowered=lambda y: y).asks(
            "Try your slope of a power on x², at x = 3: is it the slope that you know?"
        ),
        slip("power rule for the exponent", by_exponent=lambda x, y, log: y * x ** (y - 1)).asks(
            "When y moves and x stays, is it a power of y or an exponential that changes?"
        ),
        slip("logarithm forgotten", by_exponent=lambda x, y, log: x**y).asks(
            "Which base is its own slope: every base, or only e?"
        ),
        slip("inner slope forgotten", inner=lambda rise: 1).asks(
            "The logarithm's slope is taken at 1 + eˣ. What is the slope of 1 + eˣ itself?"
        ),
        slip("logarithm of the exponent", by_exponent=lambda x, y, log: x**y * log(y)).asks(
            "Of which of the two is the logarithm: of what grows, or of what is raised?"
        ),
    ],
)
