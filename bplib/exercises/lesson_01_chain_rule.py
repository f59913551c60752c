"""Exercises of lesson 01: slopes of chains, of several routes, and the order of multiplication."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import cos, sin
from typing import Any

import numpy as np

from bplib.checks import Case, Exercise, Formula, Mistake, call_case

Function = Callable[..., Any]


def central_difference(f: Function, x: Any, h: float) -> Any:
    """Return the slope of `f` at `x`, measured from x − h to x + h."""
    return (f(x + h) - f(x - h)) / (2 * h)


def _central_difference_cases(rng: np.random.Generator) -> list[Case]:
    a, b, c = _coefficients(rng, 3)
    return [
        call_case("a cubic", f=Formula(f"{a}*x**3 + {b}*x**2 + {c}*x"), x=_number(rng), h=0.1),
        call_case("a wave", f=Formula(f"sin({a}*x) + {b}*cos(x)"), x=_number(rng), h=0.02),
        call_case("x a whole number", f=Formula(f"exp({a}*x/4) + {b}*x"), x=2, h=0.25),
        call_case("x an array", f=Formula(f"{c}*exp(-x) + x**2"), x=rng.normal(size=4), h=0.05),
    ]


def composite_slope(f_prime: Function, g: Function, g_prime: Function, x: Any) -> Any:
    """Return the derivative of f(g(x)) by x, the outer slope taken where f is."""
    return f_prime(g(x)) * g_prime(x)


def _composite_slope_cases(rng: np.random.Generator) -> list[Case]:
    a, b, c, d = _coefficients(rng, 4)
    wave = Formula(f"{a}*cos({a}*u)", "u"), Formula(f"x**2 + {b}*x"), Formula(f"2*x + {b}")
    cube = Formula(f"3*u**2 + {c}", "u"), Formula(f"{a}*sin(x)"), Formula(f"{a}*cos(x)")
    growth = Formula("exp(u)", "u"), Formula(f"{d}*tanh(x)"), Formula(f"{d}*(1 - tanh(x)**2)")
    power = Formula(f"4*u**3 + {d}*u", "u"), Formula(f"x/2 + {c}*x**2"), Formula(f"1/2 + 2*{c}*x")
    return [
        _composite_case("a wave of a parabola", wave, _number(rng)),
        _composite_case("a cubic of a wave", cube, _number(rng)),
        _composite_case("an exponential of tanh", growth, _number(rng)),
        _composite_case("x an array", power, rng.uniform(0.4, 1.4, size=3)),
    ]


def _composite_case(note: str, link: tuple[Formula, Formula, Formula], x: Any) -> Case:
    f_prime, g, g_prime = link
    return call_case(note, f_prime=f_prime, g=g, g_prime=g_prime, x=x)


def chain_slope(links: Sequence[Function], slopes: Sequence[Function], x: float) -> float:
    """Return the derivative of the last link's output by `x`."""
    product = 1.0
    for link, slope in zip(links, slopes, strict=True):
        product *= slope(x)
        x = link(x)
    return product


def _chain_slope_cases(rng: np.random.Generator) -> list[Case]:
    return [_chain_case(rng, length) for length in (2, 3, 4, 6)]


def _chain_case(rng: np.random.Generator, length: int) -> Case:
    kinds = ("sin({a}*x) + x", "x**2/4 + {a}*x", "exp(-{a}*x/4)", "tanh(x) + {a}*x")
    primes = ("{a}*cos({a}*x) + 1", "x/2 + {a}", "-{a}/4*exp(-{a}*x/4)", "1 - tanh(x)**2 + {a}")
    order = [*rng.permutation(4), *rng.permutation(4)][:length]
    factors = _coefficients(rng, length)
    links = [Formula(kinds[k].format(a=a)) for k, a in zip(order, factors, strict=True)]
    slopes = [Formula(primes[k].format(a=a)) for k, a in zip(order, factors, strict=True)]
    return call_case(f"{length} links", links=links, slopes=slopes, x=_number(rng))


def _slopes_all_at_x(_links: Sequence[Function], slopes: Sequence[Function], x: float) -> float:
    return float(np.prod([slope(x) for slope in slopes]))


def _slopes_after_the_link(
    links: Sequence[Function], slopes: Sequence[Function], x: float
) -> float:
    product = 1.0
    for link, slope in zip(links, slopes, strict=True):
        x = link(x)
        product *= slope(x)
    return product


def _summed(links: Sequence[Function], slopes: Sequence[Function], x: float) -> float:
    total = 0.0
    for link, slope in zip(links, slopes, strict=True):
        total += slope(x)
        x = link(x)
    return total


def _outermost_first(links: Sequence[Function], slopes: Sequence[Function], x: float) -> float:
    return chain_slope(links[::-1], slopes[::-1], x)


def _last_link_forgotten(links: Sequence[Function], slopes: Sequence[Function], x: float) -> float:
    return chain_slope(links[:-1], slopes[:-1], x)


def _first_slope_forgotten(
    links: Sequence[Function], slopes: Sequence[Function], x: float
) -> float:
    return chain_slope(links[1:], slopes[1:], links[0](x))


def _value_of_the_chain(links: Sequence[Function], _slopes: Sequence[Function], x: float) -> float:
    for link in links:
        x = link(x)
    return x


def _neuron_slopes() -> dict[str, Any]:
    import sympy

    w, x, b = sympy.symbols("w x b")
    a = 1 / (1 + sympy.exp(-(w * x + b)))
    return {"d_w": a * (1 - a) * x, "d_b": a * (1 - a), "d_x": a * (1 - a) * w}


def _neuron_mistake(outer: str) -> Callable[[], dict[str, Any]]:
    """Return the three slopes with something else in the place of σ′(wx + b)."""

    def slopes() -> dict[str, Any]:
        import sympy

        w, x, b = sympy.symbols("w x b")

        def sigmoid(z: Any) -> Any:
            return 1 / (1 + sympy.exp(-z))

        z = w * x + b
        a = sigmoid(z)
        s = {
            "at x": sigmoid(x) * (1 - sigmoid(x)),
            "at a": sigmoid(a) * (1 - sigmoid(a)),
            "of z": z * (1 - z),
            "sigmoid": a,
            "sign": -a * (1 - a),
            "tanh": 1 - a**2,
            "one": sympy.Integer(1),
        }[outer]
        return {"d_w": s * x, "d_b": s, "d_x": s * w}

    return slopes


def _neuron_inner_forgotten() -> dict[str, Any]:
    right = _neuron_slopes()
    return {"d_w": right["d_b"], "d_x": right["d_b"]}


def _neuron_inner_swapped() -> dict[str, Any]:
    right = _neuron_slopes()
    return {"d_w": right["d_x"], "d_x": right["d_w"]}


def _neuron_bias_scaled() -> dict[str, Any]:
    import sympy

    return {"d_b": _neuron_slopes()["d_b"] * sympy.Symbol("b")}


def total_slope(
    f_u: Function,
    f_v: Function,
    u: Function,
    v: Function,
    u_prime: Function,
    v_prime: Function,
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


def _both(*at: Function) -> tuple[Any, ...]:
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


def vjp_two_links(g: np.ndarray, J2: np.ndarray, J1: np.ndarray) -> np.ndarray:
    """Return dL/dx, (n0,), from g = dL/dy, (n2,): the row stays a row all the way."""
    return (g @ J2) @ J1


def _vjp_two_links_cases(rng: np.random.Generator) -> list[Case]:
    sizes = [(2, 4, 3), (5, 3, 2), (1, 6, 4), (3, 3, 3), (4, 4, 4)]
    return [
        call_case(
            "all sizes equal" if n2 == n1 == n0 else f"{n0} inputs, {n1} between, {n2} outputs",
            g=rng.normal(size=n2),
            J2=rng.normal(size=(n2, n1)),
            J1=rng.normal(size=(n1, n0)),
        )
        for n2, n1, n0 in sizes
    ]


def sweep_costs(sizes: Sequence[int]) -> tuple[int, int]:
    """Return the multiplications of J_L ⋯ J_2 J_1, from the input's end and from the output's."""
    pairs = [a * b for a, b in pairwise(sizes)]
    return sizes[0] * sum(pairs[1:]), sizes[-1] * sum(pairs[:-1])


def _sweep_costs_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for links, note in ((3, "3 links"), (4, "4 links"), (6, "6 links")):
        sizes = [int(n) for n in rng.permutation(np.arange(2, 40))[: links + 1]]
        cases.append(call_case(note, sizes=sizes))
    inner = [int(n) for n in rng.permutation(np.arange(5, 60))[:4]]
    cases.append(call_case("many inputs, one output", sizes=[500, *inner, 1]))
    cases.append(call_case("one input, many outputs", sizes=[1, *inner[::-1], 700]))
    return cases


def _first_product_for_all(sizes: Sequence[int]) -> tuple[int, int]:
    """Charge every product what the first one costs."""
    products = len(sizes) - 2
    first = sizes[0] * sizes[1] * sizes[2], sizes[-1] * sizes[-2] * sizes[-3]
    return products * first[0], products * first[1]


def _outer_size_left_out(sizes: Sequence[int]) -> tuple[int, int]:
    pairs = [a * b for a, b in pairwise(sizes)]
    return sum(pairs[1:]), sum(pairs[:-1])


def _identity_charged(sizes: Sequence[int]) -> tuple[int, int]:
    pairs = [a * b for a, b in pairwise(sizes)]
    return sizes[0] * sum(pairs), sizes[-1] * sum(pairs)


def _last_product_left_out(sizes: Sequence[int]) -> tuple[int, int]:
    pairs = [a * b for a, b in pairwise(sizes)]
    return sizes[0] * sum(pairs[1:-1]), sizes[-1] * sum(pairs[1:-1])


def _entries_counted(sizes: Sequence[int]) -> tuple[int, int]:
    return sizes[0] * sum(sizes[2:]), sizes[-1] * sum(sizes[:-2])


def _coefficients(rng: np.random.Generator, count: int) -> list[float]:
    """Return different positive factors between 0.5 and 1.9, short enough to read."""
    return [float(k) for k in rng.permutation(np.arange(0.5, 1.95, 0.1)).round(1)[:count]]


def _number(rng: np.random.Generator) -> float:
    """Return a place between 0.4 and 1.4, never one where different mistakes agree."""
    return float(rng.uniform(0.4, 1.4))


# The page with the misprint: y = u·sin u, u = x², at x = 1.5.
_U = 1.5**2
_RIGHT_ENTRY = cos(_U)
_RIGHT_SLOPE = (sin(_U) + _U * cos(_U)) * 2 * 1.5


EXERCISES = [
    Exercise(
        name="slope_and_prediction",
        title="Predict a change from a slope",
        kind="numbers",
        reference={"slope": -0.75, "estimate": 0.075, "actual": 3 / 1.9 - 1.5},
        points=1,
        difficulty=1,
        minutes=2,
        read_again="A derivative is a sensitivity",
        mistakes=(
            Mistake(
                "sign of the slope",
                "Does 3/x rise or fall when x grows?",
                {"slope": 0.75, "estimate": -0.075},
            ),
            Mistake(
                "sign of the step",
                "In which direction does x move here, and so in which direction y?",
                {"estimate": -0.075},
            ),
            Mistake(
                "value for slope",
                "Is 1.5 the height of the curve at 2, or its slope?",
                {"slope": 1.5},
            ),
            Mistake(
                "slope for change",
                "The slope is the change for a whole unit of x. How far does x move?",
                {"estimate": -0.75},
            ),
            Mistake(
                "exact for predicted",
                "Which of the two changes needs nothing but the slope and the step?",
                {"estimate": 3 / 1.9 - 1.5},
            ),
            Mistake(
                "predicted for actual",
                "Is the curve straight between 1.9 and 2?",
                {"actual": 0.075},
            ),
        ),
    ),
    Exercise(
        name="misprinted_line",
        title="Find the misprint",
        kind="numbers",
        reference={
            "wrong_line": 4,
            "entry": _RIGHT_ENTRY,
            "dy_dx": _RIGHT_SLOPE,
        },
        points=2,
        difficulty=2,
        minutes=3,
        read_again="Several routes: products add",
        mistakes=(
            Mistake(
                "consequence blamed",
                "Line 5 is built from earlier lines. Are all of those right?",
                {"wrong_line": 5},
            ),
            Mistake(
                "last line blamed",
                "Line 7 only multiplies two earlier lines. Which line did the error enter by?",
                {"wrong_line": 7},
            ),
            Mistake(
                "printed entry kept",
                "Which quantity is the derivative of sin u by u a function of?",
                {"entry": cos(1.5)},
            ),
            Mistake(
                "degrees",
                "Is your calculator in degrees or in radians?",
                {"entry": cos(np.pi / 180 * _U)},
            ),
            Mistake(
                "first place of u only",
                "In how many places does u occur in y = u · sin u?",
                {"dy_dx": sin(_U) * 3},
            ),
            Mistake(
                "second place of u only",
                "What becomes of y when the u in front of the sine changes alone?",
                {"dy_dx": _U * cos(_U) * 3},
            ),
            Mistake(
                "slope by u",
                "Is the slope that you gave by u, or by x?",
                {"dy_dx": _RIGHT_SLOPE / 3},
            ),
        ),
    ),
    Exercise(
        name="bracket_counts",
        title="Place the brackets",
        kind="numbers",
        reference={"left": 2400, "right": 2200, "pairs": 960},
        points=1,
        difficulty=2,
        minutes=3,
        read_again="Vectors: a row times matrices",
        mistakes=(
            Mistake(
                "left and right exchanged",
                "In (AB)C, which product is formed first?",
                {"left": 2200, "right": 2400},
            ),
            Mistake(
                "last product forgotten",
                "How many products does it take to join four matrices?",
                {"left": 600, "right": 1000, "pairs": 840},
            ),
            Mistake(
                "entries counted",
                "How many multiplications go into one entry of a product?",
                {"left": 252, "right": 560, "pairs": 272},
            ),
        ),
    ),
    Exercise(
        name="sigmoid_neuron_slopes",
        title="Three slopes of one neuron",
        kind="expressions",
        reference=_neuron_slopes,
        symbols={"w": (-1.5, 1.5), "x": (-2.0, 2.0), "b": (-1.0, 1.0)},
        points=3,
        difficulty=3,
        minutes=4,
        read_again="One chain in symbols",
        mistakes=(
            Mistake(
                "inner slope forgotten",
                "If w grows by 1, by how much does wx + b grow?",
                _neuron_inner_forgotten,
            ),
            Mistake(
                "inner slopes exchanged",
                "Which of w and x is held still when you differentiate by w?",
                _neuron_inner_swapped,
            ),
            Mistake(
                "bias scaled",
                "What is the slope of wx + b by b?",
                _neuron_bias_scaled,
            ),
            Mistake(
                "outer slope at x",
                "What does the sigmoid receive in this neuron: x, or something else?",
                _neuron_mistake("at x"),
            ),
            Mistake(
                "outer slope at the output",
                "Where on its curve is the sigmoid: at its own input, or at its own output?",
                _neuron_mistake("at a"),
            ),
            Mistake(
                "z(1 − z)",
                "In s(1 − s), is s what goes into the sigmoid, or what comes out?",
                _neuron_mistake("of z"),
            ),
            Mistake(
                "not differentiated",
                "Is the outer factor the sigmoid itself, or how fast it rises?",
                _neuron_mistake("sigmoid"),
            ),
            Mistake(
                "sign of the exponent",
                "Does the sigmoid rise or fall? Which signs meet when you differentiate exp(−z)?",
                _neuron_mistake("sign"),
            ),
            Mistake(
                "slope of tanh",
                "Which curve has the slope 1 − a²?",
                _neuron_mistake("tanh"),
            ),
            Mistake(
                "outer slope forgotten",
                "These are the slopes of wx + b. What comes after it in the chain?",
                _neuron_mistake("one"),
            ),
        ),
    ),
    Exercise(
        name="central_difference",
        title="Measure a slope",
        kind="function",
        reference=central_difference,
        cases=_central_difference_cases,
        points=2,
        difficulty=1,
        minutes=3,
        read_again="A derivative is a sensitivity",
        mistakes=(
            Mistake(
                "one-sided, forwards",
                "How far is the middle of your two places from x?",
                lambda f, x, h: (f(x + h) - f(x)) / h,
            ),
            Mistake(
                "one-sided, backwards",
                "Is x in the middle of your two places, or at one end?",
                lambda f, x, h: (f(x) - f(x - h)) / h,
            ),
            Mistake(
                "divided by h",
                "How far apart are x − h and x + h?",
                lambda f, x, h: (f(x + h) - f(x - h)) / h,
            ),
            Mistake(
                "wrong sign",
                "A rising f must give a positive slope. Which of the two values do you subtract?",
                lambda f, x, h: (f(x - h) - f(x + h)) / (2 * h),
            ),
            Mistake(
                "multiplied by h",
                "In which order does Python work out a / 2 * h?",
                lambda f, x, h: (f(x + h) - f(x - h)) / 2 * h,
            ),
            Mistake(
                "not divided",
                "Is this a change of f, or a change of f per unit of x?",
                lambda f, x, h: f(x + h) - f(x - h),
            ),
        ),
    ),
    Exercise(
        name="composite_slope",
        title="The slope of f(g(x))",
        kind="function",
        reference=composite_slope,
        cases=_composite_slope_cases,
        points=3,
        difficulty=2,
        minutes=3,
        read_again="One chain: links multiply",
        mistakes=(
            Mistake(
                "outer slope at x",
                "Which number does f receive: x, or something else?",
                lambda f_prime, _, g_prime, x: f_prime(x) * g_prime(x),
            ),
            Mistake(
                "inner slope forgotten",
                "When x moves by a little, does g move by the same amount?",
                lambda f_prime, g, _, x: f_prime(g(x)),
            ),
            Mistake(
                "sum for product",
                "If g doubles a change and f triples it, by how much has it grown?",
                lambda f_prime, g, g_prime, x: f_prime(g(x)) + g_prime(x),
            ),
            Mistake(
                "outer slope at g′(x)",
                "Does f receive the value of g, or the slope of g?",
                lambda f_prime, _, g_prime, x: f_prime(g_prime(x)) * g_prime(x),
            ),
            Mistake(
                "g for g′",
                "Is your second factor a slope or a value?",
                lambda f_prime, g, _, x: f_prime(g(x)) * g(x),
            ),
            Mistake(
                "inside out",
                "Which of the two functions sees x itself?",
                lambda f_prime, _, g_prime, x: f_prime(x) * g_prime(f_prime(x)),
            ),
        ),
    ),
    Exercise(
        name="chain_slope",
        title="A chain of any length",
        kind="function",
        reference=chain_slope,
        cases=_chain_slope_cases,
        points=4,
        difficulty=3,
        minutes=4,
        read_again="One chain: links multiply",
        mistakes=(
            Mistake(
                "all slopes at x",
                "What does the second link receive?",
                _slopes_all_at_x,
            ),
            Mistake(
                "slope at the output",
                "Do you take a link's slope before or after x has passed through that link?",
                _slopes_after_the_link,
            ),
            Mistake(
                "sum for product",
                "Two links that each double a change: what do they do together?",
                _summed,
            ),
            Mistake(
                "outermost link first",
                "Which link sees x itself: the first of the list, or the last?",
                _outermost_first,
            ),
            Mistake(
                "last link forgotten",
                "How many slopes does your product hold for two links?",
                _last_link_forgotten,
            ),
            Mistake(
                "first slope forgotten",
                "Which link's slope is missing from your product?",
                _first_slope_forgotten,
            ),
            Mistake(
                "value of the chain",
                "Is this where the chain ends, or how fast its end moves?",
                _value_of_the_chain,
            ),
        ),
    ),
    Exercise(
        name="total_slope",
        title="Two routes to the output",
        kind="function",
        reference=total_slope,
        cases=_total_slope_cases,
        points=3,
        difficulty=2,
        minutes=3,
        read_again="Several routes: products add",
        mistakes=(
            Mistake(
                "route over u only",
                "By how many routes does x reach f?",
                lambda *at: _both(*at)[0],
            ),
            Mistake(
                "route over v only",
                "Which route did you leave out?",
                lambda *at: _both(*at)[1],
            ),
            Mistake(
                "product of the routes",
                "Two changes arrive at f at the same time: do they multiply, or add?",
                _routes_multiplied,
            ),
            Mistake(
                "partial slopes at x",
                "Which two numbers does f receive?",
                _partials_at_x,
            ),
            Mistake(
                "inner slopes forgotten",
                "Do u and v move exactly as far as x does?",
                _inner_slopes_forgotten,
            ),
            Mistake(
                "routes crossed",
                "Which inner slope lies on the same route as f_u?",
                _routes_crossed,
            ),
            Mistake(
                "routes subtracted",
                "If both routes raise f, can one of them take away from the other?",
                lambda *at: _both(*at)[0] - _both(*at)[1],
            ),
        ),
    ),
    Exercise(
        name="vjp_two_links",
        title="Carry a row back through two links",
        kind="function",
        reference=vjp_two_links,
        cases=_vjp_two_links_cases,
        points=3,
        difficulty=2,
        minutes=3,
        read_again="Vectors: a row times matrices",
        mistakes=(
            Mistake(
                "forward order",
                "g belongs to the output. Which of the two links ends there?",
                lambda g, J2, J1: g @ J1 @ J2,
            ),
            Mistake(
                "transposed",
                "g has one number for each output: does that fit J2's rows, or its columns?",
                lambda g, J2, J1: g @ J2.T @ J1.T,
            ),
            Mistake(
                "forward order, transposed",
                "Are you carrying a change of the input forwards, or g backwards?",
                lambda g, J2, J1: J2 @ J1 @ g,
            ),
            Mistake(
                "g forgotten",
                "How much does L care about each output? Where does your answer use that?",
                lambda _, J2, J1: J2 @ J1,
            ),
            Mistake(
                "all outputs alike",
                "Do you weigh the outputs by g, or all the same?",
                lambda _, J2, J1: J2.sum(axis=0) @ J1,
            ),
            Mistake(
                "one link only",
                "Is this the slope by x, or by what lies between the two links?",
                lambda g, J2, _: g @ J2,
            ),
            Mistake(
                "a column",
                "x has the shape (n0,). What shape does the slope by x have?",
                lambda g, J2, J1: (g @ J2 @ J1).reshape(-1, 1),
            ),
            Mistake(
                "a matrix of one row",
                "How many brackets enclose your result, and how many enclose x?",
                lambda g, J2, J1: (g @ J2 @ J1).reshape(1, -1),
            ),
        ),
    ),
    Exercise(
        name="sweep_costs",
        title="Count the multiplications",
        kind="function",
        reference=sweep_costs,
        cases=_sweep_costs_cases,
        points=3,
        difficulty=3,
        minutes=3,
        read_again="Vectors: a row times matrices",
        mistakes=(
            Mistake(
                "ends exchanged",
                "Which of your two counts depends on the number of inputs?",
                lambda sizes: sweep_costs(sizes)[::-1],
            ),
            Mistake(
                "first product for all",
                "After the first product the sizes are others. Which of the three stays?",
                _first_product_for_all,
            ),
            Mistake(
                "outer size left out",
                "How many rows or columns does the running product have?",
                _outer_size_left_out,
            ),
            Mistake(
                "one product too many",
                "How many products join L matrices?",
                _identity_charged,
            ),
            Mistake(
                "last product left out",
                "Does your loop reach the last matrix?",
                _last_product_left_out,
            ),
            Mistake(
                "entries counted",
                "How many multiplications go into one entry of a product?",
                _entries_counted,
            ),
        ),
    ),
]
