"""Name two numbers: the slope of a square, and the change that it predicts."""

from bplib.course.checks import Numbers, slip


def first_numbers(*, slope=6.0, run=0.01):
    """Return the slope of x² at 3, and the change that it predicts for a step of `run`."""
    return {"slope": slope, "change": 6.0 * run}


EXERCISE = Numbers(
    first_numbers,
    title="Name two numbers",
    points=1,
    difficulty=1,
    core=True,
    read_again="Numbers with a name",
    slips=[
        slip("value for slope", slope=9.0).asks("Is 9 the height of the curve at 3, or its slope?"),
        slip("half the slope", slope=3.0).asks("What is the derivative of x²?"),
        slip("slope at the end of the step", slope=6.02).asks(
            "At which x is the slope asked for: where the step begins, or where it ends?"
        ),
        slip("slope at the end for the change", result={"change": 0.0602}).asks(
            "With the slope at which x did you compute the change?"
        ),
        slip("new x for the step", run=3.01).asks("Is 3.01 how far x moves, or where it ends?"),
        slip("old x for the step", run=3.0).asks("Is 3 how far x moves, or where it begins?"),
        slip("slope for change", run=1.0).asks(
            "The slope is the change per unit of x. How far does x move here?"
        ),
        slip("exact change", result={"change": 0.0601}).asks(
            "Did you compute 3.01² − 3²? What does the slope alone predict?"
        ),
        slip("new height for change", result={"change": 9.06}).asks(
            "Is that where the curve is after the step, or by how much it has risen?"
        ),
    ],
)
