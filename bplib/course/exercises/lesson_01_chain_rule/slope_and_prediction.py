"""Predict a change from a slope."""

from bplib.course.checks import Numbers, slip


def slope_and_prediction():
    return {"slope": -0.75, "estimate": 0.075, "actual": 3 / 1.9 - 1.5}


EXERCISE = Numbers(
    slope_and_prediction,
    title="Predict a change from a slope",
    points=1,
    difficulty=1,
    minutes=2,
    read_again="A derivative is a sensitivity",
    slips=[
        slip("sign of the slope", result={"slope": 0.75, "estimate": -0.075}).asks(
            "Does 3/x rise or fall when x grows?"
        ),
        slip("sign of the step", result={"estimate": -0.075}).asks(
            "In which direction does x move here, and so in which direction y?"
        ),
        slip("value for slope", result={"slope": 1.5}).asks(
            "Is 1.5 the height of the curve at 2, or its slope?"
        ),
        slip("slope for change", result={"estimate": -0.75}).asks(
            "The slope is the change for a whole unit of x. How far does x move?"
        ),
        slip("exact for predicted", result={"estimate": 3 / 1.9 - 1.5}).asks(
            "Which of the two changes needs nothing but the slope and the step?"
        ),
        slip("predicted for actual", result={"actual": 0.075}).asks(
            "Is the curve straight between 1.9 and 2?"
        ),
    ],
)
