"""Right answers to `loop_ledger`: computed, counted, other types of numbers."""

import math

import numpy as np
import sympy as sp

from bplib.network import Network

ANSWERS = [
    {
        "updates": math.ceil(1437 / 40),
        "last_batch": 1437 % 40,
        "parameters": Network((64, 48, 10)).parameters.size,
        "penalised": sum(W.size for W in Network((64, 48, 10)).W),
        "one_image": 1 / 360,
        "standard_error": math.sqrt(0.95 * (1 - 0.95) / 360),
    },
    {
        "updates": len(range(0, 1437, 40)),
        "last_batch": 1437 - 35 * 40,
        "parameters": 65 * 48 + 49 * 10,
        "penalised": 64 * 48 + 48 * 10,
        "one_image": np.float32(0.0027778),
        "standard_error": 0.011487,
    },
    {
        "updates": np.int64(36),
        "last_batch": 37.0,
        "parameters": sp.Integer(3610),
        "penalised": 3552,
        "one_image": sp.Rational(1, 360),
        "standard_error": np.std([1] * 342 + [0] * 18) / np.sqrt(360),
    },
]
