"""Tensors: HIPS autograd, laws, types, changed arrays, and PyTorch where it is."""

import math

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bplib.autodiff import Tensor, Value, softmax_cross_entropy
from bplib.autodiff import unbroadcast as engine_unbroadcast

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


class Methods:
    """Makes `m.exp(v)` call `v.exp()`."""

    def __getattr__(self, name):
        return lambda v: getattr(v, name)()


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


@pytest.mark.parametrize(
    ("faulty", "error", "words"),
    [
        (lambda: Tensor([[1.0], [2.0, 3.0]]), TypeError, "rows of one length"),
        (lambda: Tensor("abc"), TypeError, "real numbers"),
        (lambda: Tensor([1.0]) * None, TypeError, "NoneType"),
        (lambda: Tensor([1.0]) * Value(1.0), TypeError, "Value"),
        (lambda: Tensor([1.0, 2.0]).backward(), ValueError, "single number only"),
        (lambda: (Tensor([1.0, 2.0]) * 2).backward([1.0]), ValueError, "must be the same"),
        (lambda: engine_unbroadcast(np.ones((4, 3)), (4,)), ValueError, "does not broadcast"),
    ],
)
def test_one_clear_error(faulty, error, words):
    with pytest.raises(error, match=words):
        faulty()


def test_a_changed_array_is_noticed():
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


def test_the_same_lines_in_pytorch():
    torch = pytest.importorskip("torch")
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


@pytest.mark.parametrize("name", ["relu", "sigmoid", "tanh", "exp", "log"])
def test_nan_stays_nan(name):
    x = Tensor([np.nan, 1.0])
    out = getattr(x, name)()
    out.sum().backward()
    assert np.isnan(out.data).tolist() == [True, False]
    assert np.isnan(x.grad).tolist() == [True, False]


FROM_NUMPY = [
    (lambda x, y: np.add(y, x), lambda x, y: y + x),
    (lambda x, y: np.subtract(y, x), lambda x, y: y - x),
    (lambda x, y: np.divide(x, y), lambda x, y: x / y),
    (lambda x, y: y / x, lambda x, y: x**-1 * y),
    (lambda x, y: y**x, lambda x, y: (x * np.log(y)).exp()),
    (lambda x, y: np.float64(2) * x, lambda x, y: x + x),
    (lambda x, y: y.T @ x, lambda x, y: Tensor(y.T) @ x),
    (lambda x, y: np.dot(y.T, x), lambda x, y: y.T @ x),
    (lambda x, y: np.matmul(x, y.T), lambda x, y: x @ y.T),
    (lambda x, y: np.negative(x), lambda x, y: -x),
    (lambda x, y: np.exp(x), lambda x, y: x.exp()),
    (lambda x, y: np.log(x), lambda x, y: x.log()),
    (lambda x, y: np.tanh(x), lambda x, y: x.tanh()),
    (lambda x, y: np.sum(x), lambda x, y: x.sum()),
    (lambda x, y: np.sum(x, 0), lambda x, y: x.sum(0)),
    (lambda x, y: np.mean(x, axis=1, keepdims=True), lambda x, y: x.mean(1, True)),
    (lambda x, y: np.reshape(x, (3, 2)), lambda x, y: x.reshape(3, 2)),
    (lambda x, y: np.transpose(x), lambda x, y: x.T),
]


@pytest.mark.parametrize("number", range(len(FROM_NUMPY)))
def test_numpys_functions_are_the_tensors_own(number):
    found = []
    for program in FROM_NUMPY[number]:
        x = Tensor([[1.0, 2.0, 0.5], [3.0, 1.5, 0.25]])
        out = program(x, np.array([[2.0, 4.0, 1.0], [0.5, 3.0, 2.0]]))
        assert isinstance(out, Tensor)
        out.sum().backward()
        found.append((out.data, x.grad))
    for mine, wanted in zip(*found, strict=True):
        np.testing.assert_allclose(mine, wanted, rtol=1e-15)


@pytest.mark.parametrize(
    ("faulty", "words"),
    [
        (lambda x: np.maximum(x, 0), r"write x.relu\(\)"),
        (lambda x: np.sqrt(x), r"write x \*\* 0.5"),
        (lambda x: np.sin(x), "write np.sin of x.data, the plain array, if no gradient is wanted"),
        (lambda x: np.max(x), "write np.max of x.data"),
        (lambda x: np.concatenate([x, x]), "write np.concatenate of x.data"),
        (lambda x: np.sum(x, dtype=float), "was given dtype="),
        (lambda x: np.exp(x, out=np.zeros(2)), "cannot write a Tensor into an array"),
        (lambda x: np.zeros(2).__iadd__(x), r"a = a \+ x rather than a \+= x"),
        (lambda x: np.add.reduce(x), "np.add.reduce knows no Tensors"),
        (lambda x: np.dot(x, 2.0), "write x @ y"),
    ],
)
def test_numpys_other_functions_say_what_to_write(faulty, words):
    with pytest.raises(TypeError, match=words) as error:
        faulty(Tensor([1.0, 2.0]))
    assert "\n" not in str(error.value)


def test_shape_and_size_as_numpy_asks_for_them():
    x = Tensor(np.ones((2, 3)))
    assert (np.shape(x), np.ndim(x), np.size(x), np.iscomplexobj(x)) == ((2, 3), 2, 6, False)


def test_truth_is_that_of_the_only_entry():
    assert not Tensor([0.0])
    assert not Tensor(0.0)
    assert Tensor([[2.0]])
    for several in (Tensor([1.0, 2.0]), Tensor(np.zeros((0, 2)))):
        with pytest.raises(ValueError, match=r"neither true nor false.*\(x > 0\).all\(\)"):
            bool(several)


def test_equality_is_entry_by_entry():
    y = np.array([0.0, 1.0, 1.0])
    predicted = Tensor([0.0, 1.0, 0.0])
    for equal in (predicted == y, y == predicted, predicted == Tensor(y)):
        assert equal.tolist() == [True, True, False]
        assert np.mean(equal) == pytest.approx(2 / 3)
    assert (predicted != y).tolist() == (y != predicted).tolist() == [False, False, True]
    assert (predicted == 1).tolist() == [False, True, False]
    assert (y > predicted).tolist() == [False, False, True]
    assert predicted != "a string"
    assert len({predicted, Tensor([0.0, 1.0, 0.0]), predicted}) == 2  # keys by identity


@pytest.mark.filterwarnings("error")
def test_the_exponents_slope_goes_to_0_with_the_power():
    # 0^2 ln 0: the limit of x^2 ln x from the right is 0; 3^2 ln 3 beside it stays
    x, y = Tensor([0.0, 3.0]), Tensor([2.0, 2.0])
    (x**y).sum().backward()
    assert x.grad.tolist() == [0, 6]
    np.testing.assert_allclose(y.grad, [0, 9 * np.log(3)], rtol=1e-15)
    y = Tensor([np.nan])
    with np.errstate(divide="ignore"):
        (Tensor([0.0]) ** y).sum().backward()
    assert np.isnan(y.grad).all()
