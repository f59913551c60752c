"""Datasets: shapes, facts that can be counted, and the fixed split."""

from importlib.resources import files

import numpy as np
import pytest

from bplib.data import datasets


def test_xor():
    X, Y = datasets.xor()
    assert X.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert Y.tolist() == [[0], [1], [1], [0]]
    assert X.dtype == Y.dtype == np.float64


def test_moons_without_noise_lie_on_their_half_circles():
    X, y = datasets.moons(101, 0, 0)
    assert X.shape == (101, 2)
    assert np.bincount(y).tolist() == [51, 50]
    upper, lower = X[y == 0], X[y == 1]
    np.testing.assert_allclose(np.hypot(*upper.T), 1)
    np.testing.assert_allclose(np.hypot(*(lower - [1, 0.5]).T), 1)
    assert upper[:, 1].min() > -1e-12
    assert lower[:, 1].max() < 0.5 + 1e-12
    np.testing.assert_allclose(upper[[0, -1]], [[1, 0], [-1, 0]], atol=1e-12)


def test_spirals_without_noise_turn_by_half_a_turn():
    X, y = datasets.spirals(300, 3, 0, 0)
    assert np.bincount(y).tolist() == [100, 100, 100]
    for k in range(3):
        arm = X[y == k]
        radius = np.hypot(*arm.T)
        assert radius[0] == pytest.approx(0.05)
        assert radius[-1] == pytest.approx(1)
        end = 2 * np.pi * (k / 3 + 1 / 2)
        np.testing.assert_allclose(arm[-1], [np.cos(end), np.sin(end)], atol=1e-12)
    # turning one arm by a third of a circle gives the next
    c, s = np.cos(2 * np.pi / 3), np.sin(2 * np.pi / 3)
    np.testing.assert_allclose(X[y == 0] @ [[c, s], [-s, c]], X[y == 1], atol=1e-12)


@pytest.mark.parametrize(
    "draw",
    [
        lambda rng: datasets.moons(4000, 0.2, rng),
        lambda rng: datasets.spirals(4000, 4, 0.2, rng),
    ],
)
def test_noise_has_the_stated_spread_and_the_seed_decides(draw):
    X, y = draw(1)
    clean = (datasets.moons(4000, 0, 1) if y.max() == 1 else datasets.spirals(4000, 4, 0, 1))[0]
    assert np.std(X - clean) == pytest.approx(0.2, rel=0.03)
    np.testing.assert_array_equal(X, draw(np.random.default_rng(1))[0])
    assert not (draw(2)[0] == X).any()


def test_digits_are_the_1797_images():
    with np.load(str(files("bplib") / "data" / "digits.npz")) as stored:
        images, labels = stored["images"], stored["labels"]
    assert images.shape == (1797, 64)
    assert images.dtype == labels.dtype == np.uint8
    assert (images.min(), images.max()) == (0, 16)
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    # the first picture is a zero: bright ring, dark centre
    assert labels[:10].tolist() == list(range(10))
    assert images[0].reshape(8, 8)[3:5, 3:5].max() <= 1
    assert (files("bplib") / "data" / "digits.npz").stat().st_size < 100_000
    licence = (files("bplib") / "data" / "LICENSE-digits.txt").read_text()
    for word in ("Alpaydin", "Kaynak", "1998", "CC BY 4.0", "BSD 3-Clause"):
        assert word in licence


def test_digits_split_is_fixed_and_complete():
    data = datasets.digits()
    assert data.X_train.shape == (1437, 64)
    assert data.X_test.shape == (360, 64)
    assert data.y_train.shape == (1437,)
    assert data.y_test.shape == (360,)
    assert data.X_train.dtype == np.float64
    assert data.y_train.dtype == np.int64
    assert (data.X_train.min(), data.X_train.max()) == (0, 1)
    together = np.bincount(np.concatenate([data.y_train, data.y_test]))
    assert together.tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    # file position 0 is the only picture of its kind: default_rng(0) puts it where it puts 0
    order = np.random.default_rng(0).permutation(1797)
    with np.load(str(files("bplib") / "data" / "digits.npz")) as stored:
        np.testing.assert_array_equal(data.X_test[0] * 16, stored["images"][order[1437]])
        assert data.y_train[-1] == stored["labels"][order[1436]]
    data.X_train[...] = 7
    assert datasets.digits().X_train.max() == 1


def test_softmax_regression_gets_098_on_the_test_images():
    data = datasets.digits()
    W, b, Y = np.zeros((64, 10)), np.zeros(10), np.eye(10)[data.y_train]
    for _ in range(1000):
        Z = data.X_train @ W + b
        P = np.exp(Z - Z.max(axis=1, keepdims=True))
        D = (P / P.sum(axis=1, keepdims=True) - Y) / len(Y)
        W -= 0.5 * data.X_train.T @ D
        b -= 0.5 * D.sum(axis=0)
    right = ((data.X_test @ W + b).argmax(axis=1) == data.y_test).mean()
    assert 0.975 <= right <= 0.985


def test_nearest_neighbour_gets_099_on_the_test_images():
    data = datasets.digits()
    distance = (data.X_test**2).sum(1)[:, None] - 2 * data.X_test @ data.X_train.T
    distance += (data.X_train**2).sum(1)
    right = (data.y_train[distance.argmin(axis=1)] == data.y_test).mean()
    assert right == pytest.approx(0.989, abs=0.001)


def test_shift_by_hand():
    image = np.zeros((8, 8))
    image[2, 3] = 1
    moved = datasets.shift(image, 1, -2)
    assert np.argwhere(moved).tolist() == [[0, 4]]
    assert not datasets.shift(image, 0, -3).any()
    row = datasets.shift(image.ravel(), -1, 1)
    assert row.shape == (64,)
    assert np.argwhere(row.reshape(8, 8)).tolist() == [[3, 2]]


@pytest.mark.parametrize("dx", range(-7, 8))
@pytest.mark.parametrize("dy", [-7, -1, 0, 3])
def test_shift_agrees_with_roll_on_a_wide_canvas(dx, dy):
    images = np.random.default_rng(3).random((5, 64))
    canvas = np.zeros((5, 24, 24))
    canvas[:, 8:16, 8:16] = images.reshape(5, 8, 8)
    expected = np.roll(canvas, (dy, dx), axis=(1, 2))[:, 8:16, 8:16]
    before = images.copy()
    np.testing.assert_array_equal(datasets.shift(images, dx, dy).reshape(5, 8, 8), expected)
    np.testing.assert_array_equal(images, before)


def test_shift_keeps_float32_and_does_not_truncate():
    assert datasets.shift(np.ones((1, 64), np.float32), 0, 0).dtype == np.float32
    assert datasets.shift(np.ones((1, 64), np.uint8), 0, 0).dtype == np.float64


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: datasets.moons(1, 0, 0),
            "n must be a whole number >= 2, got 1; one point",
        ),
        (lambda: datasets.moons(10, -1, 0), "noise must be a finite number >= 0, got -1"),
        (lambda: datasets.moons(10, np.nan, 0), "got nan"),
        (lambda: datasets.spirals(10, 1, 0, 0), "classes must be a whole number >= 2, got 1"),
        (lambda: datasets.spirals(2, 3, 0, 0), "n must be a whole number >= 3"),
        (lambda: datasets.shift(np.zeros((2, 63)), 0, 0), r"got \(2, 63\)"),
        (lambda: datasets.shift(np.zeros((0, 64)), 0, 0), "images is empty"),
        (
            lambda: datasets.shift(np.full((1, 64), np.nan), 0, 0),
            "images must be finite",
        ),
        (lambda: datasets.shift(np.zeros((2, 64)), 8, 0), "dx must be a whole number from -7 to 7"),
        (lambda: datasets.shift(np.zeros((2, 64)), 0, 0.5), "dy must be a whole number"),
    ],
)
def test_bad_requests_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
