"""Go back through three time steps: one set of weights, used three times, gathers three terms."""

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_19_beyond_dense.shared import TIMES


def bptt_three_steps(
    dh,
    X,
    H,
    W_h,
    *,
    slope=lambda H, t: 1 - H[t] ** 2,
    state=lambda H, t: H[t - 1],
    back=lambda dh, dZ, W_h: dZ @ W_h.T,
    kept=0.0,
    direct=0.0,
    add=np.add,
    over=np.sum,
):
    """Return (dW_x, dW_h, db) of h_t = tanh(x_t W_x + h_(t-1) W_h + b), from dL/dh_3 alone."""
    dW_x, dW_h, db, last = 0.0, 0.0, 0.0, dh
    for t in (3, 2, 1):
        dZ = dh * slope(H, t)
        dW_x = add(dW_x, X[t - 1].T @ dZ)
        dW_h = add(dW_h, state(H, t).T @ dZ)
        db = add(db, over(dZ, axis=0))
        dh = back(dh, dZ, W_h) + direct * last + kept * dh
    return dW_x, dW_h, db


def cases(rng):
    """Draw three sizes; the states are those of a run, not of a guess."""

    def case(note, samples, inputs, units):
        X, W_x = rng.normal(size=(3, samples, inputs)), rng.normal(size=(inputs, units))
        W_h, b = rng.normal(0, 0.8, (units, units)), rng.normal(0, 0.3, units)
        H = [rng.normal(0, 0.5, (samples, units))]
        for x in X:
            H.append(np.tanh(0.5 * (x @ W_x) + H[-1] @ W_h + b))
        dh = rng.normal(size=(samples, units))
        return call_case(note, dh=dh, X=X, H=np.stack(H), W_h=W_h)

    return [
        case("five samples, two inputs, three units", 5, 2, 3),
        case("one sample, three inputs, four units", 1, 3, 4),
        case("four samples, one input, two units", 4, 1, 2),
    ]


EXERCISE = Function(
    bptt_three_steps,
    cases,
    title="Go back through three time steps",
    points=3,
    difficulty=3,
    read_again=TIMES,
    slips=[
        slip("last step only", back=lambda dh, dZ, W_h: np.zeros_like(dh)).asks(
            "In how many of the three steps do the weights act?"
        ),
        slip("overwritten instead of added", add=lambda total, new: new).asks(
            "What is left of step 3 once step 1 has been walked?"
        ),
        slip("slope forgotten", slope=lambda H, t: 1.0).asks(
            "What stands between h and its sum z?"
        ),
        slip("slope of the state before", slope=lambda H, t: 1 - H[t - 1] ** 2).asks(
            "Which state is tanh of the sum z of step t?"
        ),
        slip("slope not passed on", back=lambda dh, dZ, W_h: dh @ W_h.T).asks(
            "What goes back to the step before: what reached h, or what reached z?"
        ),
        slip("state after instead of before", state=lambda H, t: H[t]).asks(
            "Which state does W_h multiply in step t?"
        ),
        slip("W_h not transposed", back=lambda dh, dZ, W_h: dZ @ W_h).asks(
            "W_h is square, so shapes say nothing. Which index does the sum run over?"
        ),
        slip("loss at every step", direct=1.0).asks(
            "At which steps does this loss look at the state directly?"
        ),
        slip("mean over the steps", result=lambda out: tuple(total / 3 for total in out)).asks(
            "One set of weights, three uses: do the routes add up, or average?"
        ),
        slip("bias averaged over samples", over=np.mean).asks(
            "Where is the 1/N of the loss: already in dh, or still to come?"
        ),
        slip("tanh of the state", slope=lambda H, t: 1 - np.tanh(H[t]) ** 2).asks(
            "What is H: the sums z, or tanh of them already?"
        ),
        slip("start's state left out", state=lambda H, t: H[t - 1] * (t > 1)).asks(
            "Which state does W_h multiply in the first step, and is it 0?"
        ),
        slip("divided by the samples", given=lambda dh, *a: (dh / len(dh), *a)).asks(
            "Where is the 1/N of the loss: already in dh, or still to come?"
        ),
        slip("sigmoid's slope", slope=lambda H, t: H[t] * (1 - H[t])).asks(
            "Of which function is that the slope?"
        ),
        slip("square forgotten", slope=lambda H, t: 1 - H[t]).asks(
            "What is the slope of tanh, in terms of tanh?"
        ),
        slip("gradients gathered on the way", kept=1.0).asks(
            "Does ∂L/∂h of a later step reach an earlier state by a route of its own?"
        ),
    ],
)
