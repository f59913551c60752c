"""Go back through three time steps."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.course.checks import Case, Function, call_case, slip
from bplib.course.exercises.lesson_15_beyond_dense.shared import TIMES


def bptt_three_steps(dh: Any, X: Any, H: Any, W_h: Any) -> tuple[Any, Any, Any]:
    """Return (dW_x, dW_h, db) of h_t = tanh(x_t W_x + h_(t-1) W_h + b), from dL/dh_T.

    Any number of steps, and any axes before those of samples and units.
    """
    dW_x, dW_h, db = 0.0, 0.0, 0.0
    for t in range(len(X), 0, -1):
        dZ = dh * (1 - H[t] * H[t])
        dW_x = dW_x + np.swapaxes(X[t - 1], -1, -2) @ dZ
        dW_h = dW_h + np.swapaxes(H[t - 1], -1, -2) @ dZ
        db = db + dZ.sum(axis=-2)
        dh = dZ @ np.swapaxes(W_h, -1, -2)
    return dW_x, dW_h, db


def _bptt_variant(kind: str) -> Callable[..., tuple[Any, Any, Any]]:
    """Return the way back through time with one mistake."""

    def backward(dh: Any, X: Any, H: Any, W_h: Any) -> tuple[Any, Any, Any]:
        (N, n), D = dh.shape, X.shape[2]
        total = [np.zeros((D, n)), np.zeros((n, n)), np.zeros(n)]
        start = dh
        for t in (3, 2, 1):
            slope = 1 - (H[t - 1] if kind == "slope before" else H[t]) ** 2
            dZ = dh if kind == "no slope" else dh * slope
            state = H[t] if kind == "state after" else H[t - 1]
            step = [X[t - 1].T @ dZ, state.T @ dZ, dZ.sum(axis=0)]
            if kind == "last step" and t < 3:
                break
            kept = [np.zeros_like(a) for a in total] if kind == "overwritten" else total
            total = [a + b for a, b in zip(kept, step, strict=True)]
            dh = dZ @ (W_h if kind == "not transposed" else W_h.T)
            if kind == "loss at every step":
                dh = dh + start
            if kind == "slope not passed on":
                dh = (dh if kind == "no slope" else start) @ W_h.T
                start = dh
        if kind == "mean over steps":
            total = [a / 3 for a in total]
        if kind == "bias averaged":
            total[2] = total[2] / N
        return total[0], total[1], total[2]

    return backward


def _bptt_cases(rng: np.random.Generator) -> list[Case]:
    def case(note: str, samples: int, inputs: int, units: int) -> Case:
        X, W_x = rng.normal(size=(3, samples, inputs)), rng.normal(size=(inputs, units))
        W_h, b = rng.normal(0, 0.8, (units, units)), rng.normal(0, 0.3, units)
        H = [rng.normal(0, 0.5, (samples, units))]
        for x in X:
            H.append(np.tanh(0.5 * (x @ W_x) + H[-1] @ W_h + b))
        dh = rng.normal(size=(samples, units))
        return call_case(note, dh=dh, X=X, H=np.stack(H), W_h=W_h)

    return [
        case("five samples, two inputs, three units", 5, 2, 3),
        case("two samples, three inputs, four units", 2, 3, 4),
        case("four samples, five inputs, two units", 4, 5, 2),
    ]


EXERCISE = Function(
    bptt_three_steps,
    _bptt_cases,
    title="Go back through three time steps",
    points=3,
    difficulty=4,
    minutes=8,
    read_again=TIMES,
    slips=[
        slip("last step only", instead=_bptt_variant("last step")).asks(
            "In how many of the three steps do the weights act?"
        ),
        slip("overwritten instead of added", instead=_bptt_variant("overwritten")).asks(
            "What is left of step 3 once step 1 has been walked?"
        ),
        slip("slope forgotten", instead=_bptt_variant("no slope")).asks(
            "What stands between h and its sum z?"
        ),
        slip("slope of the state before", instead=_bptt_variant("slope before")).asks(
            "Which state is tanh of the sum z of step t?"
        ),
        slip("slope not passed on", instead=_bptt_variant("slope not passed on")).asks(
            "What goes back to the step before: what reached h, or what reached z?"
        ),
        slip("state after instead of before", instead=_bptt_variant("state after")).asks(
            "Which state does W_h multiply in step t?"
        ),
        slip("W_h not transposed", instead=_bptt_variant("not transposed")).asks(
            "W_h is square, so shapes say nothing. Which index does the sum run over?"
        ),
        slip("loss at every step", instead=_bptt_variant("loss at every step")).asks(
            "At which steps does this loss look at the state directly?"
        ),
        slip("mean over the steps", instead=_bptt_variant("mean over steps")).asks(
            "One set of weights, three uses: do the roads add up, or average?"
        ),
        slip("bias averaged over samples", instead=_bptt_variant("bias averaged")).asks(
            "Where is the 1/N of the loss: already in dh, or still to come?"
        ),
    ],
)
