"""Optimizers: one step by hand, long runs against mpmath and PyTorch, laws, bad input."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from bplib.optimizers import (
    SGD,
    Adam,
    AdamW,
    Momentum,
    Nesterov,
    Optimizer,
    RMSprop,
    clip_by_global_norm,
)
from bplib.schedules import exponential

MAKE = {
    "SGD": lambda lr: SGD(lr),
    "Momentum": lambda lr: Momentum(lr, 0.8),
    "Nesterov": lambda lr: Nesterov(lr, 0.8),
    "RMSprop": lambda lr: RMSprop(lr, 0.95, 1e-6),
    "Adam": lambda lr: Adam(lr, 0.85, 0.97, 1e-6),
    "AdamW": lambda lr: AdamW(lr, 0.85, 0.97, 1e-6, 0.1),
}
every_optimizer = pytest.mark.parametrize("name", MAKE)


def run(optimizer, w, gradients):
    w = np.array(w)
    for g in gradients:
        optimizer.step(w, g)
    return w


def data(steps=25, size=7, dtype=np.float64):
    rng = np.random.default_rng(5)
    scale = 10.0 ** rng.integers(-3, 3, size)
    w, gradients = rng.standard_normal(size), scale * rng.standard_normal((steps, size))
    return w.astype(dtype), gradients.astype(dtype)


def test_two_steps_by_hand():
    # w = 1, gradients 2 and then 4, lr = 0.1
    w, g = [1.0], [[2.0], [4.0]]
    # 1 - 0.1*2 = 0.8; 0.8 - 0.1*4 = 0.4
    assert run(SGD(0.1), w, g) == pytest.approx(0.4)
    # v = 2, w = 0.8; v = 0.5*2 + 4 = 5, w = 0.8 - 0.5 = 0.3
    assert run(Momentum(0.1, 0.5), w, g) == pytest.approx(0.3)
    # v = 2, w = 1 - 0.1*(2 + 1) = 0.7; v = 5, w = 0.7 - 0.1*(4 + 2.5) = 0.05
    assert run(Nesterov(0.1, 0.5), w, g) == pytest.approx(0.05)
    # s = 0.25*4 = 1, w = 1 - 0.1*2/1 = 0.8; s = 0.75*1 + 0.25*16 = 4.75, w = 0.8 - 0.4/sqrt(4.75)
    assert run(RMSprop(0.1, 0.75, 1e-30), w, g) == pytest.approx(0.8 - 0.4 / 4.75**0.5)
    # m = 1, v = 1, both corrected by 1/2 and 1/4: 2/sqrt(4), w = 0.9
    # m = 0.5 + 2 = 2.5, v = 0.75 + 4 = 4.75, corrected by 3/4 and 7/16: 10/3 and 76/7
    adam = 0.9 - 0.1 * (10 / 3) / (76 / 7) ** 0.5
    assert run(Adam(0.1, 0.5, 0.75, 1e-30), w, g) == pytest.approx(adam)
    # decay 1 - 0.1*0.5 = 0.95 first: 0.95 - 0.1 = 0.85; 0.85*0.95 - the second step of Adam
    adamw = 0.85 * 0.95 - 0.1 * (10 / 3) / (76 / 7) ** 0.5
    assert run(AdamW(0.1, 0.5, 0.75, 1e-30, 0.5), w, g) == pytest.approx(adamw)


def exact(name, w, gradients, rate):
    """The published rule for one coordinate at 40 digits, written with sums instead of state."""
    mp = mpmath.mpf
    w, g = mp(w), [mp(x) for x in gradients]

    def mean(values, beta):
        n = len(values)
        return sum((1 - beta) * beta ** (n - 1 - k) * value for k, value in enumerate(values))

    for n in range(1, len(g) + 1):
        lr = mp(rate(n - 1))
        past, squares = g[:n], [x * x for x in g[:n]]
        velocity = sum(mp(0.8) ** (n - 1 - k) * x for k, x in enumerate(past))
        if name == "SGD":
            w -= lr * past[-1]
        elif name == "Momentum":
            w -= lr * velocity
        elif name == "Nesterov":
            w -= lr * (past[-1] + mp(0.8) * velocity)
        elif name == "RMSprop":
            w -= lr * past[-1] / (mpmath.sqrt(mean(squares, mp(0.95))) + mp(1e-6))
        else:
            if name == "AdamW":
                w *= 1 - lr * mp(0.1)
            m = mean(past, mp(0.85)) / (1 - mp(0.85) ** n)
            v = mean(squares, mp(0.97)) / (1 - mp(0.97) ** n)
            w -= lr * m / (mpmath.sqrt(v) + mp(1e-6))
    return w


@every_optimizer
def test_agrees_with_mpmath_under_a_schedule(name):
    w, gradients = data()
    rate = exponential(0.05, 0.97)
    result = run(MAKE[name](rate), w, gradients)
    with mpmath.workdps(40):
        for i in range(len(w)):
            expected = exact(name, w[i].item(), gradients[:, i].tolist(), rate)
            assert abs(result[i].item() - expected) <= mpmath.mpf(10) ** -13 * max(1, abs(expected))


@every_optimizer
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_agrees_with_pytorch(name, dtype):
    torch = pytest.importorskip("torch")
    w, gradients = data(dtype=dtype)
    parameter = torch.nn.Parameter(torch.tensor(w))
    theirs = {
        "SGD": lambda p: torch.optim.SGD(p, 0.05),
        "Momentum": lambda p: torch.optim.SGD(p, 0.05, momentum=0.8),
        "Nesterov": lambda p: torch.optim.SGD(p, 0.05, momentum=0.8, nesterov=True),
        "RMSprop": lambda p: torch.optim.RMSprop(p, 0.05, alpha=0.95, eps=1e-6),
        "Adam": lambda p: torch.optim.Adam(p, 0.05, betas=(0.85, 0.97), eps=1e-6),
        "AdamW": lambda p: torch.optim.AdamW(
            p, 0.05, betas=(0.85, 0.97), eps=1e-6, weight_decay=0.1
        ),
    }[name]([parameter])
    for g in gradients:
        parameter.grad = torch.tensor(g)
        theirs.step()
    ours = run(MAKE[name](0.05), w, gradients)
    tolerance = 1e-12 if dtype is np.float64 else 2e-5
    np.testing.assert_allclose(ours, parameter.detach().numpy(), rtol=tolerance, atol=tolerance)


@given(st.floats(-1e6, 1e6).filter(lambda g: abs(g) > 1e-6))
def test_adams_first_step_ignores_the_size_of_the_gradient(g):
    assert run(Adam(0.001, eps=1e-30), [0.0], [[g]]) == pytest.approx(-0.001 * np.sign(g))


@given(st.floats(0.01, 0.99), st.floats(-10, 10))
def test_a_steady_gradient_moves_momentum_at_its_limit(beta, g):
    optimizer, steps = Momentum(0.1, beta), int(40 / (1 - beta))
    run(optimizer, [0.0], [[g]] * steps)
    assert optimizer.v == pytest.approx(g / (1 - beta))


def test_momentum_without_memory_is_descent():
    w, gradients = data()
    np.testing.assert_array_equal(run(Momentum(0.1, 0), w, gradients), run(SGD(0.1), w, gradients))
    np.testing.assert_array_equal(
        run(AdamW(0.1, weight_decay=0), w, gradients), run(Adam(0.1), w, gradients)
    )


def test_stability_limits_of_a_bowl_of_curvature_100():
    # descent: |1 - 100 lr| < 1 iff lr < 0.02; momentum: lr < (2 + 2*0.9) / 100 = 0.038
    for make, below, above in (
        (SGD, 0.0199, 0.0201),
        (lambda lr: Momentum(lr, 0.9), 0.0379, 0.0381),
    ):
        for lr, converges in ((below, True), (above, False)):
            w, optimizer = np.ones(1), make(lr)
            for _ in range(2000):
                optimizer.step(w, 100 * w)
            assert (abs(w.item()) < 1) is converges


@every_optimizer
def test_changes_in_place_and_keeps_float32(name):
    w, gradients = data(dtype=np.float32)
    view, optimizer = w[2:], MAKE[name](exponential(np.float64(0.1), 0.9))
    before = gradients.copy()
    for g in gradients:
        optimizer.step(w, g)
    assert optimizer.t == len(gradients)
    np.testing.assert_array_equal(view, w[2:])
    np.testing.assert_array_equal(gradients, before)
    state = [v for v in vars(optimizer).values() if isinstance(v, np.ndarray)]
    assert all(v.dtype == np.float32 for v in [w, *state])
    wide = run(MAKE[name](exponential(0.1, 0.9)), *data())
    np.testing.assert_allclose(w, wide, rtol=1e-4, atol=1e-5)


@every_optimizer
def test_reset_forgets_and_state_is_not_shared(name):
    w, gradients = data()
    optimizer = MAKE[name](0.1)
    first = run(optimizer, w, gradients)
    assert run(MAKE[name](0.1), w, gradients) == pytest.approx(first)
    optimizer.reset()
    np.testing.assert_array_equal(run(optimizer, w, gradients), first)
    optimizer.reset()
    optimizer.step(np.zeros(2), np.ones(2))


@every_optimizer
def test_whole_number_gradients_are_not_truncated(name):
    optimizer, w = MAKE[name](0.1), np.zeros(3)
    optimizer.step(w, [1, 2, 3])
    assert ((w < 0) & (w > -1)).all()


def test_bad_input_is_named_and_changes_nothing():
    w = np.ones(3)
    optimizer = SGD(0.1)
    for gradient, message in (
        (np.ones(2), r"shape \(2,\), the parameters have \(3,\)"),
        (np.ones((3, 1)), "each parameter needs exactly one slope"),
        ([1, np.nan, 1], r"nan at entry \[1\].*smaller learning rate"),
        ([1, 1, np.inf], r"inf at entry \[2\]"),
    ):
        with pytest.raises(ValueError, match=message):
            optimizer.step(w, gradient)
    np.testing.assert_array_equal(w, 1)
    assert optimizer.t == 0
    with pytest.raises(TypeError, match="changes it in place; got int64"):
        optimizer.step(np.ones(3, dtype=int), np.ones(3))
    with pytest.raises(TypeError, match="got list"):
        optimizer.step([1.0, 2.0], np.ones(2))
    optimizer.step(w, w)
    with pytest.raises(ValueError, match=r"one optimizer per parameter array"):
        optimizer.step(np.ones(4), np.ones(4))
    with pytest.raises(ValueError, match=r"lr\(0\) must be a finite number >= 0, got -1"):
        SGD(lambda t: -1).step(w, w)
    with pytest.raises(NotImplementedError):
        Optimizer(0.1).step(w, w)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SGD(-0.1), "lr must be a finite number >= 0, got -0.1"),
        (lambda: SGD(float("inf")), "lr must be"),
        (lambda: Momentum(0.1, 1), "beta must be a number >= 0 and < 1, got 1"),
        (lambda: RMSprop(0.1, eps=0), "eps must be a positive number, got 0"),
        (lambda: RMSprop(0.1, decay=-1), "decay must be"),
        (lambda: Adam(0.1, beta2=float("nan")), "beta2 must be a number >= 0 and < 1, got nan"),
        (lambda: AdamW(0.1, weight_decay=-1), "weight_decay must be"),
    ],
)
def test_bad_settings_are_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()
    with pytest.raises(TypeError, match="lr must be a number, got 'fast'"):
        SGD("fast")


# ---- clipping ------------------------------------------------------------------------------------


@given(
    hnp.arrays(np.float64, st.integers(1, 8), elements=st.floats(-1e200, 1e200)),
    st.floats(1e-3, 1e3),
)
def test_clipping_shortens_and_keeps_the_direction(g, limit):
    clipped, units = clip_by_global_norm(g, limit), np.abs(g).max() or 1
    length = units * np.linalg.norm(g / units)
    scale = limit / length if length > limit else 1.0
    np.testing.assert_allclose(clipped, g * scale, rtol=1e-12)
    assert np.linalg.norm(clipped) <= limit * (1 + 1e-12)


def test_clipping_by_hand():
    # ||(3, 0), (4)|| = 5 over both arrays, so everything shrinks to 1/5
    arrays = [np.array([3.0, 0.0]), np.array([[4]])]
    first, second = clip_by_global_norm(arrays, 1.0)
    assert first.tolist() == pytest.approx([0.6, 0])
    assert second.tolist() == [[pytest.approx(0.8)]]
    assert arrays[0].tolist() == [3, 0]
    assert clip_by_global_norm(np.zeros(3), 1.0).tolist() == [0, 0, 0]
    assert clip_by_global_norm(np.ones(3, np.float32), 0.5).dtype == np.float32


def test_a_bad_limit_or_gradient_is_named():
    with pytest.raises(ValueError, match="max_norm must be a positive number, got 0"):
        clip_by_global_norm(np.ones(3), 0)
    with pytest.raises(ValueError, match="gradient must be finite"):
        clip_by_global_norm(np.full(3, np.nan), 1)


def test_an_optimizer_shows_its_settings():
    assert repr(SGD(0.5)) == "SGD(lr=0.5)"
    assert repr(Nesterov(0.1)) == "Nesterov(lr=0.1, beta=0.9)"
    shown = "AdamW(lr=<schedule>, beta1=0.9, beta2=0.999, eps=1e-08, weight_decay=0.01)"
    assert repr(AdamW(exponential(0.1, 0.9))) == shown
