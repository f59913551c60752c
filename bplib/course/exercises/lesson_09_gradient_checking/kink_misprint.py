"""Prove a misprint: no step of 1e-5 crosses the kink of a ReLU from where the page says it does.

The page prints x = -1e6; x = -1e-6 is meant. Asked for are the central differences of step 1e-5 at
both, and from both the smallest step that reaches the kink.
"""

from bplib.activations import relu
from bplib.course.checks import Numbers, slip

H = 1e-5
PRINTED = -1e6
CORRECTED = -1e-6


def kink_misprint(*, run=2 * H, slope_at=PRINTED, step_from=PRINTED):
    """Return the slopes by central differences, and the distances to the kink."""
    slopes = [float(relu(x + H) - relu(x - H)) / run for x in (slope_at, CORRECTED)]
    return {
        "slope_at_printed": slopes[0],
        "slope_at_corrected": slopes[1],
        "smallest_step_printed": abs(step_from),
        "smallest_step_corrected": abs(CORRECTED),
    }


EXERCISE = Numbers(
    kink_misprint,
    title="Prove a misprint",
    points=1,
    difficulty=1,
    read_again="Kinks",
    slips=[
        slip("one-sided", run=H).asks("How far apart are x − h and x + h?"),
        slip("slope of the left side", result={"slope_at_corrected": 0.0}).asks(
            "Where does x + h lie: left or right of the kink?"
        ),
        slip("half the jump", result={"slope_at_corrected": 0.5}).asks(
            "Is x on the kink, or a little to the left of it?"
        ),
        slip("slope of the right side", result={"slope_at_corrected": 1.0}).asks(
            "How much of the way from x − h to x + h lies right of the kink?"
        ),
        slip("claim believed", step_from=CORRECTED).asks(
            "From x = −1,000,000, where does a step of one millionth lead?"
        ),
        slip("claim believed, slope", slope_at=CORRECTED).asks(
            "From x = −1,000,000 and h = 1e-5, on which side of the kink are both places?"
        ),
        slip("step of the corrected point", result={"smallest_step_corrected": H}).asks(
            "How far is x = −1e-6 from the kink?"
        ),
        slip("right of the kink", result={"slope_at_corrected": 0.55}).asks(
            "On which side of the kink does x = −1e-6 lie?"
        ),
        slip(
            "places for steps",
            result={"smallest_step_printed": PRINTED, "smallest_step_corrected": CORRECTED},
        ).asks(
            "Can a step be negative, and is the place asked for or how far it is from the kink?"
        ),
    ],
)
