"""Send gradients back through f = (x·y)·σ(x), where x goes into two gates."""

from operator import add, mul, sub

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_03_computational_graphs.shared import sigmoid, slope, with_signs


def fork_backward(
    x,
    y,
    *,
    inner=lambda x, y: (y, x),
    swap=lambda p, s: (s, p),
    bend=slope,
    gather=add,
    start=lambda f: 1,
):
    """Return the derivatives of f = p·s by x and y, where p = x·y and s = σ(x)."""
    p = x * y
    s = sigmoid(x)
    to_x, to_y = inner(x, y)
    by_p, by_s = swap(p, s)
    by_x = gather(by_p * to_x, by_s * bend(x)) * start(p * s)
    by_y = by_p * to_y * start(p * s)
    return by_x, by_y


def cases(rng):
    """Draw x and y of every sign but both negative, then both as they come."""
    kinds = (("", (1, 1)), ("x is negative", (-1, 1)), ("y is negative", (1, -1)), ("", (0, 0)))

    def case(note, signs):
        x, y = with_signs(rng, signs)
        return call_case(note, x=x, y=y)

    return [case(*kind) for kind in kinds]


EXERCISE = Function(
    fork_backward,
    cases,
    title="A wire that forks",
    points=3,
    core=True,
    difficulty=2,
    read_again="A wire that forks: fan-out adds",
    returns=("∂f/∂x", "∂f/∂y"),
    done_by=["autodiff.graphs.backward", "autodiff.graphs.wire_gradients"],
    slips=[
        slip("overwrites: the sigmoid's report alone", gather=lambda first, second: second).asks(
            "Two gates report to x. What became of the first report when the second one came?"
        ),
        slip("the product's report alone", gather=lambda first, second: first).asks(
            "In how many gates does x occur?"
        ),
        slip("reports multiplied", gather=mul).asks(
            "Two gates move f at the same time: do their effects multiply, or add?"
        ),
        slip("reports averaged", gather=lambda first, second: (first + second) / 2).asks(
            "When x moves, does it move both gates fully, or each of them half?"
        ),
        slip("reports subtracted", gather=sub).asks(
            "If both reports say that f grows with x, can one take away from the other?"
        ),
        slip("last product not swapped", swap=lambda p, s: (p, s)).asks(
            "What multiplies p in the last gate: p itself, or s?"
        ),
        slip("slope of the sigmoid forgotten", bend=lambda x: 1).asks(
            "What does the sigmoid's gate do to a gradient that passes it?"
        ),
        slip("slope at the output", bend=lambda x: slope(sigmoid(x))).asks(
            "At which place is the slope of the sigmoid taken: at x, or at s?"
        ),
        slip("sigmoid as its own slope", bend=sigmoid).asks(
            "Is your factor how high the sigmoid is, or how steep?"
        ),
        slip("first product not swapped", inner=lambda x, y: (x, y)).asks(
            "What multiplies x in the first gate: x itself, or y?"
        ),
        slip("x(1 − x)", bend=lambda x: x * (1 - x)).asks(
            "In s(1 − s), is s what goes into the sigmoid, or what comes out?"
        ),
        slip("rule of tanh", bend=lambda x: 1 - sigmoid(x) ** 2).asks(
            "Which curve has the slope 1 − a²?"
        ),
        slip("f for the first gradient", start=lambda f: f).asks(
            "By how much does f change when f changes by 0.01?"
        ),
    ],
)
