"""What the exercises of lessons 16 and 17 share: inputs, headings, a question, a state in place.

The coordinates of every gradient differ in size by a factor of a thousand, so that each rule shows
what it does with small ones and with large ones.
"""

import numpy as np

from bplib.course.checks import steps_case

BY_HAND = "By hand: one direction, then two"
ONE_STEP = "In NumPy: one step of each"
MEMORY = "Memory: a velocity"
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


def memory_cases(rng):
    """Draw weights and a velocity of four shapes; four steps each."""
    return [
        steps_case(
            {
                "w": rng.normal(size=shape) + 2,
                "v": np.zeros(shape) if note == "from rest" else rng.normal(size=shape) * 4,
            },
            gradients(rng, shape, 4),
            {"lr": float(rng.uniform(0.05, 0.4)), "beta": float(rng.uniform(0.6, 0.95))},
            note,
        )
        for shape, note in zip(SHAPES, NOTES, strict=True)
    ]


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
