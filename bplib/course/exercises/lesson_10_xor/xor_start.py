"""Repair a start that makes twins: draw both layers' weights from one generator."""

import numpy as np

from bplib.course.checks import Function, call_case, slip


def normal(rng, scale, shape):
    """Draw from a normal distribution, row by row."""
    return rng.normal(0, scale, shape)


def zeros(rng, scale, shape):
    """Return zeros, and draw nothing."""
    return np.zeros(shape)


def xor_start(
    hidden, scale, seed, *, first=normal, biases=zeros, again=False, second=normal, last=zeros
):
    """Return W1 (2, H) and W2 (H, 1) drawn in this order from one generator, and zero biases."""
    rng = np.random.default_rng(seed)
    W1, b1 = first(rng, scale, (2, hidden)), biases(rng, scale, hidden)
    if again:
        rng = np.random.default_rng(seed)
    W2, b2 = second(rng, scale, (hidden, 1)), biases(rng, scale, 1)
    return W1, b1 + last(rng, scale, hidden), W2, b2 + last(rng, scale, 1)


def cases(rng):
    """Draw scales on both sides of 1, which show whose square or root was taken."""

    def case(hidden, low, high):
        scale, seed = float(rng.uniform(low, high)), int(rng.integers(1, 10_000))
        return call_case("", hidden=hidden, scale=scale, seed=seed)

    return [case(3, 0.05, 0.3), case(5, 1.5, 3.0), case(4, 0.3, 0.7), case(7, 3.0, 5.0)]


def twins(rng, scale, shape):
    """Draw one unit and repeat it."""
    return np.tile(rng.normal(0, scale, (2, 1)), shape[1])


def equal(rng, scale, shape):
    """Draw one number for all."""
    return np.full(shape, rng.normal(0, scale))


def second_first(hidden, scale, seed):
    """Draw W2, then W1."""
    rng = np.random.default_rng(seed)
    W2 = normal(rng, scale, (hidden, 1))
    return normal(rng, scale, (2, hidden)), np.zeros(hidden), W2, np.zeros(1)


def about_the_scale(hidden, scale, seed):
    """Draw with the standard deviation in the place of the mean."""
    rng = np.random.default_rng(seed)
    W1, W2 = rng.normal(scale, size=(2, hidden)), rng.normal(scale, size=(hidden, 1))
    return W1, np.zeros(hidden), W2, np.zeros(1)


def old_generator(hidden, scale, seed):
    """Draw from the generator that NumPy had before."""
    rng = np.random.RandomState(seed)
    W1, W2 = rng.normal(0, scale, (2, hidden)), rng.normal(0, scale, (hidden, 1))
    return W1, np.zeros(hidden), W2, np.zeros(1)


EXERCISE = Function(
    xor_start,
    cases,
    title="Repair a start that makes twins",
    points=2,
    core=True,
    difficulty=1,
    returns=("W1", "b1", "W2", "b2"),
    read_again="Twins stay twins",
    slips=[
        slip("not repaired yet", first=twins, again=True, second=equal).asks(
            "What does a generator return first if it is made anew from the same seed?"
        ),
        slip("the seed used again for W2", again=True).asks(
            "How many generators does the specification allow?"
        ),
        slip("W2 drawn first", instead=second_first).asks(
            "Which array should get the generator's first numbers?"
        ),
        slip(
            "unit by unit", first=lambda rng, scale, shape: normal(rng, scale, shape[::-1]).T
        ).asks("In which order does one call for the whole matrix fill it, by row or by column?"),
        slip("all output weights equal", second=equal).asks(
            "How many numbers does W2 need if every unit is to have its own?"
        ),
        slip("scale forgotten", given=lambda hidden, scale, seed: (hidden, 1.0, seed)).asks(
            "What is the standard deviation of your weights?"
        ),
        slip(
            "scale as a variance", given=lambda hidden, scale, seed: (hidden, scale**0.5, seed)
        ).asks("Is the scale the standard deviation or its square?"),
        slip(
            "uniform numbers", first=lambda rng, scale, shape: rng.uniform(-scale, scale, shape)
        ).asks("From which distribution should the weights come?"),
        slip("biases drawn", biases=normal).asks("What should the biases be at the start?"),
        slip(
            "W2 by fan-in",
            second=lambda rng, scale, shape: normal(rng, scale / shape[0] ** 0.5, shape),
        ).asks("Have both matrices the same standard deviation in the specification?"),
        slip("biases drawn last", last=normal).asks("What should the biases be at the start?"),
        slip("scale for the mean", instead=about_the_scale).asks(
            "What does the first number that `normal` is given stand for?"
        ),
        slip("NumPy's old generator", instead=old_generator).asks(
            "Which generator does the specification name, and which one draws your numbers?"
        ),
    ],
)
