"""Differentiate by a complex step: the slope is in the imaginary part, nothing is subtracted."""

import numpy as np

from bplib.course.checks import Formula, Function, call_case, slip
from bplib.course.exercises.lesson_09_gradient_checking.shared import signed


def complex_gradient(
    f,
    x,
    h,
    *,
    step=lambda h: 1j * h,
    after=lambda kept, h: kept,
    rise=lambda f, z, x: np.imag(f(z)),
    run=lambda h: h,
):
    """Return df/dx by complex steps, one entry at a time."""
    z = np.array(x, dtype=complex)
    gradient = np.zeros(z.shape)
    for index in np.ndindex(z.shape):
        kept = z[index]
        z[index] = kept + step(h)
        gradient[index] = rise(f, z, x) / run(h)
        z[index] = after(kept, h)
    return gradient


def cases(rng):
    """Draw functions of several shapes, slopes of either sign, and steps from 0.1 to 1e-200."""
    a, b = (round(float(v), 2) for v in rng.uniform(0.5, 1.2, 2))

    def case(note, formula, x, h):
        return call_case(note, f=Formula(formula), x=x, h=h)

    return [
        case("a vector", f"sum(sin({a}*x)) * sum(x**2)/4 + sum(x**3)", signed(rng, 3), 1e-20),
        case(
            "a very small step",
            f"-log(sum(exp({a}*x))) - {b}*sum(x**3)",
            signed(rng, (2, 3)),
            1e-200,
        ),
        case("a large step", f"sum(sin({b}*x)) + sum(x**5)", signed(rng, (2, 2)), 0.1),
        case(
            "a sigmoid, three axes",
            f"sigmoid({b}*sum(x)) + sum(x**4)/8",
            signed(rng, (2, 1, 3)),
            1e-8,
        ),
        case(
            "whole numbers",
            f"sum(x**3)/5 + cos({a}*sum(x)/4) - 50",
            rng.integers(1, 4, 4) * rng.choice([-1, 1], 4),
            1e-30,
        ),
    ]


EXERCISE = Function(
    complex_gradient,
    cases,
    title="Differentiate by a complex step",
    points=2,
    difficulty=2,
    read_again="A step into the complex plane",
    slips=[
        slip("real part taken", rise=lambda f, z, x: np.real(f(z))).asks(
            "In which part of f(x + ih) does the slope stand?"
        ),
        slip("a step of its own", given=lambda f, x, h: (f, x, 1e-20)).asks(
            "Which step was asked for, and which did you take?"
        ),
        slip("sign of the imaginary part lost", rise=lambda f, z, x: abs(np.imag(f(z)))).asks(
            "Can a slope be negative, and can your result?"
        ),
        slip("magnitude taken", rise=lambda f, z, x: abs(f(z))).asks(
            "Is the length of a complex number its imaginary part?"
        ),
        slip("not divided", run=lambda h: 1).asks("Is that the slope, or h times the slope?"),
        slip("divided by 2h", run=lambda h: 2 * h).asks(
            "How many values of f do you subtract here, and how far apart are they?"
        ),
        slip("entry not put back", after=lambda kept, h: kept + 1j * h).asks(
            "When the second entry is nudged, is the first one real again?"
        ),
        slip(
            "every entry nudged at once",
            instead=lambda f, x, h: np.full(x.shape, np.imag(f(x + 1j * h)) / h),
        ).asks("How many entries of x have an imaginary part when f is called?"),
        slip(
            "real step",
            step=lambda h: h,
            rise=lambda f, z, x: np.real(f(z) - f(np.array(x, dtype=complex))),
        ).asks("What is x + h in floating point, if h is 1e-200?"),
        slip("imaginary part lost", step=lambda h: h).asks(
            "What is left of a step of ih in the array that you hand to f?"
        ),
        slip("wrong sign", result=np.negative).asks("Which way did you step, to +ih or to −ih?"),
        slip(
            "real step, and the size of the difference",
            step=lambda h: h,
            rise=lambda f, z, x: abs(f(z) - f(np.array(x, dtype=complex))),
        ).asks("What is x + h in floating point, if h is 1e-200, and can your result be negative?"),
    ],
)
