"""Right answers to `operation_slopes`: the engine, match, a table in single precision."""

import numpy as np

from bplib.autodiff import Value


def by_engine(operation, a, b):
    u = Value(a)
    v = Value(b, requires_grad=operation in "+-*/" or a > 0)
    out = {
        "+": lambda: u + v,
        "-": lambda: u - v,
        "*": lambda: u * v,
        "/": lambda: u / v,
        "**": lambda: u**v,
        "exp": u.exp,
        "log": lambda: u.log(),
        "tanh": u.tanh,
        "relu": u.relu,
    }[operation]()
    out.backward()
    return out.data, u.grad, v.grad or 0


def by_match(operation, a, b):
    match operation:
        case "+":
            return [b + a, 1, 1]
        case "*":
            return [b * a, b, a]
        case "-":
            return [a - b, 1, -1]
        case "/":
            return [a / b, 1 / b, -(a / b) / b]
        case "**":
            return [a**b, b * a**b / a, a**b * np.log(a) if a > 0 else 0]
        case "exp":
            return [np.exp(a), np.exp(a), 0]
        case "log":
            return [np.log(a), 1 / a, 0]
        case "tanh":
            return [np.tanh(a), 1 / np.cosh(a) ** 2, 0]
        case "relu":
            return [a, 1, 0] if a > 0 else [0, 0, 0]


def in_float32(operation, a, b):
    a, b = np.float32(a), np.float32(b)
    t = np.tanh(a)
    table = {
        "+": lambda: (a + b, 1, 1),
        "*": lambda: (a * b, b, a),
        "-": lambda: (a - b, 1, -1),
        "/": lambda: (a / b, 1 / b, -a / (b * b)),
        "**": lambda: (
            np.power(a, b),
            b * np.power(a, b - 1),
            np.power(a, b) * np.log(a) if a > 0 else 0,
        ),
        "exp": lambda: (np.exp(a), np.exp(a), 0),
        "log": lambda: (np.log(a), 1 / a, 0),
        "tanh": lambda: (t, 1 - t * t, 0),
        "relu": lambda: (np.maximum(a, 0), a > 0, 0),
    }
    return np.array(table[operation](), dtype=np.float32)


ANSWERS = [by_engine, by_match, in_float32]
