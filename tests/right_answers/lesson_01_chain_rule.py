"""Right answers of lesson 01, written differently from the reference and from each other."""

import functools
import itertools
import math
import operator

import numpy as np
import sympy as sp

w, x, b = sp.symbols("w x b")
positive_w, real_b = sp.Symbol("w", positive=True), sp.Symbol("b", real=True)


# central_difference


def mean_of_both_sides(f, x, h):
    forwards = (f(x + h) - f(x)) / h
    backwards = (f(x) - f(x - h)) / h
    return 0.5 * (forwards + backwards)


def from_two_places(f, x, h):
    left, right = np.asarray(x) - h, np.asarray(x) + h
    return (f(right) - f(left)) / (right - left)


def entry_by_entry(f, x, h):
    if np.ndim(x):
        return [entry_by_entry(f, entry, h) for entry in x]
    return sum(s * f(float(x) + s * h) for s in (-1, 1)) / h / 2


# composite_slope


def outside_then_inside(f_prime, g, g_prime, x):
    u = g(x)
    slope = f_prime(u)
    slope = slope * g_prime(x)
    return slope


def by_multiply_reduce(f_prime, g, g_prime, x):
    return np.multiply.reduce([g_prime(x), f_prime(g(x))])


def composite_entry_by_entry(f_prime, g, g_prime, x):
    if np.ndim(x):
        return [composite_entry_by_entry(f_prime, g, g_prime, float(entry)) for entry in x]
    return np.einsum(",->", f_prime(g(x)), g_prime(x))


# chain_slope


def values_first_then_back(links, slopes, x):
    values = [x]
    for link in links[:-1]:
        values.append(link(values[-1]))
    product = 1.0
    for slope, value in zip(reversed(slopes), reversed(values), strict=True):
        product = product * slope(value)
    return product


def by_recursion(links, slopes, x):
    if not links:
        return 1
    return slopes[0](x) * by_recursion(links[1:], slopes[1:], links[0](x))


def by_prod(links, slopes, x):
    places = [functools.reduce(lambda u, link: link(u), links[:k], x) for k in range(len(links))]
    return math.prod(map(operator.call, slopes, places))


class DualNumber:
    """A value and its slope, carried forwards together."""

    __slots__ = ("slope", "value")

    def __init__(self, value, slope=1.0):
        self.value, self.slope = value, slope


def by_dual_numbers(links, slopes, x):
    dual = DualNumber(np.float64(x))
    for k in range(len(links)):
        dual = DualNumber(links[k](dual.value), dual.slope * slopes[k](dual.value))
    return dual.slope


# total_slope


def by_dot_product(f_u, f_v, u, v, u_prime, v_prime, x):
    place = (u(x), v(x))
    return np.dot([f_u(*place), f_v(*place)], [u_prime(x), v_prime(x)])


def by_accumulation(f_u, f_v, u, v, u_prime, v_prime, x):
    slope = 0
    for partial, inner in ((f_u, u_prime), (f_v, v_prime)):
        slope += partial(u(x), v(x)) * inner(x)
    return slope


def by_matrices(f_u, f_v, u, v, u_prime, v_prime, x):
    values = [u(x), v(x)]
    row = np.array([[f_u(*values), f_v(*values)]])
    column = np.array([[u_prime(x)], [v_prime(x)]])
    return (row @ column).item()


# vjp_two_links


def in_column_form(g, J2, J1):
    return J1.T @ (J2.T @ g)


def the_expensive_order(g, J2, J1):
    return g @ (J2 @ J1)


def by_einsum(g, J2, J1):
    return np.einsum("k,kj,ji->i", g, J2, J1)


def by_loops(g, J2, J1):
    between = [sum(g[k] * J2[k, j] for k in range(len(g))) for j in range(J2.shape[1])]
    return [sum(between[j] * J1[j, i] for j in range(len(between))) for i in range(J1.shape[1])]


def in_float32(g, J2, J1):
    return (g.astype(np.float32) @ J2.astype(np.float32)) @ J1.astype(np.float32)


# sweep_costs


def by_multiplying_out(sizes):
    def cost(rows, inner, columns):
        return rows * inner * columns

    last = len(sizes) - 1
    forwards = sum(cost(sizes[k + 1], sizes[k], sizes[0]) for k in range(1, last))
    backwards = sum(cost(sizes[-1], sizes[k + 1], sizes[k]) for k in range(last - 1))
    return [forwards, backwards]


def by_arrays(sizes):
    n = np.asarray(sizes)
    pairs = n[1:] * n[:-1]
    return n[0] * pairs[1:].sum(), n[-1] * pairs[:-1].sum()


def by_running_shapes(sizes):
    counts = []
    for ends in (list(sizes), list(sizes)[::-1]):
        fixed, count = ends[0], 0
        for inner, new in itertools.pairwise(ends[1:]):
            count += fixed * inner * new
        counts.append(count)
    return np.array(counts)


def neuron(w, x, b):
    z = w * x + b
    slope = 1 / (sp.exp(z / 2) + sp.exp(-z / 2)) ** 2
    return {"d_w": x * slope, "d_b": slope, "d_x": w * slope}


sigmoid = 1 / (1 + sp.exp(-(w * x + b)))

ANSWERS = {
    "slope_and_prediction": [
        {"slope": -0.75, "estimate": 0.075, "actual": 0.07895},
        {"slope": -3 / 2**2, "estimate": -3 / 4 * -0.1, "actual": 3 / 38},
        {
            "slope": np.float32(-0.75),
            "estimate": np.float64(0.0750),
            "actual": np.float32(3 / 1.9 - 3 / 2),
        },
    ],
    "misprinted_line": [
        {"wrong_line": 4, "entry": -0.6282, "dy_dx": -1.906},
        {
            "wrong_line": 4.0,
            "entry": math.cos(2.25),
            "dy_dx": 3 * math.sin(2.25) + 6.75 * math.cos(2.25),
        },
        {
            "wrong_line": np.int64(4),
            "entry": np.float32(np.cos(2.25)),
            "dy_dx": (0.77807 - 2.25 * 0.62817) * 3,
        },
    ],
    "bracket_counts": [
        {"left": 2400, "right": 2200, "pairs": 960},
        {
            "left": 6 * (20 * 2 + 2 * 30 + 30 * 10),
            "right": 10 * (2 * 30 + 20 * 2 + 6 * 20),
            "pairs": 6 * 20 * 2 + 2 * 30 * 10 + 6 * 2 * 10,
        },
        {"left": 2400.0, "right": np.int32(2200), "pairs": np.float32(960)},
    ],
    "sigmoid_neuron_slopes": [
        {name: sp.diff(sigmoid, s) for name, s in (("d_w", w), ("d_b", b), ("d_x", x))},
        neuron(w, x, b),
        neuron(positive_w, x, real_b),
        {
            "d_w": x * (1 - sp.tanh((w * x + b) / 2) ** 2) / 4,
            "d_b": sp.sech((w * x + b) / 2) ** 2 / 4,
            "d_x": sp.expand(w * sigmoid - w * sigmoid**2),
        },
    ],
    "central_difference": [mean_of_both_sides, from_two_places, entry_by_entry],
    "composite_slope": [outside_then_inside, by_multiply_reduce, composite_entry_by_entry],
    "chain_slope": [values_first_then_back, by_recursion, by_prod, by_dual_numbers],
    "total_slope": [by_dot_product, by_accumulation, by_matrices],
    "vjp_two_links": [in_column_form, the_expensive_order, by_einsum, by_loops, in_float32],
    "sweep_costs": [by_multiplying_out, by_arrays, by_running_shapes],
}
