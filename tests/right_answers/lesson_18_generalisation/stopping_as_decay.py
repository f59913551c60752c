"""Right answers to `stopping_as_decay`: quotients, exponentials, a geometric sum."""

import sympy as sp

eta, lam, t, alpha = sp.symbols("eta lambda t alpha", positive=True)
rest = (1 - eta * lam) ** t

ANSWERS = [
    {"stopped": 1 - rest, "decayed": lam / (lam + alpha), "same": lam * rest / (1 - rest)},
    {
        "stopped": 1 - sp.exp(t * sp.log(1 - eta * lam)),
        "decayed": 1 / (1 + alpha / lam),
        "same": lam / ((1 - eta * lam) ** (-t) - 1),
    },
    {
        "stopped": eta * lam * (1 - rest) / (1 - (1 - eta * lam)),
        "decayed": 1 - alpha / (lam + alpha),
        "same": lam / (1 - rest) - lam,
    },
]
