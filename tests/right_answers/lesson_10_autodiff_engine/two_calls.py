"""Right answers to `two_calls` in other styles than the reference."""

import numpy as np
import sympy as sp

from bplib.autodiff import Value


def two_calls_by_engine():
    v = Value(3.0)
    u = v * v
    f = u * u
    f.backward()
    first = v.grad
    f.backward()
    second = v.grad
    v.zero_grad()
    f.backward()
    # u's old gradient 2·9 = 18 stays, u gets 18 + 18 more, so x gets 36·6 = 216 on top of 108 …
    # with f's own gradient set to 1 anew: u holds 18, then 36; x: 108 + 36·6 = 324
    return first, second, v.grad


ANSWERS = [
    {"first": 108, "second": 216, "after_zero_grad": 108, "careless": 324},
    dict(
        zip(
            ("first", "second", "after_zero_grad", "careless"),
            (*two_calls_by_engine(), 108 + 36 * 6),
            strict=True,
        )
    ),
    {
        "first": np.float32(108),
        "second": 216.0,
        "after_zero_grad": sp.Integer(108),
        "careless": 324.0,
    },
]
