"""Take two steps by hand."""

from bplib.course.checks import Numbers, slip

_TWO_STEPS = {
    "descent_x": 0.970225,
    "descent_y": 0.25,
    "momentum_x": 0.956725,
    "momentum_y": -1.1,
    "adam_y": 0.985,
}


def two_steps_by_hand():
    return _TWO_STEPS


EXERCISE = Numbers(
    two_steps_by_hand,
    title="Take two steps by hand",
    points=2,
    difficulty=2,
    minutes=5,
    read_again="By hand: one direction, then two",
    slips=[
        slip(
            "weights of a mean in the velocity",
            result={"momentum_x": 0.9956725, "momentum_y": 0.64},
        ).asks("Do the two numbers in front of v and g have to sum to one here?"),
        slip(
            "one slope for both steps",
            result=(
                {
                    "descent_x": 0.97,
                    "descent_y": -2.0,
                    "momentum_x": 0.9565,
                    "momentum_y": -3.35,
                }
            ),
        ).asks("Where do you stand when you take the second step, and how steep is it there?"),
        slip("memory forgotten", result={"momentum_x": 0.970225, "momentum_y": 0.25}).asks(
            "What is left of the first step's velocity when the second begins?"
        ),
        slip("step as long as the slope", result={"adam_y": -0.5}).asks(
            (
                "By which two running means does Adam's first step divide and multiply, "
                "and what is their quotient after one gradient?"
            )
        ),
        slip("bias left in", result={"adam_y": 1 - 0.015 * 0.1 / 0.001**0.5}).asks(
            "How far below the gradient are the running means after one step from zero?"
        ),
    ],
)
