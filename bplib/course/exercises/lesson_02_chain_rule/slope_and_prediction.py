"""Predict from the slope of y = 3/x at 2 what a small step does, and compare."""

from bplib.course.checks import Numbers, slip


def slope_and_prediction(*, slope=-3 / 2**2, run=-0.1):
    """Return the slope, the change that it predicts from 2 to 1.9, and the actual one."""
    return {"slope": slope, "estimate": slope * run, "actual": 3 / 1.9 - 3 / 2}


EXERCISE = Numbers(
    slope_and_prediction,
    title="Predict a change from a slope",
    points=1,
    difficulty=1,
    read_again="A derivative is a sensitivity",
    slips=[
        slip("sign of the slope", slope=3 / 2**2).asks("Does 3/x rise or fall when x grows?"),
        slip("sign of the step", run=0.1).asks(
            "In which direction does x move here, and so in which direction y?"
        ),
        slip("value for slope", result={"slope": 3 / 2}).asks(
            "Is 1.5 the height of the curve at 2, or its slope?"
        ),
        slip("slope at the other end", slope=-3 / 1.9**2).asks(
            "At which of the two places is the slope known before the step?"
        ),
        slip("new height for actual change", result={"actual": 3 / 1.9}).asks(
            "Is that where the curve is at 1.9, or how far it has moved?"
        ),
        slip("predicted height for change", result={"estimate": 1.575}).asks(
            "Is that where the curve would be at 1.9, or how far it would move?"
        ),
        slip("place for step", run=1.9).asks(
            "How far is it from 2 to 1.9, and in which direction?"
        ),
        slip("slope for change", run=1).asks(
            "The slope is the change for a whole unit of x. How far does x move?"
        ),
        slip("exact for predicted", result=lambda out: {**out, "estimate": out["actual"]}).asks(
            "Which of the two changes needs nothing but the slope and the step?"
        ),
        slip("predicted for actual", result=lambda out: {**out, "actual": out["estimate"]}).asks(
            "Is the curve straight between 1.9 and 2?"
        ),
    ],
)
