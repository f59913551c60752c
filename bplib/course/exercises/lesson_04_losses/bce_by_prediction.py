"""Binary cross-entropy by the prediction."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_04_losses.shared import (
    _ANSWER,
    _SMALL,
    Pair,
    _answers,
    bce_by_prediction,
)


def _prediction_variant(kind: str) -> Callable[[Any, Any], Pair]:
    """Return the loss and its gradient by the prediction with one mistake."""

    def both(P: Any, Y: Any) -> Pair:
        loss, dP = bce_by_prediction(P, Y)
        N, C = P.shape
        if kind == "one term":
            return -np.sum(Y * np.log(P)) / N, -Y / P / N
        if kind == "inner sign":
            return loss, -(Y / P + (1 - Y) / (1 - P)) / N
        if kind == "by logit":
            return loss, (P - Y) / N
        if kind == "not averaged":
            return loss, dP * N
        if kind == "twice":
            return loss, dP / N
        if kind == "classes":
            return loss / C, dP / C
        if kind == "roles":
            loss = -np.sum(P * np.log(np.where(Y == 1, P, 1 - P))) / N
            return loss, dP
        if kind == "base 10":
            return loss / np.log(10), dP
        if kind == "no minus":
            return -loss, -dP
        if kind == "sums":
            return loss * N, dP * N
        if kind in _SMALL:
            one, other = np.log(P + _SMALL[kind]), np.log(1 - P + _SMALL[kind])
            return -np.sum(Y * one + (1 - Y) * other) / N, dP
        if kind == "clipped":
            return bce_by_prediction(np.clip(P, 1e-12, 1 - 1e-12), Y)
        return loss, -dP

    return both


def _prediction_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, N: int, C: int) -> Case:
        return call_case(note, P=rng.uniform(0.1, 0.9, (N, C)), Y=_answers(rng, N, C))

    return [
        case("three outputs", 5, 3),
        case("one output", 4, 1),
        case("five outputs", 3, 5),
        case("two outputs", 7, 2),
        _sure_and_wrong(rng),
    ]


def _sure_and_wrong(rng: np.random.Generator) -> Case:
    """Return a case with p far below 1e-12 where y is 1, and p next to 1 where y is 0.

    The latter's 1 − p is exact in single precision too.
    """
    P, Y = rng.uniform(0.1, 0.9, (2, 3)), _answers(rng, 2, 3)
    P.flat[rng.choice(np.flatnonzero(Y == 1))] = 10 ** rng.uniform(-21, -19)
    P.flat[rng.choice(np.flatnonzero(Y == 0))] = 1 - 2.0**-24
    return call_case("sure and wrong", P=P, Y=Y)


EXERCISE = Function(
    bce_by_prediction,
    _prediction_cases,
    title="Binary cross-entropy by the prediction",
    points=2,
    difficulty=2,
    minutes=4,
    read_again=_ANSWER,
    slips=[
        slip("one term only", instead=_prediction_variant("one term")).asks(
            "What does your loss charge for p = 0.9 where y is 0?"
        ),
        slip("inner derivative forgotten", instead=_prediction_variant("inner sign")).asks(
            "By p, what is the slope of 1 − p, and where is it in your second term?"
        ),
        slip("gradient by the logit", instead=_prediction_variant("by logit")).asks(
            "Is p − y the slope by p, or by the number that went into the sigmoid?"
        ),
        slip("missing 1/N in the gradient", instead=_prediction_variant("not averaged")).asks(
            "Your loss is an average over the samples. Is your gradient the slope of it?"
        ),
        slip("sums, not means", instead=_prediction_variant("sums")).asks(
            "If every sample is given twice, should the loss double?"
        ),
        slip("1/N twice", instead=_prediction_variant("twice")).asks(
            "How often does the number of samples divide the gradient, and how often the loss?"
        ),
        slip("divided by the outputs", instead=_prediction_variant("classes")).asks(
            "Over what does this loss average: samples, outputs, or both?"
        ),
        slip("roles exchanged", instead=_prediction_variant("roles")).asks(
            "Which of the two weighs and which is inside the logarithm: the target, or p?"
        ),
        slip("logarithm to base 10", instead=_prediction_variant("base 10")).asks(
            "Which logarithm has the slope 1/p?"
        ),
        slip("minus forgotten", instead=_prediction_variant("no minus")).asks(
            "Logarithms of probabilities are negative. Can this loss be?"
        ),
        slip("small number in the logarithm", instead=_prediction_variant("small number")).asks(
            "Where y is 1 and p is 1e-20, what should the loss be, and what is yours?"
        ),
        slip("smaller number in the logarithm", instead=_prediction_variant("smaller number")).asks(
            "Which loss does your formula charge for p = 1e-20, and which for p = 1e-30?"
        ),
        slip("clipped probability", instead=_prediction_variant("clipped")).asks(
            "Two predictions give the truth 1e-15 and 1e-20. Does your loss tell them apart?"
        ),
        slip("sign of the gradient", instead=_prediction_variant("sign")).asks(
            "Where y is 1, does the loss rise or fall when p grows?"
        ),
    ],
)
