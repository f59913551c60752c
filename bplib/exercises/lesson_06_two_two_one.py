"""Exercises of lesson 06: forward, delta, gradients and update of a 2-2-1 network, in columns."""

from collections.abc import Callable
from typing import Any

import numpy as np

from bplib.activations import sigmoid
from bplib.checks import Case, Exercise, Mistake, call_case
from bplib.checks.exercise import steps_case

FORWARD = "By hand: forward"
DELTA = "By hand: delta"
GRADIENTS = "By hand: gradients and update"
SYMPY = "By SymPy: the output layer, then yours"
NUMPY = "In NumPy: forward, delta, gradients, update"
AUDIT = "An audit of the published page"
BREAKS = "Where it breaks: updating while still backpropagating"

# ---- the published example, in columns -----------------------------------------------------------

X = np.array([[0.05], [0.10]])
Y = np.array([[0.01]])
W1 = np.array([[0.15, 0.20], [0.25, 0.30]])
B1 = np.array([[0.35], [0.35]])
W2 = np.array([[0.40, 0.45]])
B2 = np.array([[0.50]])
LR = 0.01


def _slope(a: Any) -> Any:
    return a * (1 - a)


def _forward_numbers(W: np.ndarray = W1, b: Any = B1, bend: Any = sigmoid) -> dict[str, float]:
    z = W @ X + b
    a = bend(z)
    return {"z1_1": z[0, 0], "z1_2": z[1, 0], "a1_1": a[0, 0], "a1_2": a[1, 0]}


def _activations_only(bend: Callable[[Any], Any]) -> dict[str, float]:
    numbers = _forward_numbers(bend=bend)
    return {name: numbers[name] for name in ("a1_1", "a1_2")}


A1 = sigmoid(W1 @ X + B1)
Z2 = W2 @ A1 + B2
A2 = sigmoid(Z2)
LOSS = float(0.5 * (Y - A2)[0, 0] ** 2)
DELTA2 = (A2 - Y) * _slope(A2)


def _backward_numbers(
    W: np.ndarray = W2, delta2: np.ndarray = DELTA2, slope: Any = None, *, transposed: bool = False
) -> dict[str, float]:
    delta1 = (W.T @ delta2) * (_slope(A1) if slope is None else slope)
    dW1 = X @ delta1.T if transposed else delta1 @ X.T
    return {
        "delta1_1": delta1[0, 0],
        "delta1_2": delta1[1, 0],
        "dw1_12": dW1[0, 1],
        "dw1_21": dW1[1, 0],
    }


# ---- the hidden layer in SymPy -------------------------------------------------------------------


def _hidden_layer(
    bend: Callable[[Any], Any] | None = _slope, *, last: int = 0, transposed: bool = False
) -> dict[str, Any]:
    import sympy as sp

    delta, w_1, w_2, a_1, a_2, x_1, x_2 = sp.symbols("delta w_1 w_2 a_1 a_2 x_1 x_2")
    weights = (w_1, w_1) if last else (w_1, w_2)
    slopes = [bend(a) if bend else 1 for a in (a_1, a_2)]
    delta1 = sp.Matrix([delta * w * s for w, s in zip(weights, slopes, strict=True)])
    x = sp.Matrix([x_1, x_2])
    return {"delta1": delta1, "dW1": x * delta1.T if transposed else delta1 * x.T}


def _gradient_transposed() -> dict[str, Any]:
    return {"dW1": _hidden_layer(transposed=True)["dW1"]}


# ---- delta of the output -------------------------------------------------------------------------


def output_deltas_221(z2: Any, y: Any) -> tuple[Any, Any]:
    """Return dL/dz2 under half the squared error and under binary cross-entropy."""
    a2 = sigmoid(z2)
    return (a2 - y) * _slope(a2), a2 - y


def _output_cases(rng: np.random.Generator) -> list[Case]:
    return [
        call_case(
            f"{n} output{'s' * (n > 1)}",
            z2=rng.uniform(0.4, 2.5, (n, 1)) * rng.choice([-1.0, 1.0], (n, 1)),
            y=rng.uniform(0.05, 0.95, (n, 1)),
        )
        for n in (1, 2, 3, 5)
    ]


def _sigma_prime_kept(z2: Any, y: Any) -> Any:
    right, _ = output_deltas_221(z2, y)
    return right, right


def _sigma_prime_dropped(z2: Any, y: Any) -> Any:
    _, plain = output_deltas_221(z2, y)
    return plain, plain


def _slope_of_z(z2: Any, y: Any) -> Any:
    error = sigmoid(z2) - y
    return error * _slope(z2), error


def _target_first(z2: Any, y: Any) -> Any:
    right, plain = output_deltas_221(z2, y)
    return -right, -plain


def _twice(z2: Any, y: Any) -> Any:
    right, plain = output_deltas_221(z2, y)
    return 2 * right, plain


def _loss_for_delta(z2: Any, y: Any) -> Any:
    a2 = sigmoid(z2)
    return a2 - y, (a2 - y) / _slope(a2)


# ---- delta of the hidden layer -------------------------------------------------------------------


def hidden_delta_221(W2: Any, delta2: Any, z1: Any) -> Any:
    """Return dL/dz1 from the layer above."""
    return (W2.T @ delta2) * _slope(sigmoid(z1))


def _hidden_cases(rng: np.random.Generator) -> list[Case]:
    def case(n_out: int, n_hidden: int, note: str = "") -> Case:
        return call_case(
            note or f"{n_hidden} hidden units, {n_out} output{'s' * (n_out > 1)}",
            W2=_signed(rng, (n_out, n_hidden)),
            delta2=_signed(rng, (n_out, 1)),
            z1=_signed(rng, (n_hidden, 1), 0.3, 2.0),
        )

    return [case(1, 2), case(3, 2), case(2, 4), case(3, 5), case(2, 2, "as many as outputs")]


def _signed(
    rng: np.random.Generator, shape: tuple[int, ...], low: float = 0.2, high: float = 1.5
) -> np.ndarray:
    """Draw numbers of random sign, none of them near zero."""
    return rng.uniform(low, high, shape) * rng.choice([-1.0, 1.0], shape)


# ---- gradients -----------------------------------------------------------------------------------


def weight_gradients_221(delta1: Any, delta2: Any, x: Any, z1: Any) -> Any:
    """Return dL/dW1, dL/db1, dL/dW2, dL/db2."""
    return delta1 @ x.T, delta1, delta2 @ sigmoid(z1).T, delta2


def _gradient_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for n_in, n_hidden, n_out in ((2, 3, 1), (3, 2, 4), (4, 5, 3), (3, 4, 2)):
        cases.append(
            call_case(
                f"{n_in} inputs, {n_hidden} hidden units, {n_out} output{'s' * (n_out > 1)}",
                delta1=_signed(rng, (n_hidden, 1)),
                delta2=_signed(rng, (n_out, 1)),
                x=_signed(rng, (n_in, 1)),
                z1=_signed(rng, (n_hidden, 1)),
            )
        )
    return cases


def _gradients_of_b(change: Callable[[Any], Any]) -> Callable[..., Any]:
    def gradients(delta1: Any, delta2: Any, x: Any, z1: Any) -> Any:
        dW1, db1, dW2, db2 = weight_gradients_221(delta1, delta2, x, z1)
        return dW1, change(db1), dW2, change(db2)

    return gradients


# ---- update --------------------------------------------------------------------------------------


def update_221(parameters: Any, gradients: Any, lr: float) -> Any:
    """Return the parameters after one step of gradient descent."""
    return [p - lr * g for p, g in zip(parameters, gradients, strict=True)]


def _update_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for (n_in, n_hidden, n_out), lr in (((2, 3, 1), 0.05), ((3, 2, 4), 0.5), ((4, 3, 2), 2.5)):
        shapes = ((n_hidden, n_in), (n_hidden, 1), (n_out, n_hidden), (n_out, 1))
        cases.append(
            call_case(
                f"{n_in} inputs, {n_hidden} hidden units, {n_out} output{'s' * (n_out > 1)}",
                parameters=[_signed(rng, shape) for shape in shapes],
                gradients=[_signed(rng, shape) for shape in shapes],
                lr=lr,
            )
        )
    return cases


def _update_in_place(parameters: Any, gradients: Any, lr: float) -> Any:
    for p, g in zip(parameters, gradients, strict=True):
        p -= lr * g
    return parameters


def _weights_only(parameters: Any, gradients: Any, lr: float) -> Any:
    new = update_221(parameters, gradients, lr)
    return [new[0], parameters[1], new[2], parameters[3]]


# ---- one whole step ------------------------------------------------------------------------------


def _step(
    W1: Any,
    b1: Any,
    W2: Any,
    b2: Any,
    x: Any,
    y: Any,
    lr: float,
    *,
    early: bool = False,
    biases: bool = True,
    slope: Callable[[Any], Any] = _slope,
    error: bool = False,
    sign: int = -1,
) -> Any:
    """One step of gradient descent, right by default, with the slips that its options name."""
    a1 = sigmoid(W1 @ x + b1)
    a2 = sigmoid(W2 @ a1 + b2)
    delta2 = (a2 - y) * _slope(a2)
    new_W2 = W2 + sign * lr * delta2 @ a1.T
    upstream = a2 - y if error else delta2
    delta1 = ((new_W2 if early else W2).T @ upstream) * slope(a1)
    return (
        W1 + sign * lr * delta1 @ x.T,
        b1 + sign * lr * delta1 if biases else b1,
        new_W2,
        b2 + sign * lr * delta2 if biases else b2,
    )


def train_step_221(W1: Any, b1: Any, W2: Any, b2: Any, x: Any, y: Any, lr: float) -> Any:
    """Return the parameters after forward, delta, gradients and update, in this order."""
    return _step(W1, b1, W2, b2, x, y, lr)


def _slip(**options: Any) -> Callable[..., Any]:
    def step(W1: Any, b1: Any, W2: Any, b2: Any, x: Any, y: Any, lr: float) -> Any:
        return _step(W1, b1, W2, b2, x, y, lr, **options)

    return step


def _step_in_place(W1: Any, b1: Any, W2: Any, b2: Any, x: Any, y: Any, lr: float) -> Any:
    new = _step(W1, b1, W2, b2, x, y, lr)
    for array, value in zip((W1, b1, W2, b2), new, strict=True):
        array[...] = value
    return W1, b1, W2, b2


def _step_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for (n_in, n_hidden, n_out), lr in (((2, 2, 1), 0.5), ((3, 4, 2), 1.5), ((2, 3, 4), 0.8)):
        cases.append(
            steps_case(
                {
                    "W1": _signed(rng, (n_hidden, n_in)),
                    "b1": _signed(rng, (n_hidden, 1)),
                    "W2": _signed(rng, (n_out, n_hidden)),
                    "b2": _signed(rng, (n_out, 1)),
                },
                [
                    {"x": _signed(rng, (n_in, 1)), "y": rng.uniform(0.05, 0.95, (n_out, 1))}
                    for _ in range(3)
                ],
                {"lr": lr},
                f"{n_in} inputs, {n_hidden} hidden units, {n_out} output{'s' * (n_out > 1)}",
            )
        )
    return cases


# ---- forensics -----------------------------------------------------------------------------------

COPIED_W2 = np.array([[0.40, 0.45], [0.50, 0.55]])
COPIED_B2 = np.array([[0.60], [0.60]])
COPIED_Y = np.array([[0.01], [0.99]])


def _copied_error(lr: float = 0.5, *, early: bool = False, biases: bool = False) -> float:
    """Error of the widely copied 2-2-2 example after one step; its method keeps the biases."""
    parameters = W1, B1, COPIED_W2, COPIED_B2
    parameters = _step(*parameters, X, COPIED_Y, lr, early=early, biases=biases)
    new_W1, new_b1, new_W2, new_b2 = parameters
    a2 = sigmoid(new_W2 @ sigmoid(new_W1 @ X + new_b1) + new_b2)
    return float(0.5 * ((COPIED_Y - a2) ** 2).sum())


def _suspects(
    W2: Any,
    delta2: Any,
    z1: Any,
    lr: float,
    step: Callable[[Any, Any, float], Any] = lambda W2, change, lr: W2 - lr * change,
) -> dict[str, Any]:
    """Return the hidden delta of the right method and of each mistake, by name."""
    a1 = sigmoid(z1)
    back = W2.T @ delta2
    updated = step(W2, delta2 @ a1.T, lr)
    return {
        "none": back * _slope(a1),
        "updated weights": (updated.T @ delta2) * _slope(a1),
        "slope forgotten": back,
        "z for a": back * _slope(z1),
        "a for slope": back * a1,
    }


def _nearest(suspects: dict[str, Any], printed: Any) -> str:
    return min(suspects, key=lambda name: float(np.abs(suspects[name] - printed).max()))


def name_the_mistake_221(W2: Any, delta2: Any, z1: Any, lr: float, printed: Any) -> str:
    """Return the name of the mistake whose hidden delta was printed."""
    return _nearest(_suspects(W2, delta2, z1, lr), printed)


def _printed_cases(rng: np.random.Generator) -> list[Case]:
    # Who ignores lr and takes a fixed rate is caught by the smallest one or by the largest one.
    wanted = (
        ("updated weights", 2.5),
        ("z for a", 0.2),
        ("none", 0.25),
        ("slope forgotten", 0.3),
        ("updated weights", 0.8),
        ("a for slope", 0.15),
        ("updated weights", 0.01),
    )
    cases = []
    for number, (culprit, lr) in enumerate(wanted):
        n_out, n_hidden = ((1, 2), (3, 4), (2, 3))[number % 3]
        while True:
            W2, delta2 = _signed(rng, (n_out, n_hidden)), _signed(rng, (n_out, 1), 0.2, 0.8)
            z1 = _signed(rng, (n_hidden, 1), 0.3, 2.0)
            suspects = _suspects(W2, delta2, z1, lr)
            moved = np.abs(suspects["none"] - suspects["updated weights"]).max()
            room = 0 if lr > 1 else 2 * moved
            apart = [
                np.abs(a - b).max() - room
                for name, a in suspects.items()
                for other, b in suspects.items()
                if name != other and {name, other} != {"none", "updated weights"}
            ]
            if min(apart) < 1e-2 or moved < min(2e-3, 0.03 * lr):
                continue
            slow = _suspects(W2, delta2, z1, 0.1)
            if lr <= 1 or _nearest(slow, suspects[culprit]) != culprit:
                break
        cases.append(
            call_case(
                f"{n_hidden} hidden units, {n_out} output{'s' * (n_out > 1)}",
                W2=W2,
                delta2=delta2,
                z1=z1,
                lr=lr,
                printed=np.round(suspects[culprit], 6),
            )
        )
    return cases


def _by_equality(W2: Any, delta2: Any, z1: Any, lr: float, printed: Any) -> str:
    for name, value in _suspects(W2, delta2, z1, lr).items():
        if np.array_equal(value, printed):
            return name
    return "none"


def _uphill(W2: Any, delta2: Any, z1: Any, lr: float, printed: Any) -> str:
    suspects = _suspects(W2, delta2, z1, lr, lambda W2, change, lr: W2 + lr * change)
    return _nearest(suspects, printed)


def _rate_forgotten(W2: Any, delta2: Any, z1: Any, lr: float, printed: Any) -> str:
    suspects = _suspects(W2, delta2, z1, lr, lambda W2, change, _lr: W2 - change)
    return _nearest(suspects, printed)


def _names_swapped(W2: Any, delta2: Any, z1: Any, lr: float, printed: Any) -> str:
    name = name_the_mistake_221(W2, delta2, z1, lr, printed)
    return {"z for a": "a for slope", "a for slope": "z for a"}.get(name, name)


def _farthest(W2: Any, delta2: Any, z1: Any, lr: float, printed: Any) -> str:
    suspects = _suspects(W2, delta2, z1, lr)
    return max(suspects, key=lambda name: float(np.abs(suspects[name] - printed).max()))


EXERCISES = [
    Exercise(
        name="hidden_forward_numbers",
        title="Send the input to the hidden layer",
        kind="numbers",
        reference=_forward_numbers(),
        points=1,
        difficulty=1,
        minutes=3,
        read_again=FORWARD,
        mistakes=(
            Mistake(
                "W1 transposed",
                "Which row of W1 holds the weights that lead *to* the first hidden unit?",
                _forward_numbers(W1.T),
            ),
            Mistake(
                "bias forgotten",
                "What would z be for an input of zeros?",
                _forward_numbers(b=0.0),
            ),
            Mistake(
                "sign of the exponent",
                "Does the sigmoid of a positive number lie above or below one half?",
                _activations_only(lambda z: sigmoid(-z)),
            ),
            Mistake(
                "slope for activation",
                "Is that a(1 − a) the output of the unit, or how fast the output changes?",
                _activations_only(lambda z: _slope(sigmoid(z))),
            ),
        ),
    ),
    Exercise(
        name="hidden_backward_numbers",
        title="Bring the delta back to the hidden layer",
        kind="numbers",
        reference=_backward_numbers(),
        points=1,
        difficulty=3,
        minutes=4,
        read_again=DELTA,
        mistakes=(
            Mistake(
                "slope forgotten",
                "The road to z⁽¹⁾ passes through a⁽¹⁾. Which link is missing from your product?",
                _backward_numbers(slope=1.0),
            ),
            Mistake(
                "raw error sent back",
                "Is what you send back ∂L/∂a⁽²⁾, or ∂L/∂z⁽²⁾?",
                _backward_numbers(delta2=A2 - Y),
            ),
            Mistake(
                "updated weights",
                "Which W⁽²⁾ was in use when the forward pass ran?",
                _backward_numbers(W=W2 - LR * DELTA2 @ A1.T),
            ),
            Mistake(
                "outer product transposed",
                "In w₁₂, which index names the input and which the hidden unit?",
                {k: v for k, v in _backward_numbers(transposed=True).items() if k[0] == "d"},
            ),
            Mistake(
                "slope of the output",
                "Whose sigmoid does the last link belong to: the output's, or the hidden unit's?",
                _backward_numbers(slope=_slope(A2)),
            ),
        ),
    ),
    Exercise(
        name="hidden_layer_expressions",
        title="Derive the hidden layer with matrices",
        kind="expressions",
        reference=_hidden_layer,
        symbols={
            "delta": (-1.0, 1.0),
            "w_1": (-2.0, 2.0),
            "w_2": (-2.0, 2.0),
            "a_1": (0.1, 0.9),
            "a_2": (0.1, 0.9),
            "x_1": (-2.0, 2.0),
            "x_2": (-2.0, 2.0),
        },
        points=3,
        difficulty=3,
        minutes=6,
        read_again=SYMPY,
        mistakes=(
            Mistake(
                "slope forgotten",
                "How does a⁽¹⁾ answer when z⁽¹⁾ moves? Where is that link in your product?",
                lambda: _hidden_layer(bend=None),
            ),
            Mistake(
                "activation for slope",
                "Is a the sigmoid itself, or its slope?",
                lambda: _hidden_layer(bend=lambda a: a),
            ),
            Mistake(
                "one weight for both",
                "Which entry of W⁽²⁾ does the second hidden unit reach the output through?",
                lambda: _hidden_layer(last=1),
            ),
            Mistake(
                "gradient transposed",
                "dW1 must have the shape of W1. Which index counts its rows?",
                _gradient_transposed,
            ),
        ),
    ),
    Exercise(
        name="output_deltas_221",
        title="Compute the output's delta, with and without σ′",
        kind="function",
        reference=output_deltas_221,
        cases=_output_cases,
        points=2,
        difficulty=2,
        minutes=4,
        read_again=DELTA,
        mistakes=(
            Mistake(
                "σ′ kept with cross-entropy",
                "What does ∂L/∂a look like for cross-entropy, and what cancels?",
                _sigma_prime_kept,
            ),
            Mistake(
                "σ′ dropped from the squared error",
                "Does anything in ∂L/∂a = a − y cancel the slope of the sigmoid?",
                _sigma_prime_dropped,
            ),
            Mistake(
                "a(1 − a) fed z",
                "a(1 − a) is the slope when a is … what? And what did you put in?",
                _slope_of_z,
            ),
            Mistake(
                "target minus output",
                "If the output is above the target, should the loss grow or shrink with z?",
                _target_first,
            ),
            Mistake(
                "stray factor 2",
                "What is the ½ in front of the squared error for?",
                _twice,
            ),
            Mistake(
                "links by a, not by z",
                "Are these two derivatives by the output a, or by the sum z before it?",
                _loss_for_delta,
            ),
        ),
    ),
    Exercise(
        name="hidden_delta_221",
        title="Compute the hidden layer's delta",
        kind="function",
        reference=hidden_delta_221,
        cases=_hidden_cases,
        points=4,
        difficulty=3,
        minutes=5,
        read_again=DELTA,
        mistakes=(
            Mistake(
                "W2 not transposed",
                "Forward, W2 turns hidden into output. Which way does a delta travel?",
                lambda W2, delta2, z1: (W2 @ delta2) * _slope(sigmoid(z1)),
            ),
            Mistake(
                "slope forgotten",
                "Is your result ∂L/∂a⁽¹⁾, or ∂L/∂z⁽¹⁾?",
                lambda W2, delta2, _z1: W2.T @ delta2,
            ),
            Mistake(
                "a(1 − a) fed z",
                "Can a slope of the sigmoid be negative? What did you put into a(1 − a)?",
                lambda W2, delta2, z1: (W2.T @ delta2) * _slope(z1),
            ),
            Mistake(
                "slope taken at a",
                "At which point is the slope wanted: at z, or at σ(z)?",
                lambda W2, delta2, z1: (W2.T @ delta2) * _slope(sigmoid(sigmoid(z1))),
            ),
            Mistake(
                "activation for slope",
                "Is σ(z) how large the unit's output is, or how fast it changes?",
                lambda W2, delta2, z1: (W2.T @ delta2) * sigmoid(z1),
            ),
            Mistake(
                "matrix product for entrywise",
                "Does one hidden unit's slope act on the other units' deltas?",
                lambda W2, delta2, z1: (W2.T @ delta2) @ _slope(sigmoid(z1)).T,
            ),
            Mistake(
                "delta on the left",
                "A delta is a column here. On which side of a matrix can a column stand?",
                lambda W2, delta2, z1: (delta2 @ W2) * _slope(sigmoid(z1)),
            ),
            Mistake(
                "first output only",
                "By how many roads does a hidden unit reach the loss when there are two outputs?",
                lambda W2, delta2, z1: W2[:1].T @ delta2[:1] * _slope(sigmoid(z1)),
            ),
        ),
    ),
    Exercise(
        name="weight_gradients_221",
        title="Turn deltas into gradients",
        kind="function",
        reference=weight_gradients_221,
        cases=_gradient_cases,
        points=3,
        difficulty=2,
        minutes=4,
        read_again=GRADIENTS,
        mistakes=(
            Mistake(
                "transposed",
                "Which shape must ∂L/∂W have, so that it can be subtracted from W?",
                lambda delta1, delta2, x, z1: (
                    x @ delta1.T,
                    delta1,
                    sigmoid(z1) @ delta2.T,
                    delta2,
                ),
            ),
            Mistake(
                "z for a",
                "What does W2 multiply in the forward pass: z⁽¹⁾ or a⁽¹⁾?",
                lambda delta1, delta2, x, z1: (delta1 @ x.T, delta1, delta2 @ z1.T, delta2),
            ),
            Mistake(
                "a1 for x in dW1",
                "What does W1 multiply in the forward pass?",
                lambda delta1, delta2, _x, z1: (
                    delta1 @ sigmoid(z1).T,
                    delta1,
                    delta2 @ sigmoid(z1).T,
                    delta2,
                ),
            ),
            Mistake(
                "not an outer product",
                "How many entries has ∂L/∂W, and how many pairs of a delta and an input are there?",
                lambda delta1, delta2, x, z1: (delta1 @ x, delta1, delta2 @ sigmoid(z1), delta2),
            ),
            Mistake(
                "bias gradient summed",
                "How many biases has the layer, and how many numbers did you return for them?",
                _gradients_of_b(np.sum),
            ),
            Mistake(
                "bias gradient zero",
                "If b grows by a little, does z stay where it is?",
                _gradients_of_b(np.zeros_like),
            ),
        ),
    ),
    Exercise(
        name="update_221",
        title="Update everything at once",
        kind="function",
        reference=update_221,
        cases=_update_cases,
        points=2,
        difficulty=1,
        minutes=2,
        read_again=GRADIENTS,
        pure=True,
        mistakes=(
            Mistake(
                "uphill",
                "The gradient points to where the loss grows. Where do you want to go?",
                lambda parameters, gradients, lr: update_221(parameters, gradients, -lr),
            ),
            Mistake(
                "learning rate forgotten",
                "How far does your step go when the learning rate is tiny?",
                lambda parameters, gradients, _lr: update_221(parameters, gradients, 1.0),
            ),
            Mistake(
                "learning rate twice",
                "How often does the learning rate occur in one step?",
                lambda parameters, gradients, lr: update_221(parameters, gradients, lr**2),
            ),
            Mistake(
                "step only",
                "Is that where the weights are after the step, or only how far they moved?",
                lambda _parameters, gradients, lr: [-lr * g for g in gradients],
            ),
            Mistake(
                "biases left out",
                "Which of the four arrays did not move?",
                _weights_only,
            ),
            Mistake(
                "changed in place",
                "Who else may still need the weights from before the step?",
                _update_in_place,
            ),
        ),
    ),
    Exercise(
        name="train_step_221",
        title="Repair a training step",
        kind="steps",
        reference=train_step_221,
        cases=_step_cases,
        points=5,
        difficulty=4,
        minutes=7,
        read_again=GRADIENTS,
        pure=True,
        mistakes=(
            Mistake(
                "nothing repaired",
                "Two things are wrong. Which arrays have changed when δ⁽¹⁾ is computed, and which "
                "never change?",
                _slip(early=True, biases=False),
            ),
            Mistake(
                "updated weights for the hidden delta",
                "Which W2 made the prediction whose loss you are differentiating?",
                _slip(early=True),
            ),
            Mistake(
                "biases never updated",
                "Which of the four arrays come back as they went in?",
                _slip(biases=False),
            ),
            Mistake(
                "σ′ of the hidden layer forgotten",
                "Is your δ⁽¹⁾ a derivative by a⁽¹⁾, or by z⁽¹⁾?",
                _slip(slope=np.ones_like),
            ),
            Mistake(
                "raw error sent back",
                "Does the hidden layer receive a² − y, or the delta of the output?",
                _slip(error=True),
            ),
            Mistake(
                "uphill",
                "Does the loss fall from step to step?",
                _slip(sign=1),
            ),
            Mistake(
                "changed in place",
                "What does the caller find in W1 after calling your function?",
                _step_in_place,
            ),
        ),
    ),
    Exercise(
        name="misprints_221",
        title="Find three misprints",
        kind="numbers",
        reference={
            "first_row": 3,
            "first_value": float(A1[0, 0]),
            "second_row": 5,
            "second_value": LOSS,
            "third_row": 7,
            "third_value": float(DELTA2[0, 0]),
        },
        points=2,
        difficulty=2,
        minutes=4,
        read_again=AUDIT,
        mistakes=(
            Mistake(
                "rows counted from zero",
                "Which number stands in the first column of the row that you mean?",
                {"first_row": 2, "second_row": 4, "third_row": 6},
            ),
            Mistake(
                "digits cut off",
                "Rounding looks at the next digit. Did you?",
                {"first_value": 0.5932},
            ),
            Mistake(
                "half forgotten",
                "Does the loss of this page carry a factor in front of the square?",
                {"second_value": 2 * LOSS},
            ),
            Mistake(
                "σ′ forgotten",
                "Is that value the error a − y, or the delta?",
                {"third_value": float((A2 - Y)[0, 0])},
            ),
        ),
    ),
    Exercise(
        name="forensics_222",
        title="Convict a suspect",
        kind="numbers",
        reference={"error_by_the_method": _copied_error(), "suspect": 3},
        points=2,
        difficulty=3,
        minutes=6,
        read_again=BREAKS,
        digits=9,
        mistakes=(
            Mistake(
                "the printed number",
                "This is what the page prints. Does it follow from the old output weights?",
                {"error_by_the_method": _copied_error(early=True)},
            ),
            Mistake(
                "before the step",
                "Is this the error before the update, or after it?",
                {"error_by_the_method": _copied_error(lr=0.0)},
            ),
            Mistake(
                "biases updated",
                "Does the page's method move the biases?",
                {"error_by_the_method": _copied_error(biases=True)},
            ),
            Mistake(
                "suspect 1",
                "What error does a step without the hidden slope really give?",
                {"suspect": 1},
            ),
            Mistake(
                "suspect 2",
                "What error does a step with the transposed gradient really give?",
                {"suspect": 2},
            ),
            Mistake(
                "suspect 4",
                "What error does a step that moves the biases really give?",
                {"suspect": 4},
            ),
        ),
    ),
    Exercise(
        name="name_the_mistake_221",
        title="Name the mistake from the number",
        kind="function",
        reference=name_the_mistake_221,
        cases=_printed_cases,
        points=4,
        difficulty=4,
        minutes=7,
        read_again=BREAKS,
        mistakes=(
            Mistake(
                "exact equality",
                "A printed number is rounded. Can it ever equal a computed one?",
                _by_equality,
            ),
            Mistake(
                "updated uphill",
                "In which direction did the updated weights move?",
                _uphill,
            ),
            Mistake(
                "learning rate forgotten",
                "How far did the updated weights move?",
                _rate_forgotten,
            ),
            Mistake(
                "two names swapped",
                "Which of the two has z⁽¹⁾ in it: 'z for a' or 'a for slope'?",
                _names_swapped,
            ),
            Mistake(
                "farthest suspect",
                "Should the guilty suspect's number be close to the printed one, or far away?",
                _farthest,
            ),
        ),
    ),
]
