"""Exercises of lesson 10: local slopes, a walk over Values, a tape, unbroadcasting, training."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bplib.checks import Case, Exercise, Mistake, call_case
from bplib.checks.formula import Formula

Array = NDArray[np.floating]


def _signed(rng: np.random.Generator, *shape: int) -> Array:
    """Return numbers of size 0.4 to 1.5 and random sign."""
    return rng.uniform(0.4, 1.5, shape) * rng.choice([-1.0, 1.0], shape)


# ---- slopes as expressions -----------------------------------------------------------------------


def _slopes_in_symbols(**changed: str) -> dict[str, Any]:
    import sympy as sp

    formulas = {
        "quotient_by_x": "1/y",
        "quotient_by_y": "-x/y**2",
        "power_by_x": "y*x**(y - 1)",
        "power_by_y": "x**y*log(x)",
        "softplus_by_x": "1/(1 + exp(-x))",
    }
    return {name: sp.sympify(text) for name, text in {**formulas, **changed}.items()}


SLOPES_IN_SYMBOLS = Exercise(
    name="slopes_in_symbols",
    title="Write down five local slopes",
    kind="expressions",
    reference=_slopes_in_symbols,
    symbols={"x": (0.4, 2.5), "y": (1.2, 3.5)},
    points=2,
    difficulty=2,
    minutes=4,
    read_again="One operation: a number that remembers",
    mistakes=(
        Mistake(
            "sign of the divisor's slope",
            "If the divisor grows, does a positive quotient grow or shrink?",
            lambda: _slopes_in_symbols(quotient_by_y="x/y**2"),
        ),
        Mistake(
            "divisor not squared",
            "A quotient is x times 1/y. What is the slope of 1/y?",
            lambda: _slopes_in_symbols(quotient_by_y="-x/y"),
        ),
        Mistake(
            "exponent not lowered",
            "Try your slope of a power on x², at x = 3: is it the slope that you know?",
            lambda: _slopes_in_symbols(power_by_x="y*x**y"),
        ),
        Mistake(
            "power rule for the exponent",
            "When y moves and x stays, is it a power of y or an exponential that changes?",
            lambda: _slopes_in_symbols(power_by_y="y*x**(y - 1)"),
        ),
        Mistake(
            "logarithm forgotten",
            "Which base is its own slope: every base, or only e?",
            lambda: _slopes_in_symbols(power_by_y="x**y"),
        ),
        Mistake(
            "inner slope forgotten",
            "The logarithm's slope is taken at 1 + eˣ. What is the slope of 1 + eˣ itself?",
            lambda: _slopes_in_symbols(softplus_by_x="1/(1 + exp(x))"),
        ),
    ),
)


# ---- value and slopes of one operation -----------------------------------------------------------

Three = tuple[float, float, float]


def operation_slopes(operation: str, a: float, b: float) -> Three:
    """Return the value, the slope by a and the slope by b."""
    if operation == "+":
        return a + b, 1.0, 1.0
    if operation == "*":
        return a * b, b, a
    if operation == "**":
        return a**b, b * a ** (b - 1), 0.0
    if operation == "exp":
        return math.exp(a), math.exp(a), 0.0
    if operation == "log":
        return math.log(a), 1 / a, 0.0
    if operation == "tanh":
        return math.tanh(a), 1 - math.tanh(a) ** 2, 0.0
    return max(a, 0.0), float(a > 0), 0.0


def _operation_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for operation in ("+", "*", "**", "exp", "log", "tanh"):
        a, b = (float(v) for v in _signed(rng, 2))
        a *= 1 if abs(abs(a) - abs(b)) > 0.05 else 1.3
        if operation == "log":
            a = abs(a) + 0.7
        b = 3.0 if operation == "**" else b if operation in "+*" else 0.0
        cases.append(call_case(operation=operation, a=a, b=b))
    for note, b in (("a square", 2.0), ("a reciprocal", -1.0), ("a square root", 0.5)):
        a = float(rng.uniform(1.2, 2.5))
        cases.append(call_case(note, operation="**", a=a, b=b))
    size = float(rng.uniform(1.5, 3))
    cases += [call_case(note, operation="relu", a=a, b=0.0) for note, a in (("a > 0", size),)]
    return [*cases, call_case("a < 0", operation="relu", a=-size, b=0.0)]


def _but(operation: str, slopes: Callable[[float, float], tuple[float, float]]) -> Any:
    """Return the right function with other slopes for one operation."""

    def answer(given: str, a: float, b: float) -> Three:
        right = operation_slopes(given, a, b)
        return (right[0], *slopes(a, b)) if given == operation else right

    return answer


OPERATION_SLOPES = Exercise(
    name="operation_slopes",
    title="Seven operations and their slopes",
    kind="function",
    reference=operation_slopes,
    cases=_operation_cases,
    points=4,
    difficulty=2,
    minutes=6,
    read_again="One operation: a number that remembers",
    mistakes=(
        Mistake(
            "product not swapped",
            "If b is 1000, by how much does a nudge of a move the product?",
            _but("*", lambda a, b: (a, b)),
        ),
        Mistake(
            "exponent not lowered",
            "Is the slope of a³ again a third power?",
            _but("**", lambda a, b: (b * a**b, 0.0)),
        ),
        Mistake(
            "factor of the power forgotten",
            "How steep is a² at a = 1: 1, or 2?",
            _but("**", lambda a, b: (a ** (b - 1), 0.0)),
        ),
        Mistake(
            "power rule for exp",
            "In eᵃ, is a the base or the exponent?",
            _but("exp", lambda a, _: (a * math.exp(a - 1), 0.0)),
        ),
        Mistake(
            "slope of log at its value",
            "Is the slope taken at what goes into the logarithm, or at what comes out?",
            _but("log", lambda a, _: (1 / math.log(a), 0.0)),
        ),
        Mistake(
            "1 − a² with the input",
            "In 1 − t², is t what goes into tanh, or what comes out?",
            _but("tanh", lambda a, _: (1 - a * a, 0.0)),
        ),
        Mistake(
            "1 − tanh, not squared",
            "Where tanh is −0.5, is it steeper than where it is 0?",
            _but("tanh", lambda a, _: (1 - math.tanh(a), 0.0)),
        ),
        Mistake(
            "ReLU's value for its slope",
            "Is a line of slope 1 steeper where it is higher?",
            _but("relu", lambda a, _: (max(a, 0.0), 0.0)),
        ),
        Mistake(
            "ReLU passes everything",
            "Left of 0, does a small nudge of a move the ReLU?",
            _but("relu", lambda a, _: (1.0, 0.0)),
        ),
    ),
)


# ---- a walk over Values --------------------------------------------------------------------------

ValueAndGradients = tuple[float, list[float]]


class _Node:
    """A Value as in the lesson, the slopes of two operations open to mistakes."""

    def __init__(self, data: float, inputs: tuple = (), slopes: tuple = ()) -> None:
        self.data, self.grad, self.inputs, self.slopes = float(data), 0.0, inputs, slopes

    def __add__(self, other: "_Node") -> "_Node":
        return type(self)(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other: "_Node") -> "_Node":
        return type(self)(self.data * other.data, (self, other), (other.data, self.data))

    def tanh(self) -> "_Node":
        a = math.tanh(self.data)
        return type(self)(a, (self,), (1 - a * a,))


class _NotSwapped(_Node):
    def __mul__(self, other: _Node) -> _Node:
        return type(self)(self.data * other.data, (self, other), (self.data, other.data))


class _TanhAtInput(_Node):
    def tanh(self) -> _Node:
        return type(self)(math.tanh(self.data), (self,), (1 - self.data**2,))


class _TanhFlat(_Node):
    def tanh(self) -> _Node:
        return type(self)(math.tanh(self.data), (self,), (1.0,))


def _order(output: _Node) -> list[_Node]:
    """Return all nodes, inputs first."""
    order: list[_Node] = []

    def visit(node: _Node) -> None:
        if node not in order:
            for source in node.inputs:
                visit(source)
            order.append(node)

    visit(output)
    return order


def _right_walk(output: _Node) -> None:
    output.grad = 1.0
    for node in reversed(_order(output)):
        for source, slope in zip(node.inputs, node.slopes, strict=True):
            source.grad += slope * node.grad


def _overwriting_walk(output: _Node) -> None:
    output.grad = 1.0
    for node in reversed(_order(output)):
        for source, slope in zip(node.inputs, node.slopes, strict=True):
            source.grad = slope * node.grad


def _unseeded_walk(output: _Node) -> None:
    for node in reversed(_order(output)):
        for source, slope in zip(node.inputs, node.slopes, strict=True):
            source.grad += slope * node.grad


def _repeating_walk(node: _Node, first: bool = True) -> None:
    if first:
        node.grad = 1.0
    for source, slope in zip(node.inputs, node.slopes, strict=True):
        source.grad += slope * node.grad
        _repeating_walk(source, first=False)


def _early_walk(output: _Node) -> None:
    output.grad = 1.0
    queue = [output]
    for node in queue:
        for source, slope in zip(node.inputs, node.slopes, strict=True):
            source.grad += slope * node.grad
            if source not in queue:
                queue.append(source)


def _local_walk(output: _Node) -> None:
    for node in reversed(_order(output)):
        for source, slope in zip(node.inputs, node.slopes, strict=True):
            source.grad += slope


def _differentiator(
    walk: Callable[[_Node], None], node: type[_Node] = _Node
) -> Callable[[Sequence[Formula], Sequence[float]], ValueAndGradients]:
    def value_gradients(stages: Sequence[Formula], numbers: Sequence[float]) -> ValueAndGradients:
        values = [node(x) for x in numbers]
        for stage in stages:
            values.append(stage(*values))
        walk(values[-1])
        return values[-1].data, [v.grad for v in values[: len(numbers)]]

    return value_gradients


value_gradients = _differentiator(_right_walk)


def _value_cases(rng: np.random.Generator) -> list[Case]:
    programs: tuple[tuple[str, str, tuple[str, ...]], ...] = (
        ("no result is used twice", "xy", ("x*y + tanh(y)",)),
        ("x is used twice by one product", "xy", ("x*x", "u*y + tanh(x)")),
        ("u is used at two distances", "xy", ("x*y", "tanh(u + x)", "v*u*y + u")),
        ("", "xyz", ("tanh(x*y + z)", "u*u*z + x", "tanh(v)*(u + u) + y*v")),
        ("", "xyz", ("x + y", "u*u", "v*tanh(u) + z*v")),
    )
    cases = []
    for note, inputs, texts in programs:
        names = [*inputs, *"uvw"]
        stages = [Formula(text, *names[: len(inputs) + k]) for k, text in enumerate(texts)]
        numbers = [float(v) for v in _signed(rng, len(inputs))]
        cases.append(call_case(note, stages=stages, numbers=numbers))
    return cases


VALUE_GRADIENTS = Exercise(
    name="value_gradients",
    title="A Value of your own",
    kind="function",
    reference=value_gradients,
    cases=_value_cases,
    points=6,
    difficulty=4,
    minutes=15,
    read_again="Many operations: who may speak",
    mistakes=(
        Mistake(
            "overwrites",
            "x is used twice: when the second report comes, what becomes of the first?",
            _differentiator(_overwriting_walk),
        ),
        Mistake(
            "product not swapped",
            "If the other factor were 0, could this one move the product?",
            _differentiator(_right_walk, _NotSwapped),
        ),
        Mistake(
            "1 − x² for tanh",
            "In 1 − t², is t what goes into tanh, or what comes out?",
            _differentiator(_right_walk, _TanhAtInput),
        ),
        Mistake(
            "slope of tanh forgotten",
            "Far from 0 tanh is nearly flat. Where does your program know that?",
            _differentiator(_right_walk, _TanhFlat),
        ),
        Mistake(
            "nothing arrives",
            "The walk begins somewhere, with some number, before any report. Where, with which?",
            _differentiator(_unseeded_walk),
        ),
        Mistake(
            "passes on again and again",
            "If a node speaks at every report, does its second speech repeat the first?",
            _differentiator(_repeating_walk),
        ),
        Mistake(
            "speaks too early",
            "When a node passes its gradient on, have all that use it reported?",
            _differentiator(_early_walk),
        ),
        Mistake(
            "upstream forgotten",
            "Your shares are slopes alone. Where does the gradient of the node itself come in?",
            _differentiator(_local_walk),
        ),
    ),
)


# ---- two backward calls by hand: x = 3, u = x·x, f = u·u -----------------------------------------

_GRADIENT = 4 * 3.0**3  # f = x⁴
TWO_CALLS = Exercise(
    name="two_calls",
    title="Call backward twice",
    kind="numbers",
    reference={
        "first": _GRADIENT,
        "second": 2 * _GRADIENT,
        "after_zero_grad": _GRADIENT,
        "careless": 3 * _GRADIENT,
    },
    points=2,
    difficulty=3,
    minutes=5,
    read_again="Again: gradients accumulate",
    mistakes=(
        Mistake(
            "= instead of += inside a product",
            "The product x·x reports to x once for each factor. How many reports did you count?",
            {"first": 27.0, "second": 54.0, "after_zero_grad": 27.0},
        ),
        Mistake(
            "overwrites between calls",
            "PyTorch's rule: does a second backward replace what is in `.grad`, or add to it?",
            {"second": _GRADIENT},
        ),
        Mistake(
            "zero_grad forgets too little",
            "What is in `.grad` right after zero_grad?",
            {"after_zero_grad": 3 * _GRADIENT},
        ),
        Mistake(
            "careless engine treated as careful",
            "If u still holds its gradient from the first call, with what does u speak?",
            {"careless": 2 * _GRADIENT},
        ),
        Mistake(
            "the output's gradient counted twice",
            "The careless engine sets the gradient of f to 1 anew. With which number did f speak?",
            {"careless": 4 * _GRADIENT},
        ),
    ),
)


# ---- repair: the second call over a tape ---------------------------------------------------------

Records = Sequence[Sequence[tuple[int, float]]]


def _this_pass(records: Records, start: Sequence[float], seed: float = 1.0) -> list[float]:
    found = list(start)
    found[-1] += seed
    for k in reversed(range(len(records))):
        for place, slope in records[k]:
            found[place] += slope * found[k]
    return found


def backward_again(records: Records, grad: Sequence[float]) -> list[float]:
    """Return what each ``.grad`` holds after one more backward pass."""
    fresh = _this_pass(records, [0.0] * len(records))
    return [old + new for old, new in zip(grad, fresh, strict=True)]


def _again_broken(records: Records, grad: list[float]) -> list[float]:
    grad[-1] = 1.0
    for k in reversed(range(len(records))):
        for place, slope in records[k]:
            grad[place] += slope * grad[k]
    return grad


def _again_seed_kept(records: Records, grad: Sequence[float]) -> list[float]:
    return [*backward_again(records, grad)[:-1], 1.0]


def _again_leaves_only(records: Records, grad: Sequence[float]) -> list[float]:
    both = backward_again(records, grad)
    return [old if record else new for record, old, new in zip(records, grad, both, strict=True)]


def _again_overwrites(records: Records, grad: Sequence[float]) -> list[float]:
    fresh = [0.0] * len(records)
    fresh[-1] = 1.0
    for k in reversed(range(len(records))):
        for place, slope in records[k]:
            fresh[place] = slope * fresh[k]
    return [old + new for old, new in zip(grad, fresh, strict=True)]


def _again_in_place(records: Records, grad: list[float]) -> list[float]:
    grad[:] = backward_again(records, grad)
    return grad


def _again_cases(rng: np.random.Generator) -> list[Case]:
    skeletons = (
        ("every record is used once", ((), (), (0, 1), (2,))),
        ("a result is used twice", ((), (0,), (1, 0), (1, 2))),
        ("", ((), (), (0, 1), (2, 2), (3, 1), (4, 2))),
        ("", ((), (), (), (0, 1), (2, 3), (3, 4), (5, 4))),
    )
    cases = []
    for note, skeleton in skeletons:
        records = [[(k, float(_signed(rng))) for k in inputs] for inputs in skeleton]
        cases.append(
            call_case(note, records=records, grad=[float(v) for v in _signed(rng, len(skeleton))])
        )
    return cases


BACKWARD_AGAIN = Exercise(
    name="backward_again",
    title="Repair the second call",
    kind="function",
    reference=backward_again,
    cases=_again_cases,
    points=4,
    difficulty=3,
    minutes=6,
    read_again="Again: gradients accumulate",
    pure=True,
    mistakes=(
        Mistake(
            "the broken program itself",
            "What do the results in the middle hold when the second call begins, and who hears it?",
            _again_broken,
        ),
        Mistake(
            "old gradients passed on",
            "Does a record pass on what this call brought it, or that and all of the past?",
            lambda records, grad: _this_pass(records, grad),
        ),
        Mistake(
            "old gradients forgotten",
            "What was in `.grad` before the call, and where is it now?",
            lambda records, grad: _this_pass(records, [0.0] * len(records)),
        ),
        Mistake(
            "the output's gradient not added",
            "Which entry of your result does not know that there was an earlier call?",
            _again_seed_kept,
        ),
        Mistake(
            "leaves only",
            "Records with inputs have a `.grad` as well. Did yours change?",
            _again_leaves_only,
        ),
        Mistake(
            "overwrites within the pass",
            "If a record is used twice, what becomes of the first report?",
            _again_overwrites,
        ),
        Mistake(
            "changes the caller's list",
            "Your numbers are right. Whose list holds them now?",
            _again_in_place,
        ),
    ),
)


# ---- unbroadcast ---------------------------------------------------------------------------------

Shape = tuple[int, ...]


def unbroadcast(gradient: Array, shape: Shape) -> Array:
    """Return the gradient of an array of the given shape, before it was broadcast."""
    extra = gradient.ndim - len(shape)
    summed = gradient.sum(axis=tuple(range(extra)))
    ones = tuple(k for k, n in enumerate(shape) if n == 1)
    return summed.sum(axis=ones, keepdims=True).reshape(shape)


def _leading_only(gradient: Array, shape: Shape) -> Array:
    return gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))


def _ones_only(gradient: Array, shape: Shape) -> Array:
    extra = gradient.ndim - len(shape)
    axes = tuple(extra + k for k, n in enumerate(shape) if n == 1)
    return gradient.sum(axis=axes, keepdims=True)


def _without_keepdims(gradient: Array, shape: Shape) -> Array:
    extra = gradient.ndim - len(shape)
    ones = tuple(extra + k for k, n in enumerate(shape) if n == 1)
    return gradient.sum(axis=(*range(extra), *ones))


def _from_the_right(gradient: Array, shape: Shape) -> Array:
    padded = (*shape, *(1,) * (gradient.ndim - len(shape)))
    axes = tuple(k for k, n in enumerate(padded) if n == 1)
    summed = gradient.sum(axis=axes, keepdims=True)
    return summed.reshape(summed.shape[: len(shape)])


def _first_axis_only(gradient: Array, shape: Shape) -> Array:
    extra = gradient.ndim - len(shape)
    axes = [*range(extra), *(extra + k for k, n in enumerate(shape) if n == 1)]
    return gradient.sum(axis=axes[0], keepdims=axes[0] >= extra) if axes else gradient


def _averaged(gradient: Array, shape: Shape) -> Array:
    return unbroadcast(gradient, shape) * math.prod(shape) / gradient.size


def _one_copy(gradient: Array, shape: Shape) -> Array:
    kept = gradient[(0,) * (gradient.ndim - len(shape))]
    return np.asarray(kept)[tuple(slice(0, n) for n in shape)]


def _unbroadcast_cases(rng: np.random.Generator) -> list[Case]:
    shapes: tuple[tuple[str, Shape, Shape], ...] = (
        ("a bias, one row for all samples", (4, 3), (3,)),
        ("one column for all columns", (4, 3), (4, 1)),
        ("as many rows as columns", (3, 3), (3,)),
        ("two axes at once", (2, 4, 3), (4, 1)),
        ("one axis in front, one inside", (5, 2, 3), (1, 3)),
        ("a single number", (5, 2), ()),
        ("nothing was repeated", (4, 2), (4, 2)),
        ("stretched both ways", (4, 3), (1, 1)),
        ("one axis in front, two inside", (2, 4, 3, 5), (4, 1, 1)),
        ("the first and the last of three", (4, 3, 2), (1, 3, 1)),
    )
    cases = []
    for note, big, small in shapes:
        gradient = _signed(rng, *big)
        if math.prod(small) == 1:  # one sum of everything, which must not cancel to almost 0
            gradient = np.abs(gradient)
        cases.append(call_case(note, gradient=gradient, shape=small))
    return cases


UNBROADCAST = Exercise(
    name="unbroadcast",
    title="Undo a broadcast",
    kind="function",
    reference=unbroadcast,
    cases=_unbroadcast_cases,
    points=4,
    difficulty=3,
    minutes=7,
    read_again="From numbers to arrays",
    mistakes=(
        Mistake(
            "the wrong axis",
            "When a row is added to a matrix, along which axis is it repeated?",
            _from_the_right,
        ),
        Mistake(
            "the shape is kept",
            "Is your gradient of the shape of the array that it belongs to?",
            lambda gradient, shape: gradient,
        ),
        Mistake(
            "axes in front only",
            "What happens in your function to an axis that was 1 long and was stretched?",
            _leading_only,
        ),
        Mistake(
            "stretched axes only",
            "What happens in your function to an axis that the array did not have at all?",
            _ones_only,
        ),
        Mistake(
            "axes of length 1 lost",
            "Does a sum along an axis leave that axis in place?",
            _without_keepdims,
        ),
        Mistake(
            "one axis of several",
            "How many axes can be repeated at once?",
            _first_axis_only,
        ),
        Mistake(
            "averaged",
            "Copying is fan-out. Does fan-out, going back, average or add?",
            _averaged,
        ),
        Mistake(
            "one copy's gradient",
            "Each copy reports. Whose reports did you keep?",
            _one_copy,
        ),
    ),
)


# ---- Newton's square root and its slope ----------------------------------------------------------

Pair = tuple[float, float]


def newton_with_slope(a: float, x: float, rounds: int) -> Pair:
    """Return x after some rounds of x ← (x + a/x)/2, and its derivative by a."""
    slope = 0.0
    for _ in range(rounds):
        x, slope = (x + a / x) / 2, (slope + 1 / x - a * slope / x**2) / 2
    return x, slope


def _newton(
    rule: Callable[[float, float, float, float], float], start: float = 0.0
) -> Callable[[float, float, int], Pair]:
    """Return the loop with another rule: rule(a, old x, new x, old slope)."""

    def answer(a: float, x: float, rounds: int) -> Pair:
        slope = start
        for _ in range(rounds):
            new = (x + a / x) / 2
            x, slope = new, rule(a, x, new, slope)
        return x, slope

    return answer


def _newton_cases(rng: np.random.Generator) -> list[Case]:
    cases = [call_case("one round", a=float(rng.uniform(2, 3)), x=1.0, rounds=1)]
    for rounds in (2, 2, 3, 3):
        a, x = float(rng.uniform(3, 9)), float(rng.uniform(0.6, 1.2))
        cases.append(call_case(a=a, x=x, rounds=rounds))
    return cases


NEWTON_WITH_SLOPE = Exercise(
    name="newton_with_slope",
    title="Differentiate a loop, forwards",
    kind="function",
    reference=newton_with_slope,
    cases=_newton_cases,
    points=3,
    difficulty=3,
    minutes=6,
    read_again="The other direction: forward mode",
    mistakes=(
        Mistake(
            "the divisor's share forgotten",
            "In a/x, who moves when a moves: a alone, or x as well?",
            _newton(lambda a, x, new, s: (s + 1 / x) / 2),
        ),
        Mistake(
            "x taken as fixed",
            "After the first round, does x know nothing of a?",
            _newton(lambda a, x, new, s: 1 / x / 2),
        ),
        Mistake(
            "x changed before its slope",
            "Which x does a round divide by: the old one or the new one?",
            _newton(lambda a, x, new, s: (s + 1 / new - a * s / new**2) / 2),
        ),
        Mistake(
            "slope of the start 1",
            "How much does the first x move when a moves?",
            _newton(lambda a, x, new, s: (s + 1 / x - a * s / x**2) / 2, start=1.0),
        ),
        Mistake(
            "sign of the divisor's share",
            "If x grows, does a/x grow?",
            _newton(lambda a, x, new, s: (s + 1 / x + a * s / x**2) / 2),
        ),
        Mistake(
            "slope of the true root",
            "Is the slope asked for that of √a, or that of what the loop has reached?",
            _newton(lambda a, x, new, s: 0.5 / math.sqrt(a)),
        ),
    ),
)


# ---- training ------------------------------------------------------------------------------------

Weights = tuple[Array, Array, Array, Array]


def train_two_layers(
    W1: Array, b1: Array, W2: Array, b2: Array, X: Array, y: Array, lr: float, steps: int
) -> Weights:
    """Return the weights after some steps of descent on the mean squared error."""
    return _trained((W1, b1, W2, b2, X, y, lr, steps))


def _trained(given: tuple[Any, ...], fault: str = "") -> Weights:
    *parameters, X, y, lr, steps = given
    W1, b1, W2, b2 = (p.copy() for p in parameters)
    total: list[Any] = [0.0] * 4
    for _ in range(steps):
        A = np.tanh(X @ W1 + b1)
        dP = 2 * (A @ W2 + b2 - y) / (1 if fault == "sum" else len(X))
        dZ = dP @ W2.T * (1.0 if fault == "slope" else 1 - A**2)
        gradients = [X.T @ dZ, dZ.sum(axis=0), A.T @ dP, dP.sum(axis=0)]
        if fault == "not zeroed":
            total = gradients = [t + g for t, g in zip(total, gradients, strict=True)]
        for k, (p, g) in enumerate(zip((W1, b1, W2, b2), gradients, strict=True)):
            if not (fault == "biases" and k % 2) and not (fault == "first layer" and k < 2):
                p -= (-lr if fault == "uphill" else lr) * g
    return W1, b1, W2, b2


def _faulty(fault: str) -> Callable[..., Weights]:
    return lambda *given: _trained(given, fault)


def _one_step_only(*given: Any) -> Weights:
    *others, steps = given
    return _trained((*others, min(steps, 1)))


def _trained_in_place(*given: Any) -> Weights:
    for old, new in zip(given, train_two_layers(*given), strict=False):
        old[...] = new
    return given[:4]


def _train_cases(rng: np.random.Generator) -> list[Case]:
    cases = []
    for n, d, h, steps in ((5, 3, 4, 1), (6, 2, 3, 2), (7, 3, 5, 4), (4, 2, 6, 3)):
        cases.append(
            call_case(
                W1=_signed(rng, d, h),
                b1=_signed(rng, h),
                W2=_signed(rng, h, 1),
                b2=_signed(rng, 1),
                X=_signed(rng, n, d),
                y=_signed(rng, n, 1),
                lr=float(rng.uniform(0.02, 0.05)),
                steps=steps,
            )
        )
    return cases


TRAIN_TWO_LAYERS = Exercise(
    name="train_two_layers",
    title="Train two layers with the engine",
    kind="function",
    reference=train_two_layers,
    cases=_train_cases,
    points=5,
    difficulty=3,
    minutes=10,
    read_again="The engine: PyTorch's names",
    rtol=1e-6,
    pure=True,
    mistakes=(
        Mistake(
            "gradients not zeroed",
            "At the second step, what does `.grad` hold besides the new gradient?",
            _faulty("not zeroed"),
        ),
        Mistake("uphill", "Does your loss fall from step to step?", _faulty("uphill")),
        Mistake(
            "sum for mean",
            "If every sample were there twice, should the gradient double?",
            _faulty("sum"),
        ),
        Mistake(
            "biases left out",
            "How many of the four parameters have moved?",
            _faulty("biases"),
        ),
        Mistake(
            "first layer left out",
            "Does the first layer of your net learn anything?",
            _faulty("first layer"),
        ),
        Mistake(
            "slope of tanh forgotten",
            "What is between the first layer and the second, and what does it do going back?",
            _faulty("slope"),
        ),
        Mistake("one step only", "How often should your loop run?", _one_step_only),
        Mistake(
            "changed in place",
            "Could somebody train again from the same weights after calling your function?",
            _trained_in_place,
        ),
    ),
)


EXERCISES = [
    SLOPES_IN_SYMBOLS,
    OPERATION_SLOPES,
    VALUE_GRADIENTS,
    TWO_CALLS,
    BACKWARD_AGAIN,
    NEWTON_WITH_SLOPE,
    UNBROADCAST,
    TRAIN_TWO_LAYERS,
]
