"""What a wrong gradient reveals about the mistake that made it: the diagnoses of `gradcheck`.

Most mistakes leave a pattern: a factor, a transposition, a multiple of the weights. Where a network
is checked, its last wrong layer says where the mistake enters, and known mistakes are tried there.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike

from bplib._support.arguments import Array
from bplib.activations import get_activation, softmax_vjp
from bplib.gradcheck.numeric import norm
from bplib.gradcheck.report import Piece
from bplib.layers import Dense
from bplib.losses import get_loss
from bplib.network import Network

Explain = Callable[[list[Piece], float], str]


def find_cause(
    pieces: list[Piece],
    close: float,
    factors: Mapping[str, float] = MappingProxyType({}),
    explain: Explain | None = None,
    l2: float = 0.0,
) -> str:
    """Look for one pattern in everything, then layer by layer, then in the worst array."""
    pairs = [piece.pair for piece in pieces]
    a, n = (np.concatenate(side) for side in zip(*pairs, strict=True))
    if not n.any():
        return (
            "the numeric gradient is 0: f does not change with x; "
            "does f use its argument, or values computed before?"
        )
    if len(pieces) > 1 and (whole := _proportional(a, n, close, factors)):
        return f"the whole gradient {whole}"
    worst = max((piece for piece in pieces if not piece.agrees), key=lambda piece: piece.error)
    if explain is not None:
        layer = max(layer_of(piece.name) for piece in pieces if not piece.agrees)
        failing = [piece for piece in pieces if not piece.agrees and layer_of(piece.name) == layer]
        inherited = any(not piece.agrees and layer_of(piece.name) < layer for piece in pieces)
        advice = "; repair this first, earlier layers may inherit it" if inherited else ""
        if specific := explain(pieces, close):
            return specific + advice
        for piece in failing:
            plain = piece.without_l2(l2)
            if pattern := _pattern(plain, close, factors) or _pattern(piece, close, factors):
                return pattern + advice
        return _localised(failing, layer, pieces) + advice
    return _pattern(worst, close, factors) or (
        f"no simple pattern in {worst.name}: not a sign, a factor, a transposition or an L2 term; "
        "check a smaller piece of the computation"
    )


def _proportional(a: Array, n: Array, close: float, factors: Mapping[str, float]) -> str | None:
    """Zero, sign or constant factor, as the rest of a sentence about a."""
    if not a.any():
        return "is 0: is it computed, and stored where it is read?"
    c = float(a @ n / (n @ n)) if n.any() else 0.0
    if c == 0 or not _fits(a, c * n, n, close):
        return None
    if same(-a, n, close):
        return "has the opposite sign: a minus is lost or one too many, as in y - p for p - y"
    known = {
        "a stray factor 2": 2,
        "a factor 2 is missing (the derivative of a square)": 1 / 2,
        **factors,
    }
    reasons = [text for text, k in known.items() if k != 1 and same(abs(c), k, close)]
    if len(a) == 1 and not reasons:
        return None
    sign = " and has the opposite sign" if c < 0 else ""
    reason = ", or ".join(reasons) or "a constant factor: look for a mean, a learning rate, a scale"
    times = (
        f"{_digits(abs(c))} times too large"
        if abs(c) > 1
        else f"{_digits(1 / abs(c))} times too small"
    )
    return f"is {times}{sign}: {reason}"


def _digits(factor: float) -> str:
    """Write a factor above 1 so that it does not read as 1."""
    texts = (f"{factor:.{digits}g}" for digits in range(6, 18))
    return next((text for text in texts if text != "1"), repr(factor))


def _pattern(piece: Piece, close: float, factors: Mapping[str, float]) -> str | None:
    """Name the simple pattern that one array's error follows, if any."""
    name, (a, n) = piece.name, piece.pair
    bias_like = piece.analytic.ndim == 1 and piece.analytic.size > 1 and piece.checked.all()
    if bias_like and np.ptp(a) == 0 and a.any():
        for how, value in (("sum", n.sum()), ("mean", n.mean())):
            if same(a[0], value, close):
                return (
                    f"{name} holds one number, the {how} of its entries: sum over samples, axis 0"
                )
    if turned := _transposed(piece, close):
        return turned
    if proportional := _proportional(a, n, close, factors):
        hint = ""
        if name.startswith("b") and "once more" in proportional:
            hint = "; dZ already holds the 1/N, so a bias gradient is the sum over the batch"
        return f"{name} {proportional}{hint}"
    x, difference = piece.x[piece.checked], a - n
    if len(a) > 1 and x.any():
        c = float(difference @ x / (x @ x))
        if same(difference, c * x, close):
            what = "missing or too weak" if c < 0 else "too strong, or out of place here"
            return f"{name} is off by {c:.6g} times {name} itself: an L2 term is {what}"
    off = np.abs(difference) > close * max(np.abs(n).max(), np.abs(a).max())
    if len(a) >= 4 and 0 < off.sum() <= len(a) // 4:
        return (
            f"only {off.sum()} of {len(a)} entries of {name} differ: "
            "an index, a mask or a special case, not the formula"
        )
    return None


def _transposed(piece: Piece, close: float) -> str | None:
    """Say so when the analytic array is the transpose, or the transpose poured into the shape."""
    if piece.analytic.ndim != 2 or 1 in piece.analytic.shape:
        return None
    turned = piece.analytic.reshape(piece.analytic.shape[::-1]).T
    square = piece.analytic.shape[0] == piece.analytic.shape[1]
    a, n = piece.pair
    if len(n) > 1 and not same(a, n, close) and same(turned[piece.checked], n, close):
        how = "transposed" if square else "transposed, then reshaped"
        return f"{piece.name} is {how}: in A_prev.T @ dZ the rows belong to the inputs"
    return None


def network_cause(
    network: Network, Y: ArrayLike, l2: float, pieces: list[Piece], close: float
) -> str:
    """Try known mistakes in the last layer that differs; network is right and has run forward."""
    failing = {piece.name: piece for piece in pieces if not piece.agrees}
    number = max(layer_of(name) for name in failing)
    layer, last = network.layers[number - 1], len(network.layers)
    loss = get_loss(network.architecture.loss)
    Y = network.targets(Y)

    # delta of this layer, computed rightly, and as each mistake would
    start = loss.grad_from_logits
    output = network.layers[-1]
    dZ = start(output.Z, Y) if start else loss.grad(output.A, Y) * _slope_of(output)
    for above in range(last - 1, number - 1, -1):
        upstream, dZ_above = dZ @ network.layers[above].W.T, dZ
        dZ = upstream * _slope_of(network.layers[above - 1])
    N = len(dZ)
    if number == last:
        deltas = {"the targets are not subtracted (one-hot, p - y)": layer.A / N}
        if start is None:
            deltas["the slope of the output activation is missing"] = loss.grad(layer.A, Y)
        else:
            text = "the output slope a (1 - a) is applied, but p - y already contains it"
            deltas[text] = dZ * layer.A * (1 - layer.A)
            deltas["softmax's Jacobian is applied, but p - y already contains it"] = softmax_vjp(
                layer.A, dZ
            )
    else:
        prime = get_activation(layer.activation).prime
        W = network.layers[number].W
        deltas = {
            f"the slope f'(Z{number}) is missing": upstream,
            f"the slope is taken at A{number} instead of Z{number}": upstream * prime(layer.A),
            f"A{number} itself stands where its slope should": upstream * layer.A,
            f"a (1 - a) is fed Z{number} instead of A{number}": upstream * layer.Z * (1 - layer.Z),
        }
        if W.shape[0] == W.shape[1]:
            deltas[f"W{number + 1} is not transposed on the way back"] = (
                dZ_above @ W * _slope_of(layer)
            )
    for text, delta in deltas.items():
        # relu'(A) is relu'(Z): what gives the right delta cannot be the mistake
        if not same(delta, dZ, close) and _explains(
            failing, number, layer.A_prev.T @ delta + l2 * layer.W, delta.sum(0), close
        ):
            return f"the delta of layer {number}: {text}"

    # the delta is right: what else the weight gradient may be made of
    W_name, b_name = f"W{number}", f"b{number}"
    if W_name in failing and b_name not in failing:
        inputs = {"only the last sample counts": np.zeros_like(layer.A_prev)}
        inputs["only the last sample counts"][-1] = layer.A_prev[-1]
        if number > 1:
            below = network.layers[number - 2]
            inputs[f"made from Z{number - 1} instead of A{number - 1}"] = below.Z
        for text, A in inputs.items():
            if _explains(failing, number, A.T @ dZ + l2 * layer.W, None, close):
                return f"{W_name}: {text}"
        if l2:
            difference = failing[W_name].analytic - failing[W_name].numeric
            checked = failing[W_name].checked
            for text, c in {
                "the L2 term is missing": -l2,
                "the L2 term has a stray factor 2": l2,
                "the L2 term is divided by N": l2 / N - l2,
            }.items():
                if same(difference[checked], c * layer.W[checked], close):
                    return f"{W_name}: {text}"
    if b_name in failing and W_name not in failing:
        biases = {"only the last sample counts": dZ[-1]}
        if l2:
            biases["the L2 term is applied to biases"] = dZ.sum(0) + l2 * layer.b
        for text, db in biases.items():
            if _explains(failing, number, None, db, close):
                return f"{b_name}: {text}"
    return ""


def _explains(
    failing: dict[str, Piece], number: int, dW: Array | None, db: Array | None, close: float
) -> bool:
    """Whether these gradients are the analytic ones of the layer, wherever they were compared."""
    expected = {f"W{number}": dW, f"b{number}": db}
    relevant = {name: value for name, value in expected.items() if name in failing}
    if any(value is None for value in relevant.values()):
        return False
    return all(
        _fits(a, value[failing[name].checked], n, close)
        for name, value in relevant.items()
        if value is not None
        for a, n in [failing[name].pair]
    )


def _localised(failing: list[Piece], number: int, pieces: list[Piece]) -> str:
    """Say where the mistake enters, when nothing says what it is."""
    names = {piece.name for piece in failing}
    later = ", ".join(piece.name for piece in pieces if layer_of(piece.name) > number)
    if names == {f"W{number}"} and any(piece.name == f"b{number}" for piece in pieces):
        return (
            f"b{number} agrees, so the delta of layer {number} is right; look at what "
            f"dW{number} = A{number - 1}.T @ dZ{number} is made of"
        )
    if names == {f"b{number}"} and any(piece.name == f"W{number}" for piece in pieces):
        return (
            f"W{number} agrees, so the delta of layer {number} is right; "
            f"db{number} is dZ{number} summed over the samples, axis 0"
        )
    if not later:
        return (
            f"it starts at the output: look at the delta of layer {number}, the loss gradient "
            "times the slope of the output activation"
        )
    return (
        f"{later} agree, so it enters on the way back to layer {number}: "
        f"dZ{number} = (dZ{number + 1} @ W{number + 1}.T) * f'(Z{number})"
    )


def _slope_of(layer: Dense) -> Array:
    return get_activation(layer.activation).prime(layer.Z)


def layer_of(name: str) -> int:
    """2 for "W2"."""
    return int(name[1:])


def _fits(a: Array, candidate: Array, n: Array, close: float) -> bool:
    """Whether the candidate is what a is, and tells more about a than the right values n do."""
    return same(a, candidate, close) and norm(a - candidate) <= 0.1 * norm(a - n)


def same(a: ArrayLike, b: ArrayLike, close: float) -> bool:
    """Whether ||a - b|| <= close (||a|| + ||b||)."""
    a, b = np.asarray(a), np.asarray(b)
    return norm(a - b) <= close * (norm(a) + norm(b))
