"""The autodiff engine: hand arithmetic, HIPS autograd, laws, depth, and PyTorch where it is."""

import gc
import math
from importlib.util import find_spec

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bplib import plots
from bplib.autodiff import Tensor, Value, dot, draw, neuron, no_grad, softmax_cross_entropy
from bplib.autodiff import unbroadcast as engine_unbroadcast
from bplib.autodiff.draw import graph
from bplib.autodiff.tape import Tape

NUMBERS = st.floats(-2, 2).filter(lambda v: abs(v) > 0.1)


# ---- Values ------------------------------------------------------------------------------------


def test_by_hand():
    # p = v w = 3·(−2) = −6, f = p v = −18
    # ∂f/∂p = v = 3; v: p + w ∂f/∂p = −6 − 6 = −12; w: v ∂f/∂p = 9
    v, w = Value(3.0), Value(-2.0)
    p = v * w
    f = p * v
    p.retain_grad()
    f.backward()
    assert (f.data, v.grad, w.grad, p.grad, f.grad) == (-18, -12, 9, 3, None)
    f.backward()  # adds
    assert (v.grad, w.grad, p.grad) == (-24, 18, 6)
    v.zero_grad()
    f.backward(gradient=0.5)
    assert (v.grad, w.grad) == (-6, 22.5)


PROGRAMS = {
    "+ - *": lambda m, x, y: x * y - y + 2 * x - (3 - x) * 0.5 + (-y),
    "/": lambda m, x, y: x / (y * y + 1) + 2 / (x * x + 1) - x / 4,
    "**": lambda m, x, y: x**2 + (y * y + 1) ** -1.5 + 2.0**x + (x * x + 0.5) ** y + x**0,
    "exp log": lambda m, x, y: m.exp(x * y) + m.log(x * x + y * y),
    "tanh": lambda m, x, y: m.tanh(x + y) * m.tanh(x * y),
    "used at two distances": lambda m, x, y: (x * y) * m.exp(x * y + x) * y,
}


class Methods:
    """Makes `m.exp(v)` call `v.exp()`."""

    def __getattr__(self, name):
        return lambda v: getattr(v, name)()


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
@pytest.mark.parametrize("kind", [Value, Tensor])
@settings(max_examples=15, deadline=None)
@given(x=NUMBERS, y=NUMBERS)
def test_agree_with_autograd(program, kind, x, y):
    u, v = kind(x), kind(y)
    out = program(Methods(), u, v)
    out.backward()
    exact = [autograd.grad(lambda *p: program(anp, *p), k)(x, y) for k in (0, 1)]
    assert float(out.data) == pytest.approx(program(anp, x, y), rel=1e-12)
    np.testing.assert_allclose([u.grad, v.grad], exact, rtol=1e-9, atol=1e-12)


@given(z=st.floats(-700, 700))
def test_sigmoid_and_relu_have_their_slopes_everywhere(z):
    for kind in (Value, Tensor):
        x = kind(z)
        x.sigmoid().backward()
        e = math.exp(-abs(z))
        assert float(x.grad) == pytest.approx(e / (1 + e) ** 2, rel=1e-12, abs=1e-300)
        x.zero_grad()
        x.relu().backward()
        assert float(x.grad) == (z > 0)


@pytest.mark.parametrize("activation", ["identity", "relu", "sigmoid", "tanh"])
@settings(max_examples=10, deadline=None)
@given(numbers=st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=5), b=NUMBERS)
def test_a_fused_neuron_is_the_sum_written_out(activation, numbers, b):
    def run(fused):
        w, x = ([Value(pair[k]) for pair in numbers] for k in (0, 1))
        bias = Value(b)
        if fused:
            out = neuron(w, x, bias, activation)
        else:
            z = bias
            for wk, xk in zip(w, x, strict=True):
                z = z + wk * xk
            out = z if activation == "identity" else getattr(z, activation)()
        out.backward()
        return out.data, [v.grad for v in (*w, *x, bias)]

    (a, mine), (c, theirs) = run(True), run(False)
    assert a == pytest.approx(c, rel=1e-12, abs=1e-12)
    assert mine == pytest.approx(theirs, rel=1e-9, abs=1e-12)


def test_a_row_is_read_anew_when_a_number_in_it_has_changed():
    w, x = [Value(2.0), Value(3.0)], [1.0, 10.0]
    assert dot(w, x).data == 32
    w[0].data = 4.0
    out = dot(w, x, 1)
    assert out.data == 35
    out.backward()
    assert [v.grad for v in w] == [1, 10]
    shared = Value(2.0)
    dot([shared, shared], [shared, 5.0]).backward()  # v² + 5v
    assert shared.grad == 9


@settings(max_examples=20, deadline=None)
@given(x=NUMBERS, y=NUMBERS, s=NUMBERS)
def test_laws(x, y, s):
    """Linear in the output; a sum of losses has the sum of gradients; parts can be chained."""
    u, v = Value(x), Value(y)
    f, g = (u * v).tanh(), u * u + v
    f.backward(s)
    g.backward()
    apart = u.grad, v.grad
    u.zero_grad()
    v.zero_grad()
    (s * f + g).backward()  # uses results of an older tape
    assert (u.grad, v.grad) == pytest.approx(apart, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("kind", [Value, Tensor])
def test_a_chain_of_10_000_neither_recurses_nor_overflows(kind):
    x = total = kind(1.0)
    for _ in range(10_000):
        total = total + 1.0 if total is x else total * 1.0
    total.backward()
    assert float(x.grad) == 1
    for _ in range(3_000):  # every float() ends a tape, so this walks over thousands of them
        total = total + x
        float(total)
    total.backward()
    assert float(x.grad) == 1 + 3001
    del total
    gc.collect()


def test_tapes_end_and_die():
    def alive():
        gc.collect()
        return sum(isinstance(o, Tape) for o in gc.get_objects())

    w = Value(2.0)
    before = alive()
    gc.disable()
    try:
        for _ in range(20):
            loss = (w * Value(3.0) - 1) ** 2
            loss.backward()
            w.data -= 0.01 * w.grad
            w.zero_grad()
            float((w * w).exp())
        count = sum(isinstance(o, Tape) for o in gc.get_objects())
    finally:
        gc.enable()
    assert count <= before + 2  # without any help from the garbage collector


def test_constants_and_no_grad():
    w, c = Value(2.0), Value(3.0, requires_grad=False)
    (w * c + c * c).backward()
    assert (w.grad, c.grad) == (3, None)
    with no_grad():
        y = w * w
        Y = Tensor([1.0]) * 2
    assert not y.requires_grad
    assert not Y.requires_grad
    assert (w.detach() * w).data == 4
    assert not w.detach().requires_grad
    assert w.is_leaf
    assert not (w * 1).is_leaf
    for constant in (y, c + 1, Y, neuron([1.0, 2.0], [3.0, 4.0], 0.5, "relu")):
        with pytest.raises(RuntimeError, match="constant"):
            constant.backward()


def test_comparisons_and_conversions():
    v = Value(2)
    assert v > 1
    assert v >= Value(2.0)
    assert 3 > v
    assert not v < 2
    assert v <= 2
    assert float(v) == v.item() == 2.0
    assert repr(v * 3) == "Value(6)"
    v.backward()
    assert repr(v) == "Value(2, grad=1)"
    assert (np.float64(2) * v).data == 4
    assert np.tanh(v).data == math.tanh(2)


@pytest.mark.parametrize(
    ("faulty", "error", "words"),
    [
        (lambda: Value("2"), TypeError, "Value or a real number"),
        (lambda: Value(1.0) - [1.0], TypeError, "list"),
        (lambda: Value(1.0) * np.ones(2), TypeError, "ndarray"),
        (lambda: dot([Value(1.0)], ["x"]), TypeError, "str"),
        (lambda: Value(1.0) / 0, ZeroDivisionError, "divided by 0"),
        (lambda: Value(-1.0).log(), ValueError, "log of -1"),
        (lambda: Value(-1.0) ** 0.5, ValueError, "not a real number"),
        (lambda: Value(-1.0) ** Value(2.0), ValueError, "positive base"),
        (lambda: dot([1.0], [1.0, 2.0]), ValueError, "1 weights were given for 2 inputs"),
        (lambda: neuron([1.0], [1.0], 0.0, "step"), ValueError, "known are identity"),
        (lambda: Tensor([[1.0], [2.0, 3.0]]), TypeError, "rows of one length"),
        (lambda: Tensor("abc"), TypeError, "real numbers"),
        (lambda: Tensor([1.0]) * None, TypeError, "NoneType"),
        (lambda: Tensor([1.0]) * Value(1.0), TypeError, "Value"),
        (lambda: Tensor([1.0, 2.0]).backward(), ValueError, "single number only"),
        (lambda: (Tensor([1.0, 2.0]) * 2).backward([1.0]), ValueError, "must be the same"),
        (lambda: engine_unbroadcast(np.ones((4, 3)), (4,)), ValueError, "does not broadcast"),
        (lambda: draw(3.0, alt="x"), TypeError, "float"),
        (lambda: draw(Value(3.0)), RuntimeError, "not computed"),
    ],
)
def test_one_clear_error(faulty, error, words):
    with pytest.raises(error, match=words):
        faulty()


def test_a_changed_number_or_array_is_noticed():
    v = Value(2.0)
    f = v * v
    with pytest.raises(RuntimeError, match="cannot be changed"):
        f.data = 3.0
    v.data = 3.0
    with pytest.raises(RuntimeError, match="changed from 2 to 3"):
        f.backward()
    assert v.grad is None
    W, X = Tensor(np.ones((2, 2))), np.ones((3, 2))
    for edit in (lambda: W.data.fill(5.0), lambda: X.fill(2.0)):
        loss = (X @ W).sum()
        edit()
        with pytest.raises(RuntimeError, match="changed in place"):
            loss.backward()
    loss = (X @ W).sum()
    W.data = np.zeros((2, 2))
    with pytest.raises(RuntimeError, match="given another array"):
        loss.backward()
    assert W.grad is None
    with pytest.raises(ValueError, match="read-only"):
        loss.data[...] = 0
    loss = (X @ W).sum()
    loss.backward()
    W.data -= 0.1 * W.grad  # afterwards it is an update


# ---- Tensors -----------------------------------------------------------------------------------

SHAPES = [
    ((4, 3), (3,)),
    ((4, 3), (4, 1)),
    ((2, 4, 3), (4, 1)),
    ((5, 2, 3), (1, 3)),
    ((4, 1), (1, 3)),
    ((2, 3), ()),
    ((2, 3), (2, 3)),
]


@pytest.mark.parametrize("shapes", SHAPES)
@pytest.mark.parametrize("operation", ["+", "-", "*", "/", "**"])
def test_broadcasting_agrees_with_autograd(shapes, operation):
    rng = np.random.default_rng(0)
    x, y = (rng.uniform(0.5, 2, shape) for shape in shapes)
    G = rng.normal(size=np.broadcast_shapes(*shapes))
    f = eval(f"lambda a, b: a {operation} b")
    u, v = Tensor(x), Tensor(y)
    f(u, v).backward(G)
    for k, tensor in enumerate((u, v)):
        exact = autograd.grad(lambda a, b: anp.sum(G * f(a, b)), k)(x, y)
        np.testing.assert_allclose(tensor.grad, exact, rtol=1e-12)
    if shapes[1]:
        w = Tensor(y)
        f(x, w).backward(G)  # an array on the left
        np.testing.assert_allclose(w.grad, v.grad)


@pytest.mark.parametrize(
    "shapes",
    [((4, 3), (3, 2)), ((3,), (3, 2)), ((4, 3), (3,)), ((3,), (3,)), ((5, 4, 3), (3, 2)),
     ((5, 4, 3), (5, 3, 2)), ((4, 3), (5, 3, 2)), ((5, 4, 3), (3,))],
)  # fmt: skip
def test_products_agree_with_autograd(shapes):
    rng = np.random.default_rng(1)
    x, y = (rng.normal(size=shape) for shape in shapes)
    G = rng.normal(size=(x @ y).shape)
    u, v = Tensor(x), Tensor(y)
    (u @ v).backward(G)
    for k, tensor in enumerate((u, v)):
        exact = autograd.grad(lambda a, b: anp.sum(G * anp.matmul(a, b)), k)(x, y)
        np.testing.assert_allclose(tensor.grad, exact, rtol=1e-12, atol=1e-14)


ARRAY_PROGRAMS = {
    "sum": lambda m, x: x.sum(axis=1) * x.sum(axis=0, keepdims=True).sum(),
    "sum of two axes": lambda m, x: x.sum(axis=(0, 1)) * 2 + x.sum(),
    "mean": lambda m, x: x.mean(axis=0) * x.mean(),
    "reshape": lambda m, x: x.reshape((2, 6)) * x.reshape((2, 6))[1],
    "transpose": lambda m, x: x.T @ x + (x @ x.T).sum(),
    "getitem": lambda m, x: x[1:, ::2] * x[0, 1] + x[np.array([2, 2, 1])][:2, :2],
    "functions": lambda m, x: m.exp(x) * m.tanh(x) + m.log(x * x + 1),
}


@pytest.mark.parametrize("program", ARRAY_PROGRAMS.values(), ids=ARRAY_PROGRAMS)
def test_array_operations_agree_with_autograd(program):
    rng = np.random.default_rng(2)
    x = rng.normal(size=(3, 4))
    u = Tensor(x)
    out = program(Methods(), u)
    G = rng.normal(size=out.shape)
    out.backward(G)
    exact = autograd.grad(lambda a: anp.sum(G * program(anp, a)))(x)
    np.testing.assert_allclose(u.grad, exact, rtol=1e-10, atol=1e-13)


def test_axes_of_three_dimensions():
    x = np.random.default_rng(3).normal(size=(2, 3, 4))
    u = Tensor(x)
    (u.transpose(2, 0, 1) * np.arange(24.0).reshape(4, 2, 3)).sum().backward()
    np.testing.assert_array_equal(u.grad, np.arange(24.0).reshape(4, 2, 3).transpose(1, 2, 0))
    assert u.transpose(-1, 0, 1).shape == (4, 2, 3)


def test_softmax_cross_entropy():
    rng = np.random.default_rng(4)
    Z, labels = rng.normal(size=(5, 3)), np.array([0, 2, 1, 1, 0])

    def loss(z):
        z = z - anp.log(anp.sum(anp.exp(z), axis=1, keepdims=True))
        return -anp.mean(z[np.arange(5), labels])

    for targets in (labels, np.eye(3)[labels]):
        u = Tensor(Z)
        out = softmax_cross_entropy(u, targets)
        out.backward()
        assert out.item() == pytest.approx(loss(Z))
        np.testing.assert_allclose(u.grad, autograd.grad(loss)(Z), rtol=1e-10)
    assert softmax_cross_entropy(Tensor(np.full((1, 2), 1e4)), [0]).item() == pytest.approx(
        math.log(2)
    )


def test_float32_stays_float32():
    rng = np.random.default_rng(5)
    x = Tensor(rng.uniform(0.5, 1, (3, 4)).astype(np.float32))
    out = ((2 * x + 1) / 3 - x**2).tanh() @ x.T
    out = (out.exp().log().sigmoid().relu()[:2] * 0.5).mean(axis=0)
    loss = softmax_cross_entropy(out.reshape(1, 3), [1]) + out.sum()
    loss.backward()
    assert {out.dtype, loss.dtype, x.grad.dtype} == {np.dtype(np.float32)}
    mixed = Tensor(np.ones(2, np.float32))
    (mixed * np.ones(2)).sum().backward()
    assert mixed.grad.dtype == np.float32
    assert Tensor([1, 2]).dtype == np.float64


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 3), max_size=3), st.data())
def test_unbroadcast_is_the_transpose_of_broadcasting(big, data):
    """<G, broadcast(x)> = <unbroadcast(G), x> for every x."""
    cut = data.draw(st.integers(0, len(big)))
    small = tuple(n if data.draw(st.booleans()) else 1 for n in big[cut:])
    rng = np.random.default_rng(6)
    G, x = rng.normal(size=tuple(big)), rng.normal(size=small)
    back = engine_unbroadcast(G, small)
    assert back.shape == small
    assert np.sum(back * x) == pytest.approx(np.sum(G * np.broadcast_to(x, big)), abs=1e-12)


def test_tensors_accumulate_and_retain():
    W = Tensor([[1.0, 2.0]])
    h = W * 3
    h.retain_grad()
    loss = (h * h).sum()
    loss.backward()
    np.testing.assert_array_equal(W.grad, [[18, 36]])
    loss.backward()
    np.testing.assert_array_equal(W.grad, [[36, 72]])
    np.testing.assert_array_equal(h.grad, [[12, 24]])
    assert loss.grad is None
    W.zero_grad()
    assert W.grad is None
    assert (W > 1.5).tolist() == [[False, True]]
    assert repr(W) == "Tensor([[1., 2.]])"


# ---- drawing -----------------------------------------------------------------------------------


def test_a_drawing_has_every_node_with_its_numbers():
    v, w = Value(3.0), Value(-2.0)
    p = v * w
    nodes, values, gradients = graph(p * v + 4.0, {"v": v, "w": w, "p": p})
    assert [node for node in nodes if node[0] in "vwp"] == [
        ("v", "", ()), ("w", "", ()), ("p", "×", ("v", "w")),
    ]  # fmt: skip
    assert nodes[-1][1] == "+"
    assert values["4"] == 4
    assert (gradients["v"], gradients["w"], gradients["p"]) == (-12, 9, 3)
    assert v.grad is None
    assert isinstance(draw(p), plots.Picture)


def test_drawings_of_neurons_older_tapes_and_arrays():
    w, x = [Value(1.0), Value(-0.2)], Value(0.5)
    a = neuron(w, [x, 3.0], 0.25, "tanh")
    float(a)  # ends the tape
    nodes, values, gradients = graph(a * x, {"w1": w[0], "w2": w[1], "x": x, "a": a})
    assert ("a", "tanh", ("w1", "w2", "x", "3", "0.25")) in nodes
    assert gradients["a"] == 0.5
    assert gradients["x"] == pytest.approx(a.data + 0.5 * (1 - a.data**2))
    assert values["3"] == 3
    W = Tensor(np.ones((3, 2)))
    nodes, values, gradients = graph((W * 2).sum(), {"W": W})
    assert nodes[0] == ("W", "", ())
    assert values["W"] == gradients["W"] == "(3, 2)"
    assert isinstance(draw((W * 2).sum()), plots.Picture)


# ---- PyTorch -----------------------------------------------------------------------------------

if find_spec("torch"):
    import torch

    def test_the_same_lines_in_pytorch():
        rng = np.random.default_rng(7)
        arrays = [rng.normal(size=s) for s in ((3, 4), (4,), (4, 2), (2,))]
        X, labels = rng.normal(size=(5, 3)), np.array([0, 1, 1, 0, 1])
        mine = [Tensor(p) for p in arrays]
        theirs = [torch.tensor(p, requires_grad=True) for p in arrays]
        for _ in range(2):  # the second call adds
            W1, b1, W2, b2 = mine
            softmax_cross_entropy((X @ W1 + b1).tanh() @ W2 + b2, labels).backward()
            W1, b1, W2, b2 = theirs
            logits = (torch.tensor(X) @ W1 + b1).tanh() @ W2 + b2
            torch.nn.functional.cross_entropy(logits, torch.tensor(labels)).backward()
        for p, q in zip(mine, theirs, strict=True):
            np.testing.assert_allclose(p.grad, q.grad.numpy(), rtol=1e-10)
