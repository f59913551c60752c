"""What the exercises of lesson 17 share: settings, states and gradients of Adam."""

import numpy as np

from bplib.course.checks import steps_case
from bplib.course.exercises.lesson_16_step_size_and_momentum.shared import NOTES, SHAPES, gradients


def adam_constants(rng):
    """Draw settings of Adam whose memory is short and whose ε is large enough to show."""
    return {
        "lr": float(rng.uniform(0.05, 0.4)),
        "beta1": float(rng.uniform(0.5, 0.8)),
        "beta2": float(rng.uniform(0.85, 0.97)),
        "eps": float(rng.uniform(0.02, 0.2)),
    }


def adam_cases(rng):
    """Draw weights and a state of four shapes; four steps each."""

    def case(shape, note):
        state = {"m": np.zeros(shape), "v": np.zeros(shape), "t": 0}
        if note != "from rest":
            m = rng.normal(size=shape)
            state = {"m": m, "v": m**2 + rng.random(shape), "t": int(rng.integers(2, 6))}
        start = {"w": rng.normal(size=shape) + 2, "state": state}
        return steps_case(start, gradients(rng, shape, 4), adam_constants(rng), note)

    return [case(shape, note) for shape, note in zip(SHAPES, NOTES, strict=True)]
