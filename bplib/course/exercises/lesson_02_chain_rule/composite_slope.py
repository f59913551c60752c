"""Differentiate f(g(x)): the outer slope taken where f is, times the inner one."""

from operator import add, mul

from bplib.course.checks import Formula, Function, call_case, slip
from bplib.course.exercises.lesson_02_chain_rule.shared import coefficients, number


def composite_slope(f_prime, g, g_prime, x, *, times=mul):
    """Return the derivative of f(g(x)) by x."""
    u = g(x)
    outer = f_prime(u)
    inner = g_prime(x)
    return times(outer, inner)


def cases(rng):
    """Draw three composites at a number and one at an array."""
    a, b, c, d = coefficients(rng, 4)

    def case(note, f_prime, g, g_prime, x):
        f_prime, g, g_prime = Formula(f_prime, "u"), Formula(g), Formula(g_prime)
        return call_case(note, f_prime=f_prime, g=g, g_prime=g_prime, x=x)

    power = f"4*u**3 + {d}*u", f"x/2 + {c}*x**2", f"1/2 + 2*{c}*x"
    return [
        case("a wave of a parabola", f"{a}*cos({a}*u)", f"x**2 + {b}*x", f"2*x + {b}", number(rng)),
        case("a cubic of a wave", f"3*u**2 + {c}", f"{a}*sin(x)", f"{a}*cos(x)", number(rng)),
        case(
            "an exponential of tanh", "exp(u)", f"{d}*tanh(x)", f"{d}*(1 - tanh(x)**2)", number(rng)
        ),
        case("x an array", *power, rng.uniform(0.4, 1.4, size=3)),
    ]


EXERCISE = Function(
    composite_slope,
    cases,
    title="The slope of f(g(x))",
    points=3,
    core=True,
    difficulty=2,
    read_again="One chain: links multiply",
    met={"outer": "the outer slope"},
    slips=[
        slip(
            "outer slope at x",
            given=lambda f_prime, g, g_prime, x: (f_prime, lambda x: x, g_prime, x),
        ).asks("Which number does f receive: x, or something else?"),
        slip("slopes chained", instead=lambda f_prime, g, g_prime, x: f_prime(g_prime(x))).asks(
            "What does f receive: where g is, or its slope, and which two slopes are multiplied?"
        ),
        slip("inner slope forgotten", times=lambda outer, inner: outer).asks(
            "When x moves by a little, does g move by the same amount?"
        ),
        slip("sum for product", times=add).asks(
            "If g doubles a change and f triples it, by how much has it grown?"
        ),
        slip(
            "outer slope at g′(x)",
            given=lambda f_prime, g, g_prime, x: (f_prime, g_prime, g_prime, x),
        ).asks("Does f receive the value of g, or the slope of g?"),
        slip(
            "inner slope at g(x)",
            given=lambda f_prime, g, g_prime, x: (f_prime, g, lambda x: g_prime(g(x)), x),
        ).asks("Which number does g receive, and so where is its slope taken?"),
        slip("g for g′", given=lambda f_prime, g, g_prime, x: (f_prime, g, g, x)).asks(
            "Is your second factor a slope or a value?"
        ),
        slip(
            "inside out", given=lambda f_prime, g, g_prime, x: (g_prime, f_prime, f_prime, x)
        ).asks("Which of the two functions sees x itself?"),
        slip("outer slope forgotten", times=lambda outer, inner: inner).asks(
            "That is how g moves with x. How does f move with g?"
        ),
        slip(
            "outer slope at a product",
            instead=lambda f_prime, g, g_prime, x: f_prime(g(x) * g_prime(x)),
        ).asks("Which number does f receive, and what stands outside its brackets?"),
    ],
)
