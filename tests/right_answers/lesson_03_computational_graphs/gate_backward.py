"""Right answers to `gate_backward`: match, a table, complex steps."""

import numpy as np
from right_answers.lesson_03_computational_graphs.shared import logistic


def by_match(operation, inputs, upstream):
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


def by_table(operation, inputs, upstream):
    v = np.array(inputs)
    local = {
        "+": np.ones_like(v),
        "*": v[::-1],
        "max": (v == v.max()).astype(float),
        "sigmoid": 0.25 / np.cosh(v / 2) ** 2,
    }
    return local[operation] * upstream


def by_complex_step(operation, inputs, upstream, h=1e-20):
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


ANSWERS = [by_match, by_table, by_complex_step]
