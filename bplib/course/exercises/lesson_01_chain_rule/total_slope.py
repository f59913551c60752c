"""Two routes to the output."""

from typing import Any

import numpy as np

from bplib.course.checks import Case, Formula, Function, call_case, slip
from bplib.course.exercises.lesson_01_chain_rule.shared import _coefficients, _number


def total_slope(
    f_u,
    f_v,
    u,
    v,
    u_prime,
    v_prime,
    x: float,
) -> float:
    """Return the derivative of f(u(x), v(x)) by x: one product for each route, added."""
    place = u(x), v(x)
    return f_u(*place) * u_prime(x) + f_v(*place) * v_prime(x)


def _total_slope_cases(rng: np.random.Generator) -> list[Case]:
    a, b, c, d = _coefficients(rng, 4)
    uv = ("u", "v")
    return [
        call_case(
            "a product",
            f_u=Formula(f"{a}*v", *uv),
            f_v=Formula(f"{a}*u", *uv),
            u=Formula(f"x**2 + {b}"),
            v=Formula(f"sin({c}*x)"),
            u_prime=Formula("2*x"),
            v_prime=Formula(f"{c}*cos({c}*x)"),
            x=_number(rng),
        ),
        call_case(
            "a wave of both",
            f_u=Formula(f"cos(u + {a}*v)", *uv),
            f_v=Formula(f"{a}*cos(u + {a}*v)", *uv),
            u=Formula(f"{b}*x**3"),
            v=Formula(f"exp({d}*x/3)"),
            u_prime=Formula(f"3*{b}*x**2"),
            v_prime=Formula(f"{d}/3*exp({d}*x/3)"),
            x=_number(rng),
        ),
        call_case(
            "a polynomial",
            f_u=Formula(f"2*u*v + {d}", *uv),
            f_v=Formula(f"u**2 + {2 * c}*v", *uv),
            u=Formula(f"tanh(x) + {a}*x"),
            v=Formula(f"{b}*x + {c}"),
            u_prime=Formula(f"1 - tanh(x)**2 + {a}"),
            v_prime=Formula(f"{b} + 0*x"),
            x=_number(rng),
        ),
        call_case(
            "x negative",
            f_u=Formula(f"exp(u/4) + {b}*v", *uv),
            f_v=Formula(f"{b}*u + v**2", *uv),
            u=Formula(f"{d}*cos(x)"),
            v=Formula(f"x**2 + {a}*x"),
            u_prime=Formula(f"-{d}*sin(x)" if d > 0 else f"{-d}*sin(x)"),
            v_prime=Formula(f"2*x + {a}"),
            x=-_number(rng),
        ),
    ]


def _both(*at) -> tuple[Any, ...]:
    """Return the two products of a total derivative: f_u·u′ and f_v·v′."""
    f_u, f_v, u, v, u_prime, v_prime, x = at
    place = u(x), v(x)
    return f_u(*place) * u_prime(x), f_v(*place) * v_prime(x)


def _routes_multiplied(*at: Any) -> Any:
    first, second = _both(*at)
    return first * second


def _partials_at_x(*at: Any) -> Any:
    f_u, f_v, _, _, u_prime, v_prime, x = at
    return f_u(x, x) * u_prime(x) + f_v(x, x) * v_prime(x)


def _inner_slopes_forgotten(*at: Any) -> Any:
    f_u, f_v, u, v, _, _, x = at
    return f_u(u(x), v(x)) + f_v(u(x), v(x))


def _routes_crossed(*at: Any) -> Any:
    f_u, f_v, u, v, u_prime, v_prime, x = at
    return total_slope(f_u, f_v, u, v, v_prime, u_prime, x)


EXERCISE = Function(
    total_slope,
    _total_slope_cases,
    title="Two routes to the output",
    points=3,
    difficulty=2,
    minutes=3,
    read_again="Several routes: products add",
    slips=[
        slip("route over u only", instead=lambda *at: _both(*at)[0]).asks(
            "By how many routes does x reach f?"
        ),
        slip("route over v only", instead=lambda *at: _both(*at)[1]).asks(
            "Which route did you leave out?"
        ),
        slip("product of the routes", instead=_routes_multiplied).asks(
            "Two changes arrive at f at the same time: do they multiply, or add?"
        ),
        slip("partial slopes at x", instead=_partials_at_x).asks(
            "Which two numbers does f receive?"
        ),
        slip("inner slopes forgotten", instead=_inner_slopes_forgotten).asks(
            "Do u and v move exactly as far as x does?"
        ),
        slip("routes crossed", instead=_routes_crossed).asks(
            "Which inner slope lies on the same route as f_u?"
        ),
        slip("routes subtracted", instead=lambda *at: _both(*at)[0] - _both(*at)[1]).asks(
            "If both routes raise f, can one of them take away from the other?"
        ),
    ],
)
