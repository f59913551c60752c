"""Name the mistake from the number: which of four slips made a printed hidden delta, or none."""

from itertools import combinations

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_07_two_two_one.shared import FORENSICS, sigmoid, signed, slope


def suspects(W2, delta2, z1, lr):
    """Return the hidden delta of the right method and of each mistake, by name."""
    a1 = sigmoid(z1)
    back = delta2 @ W2.T
    updated = W2 - lr * a1.T @ delta2
    return {
        "none": back * slope(a1),
        "updated weights": (delta2 @ updated.T) * slope(a1),
        "slope forgotten": back,
        "z for a": back * slope(z1),
        "a for slope": back * a1,
    }


def farthest_entry(value, printed):
    """Return the largest difference of two arrays."""
    return np.abs(value - printed).max()


def name_the_mistake_221(W2, delta2, z1, lr, printed, *, distance=farthest_entry, pick=min):
    """Return the name of the mistake whose hidden delta was printed."""
    values = suspects(W2, delta2, z1, lr)
    return pick(values, key=lambda name: distance(values[name], printed))


def of_means(value, printed):
    """Return how far apart the means of two arrays are."""
    return abs(value.mean() - printed.mean())


def clear(rng, n_out, n_hidden, culprit, rate):
    """Draw until the suspects' numbers lie apart; with a large lr, another lr names another."""
    while True:
        W2, delta2 = signed(rng, (n_hidden, n_out)), signed(rng, (1, n_out), 0.2, 0.8)
        if n_hidden > 2:  # the first and the last are zero to six decimals: they accuse nobody
            W2[[0, -1]] -= W2[[0, -1]] @ delta2.T @ delta2 * ((1 - 1e-7) / np.sum(delta2**2))
        z1 = signed(rng, (1, n_hidden), 0.3, 2.0)
        even = n_hidden == 2 and culprit == "slope forgotten"
        if even:  # the mean is as near to that of the right ones
            first, second = (delta2 @ W2.T * (1 - slope(sigmoid(z1))))[0]
            W2[1] *= -first / second
        lr = rate
        values = suspects(W2, delta2, z1, lr)
        moved = np.abs(values["none"] - values["updated weights"]).max()
        if lr < 1e-3:  # so small a step that its trace is a few of the last digits printed
            lr *= 8e-6 / moved
            values = suspects(W2, delta2, z1, lr)
            moved = 8e-6
        room = 0 if lr > 1 else 2 * moved
        apart = [
            np.abs(values[one] - values[other]).max() - room
            for one, other in combinations(values, 2)
            if {one, other} != {"none", "updated weights"}
        ]
        if min(apart) < 1e-2 or not min(2e-3, 0.015 * lr) <= moved <= (0.045 if lr > 1 else 9):
            continue
        printed = values[culprit].round(6)
        if even and min(values, key=lambda n: of_means(values[n], printed)) == culprit:
            continue
        owed = lr > 1 and culprit == "updated weights"
        told = [name_the_mistake_221(W2, delta2, z1, r, printed) == culprit for r in (0.1, 1)]
        if not owed or told == [False, True]:
            return {"W2": W2, "delta2": delta2, "z1": z1, "lr": lr, "printed": printed}


def cases(rng):
    """Draw a case for each culprit, and three for those that the learning rate decides."""
    # Who ignores lr and takes a fixed rate is caught by the smallest one or by the largest one;
    # who looks at lr alone learns nothing, since every culprit may have any of them.
    rates = rng.uniform(3e-4, 5e-4), rng.uniform(0.3, 0.45), rng.uniform(1.4, 1.7)
    wanted = [("updated weights", lr) for lr in rates]
    others = ("none", "slope forgotten", "z for a", "a for slope")
    wanted += [(name, rng.choice(rates)) for name in others]

    def case(culprit, lr):
        few = culprit in ("none", "updated weights", "slope forgotten")
        pairs = [(1, 2), (3, 2)] if few else [(1, 3), (3, 4), (2, 3)]
        n_out, n_hidden = map(int, rng.choice(pairs))
        note = f"{n_hidden} hidden units, {n_out} output{'s' * (n_out > 1)}"
        return call_case(note, **clear(rng, n_out, n_hidden, culprit, float(lr)))

    return [case(*pair) for pair in wanted]


SWAPPED = {"z for a": "a for slope", "a for slope": "z for a"}


def right_delta(W2, delta2, z1, lr, printed):
    """Return the hidden delta itself."""
    return suspects(W2, delta2, z1, lr)["none"]


EXERCISE = Function(
    name_the_mistake_221,
    cases,
    title="Name the mistake from the number",
    points=4,
    difficulty=3,
    read_again=FORENSICS,
    slips=[
        slip(
            "exact equality", distance=lambda value, printed: not np.array_equal(value, printed)
        ).asks("A printed number is rounded. Can it ever equal a computed one?"),
        slip(
            "one entry compared", distance=lambda value, printed: np.abs(value - printed)[0, 0]
        ).asks("Can two suspects agree in the first hidden unit and differ in another?"),
        slip("updated uphill", given=lambda *a: (*a[:3], -a[3], a[4])).asks(
            "In which direction did the updated weights move?"
        ),
        slip("learning rate forgotten", given=lambda *a: (*a[:3], 1.0, a[4])).asks(
            "How far did the updated weights move?"
        ),
        slip("two names swapped", result=lambda name: SWAPPED.get(name, name)).asks(
            "Which of the two has z⁽¹⁾ in it: 'z for a' or 'a for slope'?"
        ),
        slip("farthest suspect", pick=max).asks(
            "Should the guilty suspect's number be close to the printed one, or far away?"
        ),
        slip(
            "signed differences added", distance=lambda value, printed: (value - printed).sum()
        ).asks("Is a very negative sum of differences a small distance?"),
        slip("means compared", distance=of_means).asks(
            "Can two suspects have the same mean and differ in every entry?"
        ),
        *(
            slip(
                f"the first within {near:g}",
                pick=lambda values, key, d=near: next((n for n in values if key(n) < d), "none"),
            ).asks("Of two suspects that are both near, is the first one always the nearer?")
            for near in (1e-4, 0.05)
        ),
        slip("the array, not the name", pick=lambda values, key: values[min(values, key=key)]).asks(
            "Is the suspect's name asked for, or the suspect's number?"
        ),
        slip("the right delta", instead=right_delta).asks(
            "Is a hidden delta asked for, or the name of how the printed one was made?"
        ),
    ],
)
