"""Compute f = (x + y)·z and its gradients: forward and backward through two gates."""

from operator import add, mul

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_03_computational_graphs.shared import with_signs


def sum_times(
    x, y, z, *, local=lambda x, y: (1, 1), swap=lambda q, z: (z, q), chain=mul, start=lambda f: 1
):
    """Return f = q·z, where q = x + y, and its derivatives by x, y and z."""
    q = x + y
    f = q * z
    by_q, by_z = (s * start(f) for s in swap(q, z))
    by_x, by_y = (chain(s, by_q) for s in local(x, y))
    return f, by_x, by_y, by_z


def cases(rng):
    """Draw positive numbers, a negative z, a negative x, then all as they come."""
    kinds = (("", (1, 1, 1)), ("z is negative", (1, 1, -1)), ("x < 0", (-1, 1, 1)), ("", (0, 0, 0)))

    def case(note, signs):
        x, y, z = with_signs(rng, signs)
        return call_case(note, x=x, y=y, z=z)

    return [case(*kind) for kind in kinds]


EXERCISE = Function(
    sum_times,
    cases,
    title="Forward and backward through two gates",
    points=2,
    difficulty=1,
    returns=("f", "∂f/∂x", "∂f/∂y", "∂f/∂z"),
    read_again="Local times upstream",
    slips=[
        slip("product not swapped", swap=lambda q, z: (q, z)).asks(
            "If z were 0, could a change of q move f?"
        ),
        slip("sum split", local=lambda x, y: (1 / 2, 1 / 2)).asks(
            "If x grows by 0.01, by how much does q grow?"
        ),
        slip("upstream forgotten", chain=lambda s, upstream: s).asks(
            "Between x and f lie two gates. How many slopes are in your derivative by x?"
        ),
        slip("gates exchanged", local=lambda x, y: (y, x)).asks(
            "Which of the two inputs of the first gate multiplies the other?"
        ),
        slip("inputs weighted", local=lambda x, y: (x, y)).asks(
            "Do x and y pass the first gate as they are, or are they scaled there?"
        ),
        slip("brackets lost", instead=lambda x, y, z: (x + y * z, 1.0, z, y)).asks(
            "Which gate comes first: the sum, or the product?"
        ),
        slip("slopes added", chain=add).asks(
            "Two gates in a row: does the second one's slope add to the first one's?"
        ),
        slip("f for the first gradient", start=lambda f: f).asks(
            "By how much does f change when f changes by 0.01?"
        ),
        slip("numbers of the lesson's example", instead=lambda x, y, z: (-12, -4, -4, 3)).asks(
            "Does your function compute with the x, y and z that it is given?"
        ),
    ],
)
