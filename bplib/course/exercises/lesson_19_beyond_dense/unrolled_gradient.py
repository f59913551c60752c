"""Unroll three steps on paper: h_t = w h_(t-1) + x_t, and h₃ differentiated by w, x₁ and h₀."""

from bplib.course.checks import Expressions, slip
from bplib.course.checks.algebra import sp
from bplib.course.exercises.lesson_19_beyond_dense.shared import TIMES


def unrolled_gradient(*, steps=(1, 2, 3), share=1, chain=lambda w, links: w**links, joins=1):
    """Return the derivatives of h₃: w acts in every step, x₁ and h₀ go through two and three."""
    w, h0, x1, x2 = sp.symbols("w h0 x1 x2", positive=True)
    h1 = w * h0 + joins * x1
    h = [h0, h1, w * h1 + joins * x2]
    return {
        "by_w": share * sum(w ** (3 - t) * h[t - 1] for t in steps),
        "by_x1": chain(w, 2),
        "by_h0": chain(w, 3),
    }


EXERCISE = Expressions(
    unrolled_gradient,
    title="Unroll three steps on paper",
    points=1,
    difficulty=1,
    core=True,
    read_again=TIMES,
    symbols=dict.fromkeys(("w", "h0", "x1", "x2", "x3"), (0.4, 1.9)),
    slips=[
        slip("last step only", steps=(3,)).asks("In how many of the three steps does w act?"),
        slip("first step only", steps=(1,)).asks("Which other steps use the same w?"),
        slip("one step too many", chain=lambda w, links: w ** (links + 1)).asks(
            "Through how many multiplications by w does x₁ pass on its way to h₃?"
        ),
        slip("one step too few", chain=lambda w, links: w ** (links - 1)).asks(
            "How many steps lie between x₁ and h₃, and which of them multiply by w?"
        ),
        slip("steps added", chain=lambda w, links: links * w).asks(
            "Along a chain, are the slopes added or multiplied?"
        ),
        slip("roads averaged", share=1 / 3).asks(
            "One w, three uses: do the routes add up, or average?"
        ),
        slip("inputs left out", joins=0).asks("Do x₁ and x₂ meet w on their way to h₃?"),
    ],
)
