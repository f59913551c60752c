"""Exercises of lesson 05: the network with one input, one hidden and one output neuron."""

from math import exp, log, log10, tanh

import numpy as np

from bplib.checks import Case, Exercise, Mistake, call_case

LEARNING_RATE = 0.1


def _sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z))


# ---- the worksheet: x = 2, w1 = 0.5, w2 = 0.8, y = 1 ---------------------------------------------


def _worksheet(
    *,
    slope_kept: bool = False,
    slope_forgotten: bool = False,
    updated_w2: bool = False,
    raw_error: bool = False,
    sign: float = 1.0,
    step: float = -LEARNING_RATE,
) -> dict[str, float]:
    """Return every number of the published example, or what a mistake makes of it."""
    x, y, w1, w2 = 2.0, 1.0, 0.5, 0.8
    z1 = w1 * x
    a1 = _sigmoid(z1)
    z2 = w2 * a1
    a2 = _sigmoid(z2)
    delta2 = sign * (a2 - y) * (a2 * (1 - a2) if slope_kept else 1.0)
    new_w2 = w2 + step * delta2 * a1
    back = new_w2 if updated_w2 else 1.0 if raw_error else w2
    delta1 = delta2 * back * (1.0 if slope_forgotten else a1 * (1 - a1))
    numbers = {"z1": z1, "a1": a1, "z2": z2, "a2": a2, "loss": -log(a2)}
    numbers |= {"delta2": delta2, "dw2": delta2 * a1, "delta1": delta1, "dw1": delta1 * x}
    return numbers | {"new_w2": new_w2, "new_w1": w1 + step * delta1 * x}


_RIGHT = _worksheet()


def _changed(wrong: dict[str, float]) -> dict[str, float]:
    """Return the numbers that differ from the right ones."""
    return {name: value for name, value in wrong.items() if value != _RIGHT[name]}


WORKSHEET = Exercise(
    name="one_one_one_numbers",
    title="Fill in the worksheet",
    kind="numbers",
    reference=_RIGHT,
    points=1,
    difficulty=1,
    minutes=4,
    read_again="By hand: one number at a time",
    mistakes=(
        Mistake(
            "rounded too early",
            "How many significant digits of delta1 were left when you multiplied it by x?",
            {"dw1": -0.112},
        ),
        Mistake(
            "slope forgotten",
            "Between z1 and the loss stands a sigmoid: where is its slope in your delta1?",
            _changed(_worksheet(slope_forgotten=True)),
        ),
        Mistake(
            "updated weight used",
            "With which w2 was a2 computed, and which one is in your delta1?",
            _changed(_worksheet(updated_w2=True)),
        ),
        Mistake(
            "raw error",
            "Which weight does the error pass on its way back to the hidden neuron?",
            _changed(_worksheet(raw_error=True)),
        ),
        Mistake(
            "slope kept",
            "Sigmoid with cross-entropy: what happens to the slope of the output neuron?",
            _changed(_worksheet(slope_kept=True)),
        ),
        Mistake(
            "sign",
            "The output is too low. Does the loss rise or fall when z2 grows?",
            {name: -_RIGHT[name] for name in ("delta2", "dw2", "delta1", "dw1")},
        ),
        Mistake(
            "uphill",
            "The gradient points to where the loss grows. Which way did you step?",
            _changed(_worksheet(step=LEARNING_RATE)),
        ),
        Mistake(
            "logarithm to base 10",
            "Which logarithm has the slope 1/a?",
            {"loss": -log10(_RIGHT["a2"])},
        ),
        Mistake(
            "loss of the other label",
            "Which of the two terms of the loss is left when y is 1?",
            {"loss": -log(1 - _RIGHT["a2"])},
        ),
    ),
)


# ---- the misprint and the claim ------------------------------------------------------------------

MISPRINT = Exercise(
    name="one_one_one_misprint",
    title="Find the misprint",
    kind="numbers",
    reference={"line": 8.0, "corrected": _RIGHT["dw1"], "doubled": -0.056},
    points=1,
    difficulty=2,
    minutes=3,
    read_again="By hand: one number at a time",
    mistakes=(
        Mistake(
            "a rounded line suspected",
            "Line 7 keeps three decimals of a small number. Is it wrong, or only short?",
            {"line": 7.0},
        ),
        Mistake(
            "the printed number kept",
            "Does your corrected number differ from the printed one in its third digit?",
            {"corrected": -0.112},
        ),
        Mistake(
            "three digits only",
            "How many significant digits does the exercise ask for?",
            {"corrected": -0.113},
        ),
        Mistake(
            "rounded slope",
            "Did you correct it with rounded factors, or with all the digits you have?",
            {"corrected": -0.358 * 0.8 * 0.197 * 2},
        ),
        Mistake(
            "the full number doubled",
            "Twice which number gives line 8 as it is printed, to the last digit?",
            {"doubled": _RIGHT["delta1"]},
        ),
        Mistake(
            "three digits doubled",
            "Twice which number gives line 8 as it is printed, to the last digit?",
            {"doubled": -0.0563},
        ),
    ),
)

_TANH_SLOPE = 1 - tanh(1.0) ** 2

CLAIM = Exercise(
    name="one_one_one_slopes",
    title="Correct a published claim",
    kind="numbers",
    reference={"sigmoid_at_0": 0.25, "tanh_at_0": 1.0, "tanh_at_1": _TANH_SLOPE},
    points=1,
    difficulty=1,
    minutes=2,
    read_again="Every rounding error shown",
    mistakes=(
        Mistake(
            "value for slope",
            "Is that how high the sigmoid is at 0, or how steep?",
            {"sigmoid_at_0": 0.5},
        ),
        Mistake(
            "claim believed",
            "How much does tanh rise between −0.1 and 0.1? Divide by 0.2: is that below 0.25?",
            {"tanh_at_0": 0.25},
        ),
        Mistake(
            "height of tanh",
            "Is that tanh(1) itself, or its slope there?",
            {"tanh_at_1": tanh(1.0)},
        ),
        Mistake(
            "square forgotten",
            "tanh′ = 1 − (something)²: is the square in your number?",
            {"tanh_at_1": 1 - tanh(1.0)},
        ),
        Mistake(
            "slope of the sigmoid",
            "At z = 1, whose slope did you compute: that of tanh or that of the sigmoid?",
            {"tanh_at_1": _sigmoid(1.0) * (1 - _sigmoid(1.0))},
        ),
    ),
)


# ---- the backward pass ---------------------------------------------------------------------------


def one_one_one_backward(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    """Return ∂L/∂w1 and ∂L/∂w2."""
    a1 = _sigmoid(w1 * x)
    a2 = _sigmoid(w2 * a1)
    delta2 = a2 - y
    delta1 = delta2 * w2 * a1 * (1 - a1)
    return delta1 * x, delta2 * a1


def _backward_cases(rng: np.random.Generator) -> list[Case]:
    return [_network_case(rng, y, note) for y, note in _KINDS]


_KINDS = (
    (1.0, ""),
    (0.0, "the label is 0"),
    (1.0, "w2 is negative"),
    (0.0, "x is negative"),
    (1.0, ""),
)


def _network_case(rng: np.random.Generator, y: float, note: str) -> Case:
    x, w1, w2 = rng.uniform((0.6, 0.4, 0.4), (2.5, 1.5, 1.8))
    x, w2 = (-x if "x is" in note else x), (-w2 if "w2 is" in note else w2)
    return call_case(note, x=float(x), y=y, w1=float(w1), w2=float(w2))


def _updated_w2(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    a1 = _sigmoid(w1 * x)
    delta2 = _sigmoid(w2 * a1) - y
    moved = w2 - LEARNING_RATE * delta2 * a1
    return delta2 * moved * a1 * (1 - a1) * x, delta2 * a1


def _slope_forgotten(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    a1 = _sigmoid(w1 * x)
    delta2 = _sigmoid(w2 * a1) - y
    return delta2 * w2 * x, delta2 * a1


def _raw_error(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    a1 = _sigmoid(w1 * x)
    delta2 = _sigmoid(w2 * a1) - y
    return delta2 * a1 * (1 - a1) * x, delta2 * a1


def _raw_error_alone(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    a1 = _sigmoid(w1 * x)
    delta2 = _sigmoid(w2 * a1) - y
    return delta2 * x, delta2 * a1


def _sign(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    dw1, dw2 = one_one_one_backward(x, y, w1, w2)
    return -dw1, -dw2


def _slope_kept(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    a2 = _sigmoid(w2 * _sigmoid(w1 * x))
    dw1, dw2 = one_one_one_backward(x, y, w1, w2)
    return dw1 * a2 * (1 - a2), dw2 * a2 * (1 - a2)


def _slope_at_a(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    a1 = _sigmoid(w1 * x)
    delta2, again = _sigmoid(w2 * a1) - y, _sigmoid(a1)
    return delta2 * w2 * again * (1 - again) * x, delta2 * a1


def _slope_fed_z(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    z1 = w1 * x
    a1 = _sigmoid(z1)
    delta2 = _sigmoid(w2 * a1) - y
    return delta2 * w2 * z1 * (1 - z1) * x, delta2 * a1


def _z_for_a(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    dw1, _ = one_one_one_backward(x, y, w1, w2)
    return dw1, (_sigmoid(w2 * _sigmoid(w1 * x)) - y) * w1 * x


def _a1_for_x(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    dw1, dw2 = one_one_one_backward(x, y, w1, w2)
    return dw1 / x * _sigmoid(w1 * x), dw2


def _deltas_returned(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    dw1, dw2 = one_one_one_backward(x, y, w1, w2)
    return dw1 / x, dw2 / _sigmoid(w1 * x)


def _other_order(x: float, y: float, w1: float, w2: float) -> tuple[float, float]:
    dw1, dw2 = one_one_one_backward(x, y, w1, w2)
    return dw2, dw1


BACKWARD = Exercise(
    name="one_one_one_backward",
    title="Write the backward pass",
    kind="function",
    reference=one_one_one_backward,
    cases=_backward_cases,
    points=4,
    difficulty=2,
    minutes=6,
    read_again="Delta: the chain on one line",
    mistakes=(
        Mistake(
            "updated weight used",
            "With which w2 was the loss computed, and which w2 is in your delta1?",
            _updated_w2,
        ),
        Mistake(
            "slope forgotten",
            "How many links lie between the loss and z1, and how many factors has your delta1?",
            _slope_forgotten,
        ),
        Mistake(
            "raw error at the hidden neuron",
            "If w2 were 0, how much could the hidden neuron change the loss?",
            _raw_error,
        ),
        Mistake(
            "error handed on unchanged",
            "What do the weight w2 and the hidden sigmoid do to the error on its way back?",
            _raw_error_alone,
        ),
        Mistake(
            "sign", "If the output is above y, should its delta be positive or negative?", _sign
        ),
        Mistake(
            "slope kept",
            "Sigmoid with cross-entropy: what cancels the slope of the output neuron?",
            _slope_kept,
        ),
        Mistake(
            "slope at a",
            "Is the slope of the hidden sigmoid taken at z1, or at a1?",
            _slope_at_a,
        ),
        Mistake("a(1 − a) fed z", "In a(1 − a), which number is a?", _slope_fed_z),
        Mistake(
            "z for a",
            "Which number does w2 multiply in the forward pass: z1 or a1?",
            _z_for_a,
        ),
        Mistake("a1 for x", "Which number does w1 multiply in the forward pass?", _a1_for_x),
        Mistake(
            "deltas returned",
            "A delta is ∂L/∂z. Which link leads from z to the weight?",
            _deltas_returned,
        ),
        Mistake("other order", "In which order does the docstring return the two?", _other_order),
    ),
)


# ---- the update ----------------------------------------------------------------------------------


def one_one_one_update(
    w1: float, w2: float, dw1: float, dw2: float, lr: float
) -> tuple[float, float]:
    """Return w1 and w2 after one step of gradient descent."""
    return w1 - lr * dw1, w2 - lr * dw2


def _update_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for low, high in ((0.05, 0.2), (0.3, 0.7), (1.5, 2.5), (0.01, 0.04)):
        w1, w2, dw1, dw2 = rng.uniform(0.3, 1.5, 4) * rng.choice([-1, 1], 4)
        lr = rng.uniform(low, high)
        cases.append(
            call_case(w1=float(w1), w2=float(w2), dw1=float(dw1), dw2=float(dw2), lr=float(lr))
        )
    return cases


UPDATE = Exercise(
    name="one_one_one_update",
    title="Take one step",
    kind="function",
    reference=one_one_one_update,
    cases=_update_cases,
    points=2,
    difficulty=1,
    minutes=2,
    read_again="Update: one small step downhill",
    mistakes=(
        Mistake(
            "plus for minus",
            "The gradient points to where the loss grows. Do you want to go there?",
            lambda w1, w2, dw1, dw2, lr: (w1 + lr * dw1, w2 + lr * dw2),
        ),
        Mistake(
            "learning rate twice",
            "How often does lr appear in one step of yours?",
            lambda w1, w2, dw1, dw2, lr: (w1 - lr * lr * dw1, w2 - lr * lr * dw2),
        ),
        Mistake(
            "learning rate forgotten",
            "What does your function do with lr?",
            lambda w1, w2, dw1, dw2, _lr: (w1 - dw1, w2 - dw2),
        ),
        Mistake(
            "steps, not weights",
            "Is this the step alone, or the weight after the step?",
            lambda _w1, _w2, dw1, dw2, lr: (-lr * dw1, -lr * dw2),
        ),
        Mistake(
            "gradients exchanged",
            "Whose gradient moves w1?",
            lambda w1, w2, dw1, dw2, lr: (w1 - lr * dw2, w2 - lr * dw1),
        ),
        Mistake(
            "learning rate on the weight",
            "Which of the two is scaled by lr: the weight or its gradient?",
            lambda w1, w2, dw1, dw2, lr: (w1 - lr * dw1 * w1, w2 - lr * dw2 * w2),
        ),
        Mistake(
            "one weight moved",
            "How many weights has the network, and how many of them moved?",
            lambda w1, w2, _dw1, dw2, lr: (w1, w2 - lr * dw2),
        ),
    ),
)


# ---- one weight in two places --------------------------------------------------------------------


def shared_weight_gradient(x: float, y: float, w: float) -> float:
    """Return dL/dw where both layers use the same weight w."""
    a1 = _sigmoid(w * x)
    delta2 = _sigmoid(w * a1) - y
    return delta2 * a1 + delta2 * w * a1 * (1 - a1) * x


def _shared_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for y, sign, note in ((1.0, 1, ""), (0.0, 1, "the label is 0"), (1.0, -1, "w is negative")):
        x, w = rng.uniform((0.6, 0.4), (2.5, 1.5))
        cases.append(call_case(note, x=float(x), y=y, w=float(sign * w)))
    x, w = rng.uniform((0.6, 0.4), (2.5, 1.5))
    return [*cases, call_case("x is negative", x=float(-x), y=0.0, w=float(w))]


def _paths(x: float, y: float, w: float) -> tuple[float, float]:
    """Return the contributions of the first and of the second use of w."""
    return one_one_one_backward(x, y, w, w)


SHARED = Exercise(
    name="shared_weight_gradient",
    title="One weight in two places",
    kind="function",
    reference=shared_weight_gradient,
    cases=_shared_cases,
    points=3,
    difficulty=3,
    minutes=5,
    read_again="Delta: the chain on one line",
    mistakes=(
        Mistake(
            "last use only",
            "By how many roads does a change of w reach the loss?",
            lambda x, y, w: _paths(x, y, w)[1],
        ),
        Mistake(
            "first use only",
            "By how many roads does a change of w reach the loss?",
            lambda x, y, w: _paths(x, y, w)[0],
        ),
        Mistake(
            "product of the paths",
            "Links of one road are multiplied. What is done with two roads?",
            lambda x, y, w: _paths(x, y, w)[0] * _paths(x, y, w)[1],
        ),
        Mistake(
            "mean of the paths",
            "If two people push a cart, is the force on it their mean?",
            lambda x, y, w: sum(_paths(x, y, w)) / 2,
        ),
        Mistake(
            "difference of the paths",
            "With which sign does each road enter the total?",
            lambda x, y, w: _paths(x, y, w)[1] - _paths(x, y, w)[0],
        ),
        Mistake(
            "slope forgotten",
            "The longer road passes the hidden sigmoid. Where is its slope?",
            lambda x, y, w: sum(_slope_forgotten(x, y, w, w)),
        ),
        Mistake(
            "raw error on the longer road",
            "The longer road passes w once more on its way back. Does yours?",
            lambda x, y, w: sum(_raw_error(x, y, w, w)),
        ),
        Mistake(
            "sign",
            "If the output is above y, should its delta be positive or negative?",
            lambda x, y, w: -sum(_paths(x, y, w)),
        ),
    ),
)


# ---- five curves ---------------------------------------------------------------------------------

CURVES = Exercise(
    name="one_one_one_curves",
    title="Match five curves to five mistakes",
    kind="numbers",
    reference={
        "updated_w2": "E",
        "raw_error": "C",
        "slope_forgotten": "D",
        "slope_kept": "B",
        "wrong_sign": "A",
    },
    points=2,
    difficulty=3,
    minutes=3,
    read_again="Where it breaks: a falling loss proves little",
    mistakes=(
        Mistake(
            "faster and slower exchanged",
            "σ′ is at most a quarter. Is a step without it larger or smaller?",
            {"slope_forgotten": "B", "slope_kept": "D"},
        ),
        Mistake(
            "small and smaller exchanged",
            "Which changes delta1 more: a w2 that is one step too new, or no w2 at all?",
            {"updated_w2": "C", "raw_error": "E"},
        ),
        Mistake(
            "two large steps exchanged",
            "Which factor is nearer to 1, so that leaving it out matters less: w2, or σ′?",
            {"raw_error": "D", "slope_forgotten": "C"},
        ),
        Mistake(
            "slow for uphill",
            "A positive factor makes every step shorter. Can it make the loss rise?",
            {"slope_kept": "A", "wrong_sign": "B"},
        ),
    ),
)

EXERCISES = [WORKSHEET, MISPRINT, CLAIM, BACKWARD, UPDATE, SHARED, CURVES]
