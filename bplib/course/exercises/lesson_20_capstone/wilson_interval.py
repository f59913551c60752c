"""Say how sure a score is: Wilson's interval, whose ends use their own standard errors."""

import numpy as np

from bplib.course.checks import Function, call_case, slip


def middle(share, n, z):
    """Return the middle of Wilson's interval, which is nearer to 1/2 than the share."""
    return (share + z**2 / (2 * n)) / (1 + z**2 / n)


def reach(share, n, z):
    """Return half the length of Wilson's interval."""
    return z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)


def wilson_interval(right, n, z, *, centre=middle, half=reach):
    """Return [low, high]: right / n is within z of p's own standard errors of every p between.

    One array, so that an end at 0 is judged against the other one and not against itself.
    """
    around, within = centre(right / n, n, z), half(right / n, n, z)
    return np.array([around - within, around + within])


def cases(rng):
    """Draw counts at both ends and between, with a z for each."""
    n, small = int(rng.integers(40, 400)), int(rng.integers(5, 30))
    z = round(float(rng.uniform(1.3, 2.8)), 2)
    return [
        call_case("most are right", right=round(0.93 * n), n=n, z=z),
        call_case("all are right", right=small, n=small, z=1.96),
        call_case("none is right", right=0, n=int(rng.integers(5, 30)), z=1.64),
        call_case("a few of few", right=2, n=int(rng.integers(5, 9)), z=2.58),
    ]


def measured(share, n, z):
    """Return the measured share."""
    return share


def at_the_middle(share, n, z):
    """Return the usual half length, for z² more images of which half are read correctly."""
    p = middle(share, n, z)
    return z * np.sqrt(p * (1 - p) / (n + z**2))


def undivided(share, n, z):
    """Return half the length times 1 + z²/n."""
    return reach(share, n, z) * (1 + z**2 / n)


EXERCISE = Function(
    wilson_interval,
    cases,
    title="Say how sure a score is",
    points=3,
    difficulty=3,
    read_again="How sure is a score",
    slips=[
        slip(
            "error at the measured share",
            centre=measured,
            half=lambda share, n, z: z * np.sqrt(share * (1 - share) / n),
        ).asks("If all images are read correctly, how sure are you that the share is exactly 1?"),
        slip("widest error", centre=measured, half=lambda share, n, z: z / np.sqrt(4 * n)).asks(
            "At which share p is the standard error as large as yours?"
        ),
        slip("around the measured share", centre=measured).asks(
            "Is the measured share in the middle of the interval?"
        ),
        slip("not divided", centre=lambda share, n, z: share + z**2 / (2 * n)).asks(
            "What is the factor of p² after you have brought everything to one side?"
        ),
        slip("one standard error", given=lambda right, n, z: (right, n, 1.0)).asks(
            "Where does z enter?"
        ),
        slip("z for its square", given=lambda right, n, z: (right, n, np.sqrt(z))).asks(
            "Both sides were squared. What became of z?"
        ),
        slip("counts", around=lambda shares: lambda right, n, z: n * shares(right, n, z)).asks(
            "Are shares asked for, or numbers of images?"
        ),
        slip("centre and half", result=lambda ends: np.array([ends.mean(), np.ptp(ends) / 2])).asks(
            "Which two numbers are asked for?"
        ),
        slip("ends swapped", result=lambda ends: ends[::-1]).asks("Which end comes first?"),
        slip("always 95 per cent", given=lambda right, n, z: (right, n, 1.96)).asks(
            "Where does z enter, and is it the same in every call?"
        ),
        slip("error at the middle", half=at_the_middle).asks(
            "That is Agresti and Coull's interval. Is it the one derived here?"
        ),
        slip(
            "error at the measured share, cut off",
            centre=measured,
            half=lambda share, n, z: z * np.sqrt(share * (1 - share) / n),
            result=lambda ends: np.clip(ends, 0, 1),
        ).asks("If all images are read correctly, is your interval a single point?"),
        slip("cut off at the ends", centre=measured, result=lambda ends: np.clip(ends, 0, 1)).asks(
            "Does the interval derived here ever leave 0 to 1?"
        ),
        slip("per cent", result=lambda ends: 100 * ends).asks("Are shares asked for, or per cent?"),
        slip("centre and width", result=lambda ends: np.array([ends.mean(), np.ptp(ends)])).asks(
            "Which two numbers are asked for?"
        ),
        slip("wrong answers counted", given=lambda right, n, z: (n - right, n, z)).asks(
            "Of which answers does the first argument tell how many there are?"
        ),
        slip(
            "neither divided", centre=lambda share, n, z: share + z**2 / (2 * n), half=undivided
        ).asks("What is the factor of p² after you have brought everything to one side?"),
        slip("half length not divided", half=undivided).asks(
            "The middle is divided by the factor of p². And the root beside it?"
        ),
    ],
)
