"""Fill in the worksheet."""

from math import log, log10

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_05_one_one_one.shared import _RIGHT, LEARNING_RATE, _worksheet


def _changed(wrong: dict[str, float]) -> dict[str, float]:
    """Return the numbers that differ from the right ones."""
    return {name: value for name, value in wrong.items() if value != _RIGHT[name]}


def one_one_one_numbers():
    return _RIGHT


EXERCISE = Numbers(
    one_one_one_numbers,
    title="Fill in the worksheet",
    points=1,
    difficulty=1,
    minutes=4,
    read_again="By hand: one number at a time",
    slips=[
        slip("rounded too early", result={"dw1": -0.112}).asks(
            "How many significant digits of delta1 were left when you multiplied it by x?"
        ),
        slip("slope forgotten", result=_changed(_worksheet(slope_forgotten=True))).asks(
            "Between z1 and the loss stands a sigmoid: where is its slope in your delta1?"
        ),
        slip("updated weight used", result=_changed(_worksheet(updated_w2=True))).asks(
            "With which w2 was a2 computed, and which one is in your delta1?"
        ),
        slip("raw error", result=_changed(_worksheet(raw_error=True))).asks(
            "Which weight does the error pass on its way back to the hidden neuron?"
        ),
        slip("slope kept", result=_changed(_worksheet(slope_kept=True))).asks(
            "Sigmoid with cross-entropy: what happens to the slope of the output neuron?"
        ),
        slip(
            "sign", result={name: -_RIGHT[name] for name in ("delta2", "dw2", "delta1", "dw1")}
        ).asks("The output is too low. Does the loss rise or fall when z2 grows?"),
        slip("uphill", result=_changed(_worksheet(step=LEARNING_RATE))).asks(
            "The gradient points to where the loss grows. Which way did you step?"
        ),
        slip("logarithm to base 10", result={"loss": -log10(_RIGHT["a2"])}).asks(
            "Which logarithm has the slope 1/a?"
        ),
        slip("loss of the other label", result={"loss": -log(1 - _RIGHT["a2"])}).asks(
            "Which of the two terms of the loss is left when y is 1?"
        ),
    ],
)
