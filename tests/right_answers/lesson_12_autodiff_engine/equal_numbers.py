"""Right answers to `equal_numbers`: by hand, by an engine made of a dataclass, other types."""

from dataclasses import dataclass

import numpy as np
import sympy as sp


@dataclass
class Node:
    data: float
    inputs: tuple = ()
    slopes: tuple = ()
    grad: float = 0.0

    def __mul__(self, other):
        return Node(self.data * other.data, (self, other), (other.data, self.data))


def in_order(node, done):
    for source in node.inputs:
        if source not in done:
            in_order(source, done)
    done.append(node)
    return done


def by_engine():
    found = []
    for a, b in ((2.0, 2.0), (2.0, 3.0)):
        x, y = Node(a), Node(b)
        u, v = x * x, y * y
        f = u * v
        order = in_order(f, [])
        f.grad = 1.0
        for node in reversed(order):
            for source, slope in zip(node.inputs, node.slopes, strict=True):
                source.grad += slope * node.grad
        found.append((x.grad, y.grad, v.grad))
    (x_grad, y_grad, v_grad), (_, y_apart, _) = found
    return {"x_grad": x_grad, "y_grad": y_grad, "v_grad": v_grad, "y_apart": y_apart}


ANSWERS = [
    by_engine(),
    {"x_grad": 16, "y_grad": 0, "v_grad": 4, "y_apart": 24},
    {
        "x_grad": np.float32(16),
        "y_grad": sp.Integer(0),
        "v_grad": 4.0,
        "y_apart": np.int64(24),
    },
]
