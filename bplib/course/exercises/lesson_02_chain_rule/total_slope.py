"""Differentiate f(u(x), v(x)): x reaches the output over two routes."""

from operator import add, mul, sub

from bplib.course.checks import Formula, Function, call_case, slip
from bplib.course.exercises.lesson_02_chain_rule.shared import coefficients, number


def total_slope(f_u, f_v, u, v, u_prime, v_prime, x, *, at=lambda u, v, x: (u(x), v(x)), join=add):
    """Return the derivative of f(u(x), v(x)) by x: one product for each route, added."""
    p, q = at(u, v, x)
    over_u = f_u(p, q) * u_prime(x)
    over_v = f_v(p, q) * v_prime(x)
    return join(over_u, over_v)


def cases(rng):
    """Draw a product, a wave, a polynomial, and a negative x."""
    a, b, c, d = coefficients(rng, 4)

    def case(note, partials, inner, slopes, sign=1):
        f_u, f_v = (Formula(text, "u", "v") for text in partials)
        names = ("u", "v", "u_prime", "v_prime")
        routes = dict(zip(names, map(Formula, (*inner, *slopes)), strict=True))
        return call_case(note, f_u=f_u, f_v=f_v, **routes, x=sign * number(rng))

    return [
        case(
            "a product",
            (f"{a}*v", f"{a}*u"),
            (f"x**2 + {b}", f"sin({c}*x)"),
            ("2*x", f"{c}*cos({c}*x)"),
        ),
        case(
            "a wave of both",
            (f"cos(u + {a}*v)", f"{a}*cos(u + {a}*v)"),
            (f"{b}*x**3", f"exp({d}*x/3)"),
            (f"3*{b}*x**2", f"{d}/3*exp({d}*x/3)"),
        ),
        case(
            "a polynomial",
            (f"2*u*v + {d}", f"u**2 + {2 * c}*v"),
            (f"tanh(x) + {a}*x", f"{b}*x + {c}"),
            (f"1 - tanh(x)**2 + {a}", f"{b} + 0*x"),
        ),
        case(
            "x negative",
            (f"exp(u/4) + {b}*v", f"{b}*u + v**2"),
            (f"{d}*cos(x)", f"x**2 + {a}*x"),
            (f"-{d}*sin(x)", f"2*x + {a}"),
            sign=-1,
        ),
    ]


def derived(f_u, f_v, u, v, u_prime, v_prime, x):
    """Return the arguments with the inner slopes in the places of the inner functions too."""
    return f_u, f_v, u_prime, v_prime, u_prime, v_prime, x


def at_the_values(f_u, f_v, u, v, u_prime, v_prime, x):
    """Return the arguments with inner slopes that are taken at the inner values."""
    return f_u, f_v, u, v, lambda x: u_prime(u(x)), lambda x: v_prime(v(x)), x


EXERCISE = Function(
    total_slope,
    cases,
    title="Two routes to the output",
    points=3,
    core=True,
    difficulty=2,
    read_again="Several routes: products add",
    slips=[
        slip("route over u only", join=lambda over_u, over_v: over_u).asks(
            "By how many routes does x reach f?"
        ),
        slip("route over v only", join=lambda over_u, over_v: over_v).asks(
            "Which route did you leave out?"
        ),
        slip("product of the routes", join=mul).asks(
            "Two changes arrive at f at the same time: do they multiply, or add?"
        ),
        slip("partial slopes at x", at=lambda u, v, x: (x, x)).asks(
            "Which two numbers does f receive?"
        ),
        slip("inner values exchanged", at=lambda u, v, x: (v(x), u(x))).asks(
            "In which order do f_u and f_v receive the two inner values?"
        ),
        slip(
            "inner slopes forgotten",
            given=lambda *a: (*a[:4], lambda x: 1, lambda x: 1, a[-1]),
        ).asks("Do u and v move exactly as far as x does?"),
        slip(
            "routes crossed",
            given=lambda f_u, f_v, u, v, u_prime, v_prime, x: (f_u, f_v, u, v, v_prime, u_prime, x),
        ).asks("Which inner slope lies on the same route as f_u?"),
        slip("routes subtracted", join=sub).asks(
            "If both routes raise f, can one of them take away from the other?"
        ),
        slip("routes averaged", join=lambda over_u, over_v: (over_u + over_v) / 2).asks(
            "When x moves, does it move both routes fully, or each of them half?"
        ),
        slip(
            "values for inner slopes",
            given=lambda f_u, f_v, u, v, u_prime, v_prime, x: (f_u, f_v, u, v, u, v, x),
        ).asks("Is your second factor where u is, or how fast u moves?"),
        slip("partial slopes at the inner slopes", given=derived).asks(
            "Does f receive the values of u and v, or their slopes?"
        ),
        slip("inner slopes at the inner values", given=at_the_values).asks(
            "What does u receive: x, or its own value?"
        ),
    ],
)
