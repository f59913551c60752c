"""Find the first whole z at which a(1 − a) is exactly 0, in three precisions."""

import numpy as np

from bplib.course.checks import Numbers, slip


def slope(z):
    """Return a(1 − a) in the precision of z."""
    with np.errstate(all="ignore"):
        a = 1 / (1 + np.exp(-z))
    return a * (1 - a)


def first_flat_integers(
    *, dtypes=(np.float16, np.float32, np.float64), flat=lambda z: slope(z) == 0
):
    """Return the first flat integer in half, single and double precision."""
    first = [1 + int(np.argmax(flat(np.arange(1, 800).astype(dtype)))) for dtype in dtypes]
    return dict(zip(("half", "single", "double"), first, strict=True))


EXERCISE = Numbers(
    first_flat_integers,
    title="Find the first flat place",
    points=1,
    difficulty=2,
    read_again="Where it breaks: a slope that is lost on one side",
    slips=[
        slip("one too early", result=lambda out: {name: z - 1 for name, z in out.items()}).asks(
            "Is a(1 − a) exactly 0 at your numbers, or only very small?"
        ),
        slip("one too late", result=lambda out: {name: z + 1 for name, z in out.items()}).asks(
            "Is a(1 − a) already 0 one integer before yours?"
        ),
        slip("overflow looked for", flat=lambda z: z > np.log(np.finfo(z.dtype).max)).asks(
            "Where e^z overflows, a has long been 1. At which z does that begin?"
        ),
        slip("e^−z rounded to 0 looked for", flat=lambda z: np.exp(-z) == 0).asks(
            "For a = 1, must e^−z be 0, or only too small to change 1 + e^−z?"
        ),
        slip("e^−z rounded to 0 looked for in double precision", result={"double": 746}).asks(
            "For a = 1, must e^−z be 0, or only too small to change 1 + e^−z?"
        ),
        slip("all in double precision", dtypes=[np.float64] * 3).asks(
            "Which dtype had the z that you computed with: did it stay what you meant it to be?"
        ),
    ],
)
