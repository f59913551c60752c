"""Four gates, backward."""

from collections.abc import Callable, Sequence

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_02_computational_graphs.shared import _sigmoid, _signed

Inputs = Sequence[float]


def gate_backward(operation: str, inputs: Inputs, upstream: float) -> list[float]:
    """Return what a gate sends back to each of its inputs: local × upstream."""
    if operation == "+":
        local = [1.0, 1.0]
    elif operation == "*":
        local = [inputs[1], inputs[0]]
    elif operation == "max":
        local = [float(inputs[0] > inputs[1]), float(inputs[1] > inputs[0])]
    else:
        a = _sigmoid(inputs[0])
        local = [a * (1 - a)]
    return [slope * upstream for slope in local]


def _gate_cases(rng: np.random.Generator) -> list[Case]:
    # The last sign is the upstream gradient's, the others are the inputs'; 0 is left to chance.
    kinds = (
        ("+", "", (0, 0, -1)),
        ("*", "", (0, 0, -1)),
        ("max", "the first input is the larger, both are negative", (-1, -1, 0)),
        ("max", "the second input is the larger, both are positive", (1, 1, -1)),
        ("sigmoid", "z > 0", (1, -1)),
        ("sigmoid", "z < 0", (-1, 1)),
    )
    cases = []
    for operation, note, signs in kinds:
        drawn = _signed(rng, len(signs))
        *inputs, upstream = (
            sign * abs(v) if sign else v for sign, v in zip(signs, drawn, strict=True)
        )
        if operation == "max":
            inputs.sort(reverse="first" in note)
        cases.append(call_case(note, operation=operation, inputs=inputs, upstream=upstream))
    return cases


def _but(
    operation: str, wrong: Callable[[Inputs, float], list[float]]
) -> Callable[[str, Inputs, float], list[float]]:
    """Return the right backward pass of all gates but one."""

    def answer(given: str, inputs: Inputs, upstream: float) -> list[float]:
        return (
            wrong(inputs, upstream)
            if given == operation
            else gate_backward(given, inputs, upstream)
        )

    return answer


def _second_slope(inputs: Inputs, upstream: float) -> list[float]:
    a = _sigmoid(_sigmoid(inputs[0]))
    return [a * (1 - a) * upstream]


EXERCISE = Function(
    gate_backward,
    _gate_cases,
    title="Four gates, backward",
    points=4,
    difficulty=2,
    minutes=5,
    read_again="Add copies, multiply swaps, max routes",
    slips=[
        slip("sum split", instead=_but("+", lambda _, upstream: [upstream / 2, upstream / 2])).asks(
            "If one input of a sum grows by 0.01, does the sum grow by 0.01 or by 0.005?"
        ),
        slip(
            "product not swapped",
            instead=_but(
                "*", lambda inputs, upstream: [inputs[0] * upstream, inputs[1] * upstream]
            ),
        ).asks("If the other factor is 1000, how much does a nudge of this one move the product?"),
        slip(
            "max passes to both", instead=_but("max", lambda _, upstream: [upstream, upstream])
        ).asks("Can a small nudge of the smaller input change the maximum?"),
        slip(
            "max passes to the smaller",
            instead=(
                _but(
                    "max",
                    lambda at, upstream: [upstream * (at[0] < at[1]), upstream * (at[1] < at[0])],
                )
            ),
        ).asks("Which of the two inputs came through on the way forward?"),
        slip(
            "max scaled by its value",
            instead=_but("max", lambda at, upstream: [upstream * v * (v == max(at)) for v in at]),
        ).asks(
            "Where the maximum is 7, does a nudge of the larger input come out 7 times as large?"
        ),
        slip(
            "max splits", instead=_but("max", lambda _, upstream: [upstream / 2, upstream / 2])
        ).asks("Do both inputs of a maximum move it?"),
        slip(
            "sigmoid as its own slope",
            instead=_but("sigmoid", lambda at, upstream: [_sigmoid(at[0]) * upstream]),
        ).asks("Is that how high the sigmoid is, or how steep?"),
        slip(
            "z(1 − z)",
            instead=_but("sigmoid", lambda at, upstream: [at[0] * (1 - at[0]) * upstream]),
        ).asks("In s(1 − s), is s what goes into the sigmoid, or what comes out?"),
        slip("slope at the output", instead=_but("sigmoid", _second_slope)).asks(
            "At which place on its curve is the sigmoid: at its input, or at its output?"
        ),
        slip(
            "upstream forgotten",
            instead=lambda operation, inputs, _: gate_backward(operation, inputs, 1.0),
        ).asks("These are the gate's own slopes. Who else has a say in what is sent back?"),
        slip(
            "upstream added",
            instead=(
                lambda operation, inputs, upstream: [
                    slope + upstream for slope in gate_backward(operation, inputs, 1.0)
                ]
            ),
        ).asks("A gate that doubles a change, then one that triples it: together five, or six?"),
    ],
)
