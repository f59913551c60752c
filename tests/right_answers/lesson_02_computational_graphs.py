"""Right answers of lesson 02, written differently from the reference and from each other."""

import functools
import graphlib
import math

import numpy as np

from bplib.graphs import inputs_first


def logistic(z):
    return 1 / (1 + math.exp(-z))


# ---- named numbers -------------------------------------------------------------------------------


def neuron(w, x, b):
    return logistic(w * x + b)


def slope_by(k, h=1e-5):
    up, down = [2.0, -1.5, 1.0], [2.0, -1.5, 1.0]
    up[k] += h
    down[k] -= h
    return (neuron(*up) - neuron(*down)) / (2 * h)


# ---- two gates -----------------------------------------------------------------------------------


def sum_times_expanded(x, y, z):
    return [x * z + y * z, z, z, x + y]


def sum_times_by_steps(x, y, z):
    q = np.add(x, y)
    f = q * z
    dq = z * 1.0
    return f, 1 * dq, 1 * dq, f / z


def sum_times_in_float32(x, y, z):
    x, y, z = np.float32([x, y, z])
    return np.array([(x + y) * z, z, z, x + y], dtype=np.float32)


# ---- gates ---------------------------------------------------------------------------------------


def gate_by_match(operation, inputs, upstream):
    match operation:
        case "+":
            return tuple(upstream for _ in inputs)
        case "*":
            a, b = inputs
            return upstream * b, upstream * a
        case "max":
            return tuple(upstream if v == max(inputs) else 0 for v in inputs)
        case _:
            (z,) = inputs
            return [upstream * logistic(z) * logistic(-z)]


def gate_by_table(operation, inputs, upstream):
    v = np.array(inputs)
    local = {
        "+": np.ones_like(v),
        "*": v[::-1],
        "max": (v == v.max()).astype(float),
        "sigmoid": 0.25 / np.cosh(v / 2) ** 2,
    }
    return local[operation] * upstream


def gate_by_complex_step(operation, inputs, upstream, h=1e-20):
    gates = {
        "+": lambda a, b: a + b,
        "*": lambda a, b: a * b,
        "max": lambda a, b: a if a.real > b.real else b,
        "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    }
    result = []
    for k in range(len(inputs)):
        moved = [complex(v, h * (i == k)) for i, v in enumerate(inputs)]
        result.append(float(gates[operation](*moved).imag / h * upstream))
    return result


# ---- a fork --------------------------------------------------------------------------------------


def fork_by_accumulating(x, y):
    s = logistic(x)
    gradients = {"x": 0.0, "y": 0.0}
    d_p, d_s = s, x * y
    gradients["x"] += d_s * s * (1 - s)
    gradients["x"] += d_p * y
    gradients["y"] += d_p * x
    return gradients["x"], gradients["y"]


def fork_by_formula(x, y):
    e = math.exp(-x)
    return [y / (1 + e) + x * y * e / (1 + e) ** 2, x / (1 + e)]


def fork_in_float32(x, y):
    x, y = np.float32(x), np.float32(y)
    s = (1 + np.tanh(x / 2)) / 2
    return np.array([y * s * (1 + x * (1 - s)), x * s], dtype=np.float32)


# ---- order ---------------------------------------------------------------------------------------


def order_by_depth_first(inputs_of):
    order = []

    def visit(name):
        if name not in order:
            for source in inputs_of[name]:
                visit(source)
            order.append(name)

    for name in inputs_of:
        visit(name)
    return order[::-1]


def order_by_rounds(inputs_of):
    left, order = dict(inputs_of), []
    while left:
        used = {source for inputs in left.values() for source in inputs}
        free = [name for name in left if name not in used]
        order.extend(free)
        for name in free:
            del left[name]
    return tuple(order)


def order_by_library(inputs_of):
    return list(graphlib.TopologicalSorter(inputs_of).static_order())[::-1]


def order_by_longest_path(inputs_of):
    @functools.cache
    def depth(name):
        return max((depth(source) + 1 for source in inputs_of[name]), default=0)

    return sorted(inputs_of, key=depth, reverse=True)


def order_by_bplib(inputs_of):
    return inputs_first(inputs_of, inputs_of.get)[::-1]


# ---- a graph as data -----------------------------------------------------------------------------


def graph_by_pulling(nodes):
    """Every node asks its consumers, instead of being told by them."""
    gradients = {}
    for name, _, _ in reversed(nodes):
        gradients[name] = float(name == nodes[-1][0]) + sum(
            slope * gradients[consumer]
            for consumer, inputs, slopes in nodes
            for source, slope in zip(inputs, slopes, strict=True)
            if source == name
        )
    return gradients


def graph_by_paths(nodes):
    links = {name: (inputs, slopes) for name, inputs, slopes in nodes}
    gradients = dict.fromkeys(links, 0.0)

    def walk(name, product):
        gradients[name] += product
        for source, slope in zip(*links[name], strict=True):
            walk(source, product * slope)

    walk(nodes[-1][0], 1.0)
    return gradients


def graph_by_matrix(nodes):
    """(I − M)⁻¹ adds the products of slopes over all paths of every length."""
    place = {name: k for k, (name, _, _) in enumerate(nodes)}
    M = np.zeros((len(nodes), len(nodes)))
    for name, inputs, slopes in nodes:
        for source, slope in zip(inputs, slopes, strict=True):
            M[place[name], place[source]] += slope
    row = np.linalg.inv(np.eye(len(nodes)) - M)[-1]
    return {name: row[k] for name, k in place.items()}


ANSWERS = {
    "neuron_wires": [
        {
            "z": -2,
            "f": 0.1192,
            "df_dz": 0.1050,
            "df_db": 0.1050,
            "df_dw": -0.1575,
            "df_dx": 0.2100,
        },
        {
            "z": np.float64(2 * -1.5 + 1),
            "f": neuron(2, -1.5, 1),
            "df_dz": slope_by(2),
            "df_db": slope_by(2),
            "df_dw": slope_by(0),
            "df_dx": slope_by(1),
        },
        {
            "z": -2.0,
            "f": (1 - math.tanh(1)) / 2,
            "df_dz": (1 - math.tanh(1) ** 2) / 4,
            "df_db": (1 - math.tanh(1) ** 2) / 4,
            "df_dw": -3 * (1 - math.tanh(1) ** 2) / 8,
            "df_dx": (1 - math.tanh(1) ** 2) / 2,
        },
    ],
    "sum_times": [sum_times_expanded, sum_times_by_steps, sum_times_in_float32],
    "gate_backward": [gate_by_match, gate_by_table, gate_by_complex_step],
    "fork_backward": [fork_by_accumulating, fork_by_formula, fork_in_float32],
    "backward_order": [
        order_by_depth_first,
        order_by_rounds,
        order_by_library,
        order_by_longest_path,
        order_by_bplib,
    ],
    "graph_backward": [graph_by_pulling, graph_by_paths, graph_by_matrix],
    "wrong_tables": [
        {"table_A": "early", "table_B": "again", "right_x": 52},
        {"table_A": "early", "table_B": "again", "right_x": 2 * 2 * 3 * 3 + 2 * 2 * 3 + 3 + 1},
        {"table_A": "early", "table_B": "again", "right_x": 52.00},
    ],
}
