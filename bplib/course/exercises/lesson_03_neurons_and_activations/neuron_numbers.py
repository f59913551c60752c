"""One neuron with pen and paper."""

from collections.abc import Callable
from math import exp

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_03_neurons_and_activations.shared import _sigmoid


def _neuron(
    *,
    bias: float = -0.7,
    slope_of: Callable[[float, float], float] | None = None,
) -> dict[str, float]:
    """Return every number of the neuron with inputs (2, -1.5, 1), or what a mistake makes of it."""
    z = 2 * 0.5 + -1.5 * -0.4 + 1 * 0.3 + bias
    a = 1 / (1 + exp(-z))
    slope = slope_of(z, a) if slope_of else a * (1 - a)
    return {"z": z, "a": a, "slope": slope, "by_w2": slope * -1.5, "by_x2": slope * -0.4}


_RIGHT = _neuron()


def _changed(wrong: dict[str, float]) -> dict[str, float]:
    """Return the numbers that differ from the right ones."""
    return {name: value for name, value in wrong.items() if value != _RIGHT[name]}


def neuron_numbers():
    return _RIGHT


EXERCISE = Numbers(
    neuron_numbers,
    title="One neuron with pen and paper",
    points=1,
    difficulty=1,
    minutes=3,
    read_again="By hand: add, squash, listen",
    slips=[
        slip("bias forgotten", result=_changed(_neuron(bias=0.0))).asks(
            "What does z become when all three inputs are 0?"
        ),
        slip("a(1 − a) fed z", result=_changed(_neuron(slope_of=lambda z, a: z * (1 - z)))).asks(
            "In a(1 − a), is a what goes into the sigmoid or what comes out?"
        ),
        slip(
            "slope at a",
            result=_changed(_neuron(slope_of=lambda z, a: float(_sigmoid(a) * _sigmoid(-a)))),
        ).asks("How often did you apply the sigmoid on the way to the slope?"),
        slip("height for slope", result=_changed(_neuron(slope_of=lambda z, a: a))).asks(
            "Is that how high the sigmoid stands at z, or how fast it rises there?"
        ),
        slip(
            "inner slopes exchanged", result={"by_w2": _RIGHT["by_x2"], "by_x2": _RIGHT["by_w2"]}
        ).asks("A multiply gate with the inputs w2 and x2: which of them is its slope by w2?"),
        slip("slope of z, not of a", result={"by_w2": -1.5, "by_x2": -0.4}).asks(
            "How many links lie between w2 and a, and how many factors has your product?"
        ),
    ],
)
