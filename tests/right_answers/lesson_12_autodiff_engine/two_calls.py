"""Right answers to `two_calls`: whole numbers, the engine, other types of numbers."""

import numpy as np
import sympy as sp

from bplib.autodiff import Value


def by_engine():
    x = Value(3.0)
    u = x * x
    f = u * u
    f.backward()
    first = x.grad
    f.backward()
    second = x.grad
    x.zero_grad()
    f.backward()
    # bplib's engine is careful. A careless one sets f.grad to 1 anew and keeps u.grad = 18, to
    # which 18 come: x.grad gets 36 * 6 on top of its 108.
    careless = 108 + 36 * 6
    return {"first": first, "second": second, "after_zero_grad": x.grad, "careless": careless}


ANSWERS = [
    {"first": 108, "second": 216, "after_zero_grad": 108, "careless": 324},
    by_engine(),
    {
        "first": np.float32(108),
        "second": 216.0,
        "after_zero_grad": sp.Integer(108),
        "careless": 324.0,
    },
]
