"""Find the step at which round-off r/h and truncation m h²/6 add up to the least."""

from bplib.course.checks import Expressions, slip
from bplib.course.checks.algebra import sp


def best_central_step(
    *, factor=3, root=3, total=lambda round_off, truncation: round_off + truncation
):
    """Return the best step, where -r/h² + m h/3 = 0, and the error that is left there."""
    r, m = sp.symbols("r m", positive=True)
    h = (factor * r / m) ** sp.Rational(1, root)
    return {"best_step": h, "least_error": total(r / h, m * h**2 / 6)}


EXERCISE = Expressions(
    best_central_step,
    title="Find the best step of the central difference",
    points=2,
    difficulty=2,
    read_again="By hand: two errors that pull against each other",
    symbols={"r": (0.01, 0.5), "m": (0.5, 4.0)},
    slips=[
        slip(
            "round-off 2r/h",
            factor=6,
            total=lambda round_off, truncation: 2 * round_off + truncation,
        ).asks("Two values, each off by r at most, divided by 2h: how far off is the quotient?"),
        slip("both parts made equal", factor=6).asks(
            "Where two curves cross, is their sum at its lowest?"
        ),
        slip("rule of the one-sided difference", factor=4, root=2).asks(
            "Which power of h does the truncation of a central difference have?"
        ),
        slip("root forgotten", root=1).asks(
            "Setting the slope of the total to 0 gives a power of h. Which one?"
        ),
        slip("sixth forgotten", factor=0.5).asks("Which number divides h²f‴ in the truncation?"),
        slip("round-off counted twice", factor=6 * 2**0.5).asks(
            "Two values, each off by r, divided by how much?"
        ),
        slip("only round-off counted", total=lambda round_off, truncation: round_off).asks(
            "Is there nothing left of the truncation at the best step?"
        ),
        slip("only truncation counted", total=lambda round_off, truncation: truncation).asks(
            "Is there nothing left of the round-off at the best step?"
        ),
    ],
)
