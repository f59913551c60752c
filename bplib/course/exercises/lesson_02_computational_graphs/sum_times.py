"""Forward and backward through two gates."""

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_02_computational_graphs.shared import _signed

Four = tuple[float, float, float, float]


def sum_times(x: float, y: float, z: float) -> Four:
    """Return f = (x + y)·z and its derivatives by x, y and z."""
    q = x + y
    return q * z, z, z, q


def _sum_times_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for note, signs in (("", (1, 1, 1)), ("z is negative", (1, 1, -1)), ("x < 0", (-1, 1, 1))):
        x, y, z = (sign * abs(v) for sign, v in zip(signs, _signed(rng, 3), strict=True))
        cases.append(call_case(note, x=x, y=y, z=z))
    x, y, z = _signed(rng, 3)
    return [*cases, call_case("", x=x, y=y, z=z)]


EXERCISE = Function(
    sum_times,
    _sum_times_cases,
    title="Forward and backward through two gates",
    points=2,
    difficulty=1,
    minutes=3,
    read_again="Local times upstream",
    slips=[
        slip("product not swapped", instead=lambda x, y, z: ((x + y) * z, x + y, x + y, z)).asks(
            "If z were 0, could a change of q move f?"
        ),
        slip("sum split", instead=lambda x, y, z: ((x + y) * z, z / 2, z / 2, x + y)).asks(
            "If x grows by 0.01, by how much does q grow?"
        ),
        slip("upstream forgotten", instead=lambda x, y, z: ((x + y) * z, 1.0, 1.0, x + y)).asks(
            "Between x and f lie two gates. How many slopes are in your derivative by x?"
        ),
        slip("gates exchanged", instead=lambda x, y, z: ((x + y) * z, y * z, x * z, x + y)).asks(
            "Which of the two inputs of the first gate multiplies the other?"
        ),
        slip("inputs weighted", instead=lambda x, y, z: ((x + y) * z, x * z, y * z, x + y)).asks(
            "Do x and y pass the first gate as they are, or are they scaled there?"
        ),
        slip("brackets lost", instead=lambda x, y, z: (x + y * z, 1.0, z, y)).asks(
            "Which gate comes first: the sum, or the product?"
        ),
        slip("slopes added", instead=lambda x, y, z: ((x + y) * z, 1 + z, 1 + z, x + y)).asks(
            "Two gates in a row: does the second one's slope add to the first one's?"
        ),
    ],
)
