"""What the exercises of lesson 13 share."""

from typing import Any

import numpy as np

from bplib.course.checks import Case, steps_case

Pair = tuple[Any, Any]

IN_PLACE = "Who else still holds the array that your function has just written to?"


def adam_step(
    w: Any, state: dict[str, Any], g: Any, lr: float, beta1: float, beta2: float, eps: float
) -> Pair:
    """Return (w, state) after one step of Adam; state holds m, v and the steps taken, t."""
    t = state["t"] + 1
    m = beta1 * state["m"] + (1 - beta1) * g
    v = beta2 * state["v"] + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), {"m": m, "v": v, "t": t}


def _gradients(rng: np.random.Generator, shape: tuple[int, ...], steps: int) -> list[dict]:
    """Return gradients whose coordinates differ in size by a factor of a thousand."""
    sizes = 10.0 ** rng.permutation(np.linspace(-1.5, 1.5, int(np.prod(shape)))).reshape(shape)
    return [{"g": sizes * (0.3 + rng.random(shape)) * rng.choice([-1, 1], shape)}
            for _ in range(steps)]  # fmt: skip


SHAPES = ((3,), (4,), (2, 3), (5,))

NOTES = ("from rest", "on the way", "a matrix", "on the way")


def _memory_cases(rng: np.random.Generator) -> list[Case]:
    return [
        steps_case(
            {
                "w": rng.normal(size=shape) + 2,
                "v": np.zeros(shape) if note == "from rest" else rng.normal(size=shape) * 4,
            },
            _gradients(rng, shape, 4),
            {"lr": float(rng.uniform(0.05, 0.4)), "beta": float(rng.uniform(0.6, 0.95))},
            note,
        )
        for shape, note in zip(SHAPES, NOTES, strict=True)
    ]


def _adam_constants(rng: np.random.Generator) -> dict[str, float]:
    return {
        "lr": float(rng.uniform(0.05, 0.4)),
        "beta1": float(rng.uniform(0.5, 0.8)),
        "beta2": float(rng.uniform(0.85, 0.97)),
        "eps": float(rng.uniform(0.02, 0.2)),
    }


def _adam_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for shape, note in zip(SHAPES, NOTES, strict=True):
        state: dict[str, Any] = {"m": np.zeros(shape), "v": np.zeros(shape), "t": 0}
        if note != "from rest":
            m = rng.normal(size=shape)
            state = {"m": m, "v": m**2 + rng.random(shape), "t": int(rng.integers(2, 6))}
        start = {"w": rng.normal(size=shape) + 2, "state": state}
        cases.append(steps_case(start, _gradients(rng, shape, 4), _adam_constants(rng), note))
    return cases
