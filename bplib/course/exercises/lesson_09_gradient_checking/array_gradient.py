"""Differentiate a function by every entry of an array: nudge one entry at a time, both ways.

The caller's array stays as it was, and whole numbers or single precision cost no digits.
"""

import numpy as np

from bplib.course.checks import Formula, Function, call_case, slip
from bplib.course.exercises.lesson_09_gradient_checking.shared import signed


def array_gradient(
    f,
    x,
    h,
    *,
    copied=lambda x: np.array(x, dtype=float),
    zeros=lambda x: np.zeros(np.shape(x)),
    high=lambda kept, h: kept + h,
    low=lambda kept, h: kept - h,
    after=lambda kept, h: kept,
    run=lambda h: 2 * h,
):
    """Return the central differences of f by every entry of x, in double precision."""
    gradient = zeros(x)
    x = copied(x)
    for index in np.ndindex(x.shape):
        kept = x[index]
        x[index] = high(kept, h)
        above = f(x)
        x[index] = low(kept, h)
        below = f(x)
        x[index] = after(kept, h)
        gradient[index] = (above - below) / run(h)
    return gradient


def cases(rng):
    """Draw functions of a vector, a matrix, three axes, whole numbers, and single precision."""
    a, b = (round(float(v), 2) for v in rng.uniform(0.5, 1.2, 2))
    whole = rng.permutation([1, 2, 3, 4]).reshape(2, 2) * rng.choice([-1, 1], (2, 2))

    def case(note, formula, x, h):
        return call_case(note, f=Formula(formula), x=x, h=h)

    return [
        case("a vector", f"sum(sin({a}*x)) * sum(x**2)/4 + sum(x**3)", signed(rng, 3), 0.125),
        case("a matrix", f"log(sum(exp({a}*x))) + {b}*sum(x**3)", signed(rng, (2, 3)), 0.05),
        case("three axes", f"tanh({b}*sum(x)/4) + sum(x**4)/8", signed(rng, (2, 1, 3)), 0.08),
        case("whole numbers", f"sum(x**3)/5 + cos({a}*sum(x)/4)", whole, 0.25),
        case(
            "x in single precision",
            f"sum(exp({a}*x)) + {b}*sum(x**2)",
            signed(rng, 4).astype(np.float32),
            1e-4,
        ),
    ]


def single_kept(x):
    """Copy an array, whole numbers in double precision."""
    return np.array(x, dtype=np.float32 if x.dtype == np.float32 else float)


def all_at_once(f, x, h):
    """Return the slope along the diagonal for every entry."""
    x = np.array(x, dtype=float)
    return np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h))


def row_by_row(f, x, h):
    """Nudge all that x[i] holds at once."""
    gradient = np.zeros(x.shape)
    for i in range(len(x)):
        nudge = np.zeros(x.shape)
        nudge[i] = h
        gradient[i] = (f(x + nudge) - f(x - nudge)) / (2 * h)
    return gradient


def in_place(f, x, h):
    """Nudge the caller's own array, in its own type."""
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        x[index] += h
        above = f(x)
        x[index] -= 2 * h
        below = f(x)
        x[index] += h
        gradient[index] = (above - below) / (2 * h)
    return gradient


EXERCISE = Function(
    array_gradient,
    cases,
    title="Differentiate by every entry of an array",
    points=4,
    difficulty=3,
    core=True,
    read_again="A gradient by nudging",
    pure=True,
    double=True,
    slips=[
        slip("entry not put back", after=lambda kept, h: kept - h).asks(
            "When the second entry is nudged, where does the first one stand?"
        ),
        slip("one-sided", low=lambda kept, h: kept, run=lambda h: h).asks(
            "Is x in the middle of your two places, or at one end?"
        ),
        slip("divided by h", run=lambda h: h).asks("How far apart are your two places?"),
        slip("wrong sign", result=np.negative).asks(
            "A rising f must give a positive slope. Which of the two values do you subtract?"
        ),
        slip("every entry nudged at once", instead=all_at_once).asks(
            "How many entries of x move between your two calls of f?"
        ),
        slip("a step of its own", given=lambda f, x, h: (f, x, 1e-5)).asks(
            "Which step was asked for, and which did you take?"
        ),
        slip("step far too small", given=lambda f, x, h: (f, x, 1e-13)).asks(
            "How many digits of f(x + h) and f(x − h) still differ with your step?"
        ),
        slip("x keeps its type", copied=np.copy).asks(
            "What is left of 2 + 0.25 in an array of whole numbers?"
        ),
        slip("x and gradient keep their type", copied=np.copy, zeros=np.zeros_like).asks(
            "Which type do np.zeros_like(x) and x.copy() have when x holds whole numbers?"
        ),
        slip("gradient keeps the type of x", zeros=np.zeros_like).asks(
            "Which type does np.zeros_like(x) have when x holds whole numbers?"
        ),
        slip("half a step", given=lambda f, x, h: (f, x, h / 2)).asks(
            "How far is each of your two places from x?"
        ),
        slip("single precision kept", copied=single_kept).asks(
            "With seven digits in f(x + h) and f(x − h), how many are left in the difference?"
        ),
        slip(
            "rounded to single precision", result=lambda gradient: gradient.astype(np.float32)
        ).asks("How many digits has a number of the type that your result is kept in?"),
        slip("flat result", result=np.ravel).asks(
            "Which shape has x, and which has your gradient?"
        ),
        slip(
            "caller's array nudged",
            copied=lambda x: np.asarray(x, dtype=float),
            low=lambda kept, h: kept + h - 2 * h,
            after=lambda kept, h: kept + h - 2 * h + h,
        ).asks("Is x + h − 2h + h always x, to the last bit?"),
        slip("one-sided, downwards", high=lambda kept, h: kept, run=lambda h: h).asks(
            "Is x in the middle of your two places, or at one end?"
        ),
        slip("whole rows nudged", instead=row_by_row).asks(
            "How many entries does x[i] hold where x is a matrix?"
        ),
        slip("no copy made", instead=in_place).asks(
            "Into whose array do your lines write, and which type has it?"
        ),
    ],
)
