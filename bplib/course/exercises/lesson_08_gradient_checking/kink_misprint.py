"""Prove a misprint."""

from bplib.course.checks import Numbers, slip

KINKS = "Kinks"

_KINK = {
    "slope_at_printed": 0.0,
    "slope_at_corrected": (1e-5 - 1e-6) / 2e-5,
    "smallest_step_printed": 1e6,
    "smallest_step_corrected": 1e-6,
}


def kink_misprint():
    return _KINK


EXERCISE = Numbers(
    kink_misprint,
    title="Prove a misprint",
    points=1,
    difficulty=2,
    minutes=3,
    read_again=KINKS,
    slips=[
        slip("one-sided", result={"slope_at_corrected": (1e-5 - 1e-6) / 1e-5}).asks(
            "How far apart are x − h and x + h?"
        ),
        slip("slope of the left side", result={"slope_at_corrected": 0.0}).asks(
            "Where does x + h lie: left or right of the kink?"
        ),
        slip("half the jump", result={"slope_at_corrected": 0.5}).asks(
            "Is x on the kink, or a little to the left of it?"
        ),
        slip("slope of the right side", result={"slope_at_corrected": 1.0}).asks(
            "How much of the way from x − h to x + h lies right of the kink?"
        ),
        slip("claim believed", result={"smallest_step_printed": 1e-6}).asks(
            "From x = −1,000,000, where does a step of one millionth lead?"
        ),
        slip("claim believed, slope", result={"slope_at_printed": 0.45}).asks(
            "From x = −1,000,000 and h = 1e-5, on which side of the kink are both places?"
        ),
        slip("step of the corrected point", result={"smallest_step_corrected": 1e-5}).asks(
            "How far is x = −1e-6 from the kink?"
        ),
    ],
)
