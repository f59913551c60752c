"""Exercises of lesson 03: neurons, activation functions and their slopes, a layer on a batch."""

from collections.abc import Callable
from math import exp
from typing import Any

import numpy as np

from bplib.checks import Case, Exercise, Mistake, call_case

Array = Any  # an array of any shape, or a number


def _sigmoid(z: Array) -> Array:
    """Return 1 / (1 + e^-z) in double precision; e^-|z| is all that is ever computed."""
    z = np.asarray(z, dtype=float)
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + e), e / (1 + e))


def _plain_sigmoid(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


# ---- one neuron by hand --------------------------------------------------------------------------


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


NEURON = Exercise(
    name="neuron_numbers",
    title="One neuron with pen and paper",
    kind="numbers",
    reference=_RIGHT,
    points=1,
    difficulty=1,
    minutes=3,
    read_again="By hand: add, squash, listen",
    mistakes=(
        Mistake(
            "bias forgotten",
            "What does z become when all three inputs are 0?",
            _changed(_neuron(bias=0.0)),
        ),
        Mistake(
            "a(1 − a) fed z",
            "In a(1 − a), is a what goes into the sigmoid or what comes out?",
            _changed(_neuron(slope_of=lambda z, a: z * (1 - z))),
        ),
        Mistake(
            "slope at a",
            "How often did you apply the sigmoid on the way to the slope?",
            _changed(_neuron(slope_of=lambda z, a: float(_sigmoid(a) * _sigmoid(-a)))),
        ),
        Mistake(
            "height for slope",
            "Is that how high the sigmoid stands at z, or how fast it rises there?",
            _changed(_neuron(slope_of=lambda z, a: a)),
        ),
        Mistake(
            "inner slopes exchanged",
            "A multiply gate with the inputs w2 and x2: which of them is its slope by w2?",
            {"by_w2": _RIGHT["by_x2"], "by_x2": _RIGHT["by_w2"]},
        ),
        Mistake(
            "slope of z, not of a",
            "How many links lie between w2 and a, and how many factors has your product?",
            {"by_w2": -1.5, "by_x2": -0.4},
        ),
    ),
)


# ---- which mistake printed this number -----------------------------------------------------------

FORENSICS = Exercise(
    name="slope_forensics",
    title="Name the mistake from the number",
    kind="numbers",
    reference={
        "right": "D",
        "rule_for_a_given_z": "A",
        "taken_at_a": "C",
        "not_differentiated": "B",
        "rule_of_tanh": "E",
    },
    points=1,
    difficulty=2,
    minutes=3,
    read_again="Two ways to write a slope",
    mistakes=(
        Mistake(
            "the two near ones exchanged",
            "Which program never computes an exponential, so that its number is a short decimal?",
            {"rule_for_a_given_z": "C", "taken_at_a": "A"},
        ),
        Mistake(
            "z(1 − z) believed",
            "At z = 2 that program would print a negative slope. Does the sigmoid ever fall?",
            {"right": "A", "rule_for_a_given_z": "D"},
        ),
        Mistake(
            "one sigmoid too many",
            "σ(0.7) is the height at 0.7. Did you squash that height once more?",
            {"right": "C", "taken_at_a": "D"},
        ),
        Mistake(
            "the two large ones exchanged",
            "Which of the two is the height of the curve, which you can read off the picture?",
            {"not_differentiated": "E", "rule_of_tanh": "B"},
        ),
    ),
)


# ---- the stable sigmoid --------------------------------------------------------------------------


def _stable_cases(rng: np.random.Generator) -> list[Case]:
    signs = np.where(np.arange(6) % 2, -1.0, 1.0)
    huge = np.array([1e4, -1e4, *(signs[:4] * rng.uniform(800, 9000, 4))])
    return [
        call_case(z=rng.uniform(0.3, 4.0, (2, 3)) * signs.reshape(2, 3)),
        call_case("as large as 10,000", z=huge),
        call_case("far to the left", z=rng.uniform(-34, -32, 4)),
        call_case("very far to the left", z=rng.uniform(-521, -520, 3)),
        call_case("float32", z=rng.uniform(-90.2, -89.2, 3).astype(np.float32)),
        call_case("whole numbers", z=rng.permutation([-3, -1, 0, 2, 4])),
    ]


def _into_copy(z: Array) -> Array:
    result = np.empty_like(z)
    result[...] = _sigmoid(z)
    return result


STABLE = Exercise(
    name="stable_sigmoid",
    title="A sigmoid that never overflows",
    kind="function",
    reference=_sigmoid,
    cases=_stable_cases,
    points=3,
    difficulty=3,
    minutes=5,
    read_again="A formula is not yet a program",
    mistakes=(
        Mistake(
            "overflow on the left",
            "How large is e^−z at z = −90, and how large a number can float32 hold?",
            _plain_sigmoid,
        ),
        Mistake(
            "overflow on the right",
            "How large is e^z at z = 10,000, and what is infinity divided by infinity?",
            lambda z: np.exp(z) / (1 + np.exp(z)),
        ),
        Mistake(
            "clipped",
            "Do z = −500 and z = −520 have the same sigmoid?",
            lambda z: 1 / (1 + np.exp(-np.clip(z, -500, 500))),
        ),
        Mistake(
            "clipped hard",
            "Do z = −30 and z = −33 have the same sigmoid?",
            lambda z: 1 / (1 + np.exp(-np.clip(z, -30, 30))),
        ),
        Mistake(
            "1 minus the mirror image",
            "At z = −33 the mirror image is almost 1. How many digits of the difference are left?",
            lambda z: np.where(z < 0, 1 - _sigmoid(-z), _sigmoid(z)),
        ),
        Mistake(
            "half of 1 + tanh",
            "At z = −33, tanh(z/2) is almost −1. How many digits of 1 + tanh(z/2) are left?",
            lambda z: 0.5 * (1 + np.tanh(z / 2)),
        ),
        Mistake(
            "mirror image",
            "Is the sigmoid of a large positive z near 1 or near 0?",
            lambda z: _sigmoid(-np.asarray(z)),
        ),
        Mistake(
            "truncated",
            "What type has an array made with empty_like or zeros_like of whole numbers?",
            _into_copy,
        ),
    ),
)


# ---- three slopes from z -------------------------------------------------------------------------


def sigmoid_slope(z: Array) -> Array:
    """Return the slope of the sigmoid at z."""
    return _sigmoid(z) * _sigmoid(-np.asarray(z))


def _slope_cases(rng: np.random.Generator) -> list[Case]:
    signs = np.where(np.arange(6) % 2, -1.0, 1.0)
    return [
        call_case("all above 0", z=rng.uniform(0.4, 2.5, 5)),
        call_case("all below 0", z=-rng.uniform(0.4, 2.5, 4)),
        call_case("a matrix", z=rng.uniform(0.4, 2.5, (2, 3)) * signs.reshape(2, 3)),
        call_case("a single number", z=float(rng.uniform(1.2, 2.0))),
    ]


SIGMOID = Exercise(
    name="sigmoid_slope",
    title="The slope of the sigmoid, from z",
    kind="function",
    reference=sigmoid_slope,
    cases=_slope_cases,
    points=2,
    difficulty=1,
    minutes=2,
    read_again="Two ways to write a slope",
    mistakes=(
        Mistake(
            "a(1 − a) fed z",
            "Your function receives z. Which number does the rule a(1 − a) want?",
            lambda z: z * (1 - z),
        ),
        Mistake(
            "slope at a",
            "How often is the sigmoid applied before a(1 − a) in your function?",
            lambda z: _sigmoid(_sigmoid(z)) * _sigmoid(-_sigmoid(z)),
        ),
        Mistake(
            "the sigmoid itself",
            "Far to the right the sigmoid is flat. Is your slope near 0 there?",
            lambda z: _sigmoid(z),
        ),
        Mistake(
            "rule of tanh",
            "Which of the two functions has the slope 1 − a²?",
            lambda z: 1 - _sigmoid(z) ** 2,
        ),
        Mistake(
            "sign",
            "Does the sigmoid rise or fall?",
            lambda z: -sigmoid_slope(z),
        ),
        Mistake(
            "largest slope everywhere",
            "A quarter is the slope at one place. Which?",
            lambda z: np.full_like(z, 0.25),
        ),
        Mistake(
            "a and z mixed",
            "Are both factors of your product made of the same number?",
            lambda z: _sigmoid(z) * (1 - np.asarray(z)),
        ),
    ),
)

TANH = Exercise(
    name="tanh_slope",
    title="The slope of tanh, from z",
    kind="function",
    reference=lambda z: 1 / np.cosh(z) ** 2,
    cases=_slope_cases,
    points=1,
    difficulty=1,
    minutes=2,
    read_again="Two ways to write a slope",
    mistakes=(
        Mistake(
            "1 − a² fed z",
            "Your function receives z. Which number does the rule 1 − a² want?",
            lambda z: 1 - np.asarray(z) ** 2,
        ),
        Mistake(
            "square forgotten",
            "At z = −2, is your slope above 1? What is the steepest that tanh ever is?",
            lambda z: 1 - np.tanh(z),
        ),
        Mistake(
            "slope at a",
            "How often is tanh applied in your function?",
            lambda z: 1 - np.tanh(np.tanh(z)) ** 2,
        ),
        Mistake(
            "tanh itself",
            "Where tanh is flat, what should its slope be?",
            lambda z: np.tanh(z),
        ),
        Mistake(
            "rule of the sigmoid",
            "Which of the two functions has the slope a(1 − a)?",
            lambda z: np.tanh(z) * (1 - np.tanh(z)),
        ),
        Mistake(
            "slope of the sigmoid",
            "Is tanh at 0 as steep as the sigmoid, or steeper?",
            sigmoid_slope,
        ),
        Mistake(
            "sign",
            "Does tanh rise or fall?",
            lambda z: np.tanh(z) ** 2 - 1,
        ),
    ),
)


def _relu_cases(rng: np.random.Generator) -> list[Case]:
    signs = np.where(np.arange(6) % 2, -1.0, 1.0)
    mixed = rng.permutation([0.0, *(signs * rng.uniform(0.3, 3.0, 6))])
    return [
        call_case("0 among them", z=mixed),
        call_case("a matrix", z=rng.uniform(0.3, 3.0, (2, 3)) * signs.reshape(2, 3)),
        call_case("very small ones", z=np.array([1e-12, -1e-12, 0.0]) * rng.uniform(1, 2)),
        call_case("whole numbers", z=rng.permutation([-2, 0, 1, 5])),
    ]


RELU = Exercise(
    name="relu_slope",
    title="The slope of ReLU, and its corner",
    kind="function",
    reference=lambda z: np.where(np.asarray(z) > 0, 1.0, 0.0),
    cases=_relu_cases,
    points=1,
    difficulty=1,
    minutes=1,
    read_again="Two ways to write a slope",
    mistakes=(
        Mistake(
            "1 at the corner",
            "Which slope does the docstring choose at z = 0?",
            lambda z: np.where(np.asarray(z) >= 0, 1.0, 0.0),
        ),
        Mistake(
            "mean at the corner",
            "Half is what a central difference gives at 0. Which slope does the docstring choose?",
            lambda z: np.heaviside(np.asarray(z, dtype=float), 0.5),
        ),
        Mistake(
            "ReLU itself",
            "Right of 0 the curve is a straight line. How steep is it at 3, and how steep at 5?",
            lambda z: np.maximum(z, 0),
        ),
        Mistake(
            "slope of |z|",
            "Left of 0, does ReLU fall or is it flat?",
            lambda z: np.sign(z),
        ),
        Mistake(
            "the other side",
            "On which side of 0 does a ReLU let its input through?",
            lambda z: np.where(np.asarray(z) < 0, 1.0, 0.0),
        ),
        Mistake(
            "leaky",
            "Whose slope is 0.01 left of 0: ReLU's or leaky ReLU's?",
            lambda z: np.where(np.asarray(z) > 0, 1.0, 0.01),
        ),
    ),
)


# ---- slopes from the output ----------------------------------------------------------------------


def _from_outputs(**changed: Callable[[Any, Any], Any]) -> Callable[[], dict[str, Any]]:
    """Return a function that builds the expressions in a, so that SymPy waits until it is used."""

    def build() -> dict[str, Any]:
        import sympy

        a = sympy.Symbol("a")
        return {name: make(a, sympy.exp) for name, make in changed.items()}

    return build


OUTPUTS = Exercise(
    name="slopes_from_outputs",
    title="Three slopes, from a alone",
    kind="expressions",
    reference=_from_outputs(
        bipolar=lambda a, exp: (1 - a**2) / 2,
        stretched=lambda a, exp: 2 - a**2 / 2,
        softplus=lambda a, exp: 1 - exp(-a),
    ),
    symbols={"a": (0.1, 0.95)},
    points=2,
    difficulty=3,
    minutes=4,
    read_again="Two ways to write a slope",
    mistakes=(
        Mistake(
            "sigmoid of a",
            "The slope of softplus is σ(z). Which number did you give to σ?",
            _from_outputs(softplus=lambda a, exp: 1 / (1 + exp(-a))),
        ),
        Mistake(
            "stopped at e^z",
            "From a = ln(1 + e^z) you have found e^z. What has the slope still to be made of?",
            _from_outputs(softplus=lambda a, exp: exp(a) - 1),
        ),
        Mistake(
            "sign in the exponent",
            "A slope of softplus lies between 0 and 1. Does yours?",
            _from_outputs(softplus=lambda a, exp: 1 - exp(a)),
        ),
        Mistake(
            "rule of tanh copied",
            "At z = 0 both a are 0. How steep are 2σ(z) − 1 and 2 tanh z there?",
            _from_outputs(bipolar=lambda a, exp: 1 - a**2, stretched=lambda a, exp: 1 - a**2),
        ),
        Mistake(
            "rule of the sigmoid fed the new a",
            "In σ(1 − σ), what must you write for σ when the output is a = 2σ − 1?",
            _from_outputs(bipolar=lambda a, exp: 2 * a * (1 - a)),
        ),
        Mistake(
            "factor of the sigmoid forgotten",
            "You have σ(1 − σ) in terms of a. Is 2σ − 1 as steep as σ?",
            _from_outputs(bipolar=lambda a, exp: (1 - a**2) / 4),
        ),
        Mistake(
            "a for tanh z",
            "In 1 − tanh² z, what must you write for tanh z when the output is a = 2 tanh z?",
            _from_outputs(stretched=lambda a, exp: 2 * (1 - a**2)),
        ),
        Mistake(
            "factor of tanh forgotten",
            "You have 1 − tanh² z in terms of a. Is 2 tanh z as steep as tanh z?",
            _from_outputs(stretched=lambda a, exp: 1 - a**2 / 4),
        ),
    ),
)


# ---- a layer on a batch --------------------------------------------------------------------------


def dense_forward(A_prev: Array, W: Array, b: Array) -> Array:
    """Return Z = A_prev W + b."""
    return A_prev @ W + b


_SHAPES = (
    (4, 2, 1, "a single neuron"),
    (5, 3, 4, "all dimensions different"),
    (3, 3, 3, "all dimensions equal"),
    (1, 4, 2, "a single sample"),
    (2, 5, 3, "all dimensions different"),
)


def _dense_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for samples, n_in, n_out, note in _SHAPES:
        A_prev, W = rng.normal(size=(samples, n_in)), rng.normal(size=(n_in, n_out))
        b = rng.uniform(0.5, 1.5, n_out) * rng.choice([-1.0, 1.0], n_out)
        cases.append(call_case(note, A_prev=A_prev, W=W, b=b))
    return cases


DENSE = Exercise(
    name="dense_forward",
    title="A whole layer on a whole batch",
    kind="function",
    reference=dense_forward,
    cases=_dense_cases,
    points=3,
    difficulty=2,
    minutes=4,
    read_again="A layer on a batch",
    mistakes=(
        Mistake(
            "bias down the columns",
            "Does each neuron have its own bias, or each sample?",
            lambda A_prev, W, b: A_prev @ W + b[:, None],
        ),
        Mistake(
            "bias copied for each sample",
            "Beside an array of shape (n, 1), along which axis does NumPy lay one of shape (n,)?",
            lambda A_prev, W, b: A_prev @ W + np.repeat(b, len(A_prev)),
        ),
        Mistake(
            "bias forgotten",
            "What is Z where a sample is all zeros?",
            lambda A_prev, W, b: A_prev @ W,
        ),
        Mistake(
            "bias inside the sum",
            "How often does a neuron add its bias, however many inputs it has?",
            lambda A_prev, W, b: A_prev @ W + A_prev.shape[1] * b,
        ),
        Mistake(
            "biases summed",
            "Does every neuron get its own bias, or the total of all?",
            lambda A_prev, W, b: A_prev @ W + b.sum(),
        ),
        Mistake(
            "weights transposed",
            "W has the shape (n_in, n_out). Which of its axes should meet the inputs?",
            lambda A_prev, W, b: A_prev @ W.T + b,
        ),
        Mistake(
            "column form",
            "Is a sample a row or a column of A_prev, and on which side does W then stand?",
            lambda A_prev, W, b: W @ A_prev + b,
        ),
        Mistake(
            "answer transposed",
            "Should row 0 of Z belong to sample 0 or to neuron 0?",
            lambda A_prev, W, b: (A_prev @ W + b).T,
        ),
        Mistake(
            "first sample only",
            "How many samples came in, and how many rows went out?",
            lambda A_prev, W, b: A_prev[0] @ W + b,
        ),
        Mistake(
            "entry by entry",
            "Does a neuron multiply its inputs and weights only, or add up the products as well?",
            lambda A_prev, W, b: A_prev * W + b,
        ),
    ),
)


# ---- where a(1 - a) breaks -----------------------------------------------------------------------

FLAT = Exercise(
    name="first_flat_integers",
    title="Find the first flat place",
    kind="numbers",
    reference={"half": 8.0, "single": 17.0, "double": 37.0},
    points=1,
    difficulty=2,
    minutes=2,
    read_again="Where it breaks: a slope that is lost on one side",
    mistakes=(
        Mistake(
            "one too early",
            "Is a(1 − a) exactly 0 at your numbers, or only very small?",
            {"half": 7.0, "single": 16.0, "double": 36.0},
        ),
        Mistake(
            "one too late",
            "Is a(1 − a) already 0 one integer before yours?",
            {"half": 9.0, "single": 18.0, "double": 38.0},
        ),
        Mistake(
            "overflow looked for",
            "Where e^z overflows, a has long been 1. At which z does that begin?",
            {"half": 12.0, "single": 89.0, "double": 710.0},
        ),
        Mistake(
            "all in double precision",
            "Which dtype had the z that you computed with: did it stay what you meant it to be?",
            {"half": 37.0, "single": 37.0, "double": 37.0},
        ),
    ),
)


def _tail_cases(rng: np.random.Generator) -> list[Case]:
    signs = np.where(np.arange(6) % 2, -1.0, 1.0)
    return [
        call_case("near the middle", z=rng.uniform(0.4, 3.0, 6) * signs),
        call_case("to the right", z=rng.uniform(31, 33, 4)),
        call_case("far to the right", z=rng.uniform(60, 61, 3)),
        call_case("very far to the right", z=rng.uniform(648, 650, 3)),
        call_case("to the left", z=-rng.uniform(31, 33, 4)),
        call_case("very far to the left", z=-rng.uniform(648, 650, 3)),
    ]


def _square_overflows(z: Array) -> Array:
    e = np.exp(-z)
    return e / (1 + e) ** 2


REPAIR = Exercise(
    name="repaired_sigmoid_slope",
    title="Repair a slope that goes deaf",
    kind="function",
    reference=sigmoid_slope,
    cases=_tail_cases,
    points=2,
    difficulty=3,
    minutes=3,
    read_again="Where it breaks: a slope that is lost on one side",
    mistakes=(
        Mistake(
            "not repaired",
            "At z = 32, how many digits of 1 − a are left after a was rounded?",
            lambda z: _sigmoid(z) * (1 - _sigmoid(z)),
        ),
        Mistake(
            "moved to the other side",
            "Your slope is right on one side. Which subtraction loses its digits on the other?",
            lambda z: _sigmoid(-z) * (1 - _sigmoid(-z)),
        ),
        Mistake(
            "lost on both sides",
            "The slope is the same at z and −z. Of which of the two is it safe to compute 1 − a?",
            lambda z: _sigmoid(np.abs(z)) * (1 - _sigmoid(np.abs(z))),
        ),
        Mistake(
            "small number added",
            "A slope that is never 0: is it therefore right?",
            lambda z: _sigmoid(z) * (1 - _sigmoid(z)) + 1e-12,
        ),
        Mistake(
            "clipped",
            "Do z = 30 and z = 60 have the same slope?",
            lambda z: _sigmoid(np.clip(z, -30, 30)) * _sigmoid(-np.clip(z, -30, 30)),
        ),
        Mistake(
            "through tanh",
            "At z = 60, what is left of 1 − tanh² when tanh was rounded to 1?",
            lambda z: (1 - np.tanh(z / 2) ** 2) / 4,
        ),
        Mistake(
            "square overflows",
            "How large is (1 + e^−z)² at z = −650, and how large a number can a float hold?",
            _square_overflows,
        ),
    ),
)

EXERCISES = [
    NEURON,
    FORENSICS,
    STABLE,
    SIGMOID,
    TANH,
    RELU,
    OUTPUTS,
    DENSE,
    FLAT,
    REPAIR,
]
