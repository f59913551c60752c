"""Figures to move: with mouse or keys, with a kernel or without, and still where no script runs.

Each returns a `Moving`, which shows itself; its settings are attributes, which Python reads and
sets. The numbers on a figure are computed where it is seen; a test compares them with bplib's.
"""

from collections.abc import Sequence

from bplib.plots.moving.figure import Moving

__all__ = [
    "Moving",
    "adam_gauges",
    "bracket",
    "delta_curve",
    "finite_difference",
    "four_paths",
    "roads_222",
    "step_backward",
    "tangent",
    "two_knobs",
    "two_losses",
    "valley",
    "worksheet_111",
    "xor_boundary",
]

# Ten eruptions of Old Faithful: minutes from 3 on, and the wait that followed from an hour on, in
# tens of minutes.
POINTS = (
    (0.6, -1.2, 0.3, -0.7, 1.5, -0.1, 1.7, 0.6, -1.0, 1.4),
    (1.9, -0.6, 1.4, 0.2, 2.5, -0.5, 2.8, 2.5, -0.9, 2.5),
)


def two_knobs(
    x: Sequence[float] = POINTS[0],
    y: Sequence[float] = POINTS[1],
    w: float = 0.0,
    b: float = 0.0,
    lr: float = 0.1,
) -> Moving:
    """Return a line over its points, and the place of its two knobs in the bowl of the loss.

    Parameters
    ----------
    x, y : sequence of float, (N,)
        The points. The loss is the mean of the squared errors.
    w, b : float
        The knobs, from -2 to 4.
    lr : float
        The learning rate, from 0.01 to 0.5.
    """
    points = {"x": [float(t) for t in x], "y": [float(t) for t in y]}
    return Moving("two_knobs", **points, w=float(w), b=float(b), lr=float(lr))


def tangent(curve: str = "half a square", x: float = 1.0, h: float = 0.8) -> Moving:
    """Return a curve with its tangent, and what a nudge promises and does.

    Parameters
    ----------
    curve : {"half a square", "sine", "sigmoid", "absolute value"}
        The function.
    x : float
        Where the tangent touches, from -2 to 2.
    h : float
        The nudge, from -2 to 2.
    """
    return Moving("tangent", curve=curve, x=float(x), h=float(h))


def step_backward(steps: int = 2, x: float = 2.0, y: float = 3.0) -> Moving:
    """Return a graph of four gates whose nodes report backward one after another.

    Parameters
    ----------
    steps : int
        How many nodes have reported, from 0 to 4.
    x, y : float
        The inputs, from -3 to 3; a = x y, b = a + x, c = a b, f = b + c.
    """
    return Moving("step_backward", steps=int(steps), x=float(x), y=float(y))


def two_losses(z: float = 3.0, target: int = 0) -> Moving:
    """Return half the squared error and the cross-entropy of one logit, with their tangents.

    Parameters
    ----------
    z : float
        The logit, from -6 to 6; the answer is its sigmoid.
    target : {0, 1}
        The label.
    """
    return Moving("two_losses", z=float(z), target=int(target))


def worksheet_111(w1: float = 0.5, w2: float = 0.8, lr: float = 0.1) -> Moving:
    """Return the worksheet of the 1-1-1 network: every value, every slope, and one step.

    Parameters
    ----------
    w1, w2 : float
        The weights, from -3 to 3.
    lr : float
        The learning rate, from 0 to 10.
    """
    return Moving("worksheet_111", w1=float(w1), w2=float(w2), lr=float(lr))


def roads_222(weight: str = "w₁₁⁽¹⁾") -> Moving:
    """Return the 2-2-2 network with one weight's routes to the loss, and the numbers along them.

    Parameters
    ----------
    weight : str
        From "w₁₁⁽¹⁾" to "w₂₂⁽²⁾": where it comes from, where it leads to, its layer.
    """
    return Moving("roads_222", weight=weight)


def finite_difference(log10_h: float = -0.5, method: str = "one-sided") -> Moving:
    """Return a measured slope of x cubed at 1.2: its secant, and its error on the V.

    Parameters
    ----------
    log10_h : float
        The decimal logarithm of the step, from -16 to 0 in quarters.
    method : {"one-sided", "central"}
        The quotient.
    """
    return Moving("finite_difference", log10_h=float(log10_h), method=method)


def xor_boundary(epoch: int = 300, start: str = "finds two borders") -> Moving:
    """Return the border of a 2-2-1 network while it learns XOR, to play and to scrub.

    Parameters
    ----------
    epoch : int
        From 0 to 1000.
    start : {"finds two borders", "hesitates first", "gets stuck"}
        Which initial weights.
    """
    return Moving("xor_boundary", epoch=int(epoch), start=start)


def bracket(
    order: int = 0, rows: int = 1, c: int = 30, b: int = 30, a: int = 30, inputs: int = 30
) -> Moving:
    """Return the product g C B A of (rows, c), (c, b), (b, a), (a, inputs), and what it costs.

    Parameters
    ----------
    order : int
        Which of the five brackets, from 0, from the left, to 4, from the right.
    rows, c, b, a, inputs : int
        The sizes, from 1 to 64.
    """
    sizes = {"rows": int(rows), "c": int(c), "b": int(b), "a": int(a), "inputs": int(inputs)}
    return Moving("bracket", order=int(order), **sizes)


def delta_curve(depth: int = 10, std: float = 0.18, activation: str = "sigmoid") -> Moving:
    """Return the size of every layer's delta in a network of 32 units a layer.

    Parameters
    ----------
    depth : int
        How many layers, from 2 to 20.
    std : float
        The standard deviation of the weights, from 0.02 to 0.5.
    activation : {"sigmoid", "tanh", "relu"}
        That of every layer.
    """
    return Moving("delta_curve", depth=int(depth), std=float(std), activation=activation)


def valley(lr: float = 0.019, beta: float = 0.0) -> Moving:
    """Return momentum's path in a valley with curvatures 1 and 100, and the roots of a step.

    Parameters
    ----------
    lr : float
        The learning rate, from 0.001 to 0.042.
    beta : float
        The share of the velocity that survives a step, from 0 to 0.98.
    """
    return Moving("valley", lr=float(lr), beta=float(beta))


def four_paths(step: int = 60, coordinate: str = "x") -> Moving:
    """Return descent, momentum, RMSprop and Adam in Rosenbrock's valley, and what Adam keeps.

    Parameters
    ----------
    step : int
        From 0 to 300.
    coordinate : {"x", "y"}
        Of which Adam's running means are shown.
    """
    return Moving("four_paths", step=int(step), coordinate=coordinate)


def adam_gauges(
    signal: float = 0.5,
    noise: float = 1.0,
    beta1: float = 0.9,
    beta2: float = 0.999,
    log10_scale: int = 0,
) -> Moving:
    """Return what Adam keeps of a noisy gradient, and the steps that it takes.

    Parameters
    ----------
    signal, noise : float
        Mean and standard deviation of the gradient.
    beta1, beta2 : float
        How much of either running mean survives a step.
    log10_scale : int
        Decimal logarithm of a factor on all gradients, from -12 to 3.
    """
    betas = {"beta1": float(beta1), "beta2": float(beta2)}
    return Moving(
        "adam_gauges",
        signal=float(signal),
        noise=float(noise),
        **betas,
        log10_scale=int(log10_scale),
    )
