"""What lesson 15 states as given: its derivations and its claims, computed another way."""

import numpy as np
import pytest

from bplib.course.experiments import lesson_15
from bplib.course.experiments.lesson_15 import train_on_digits


def relu(Z):
    return np.maximum(Z, 0)


# ---- residual blocks -----------------------------------------------------------------------------


def test_the_two_roads_of_the_drawn_block():
    """At a_prev = 2, w = 0.5: the gradient 1 by the short road, 0.21 through the branch."""
    slope = 1 - np.tanh(1.0) ** 2
    assert round(slope * 0.5, 2) == 0.21
    h = 1e-6
    nudged = [x + np.tanh(0.5 * x) for x in (2 + h, 2 - h)]
    assert abs((nudged[0] - nudged[1]) / (2 * h) - (1 + slope * 0.5)) < 1e-8


def grown(depth, scale, seed, branch, width=120):
    """Return the mean square after so many blocks; 1 before the first."""
    rng = np.random.default_rng(seed)
    A = rng.normal(size=(50, width))
    start = np.mean(A**2)
    for _ in range(depth):
        A = A + scale * branch(A, rng)
    return np.mean(A**2) / start


def never_negative(A, rng):
    return relu(A @ rng.normal(0, (2 / A.shape[1]) ** 0.5, (A.shape[1],) * 2))


def of_mean_0(A, rng):
    n = A.shape[1]
    return never_negative(A, rng) @ rng.normal(0, n**-0.5, (n, n))


def median_growth(depth, scale, branch):
    return np.median([grown(depth, scale, seed, branch) for seed in range(5)])


def recursion(depth, scale):
    """Return the mean square that the lesson's two lines predict."""
    q, M = 1.0, 0.0
    for _ in range(depth):
        step = (q / np.pi) ** 0.5
        q, M = q + 2 * scale * M * step + scale**2 * q, M + scale * step
    return q


def test_a_relu_branch_multiplies_the_mean_square_by_2_8_a_block_not_by_2():
    assert 2.7 < median_growth(30, 1.0, never_negative) ** (1 / 30) < 2.95
    assert 1.85 < median_growth(30, 1.0, of_mean_0) ** (1 / 30) < 2.1
    assert abs(recursion(30, 1.0) ** (1 / 30) - 2.84) < 0.01


@pytest.mark.parametrize("depth", [10, 30, 100, 300])
def test_one_over_the_root_of_the_depth_levels_only_branches_of_mean_0(depth):
    growth = median_growth(depth, depth**-0.5, never_negative)
    assert abs(np.log(growth / recursion(depth, depth**-0.5))) < 0.3
    centred = median_growth(depth, depth**-0.5, of_mean_0)
    assert abs(centred / np.e - 1) < 0.2
    assert abs((1 + 1 / depth) ** depth / np.e - 1) < 0.05


def test_with_relu_branches_the_growth_depends_on_the_depth():
    growth = [median_growth(depth, depth**-0.5, never_negative) for depth in (10, 100, 300)]
    assert growth[0] < 20 < 1e4 < growth[1] < 1e6 < growth[2]


def test_the_lesson_measures_what_is_measured_here():
    for centred, branch in ((False, never_negative), (True, of_mean_0)):
        sizes = [lesson_15.residual_size(30, 30**-0.5, centred=centred, seed=s) for s in range(5)]
        ratio = np.median(sizes) ** 2 / median_growth(30, 30**-0.5, branch)
        assert 0.8 < ratio < 1.25


def test_the_mean_of_a_branch_with_he_weights():
    """Sums have the mean square 2q; half of that bell has the mean of the root of q/π."""
    rng, n = np.random.default_rng(0), 60
    a = rng.normal(1, 2, n)
    q = np.mean(a**2)
    b = relu(a @ rng.normal(0, (2 / n) ** 0.5, (n, 40_000)))
    np.testing.assert_allclose(b.mean(), (q / np.pi) ** 0.5, rtol=0.02)
    np.testing.assert_allclose(np.mean(b**2), q, rtol=0.03)


# ---- batch normalisation -------------------------------------------------------------------------


def normalised(z, eps):
    return (z - z.mean()) / np.sqrt(z.var() + eps)


def test_the_column_that_is_worked_by_hand():
    z, g = np.array([0.0, 3, 6]), np.array([3.0, 0, 6])
    assert (z.mean(), z.var(), np.sqrt(z.var() + 3)) == (3, 6, 3)
    np.testing.assert_array_equal(normalised(z, 3), [-1, 0, 1])
    h = 1e-6
    numeric = [
        (g @ normalised(z + d, 3) - g @ normalised(z - d, 3)) / (2 * h) for d in h * np.eye(3)
    ]
    np.testing.assert_allclose(numeric, [1 / 3, -1, 2 / 3], atol=1e-8)
    routes = g / 3, -normalised(z, 3) * np.mean(g * normalised(z, 3)) / 3, np.full(3, -g.mean() / 3)
    s, z_hat = 3, normalised(z, 3)  # the root: what it receives, and its slopes by the column
    d_root = -np.sum(g * z_hat) / s
    assert (d_root, list(g * z_hat)) == (-1, [-3, 0, 6])
    root = lambda z: np.sqrt(z.var() + 3)
    roots = [(root(z + d) - root(z - d)) / (2 * h) for d in h * np.eye(3)]
    np.testing.assert_allclose(roots, z_hat / 3, atol=1e-8)
    np.testing.assert_allclose(d_root * z_hat / 3, routes[1])
    np.testing.assert_allclose((routes[0] + routes[1]), (4 / 3, 0, 5 / 3))
    assert -np.sum(routes[0] + routes[1]) / 3 == pytest.approx(-1)
    for route, shown in zip(routes, ((1, 0, 2), (1 / 3, 0, -1 / 3), (-1, -1, -1)), strict=True):
        np.testing.assert_allclose(route, shown)


def test_the_first_gradient_of_the_drawing_by_the_formula():
    """z = (0, 3, 6), eps = 3, g = (3, 0, 6): the means of g and of g z_hat are 3 and 1."""
    g, z_hat, s = np.array([3, 0, 6]), np.array([-1, 0, 1]), 3
    assert g.mean() == 3
    assert (g * z_hat).mean() == 1
    assert (g[0] - g.mean() - z_hat[0] * (g * z_hat).mean()) / s == pytest.approx(1 / 3)


def test_three_blocks_with_and_without_the_short_road():
    """w = 0.5, a_prev = 2: the branch has the slope (1 - tanh(1)^2) / 2 = 0.21."""
    r = 0.5 * (1 - np.tanh(1.0) ** 2)
    assert f"{r:.2f}" == "0.21"
    assert f"{0.21**3:.3f} {1.21**3:.2f}" == "0.009 1.77"


def test_the_drawing_shows_the_gradients_of_the_column():
    from bplib.course.experiments.lesson_15_roads import batch_norm_roads

    drawn = batch_norm_roads((0, 3, 6), (3, 0, 6), 3, alt="roads").content.decode()
    for numbers in ("0.33, −1, 0.67", "1.3, 0, 1.7", "−1, −1, −1", "0.33, 0, −0.33", "1, 0, 2"):
        assert f">{numbers}<" in drawn, numbers


def test_relu_behind_batch_normalisation_multiplies_squares_by_pi_over_pi_less_1():
    z = np.random.default_rng(0).normal(size=400_000)
    ratio = 0.5 / relu(z).var()
    mean = 1 / np.sqrt(2 * np.pi)
    assert f"{mean:.2f} {0.5 - mean**2:.2f} {2 * (0.5 - mean**2):.2f}" == "0.40 0.34 0.68"
    assert f"{np.pi / (np.pi - 1):.2f} {np.pi**-0.5:.2f}" == "1.47 0.56"
    np.testing.assert_allclose(ratio, np.pi / (np.pi - 1), rtol=0.01)
    size = {"depth": 30, "width": 100, "samples": 64}
    flows = [lesson_15.delta_flow("relu", "he", "normalised", seed=s, **size) for s in (11, 12)]
    assert all(100 < flow[0] / flow[-1] < 400 for flow in flows)
    plain = lesson_15.delta_flow("relu", "he", seed=11, **size)
    assert 0.2 < plain[0] / plain[-1] < 3


# ---- powers, clipping, learning ------------------------------------------------------------------


def test_the_eigenvectors_and_the_powers_of_the_text():
    W, J = np.array([[0.9, 0.2], [0.2, 0.9]]), np.array([[0.5, 8], [0, 0.5]])
    np.testing.assert_allclose([1, 1] @ W, [1.1, 1.1])
    np.testing.assert_allclose([1, -1] @ W, [0.7, -0.7])
    for k in (1, 2, 7):
        mixture = 0.5 * 1.1**k * np.array([1, 1]) + 0.5 * 0.7**k * np.array([1, -1])
        np.testing.assert_allclose([1, 0] @ np.linalg.matrix_power(W, k), mixture)
        power = 0.5**k * np.array([[1, 16 * k], [0, 1]])
        np.testing.assert_allclose(np.linalg.matrix_power(J, k), power)
    row, path = np.array([1.0, 0]), [(0.5, 8), (0.25, 8), (0.125, 6), (0.0625, 4)]
    for place in path:
        row = row @ J
        np.testing.assert_array_equal(row, place)
    assert f"{0.9**60:.3f} {1.1**60:.0f}" == "0.002 304"
    assert f"{0.8**50:.5f} {1.2**50:.0f}" == "0.00001 9100"


def test_a_driven_net_with_a_radius_above_1_forgets():
    for seed in (20, 21):
        assert lesson_15.recurrent_gradient(0.0, seed=seed, linear=True) > 3
        assert lesson_15.recurrent_gradient(0.5, seed=seed) < -8.35
    assert 4 < 100 * np.log10(1.1) < 4.5
    assert -8.5 < 100 * np.log10(1.1 * 0.75) < -8.3


def test_the_slopes_of_the_driven_net():
    found = []
    for seed in range(7):
        rng = np.random.default_rng(seed)
        W, h = rng.normal(size=(50, 50)), np.zeros(50)
        W *= 1.1 / np.abs(np.linalg.eigvals(W)).max()
        for _ in range(100):
            h = np.tanh(h @ W + rng.normal(0, 0.5, 50))
            found.append(1 - h**2)
    assert abs(np.sqrt(np.mean(np.square(found))) - 0.75) < 0.01
    below = []  # of fifty units: the rule's factor of the weights beside the spectral radius
    for seed in range(7):
        W = np.random.default_rng(seed).normal(size=(50, 50))
        below.append(50**0.5 / np.abs(np.linalg.eigvals(W)).max())
    assert 0.9 < np.mean(below) < 0.97


def test_one_long_step_and_one_that_goes_nowhere():
    """The slope of (w^30 - 1)^2 / 2 at 1.2 and at 0.65; the rate is 0.001."""
    steep, flat = ((w**30 - 1) * 30 * w**29 for w in (1.2, 0.65))
    assert round(steep, -5) == 1_400_000
    assert 1_000 < 0.001 * steep < 2_000
    assert round(flat, 4) == -0.0001
    for g, kept in (((3, 4), (0.6, 0.8)), ((0.3, 0.4), (0.3, 0.4))):
        np.testing.assert_allclose(np.array(g) * min(1, 1 / np.hypot(*g)), kept)


def test_deltas_of_the_opening_picture():
    for seed in (0, 9):
        plain = lesson_15.delta_flow("sigmoid", "xavier", seed=seed)
        assert 1e-6 < plain[0] / plain[-1] < 4e-6
        for repair in (("relu", "he"), ("sigmoid", "xavier", "residual")):
            flow = lesson_15.delta_flow(*repair, seed=seed)
            assert 0.5 < flow[0] / flow[-1] < 4
        flow = lesson_15.delta_flow("sigmoid", "xavier", "normalised", seed=seed)
        assert 0.1 < flow[0] / flow[-1] < 1


def test_a_long_step_destroys_what_good_weights_began_and_clipping_prevents_it():
    assert train_on_digits("relu", "he", lr=0.5, seeds=(5, 6)).max() < 0.5
    assert train_on_digits("relu", "he", lr=0.5, max_norm=1.0, seeds=(5, 6)).min() > 0.5
    assert np.median(train_on_digits("relu", "he", seeds=(5, 6, 7))) > 0.5, "one may fall"
    assert train_on_digits("tanh", 0.01, seeds=(5,)).max() < 0.3
    assert train_on_digits("tanh", "xavier", depth=0, seeds=(5,)).min() > 0.85


def test_deep_sigmoids_are_deaf_and_normalising_wakes_them():
    plain = train_on_digits("sigmoid", "xavier", seeds=(5,))
    normalised = train_on_digits("sigmoid", "xavier", "normalised", seeds=(5,))
    assert plain.max() < 0.2
    assert normalised.min() > 0.9


def test_the_trainer_follows_the_gradient():
    """One hidden layer: the hand-written gradients agree with central differences."""
    rng = np.random.default_rng(0)
    Ws = [rng.normal(size=(1, *shape)) for shape in ((3, 4), (4, 4), (4, 2))]
    X, Y = rng.normal(size=(1, 5, 3)), np.eye(2)[[[0, 1, 1, 0, 1]]]

    def loss(repair):
        A = X
        for W in Ws[:-1]:
            Z = A @ W
            if repair == "normalised":
                Z = (Z - Z.mean(1, keepdims=True)) / np.sqrt(Z.var(1, keepdims=True) + 1e-5)
            A = np.tanh(Z) + (A if repair == "residual" and A.shape == Z.shape else 0)
        logits = A @ Ws[-1]
        return np.mean(np.log(np.exp(logits).sum(-1)) - (Y * logits).sum(-1))

    for repair in (None, "residual", "normalised"):
        for W, gradient in zip(Ws, lesson_15._gradients(Ws, X, Y, "tanh", repair), strict=True):
            for index in np.ndindex(W.shape):
                kept, values = W[index], []
                for step in (1e-6, -1e-6):
                    W[index] = kept + step
                    values.append(loss(repair))
                W[index] = kept
                assert abs((values[0] - values[1]) / 2e-6 - gradient[index]) < 1e-8


# ---- why a repair helps, and by how much ---------------------------------------------------------


def test_normalising_gives_back_what_a_sigmoids_slope_takes():
    assert [f"{1 / (1 + np.exp(-z)):.2f}" for z in (-1, 0, 1)] == ["0.27", "0.50", "0.73"]
    z = np.random.default_rng(0).normal(size=1_000_000)
    a = 1 / (1 + np.exp(-z))
    slope, deviation = np.sqrt(np.mean((a * (1 - a)) ** 2)), a.std()
    assert abs(slope - 0.212) < 1e-3
    assert abs(deviation - 0.208) < 1e-3
    assert abs(np.mean(a**2) - 0.2934) < 1e-3
    assert abs(a.var() - 0.0434) < 2e-4
    assert f"{0.2934 - 0.5**2:.4f} {0.0434**0.5:.3f}" == "0.0434 0.208"
    assert abs(slope / deviation - 1.02) < 0.01
    for seed in range(3):  # wide layers, a large batch: level from layer 10 to 2, then the slope
        flow = lesson_15.delta_flow(
            "sigmoid", "xavier", "normalised", seed=seed, width=100, samples=1024
        )
        assert 0.98 < (flow[1] / flow[-1]) ** (1 / 8) < 1.05
        assert 0.18 < flow[0] / flow[1] < 0.24


def test_the_first_layer_of_a_normalised_relu_stack_loses_what_the_others_do_not():
    factor = np.sqrt(np.pi / (np.pi - 1))
    assert round(factor**28 * 0.5**0.5) == 151
    size = {"depth": 30, "width": 100}
    for seed in (4, 5):
        flow = lesson_15.delta_flow("relu", "he", "normalised", seed=seed, samples=1024, **size)
        assert abs((flow[1] / flow[-1]) ** (1 / 28) - factor) < 0.03
        assert abs(flow[0] / flow[1] - 0.5**0.5) < 0.05
        small = lesson_15.delta_flow("relu", "he", "normalised", seed=seed, samples=64, **size)
        assert 75 < flow[0] / flow[-1] < 151 < small[0] / small[-1] < 300


def test_wide_layers_and_large_batches_come_nearer_to_the_prediction():
    """1.5 per cent a layer is a factor of 1.5; narrow layers take off, small batches add."""
    assert 1.015**28 == pytest.approx(1.5, abs=0.03)
    assert 151 / 102 < 1.5 > 210 / 151
    found = {}
    for width, samples in ((100, 64), (100, 1024), (400, 1024), (800, 1024)):
        size = {"depth": 30, "width": width, "samples": samples}
        flow = lesson_15.delta_flow("relu", "he", "normalised", seed=0, **size)
        found[width, samples] = flow[0] / flow[-1]
    assert found[100, 1024] < found[400, 1024] < found[800, 1024] < 151 < found[100, 64]
    assert found[800, 1024] > 135


def test_residual_deltas_rise_because_slopes_fall_with_height():
    """Ten blocks of 32 sigmoid units: dL/dA stays, the rms slope halves from layer 1 to 10."""
    for seed in range(3):
        rng = np.random.default_rng(seed)
        A, blocks = rng.normal(size=(32, 32)), []
        for _ in range(10):
            W = rng.normal(0, 32**-0.5, (32, 32))
            out = 1 / (1 + np.exp(-(A @ W)))
            blocks.append((W, out * (1 - out), (A @ W).std()))
            A = A + out
        dA, arriving = rng.normal(size=A.shape), []
        for W, slope, _ in reversed(blocks):
            arriving.insert(0, np.linalg.norm(dA))
            dA = dA + (dA * slope) @ W.T
        slopes = [np.sqrt(np.mean(slope**2)) for _, slope, _ in blocks]
        assert arriving[0] / arriving[-1] < 1.2
        assert abs(slopes[0] - 0.21) < 0.01
        assert 0.09 < slopes[-1] < 0.14
        assert blocks[-1][2] > 3 * blocks[0][2]


def test_a_typical_product_of_random_matrices_is_smaller_than_its_mean_square():
    """A 4 x 4 matrix of N(0, 1) stretches a vector by the root of a chi-square of 4."""
    rng = np.random.default_rng(1)
    stretches = np.linalg.norm(rng.normal(size=(400_000, 4)), axis=1)
    assert abs(np.sqrt(np.mean(stretches**2)) - 2) < 0.01
    assert abs(np.exp(np.mean(np.log(stretches))) - 1.75) < 0.01
    assert f"{np.sqrt(np.mean(np.square([1, 4]))):.1f} {8.5**0.5:.1f}" == "2.9 2.9"
    logs = np.random.default_rng(2).choice(np.log([1, 4]), size=(10_000, 100)).mean(axis=1)
    assert np.exp(np.median(logs)) == pytest.approx(2, rel=0.01)  # 1 or 4, a hundred times


def test_the_mean_of_a_product_of_independent_numbers():
    a, b = np.array([1, 3]), np.array([0, 4])
    assert np.outer(a, b).mean() == 4 == a.mean() * b.mean()
    assert (a * b).mean() == 6  # of numbers that hang together
    rng, n = np.random.default_rng(3), 100
    a = rng.normal(1, 1, n)  # what enters a block of n units, and a branch of each of 500 draws
    b = relu(a @ rng.normal(0, (2 / n) ** 0.5, (500, n, n)))
    assert (a * b).mean() == pytest.approx(a.mean() * b.mean(), rel=0.02)


def test_half_of_a_bell_has_the_mean_of_the_text():
    z, sigma, h = 0.7, 1.3, 1e-5

    def density(z):
        return np.exp(-(z**2) / (2 * sigma**2)) / (sigma * np.sqrt(2 * np.pi))

    slope = -(sigma**2) * (density(z + h) - density(z - h)) / (2 * h)
    assert slope == pytest.approx(z * density(z))
    assert sigma**2 * density(0) == pytest.approx(sigma / np.sqrt(2 * np.pi))
    for q in (0.5, 3.0):
        z = np.random.default_rng(2).normal(0, (2 * q) ** 0.5, 1_000_000)
        np.testing.assert_allclose(relu(z).mean(), (q / np.pi) ** 0.5, rtol=0.01)


def test_a_level_delta_is_not_enough():
    """Sigmoid with weights from N(0, 1): lesson 14 measures 0.95 a layer, and it does not learn."""
    assert train_on_digits("sigmoid", 1.0).max() < 0.6
    assert train_on_digits("sigmoid", 1.0, seeds=(5, 6)).max() < 0.7
    assert train_on_digits("tanh", "xavier", seeds=(5, 6)).min() > 0.7


def test_the_three_symptoms_of_the_broken_normaliser():
    """What the lesson says of its class, whose forward pass stands here once more."""
    stored = np.zeros(2), np.ones(2)

    def forward(Z):
        nonlocal stored
        stored = Z.mean(0), Z.var(0)
        return (Z - stored[0]) / np.sqrt(stored[1] + 1e-5)

    rng = np.random.default_rng(0)
    image, friends, strangers = (rng.normal(size=(n, 2)) for n in (1, 3, 3))
    one, other = (forward(np.vstack([image, company]))[0] for company in (friends, strangers))
    assert not np.allclose(one, other)
    forward(friends)
    np.testing.assert_allclose(stored[0], friends.mean(0))  # nothing of the batches before
    before = stored[0]
    forward(image)  # an answer alone
    assert not np.allclose(stored[0], before)
