"""What the exercises of lesson 17 share: inputs, headings and a question, a state in place.

The coordinates of every gradient differ in size by a factor of a thousand, so that each rule shows
what it does with small ones and with large ones.
"""

import numpy as np

from bplib.course.checks import steps_case

STILL_HELD = "Who else still holds the array that your function has just written to?"

SHAPES = ((3,), (1,), (2, 3), (2, 1, 4))
NOTES = ("from rest", "a single weight", "a matrix", "three axes")


def gradients(rng, shape, steps):
    """Draw gradients whose coordinates differ in size by a factor of a thousand.

    Among five or more, one is always 0.
    """
    n = int(np.prod(shape))
    sizes = 10.0 ** rng.permutation(np.linspace(-1.5, 1.5, n)).reshape(shape)
    if n > 4:
        sizes.flat[rng.integers(n)] = 0.0
    return [
        {"g": sizes * (0.3 + rng.random(shape)) * rng.choice([-1, 1], shape)} for _ in range(steps)
    ]


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


def state_in_place(answer):
    """Write the new state into the one that was handed in."""

    def step(w, state, *others):
        w, new = answer(w, state, *others)
        if isinstance(state, dict):
            state.update(new)
        else:
            state[...] = new
        return w, new

    return step
