"""Give the value of one operation of an engine, and its slope by each of its two inputs."""

import math

import numpy as np

from bplib.course.checks import Function, call_case, slip
from bplib.course.exercises.lesson_12_autodiff_engine.shared import signed


def operation_slopes(
    operation,
    a,
    b,
    *,
    minus=-1.0,
    product=lambda a, b: (b, a),
    quotient=lambda a, b: -a / b**2,
    power=lambda a, b: b * a ** (b - 1),
    exponent=lambda a, b: a**b * math.log(a),
    exp=math.exp,
    log=lambda a: 1 / a,
    tanh=lambda a: 1 - math.tanh(a) ** 2,
    relu=lambda a: float(a > 0),
):
    """Return the value, the slope by a and the slope by b."""
    match operation:
        case "+":
            return a + b, 1.0, 1.0
        case "-":
            return a - b, 1.0, minus
        case "*":
            return a * b, *product(a, b)
        case "/":
            return a / b, 1 / b, quotient(a, b)
        case "**":
            return a**b, power(a, b), exponent(a, b) if a > 0 else 0.0
        case "exp":
            return math.exp(a), exp(a), 0.0
        case "log":
            return math.log(a), log(a), 0.0
        case "tanh":
            return math.tanh(a), tanh(a), 0.0
        case "relu":
            return max(a, 0.0), relu(a), 0.0


def cases(rng):
    """Draw every operation twice, three more powers, and both sides of the ReLU."""
    drawn = []
    for operation in ("+", "-", "*", "/", "**", "exp", "log", "tanh") * 2:
        a, b = (float(v) for v in signed(rng, 2))
        a *= 1 if abs(abs(a) - abs(b)) > 0.05 else 1.3
        if operation == "log":
            a = abs(a) + 0.7
        if operation == "**":
            a, b = -abs(a), 3.0
        elif operation not in "+-*/":
            b = 0.0
        drawn.append(call_case(operation=operation, a=a, b=b))
    for note, b in (("a square", 2.0), ("a reciprocal", -1.0), ("a square root", 0.5)):
        a = float(rng.uniform(1.2, 2.5))
        drawn.append(call_case(note, operation="**", a=a, b=b))
    size = float(rng.uniform(1.5, 3))
    return [
        *drawn,
        *(call_case("a > 0", operation="relu", a=a, b=0.0) for a in (size, 1.3 * size)),
        *(call_case("a < 0", operation="relu", a=a, b=0.0) for a in (-size, -1.3 * size)),
    ]


def by_logarithms(answer):
    """Return an answer that takes powers through logarithms."""

    def through(operation, a, b):
        if operation != "**":
            return answer(operation, a, b)
        by_b = answer(operation, a, b)[2]
        return np.exp(b * np.log(a)), b * np.exp((b - 1) * np.log(a)), by_b

    return through


EXERCISE = Function(
    operation_slopes,
    cases,
    title="Nine operations and their slopes",
    points=4,
    difficulty=2,
    core=True,
    returns=("value", "slope by a", "slope by b"),
    read_again="One operation: a number that remembers",
    slips=[
        slip("product not swapped", product=lambda a, b: (a, b)).asks(
            "If b is 1000, by how much does a nudge of a move the product?"
        ),
        slip("sign of what is taken away", minus=1.0).asks(
            "If b grows, does a − b grow or shrink?"
        ),
        slip("sign of the divisor's slope", quotient=lambda a, b: a / b**2).asks(
            "If the divisor grows, does a positive quotient grow or shrink?"
        ),
        slip("divisor not squared", quotient=lambda a, b: -a / b).asks(
            "A quotient is a times 1/b. What is the slope of 1/b?"
        ),
        slip("power rule for the exponent", exponent=lambda a, b: b * a ** (b - 1)).asks(
            "When b moves and a stays, is it a power of b or an exponential that changes?"
        ),
        slip("logarithm forgotten", exponent=lambda a, b: a**b).asks(
            "Which base is its own slope: every base, or only e?"
        ),
        slip("logarithm of the exponent", exponent=lambda a, b: a**b * math.log(abs(b))).asks(
            "Of which of the two is the logarithm: of what grows, or of what is raised?"
        ),
        slip("exponent taken as fixed", exponent=lambda a, b: 0.0).asks(
            "Where a is positive, does aᵇ not change when b does?"
        ),
        slip("exponent not lowered", power=lambda a, b: b * a**b).asks(
            "Is the slope of a³ again a third power?"
        ),
        slip("factor of the power forgotten", power=lambda a, b: a ** (b - 1)).asks(
            "How steep is a² at a = 1: 1, or 2?"
        ),
        slip("powers through logarithms", around=by_logarithms).asks(
            "What is (−2)³, and what is the logarithm of −2?"
        ),
        slip("power rule for exp", exp=lambda a: a * math.exp(a - 1)).asks(
            "In eᵃ, is a the base or the exponent?"
        ),
        slip("slope of log at its value", log=lambda a: 1 / math.log(a)).asks(
            "Is the slope taken at what goes into the logarithm, or at what comes out?"
        ),
        slip("1 − a² with the input", tanh=lambda a: 1 - a * a).asks(
            "In 1 − t², is t what goes into tanh, or what comes out?"
        ),
        slip("1 − tanh, not squared", tanh=lambda a: 1 - math.tanh(a)).asks(
            "Where tanh is −0.5, is it steeper than where it is 0?"
        ),
        slip("ReLU's value for its slope", relu=lambda a: max(a, 0.0)).asks(
            "Is a line of slope 1 steeper where it is higher?"
        ),
        slip("ReLU passes everything", relu=lambda a: 1.0).asks(
            "Left of 0, does a small nudge of a move the ReLU?"
        ),
        slip("slope of the size for ReLU", relu=np.sign).asks(
            "Left of 0, does the ReLU fall, or stay where it is?"
        ),
    ],
)
