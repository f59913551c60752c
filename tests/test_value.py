"""Values and their tapes: hand arithmetic, HIPS autograd, laws, depth."""

import gc
import math
import threading
from concurrent.futures import ThreadPoolExecutor

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bplib.autodiff import Tensor, Value, dot, neuron, no_grad
from bplib.autodiff.tape import Tape

NUMBERS = st.floats(-2, 2).filter(lambda v: abs(v) > 0.1)


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


def test_tapes_are_walked_from_the_youngest_to_the_oldest():
    # u = a^2, v = u^2 = a^4 and w = u v = a^6 stand on tapes of their own, and u is used on two:
    # its gradient is complete only after v's tape. dw/da = 6 a^5 = 6 * 243 = 1458 at a = 3.
    a = Value(3.0)
    u = a * a
    float(u)
    v = u * u
    float(v)
    w = u * v
    float(w)
    w.backward()
    assert a.grad == 1458


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
    ],
)
def test_one_clear_error(faulty, error, words):
    with pytest.raises(error, match=words):
        faulty()


def test_a_changed_number_is_noticed():
    v = Value(2.0)
    f = v * v
    with pytest.raises(RuntimeError, match="cannot be changed"):
        f.data = 3.0
    v.data = 3.0
    with pytest.raises(RuntimeError, match="changed from 2 to 3"):
        f.backward()
    assert v.grad is None


@pytest.mark.parametrize("name", ["relu", "sigmoid", "tanh"])
def test_nan_stays_nan(name):
    for compute in (
        lambda x: getattr(x, name)(),
        lambda x: neuron([x], [1.0], 0.0, name),
    ):
        x = Value(math.nan)
        out = compute(x)
        out.backward()
        assert math.isnan(out.item())
        assert math.isnan(x.grad)


def test_no_grad_inside_no_grad_ends_with_the_outer_one():
    x = Value(3.0)
    with no_grad():
        with no_grad():
            pass
        assert not (x * x).requires_grad
    assert (x * x).requires_grad


def in_another_thread(work):
    """Run to the end elsewhere, and return what came out."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(work).result(timeout=60)


def test_no_grad_is_the_threads_own():
    for kind in (Value, Tensor):
        x = kind(3.0)
        with no_grad():
            assert in_another_thread(lambda x=x: x * x).requires_grad
            assert not (x * x).requires_grad
        entered, leave = threading.Event(), threading.Event()

        def hold(entered=entered, leave=leave):
            with no_grad():
                entered.set()
                leave.wait(60)

        other = threading.Thread(target=hold)
        other.start()
        assert entered.wait(60)
        y = x * x
        leave.set()
        other.join(60)
        assert y.requires_grad
        y.backward()
        assert float(x.grad) == 6


def test_a_finished_result_of_another_thread_can_be_used():
    x = Value(3.0)
    old = x * x
    old.item()
    y = in_another_thread(lambda: (old * old + x).item())
    assert y == 84

    def go_on():
        (old * old + x).backward()

    in_another_thread(go_on)
    assert x.grad == 4 * 27 + 1


def test_results_of_two_threads_that_use_each_other_are_refused():
    x = Value(3.0)
    y = x * x  # on this thread's tape, which is still written
    z = in_another_thread(lambda: x * y)
    with pytest.raises(RuntimeError, match=r"another thread.*item\(\)"):
        y * z
    assert (y * x).requires_grad


def test_a_neuron_under_no_grad_sees_a_changed_weight():
    w, inputs = [Value(1.0)], [2.0]
    for number in (1.0, 5.0):
        w[0].data = number
        with no_grad():
            assert dot(w, inputs).item() == 2 * number
    with no_grad():
        w[0].data = 7.0
        assert dot(w, inputs).item() == 14
