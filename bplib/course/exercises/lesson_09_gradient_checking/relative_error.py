"""Compare two gradients by one number: 0 where they agree, 1 where they point opposite ways."""

import numpy as np
from numpy.linalg import norm

from bplib.course.checks import Function, call_case, slip
from bplib.course.checks.slips import Anything
from bplib.course.exercises.lesson_09_gradient_checking.shared import signed


def relative_error(
    a,
    n,
    *,
    gap=lambda a, n: norm(a - n),
    size=lambda a, n: norm(a) + norm(n),
    both_zero=0.0,
    floor=0.0,
    added=0.0,
    least=0.0,
):
    """Return ||a - n|| / (||a|| + ||n||), and 0 where both are 0."""
    if not (a.any() or n.any()) or norm(a) + norm(n) < floor:
        return both_zero
    return gap(a, n) / np.maximum(size(a, n) + added, least)


def cases(rng):
    """Draw long and short gradients, opposite ones, and zeros."""

    def pair(shape, size, noise, longer):
        a = signed(rng, shape)
        return {"a": size * a, "n": size * longer * (a + noise * signed(rng, shape))}

    a = signed(rng, (2, 3))
    return [
        call_case("two vectors", **pair(5, 1.0, 0.3, 2.0)),
        call_case("almost equal", **pair(4, 1.0, 1e-6, 1.0)),
        call_case("two matrices", **pair((3, 4), 20.0, 0.01, 0.9)),
        call_case("short gradients", **pair(4, 1e-8, 0.2, 1.0)),
        call_case("very short gradients", **pair(3, 1e-20, 0.2, 1.0)),
        call_case("very short matrices", **pair((2, 2), 1e-18, 0.3, 1.5)),
        call_case("opposite signs", a=a, n=-a),
        call_case("one of them zero", a=np.zeros(3), n=signed(rng, 3)),
        call_case("both zero", a=np.zeros((2, 2)), n=np.zeros((2, 2))),
    ]


def different(a, n):
    """Return whether two gradients differ by more than a hundred-thousandth."""
    return not np.allclose(a, n, rtol=1e-5, atol=0)


def long(a):
    """Return the 2-norm of a vector, and also of a matrix."""
    return norm(a, 2 if a.ndim == 2 else None)


def gaps(a, n):
    """Return the difference of every entry."""
    return np.abs(a - n)


def sizes(a, n):
    """Return the size of every entry, both gradients taken together."""
    return np.abs(a) + np.abs(n)


def of_every_entry(a, n):
    """Return an error for every entry."""
    with np.errstate(all="ignore"):
        return gaps(a, n) / sizes(a, n)


def one_length_below(a, n):
    """Return the distance over one length, plus the other."""
    if not (a.any() or n.any()):
        return 0.0
    with np.errstate(all="ignore"):
        return norm(a - n) / norm(a) + norm(n)


EXERCISE = Function(
    relative_error,
    cases,
    title="Compare two gradients",
    points=2,
    difficulty=1,
    core=True,
    read_again="How far apart are two gradients?",
    slips=[
        slip("almost equal taken for equal", gap=lambda a, n: norm(a - n) * different(a, n)).asks(
            "Is an error of a millionth 0, and could a check tell it from one of 1e-9?"
        ),
        slip("absolute only", size=lambda a, n: 1.0).asks(
            "Is a distance of 0.001 large or small, if you do not know how long the two are?"
        ),
        slip("published denominator", size=lambda a, n: norm(a + n)).asks(
            "What is the length of a + n when n is −a?"
        ),
        slip("one length only", size=lambda a, n: norm(n)).asks(
            "What does your function return when n is almost 0 and a is not?"
        ),
        slip("divided by the longer one", size=lambda a, n: max(norm(a), norm(n))).asks(
            "What should come out for opposite signs, at most 1 or at most 2?"
        ),
        slip("mean over the entries", gap=gaps, size=sizes, result=np.mean).asks(
            "Do you divide once, length by lengths, or entry by entry?"
        ),
        slip("worst entry", gap=gaps, size=sizes, result=np.max).asks(
            "Which entry decides your result, and how large is it beside the others?"
        ),
        slip(
            "squared lengths",
            gap=lambda a, n: norm(a - n) ** 2,
            size=lambda a, n: norm(a) ** 2 + norm(n) ** 2,
        ).asks("Is that the length of the difference, or the square of it?"),
        slip("entries cancel", gap=lambda a, n: abs(np.sum(a - n))).asks(
            "Can a positive and a negative difference hide each other in your sum?"
        ),
        slip("small number added", added=Anything()).asks(
            "How large is your small number beside a gradient of 1e-8?"
        ),
        slip("floor under the lengths", least=1e-12).asks(
            "Which of its two numbers does your maximum take for gradients 1e-20 long?"
        ),
        slip("very short gradients taken for zeros", floor=1e-12).asks(
            "Is a gradient of length 1e-20 zero, and can another be twice as long?"
        ),
        slip(
            "published denominator, 0 where it is 0", size=lambda a, n: norm(a + n) or np.inf
        ).asks("What is the length of a + n when n is −a?"),
        slip("difference of the lengths", gap=lambda a, n: abs(norm(a) - norm(n))).asks(
            "Can two gradients be equally long and point to different sides?"
        ),
        slip("matrix norm", gap=lambda a, n: long(a - n), size=lambda a, n: long(a) + long(n)).asks(
            "What does your norm take from a matrix: all its entries, or its largest stretch?"
        ),
        slip("zeros not thought of", both_zero=np.nan).asks(
            "What is 0/0 in NumPy, and how far apart are two zero gradients?"
        ),
        slip(
            "sizes added up",
            gap=lambda a, n: gaps(a, n).sum(),
            size=lambda a, n: sizes(a, n).sum(),
        ).asks("Is that the length of an array: the root of what?"),
        slip(
            "largest entries",
            gap=lambda a, n: gaps(a, n).max(),
            size=lambda a, n: np.abs(a).max() + np.abs(n).max(),
        ).asks("Is the length of an array its largest entry?"),
        slip("entry by entry", instead=of_every_entry).asks(
            "One number is asked for. What makes one number of a whole array?"
        ),
        slip("brackets left out below the line", instead=one_length_below).asks(
            "What is to stand below the line, and does all of it stand there?"
        ),
    ],
)
