"""The numbers that lesson 11 states, computed again in another way than the lesson does."""

import itertools

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from bplib.course.notebooks import read
from bplib.course.registry import find


def cheapest_by_trying_all(shapes):
    """Fewest multiplications of a product of matrices, by joining neighbours in every order."""
    if len(shapes) == 1:
        return 0
    costs = []
    for k, ((m, n), (_, p)) in enumerate(itertools.pairwise(shapes)):
        joined = [*shapes[:k], (m, p), *shapes[k + 2 :]]
        costs.append(m * n * p + cheapest_by_trying_all(joined))
    return min(costs)


def test_six_links_of_400():
    # Four products of 400 × 400 matrices and one of a row with a matrix; or five of the latter.
    assert find("sweep_costs").reference([400] * 6 + [1]) == (
        4 * 400**3 + 400**2,
        5 * 400**2,
    )
    assert find("sweep_costs").reference([400] * 6 + [1]) == (256_160_000, 800_000)


def test_sweep_costs_multiply_out():
    sizes = [5, 7, 2, 9, 3]
    matrices = [np.zeros((after, before)) for before, after in itertools.pairwise(sizes)]
    counts = []
    for order in ("forwards", "backwards"):
        queue, count = list(matrices), 0
        while len(queue) > 1:
            if order == "forwards":
                right, left = queue[0], queue[1]
                queue[:2] = [left @ right]
            else:
                right, left = queue[-2], queue[-1]
                queue[-2:] = [left @ right]
            count += left.shape[0] * left.shape[1] * right.shape[1]
        counts.append(count)
    assert find("sweep_costs").reference(sizes) == tuple(counts)


def test_the_exercise_on_brackets():
    right = find("bracket_counts").right_answer()
    assert right == {
        "left": 240 + 360 + 1800,
        "right": 600 + 400 + 1200,
        "pairs": 240 + 600 + 120,
    }
    assert right["pairs"] == cheapest_by_trying_all([(6, 20), (20, 2), (2, 30), (30, 10)])


def test_the_end_with_one_number_cannot_be_beaten():
    rng = np.random.default_rng(6)
    for _ in range(20):
        inner = [int(n) for n in rng.integers(2, 40, size=4)]
        for sizes, end in (([*inner, 50, 1], 1), ([1, 50, *inner], 0)):
            shapes = [(after, before) for before, after in itertools.pairwise(sizes)][::-1]
            assert find("sweep_costs").reference(sizes)[end] == cheapest_by_trying_all(shapes)


def multiplications(sizes, samples):
    """Count the products of both passes by walking over shapes."""
    forward = backward = 0
    for layer, (n_in, n_out) in enumerate(itertools.pairwise(sizes)):
        forward += samples * n_in * n_out  # Z = A_prev W
        backward += n_in * samples * n_out  # dW = A_prevᵀ dZ
        if layer > 0:
            backward += samples * n_out * n_in  # dA_prev = dZ Wᵀ
    return forward, backward


def parameters(sizes):
    return sum((n_in + 1) * n_out for n_in, n_out in itertools.pairwise(sizes))


def test_the_opening_by_hand():
    # 64·32 + 32 + 32·10 + 10 = 2048 + 32 + 320 + 10 = 2410, nudged up and down: 4820
    assert parameters((64, 32, 10)) == 2410
    assert parameters((64, 256, 256, 10)) == 85_002


def test_forward_mode_is_dearer_than_nudging_up_and_down(root):
    """Count the products of one forward-mode pass, each (N, m) · (m, n)."""

    class Counted(np.ndarray):
        work = 0

        def __matmul__(self, other):
            Counted.work += self.shape[0] * self.shape[1] * other.shape[1]
            return np.asarray(self) @ np.asarray(other)

    sizes = (64, 32, 10)
    A, speed = np.ones((1, 64)), None
    for n_in, n_out in itertools.pairwise(sizes):
        W, V = np.ones((n_in, n_out)), np.ones((n_in, n_out))
        Z_speed = A.view(Counted) @ V
        if speed is not None:  # the data stand still
            Z_speed = Z_speed + speed.view(Counted) @ W
        A, speed = A.view(Counted) @ W, Z_speed
    forward, _ = multiplications(sizes, 1)
    one_pass = Counted.work / forward
    assert 2 < one_pass < 3
    whole = round(parameters(sizes) * one_pass)
    assert 2 * 2410 < whole < 3 * 2410
    path = root / "solutions/11_what_a_gradient_costs/11_what_a_gradient_costs.ipynb"
    cells = {cell.id: cell for cell in read(path).cells}
    (picture,) = cells["question-picture"].outputs
    assert f"forward mode {whole:,}" in str(picture.data)
    assert "1 + 1.14 = 2.14" in cells["costs-map-intro"].source


@pytest.mark.parametrize(("sizes", "share"), [((64, 32, 10), 1.14), ((512,) * 6, 1.80)])
def test_what_a_backward_pass_costs(sizes, share):
    forward, backward = multiplications(sizes, 7)
    assert round(backward / forward, 2) == share


def test_two_forward_passes_are_a_limit():
    shares = []
    for depth in (1, 3, 10, 30, 100):
        forward, backward = multiplications((64, *[64] * depth, 10), 1)
        shares.append(backward / forward)
    assert shares == sorted(shares)
    assert 1.98 < shares[-1] < 2


def layer_sums(bend, seed, biases=0.0, l2=0.0):
    """Return the sum of W * dW of each layer of a 6-9-7-3 network, by autograd."""
    rng = np.random.default_rng(seed)
    sizes = (6, 9, 7, 3)
    weights = [rng.normal(size=pair) / pair[0] ** 0.5 for pair in itertools.pairwise(sizes)]
    shifts = [biases * rng.normal(size=n) for n in sizes[1:]]
    X, Y = rng.normal(size=(12, 6)), rng.normal(size=(12, 3))

    def loss(weights):
        A = X
        for layer, (W, b) in enumerate(zip(weights, shifts, strict=True)):
            A = A @ W + b
            A = bend(A) if layer < 2 else A
        return anp.sum((A - Y) ** 2) / 24 + l2 / 2 * sum(anp.sum(W**2) for W in weights)

    gradients = autograd.grad(loss)(weights)
    return np.array([np.sum(W * dW) for W, dW in zip(weights, gradients, strict=True)])


def relu(z):
    return anp.maximum(0, z)


def leaky_relu(z):
    return anp.where(z > 0, z, 0.01 * z)


@pytest.mark.parametrize("bend", [relu, leaky_relu])
def test_the_sum_is_the_same_in_every_layer(bend):
    for seed in range(10):
        sums = layer_sums(bend, seed)
        np.testing.assert_allclose(sums, sums[0], rtol=1e-10)


@pytest.mark.parametrize(
    ("bend", "options"), [(relu, {"biases": 1.0}), (relu, {"l2": 0.1}), (anp.tanh, {})]
)
def test_biases_a_penalty_and_tanh_break_the_law(bend, options):
    distances = [
        np.ptp(sums) / np.abs(sums).max()
        for sums in (layer_sums(bend, seed, **options) for seed in range(10))
    ]
    assert np.median(distances) > 0.1


def test_a_row_times_a_matrix():
    assert (np.array([1, 2]) @ np.array([[1, 0], [3, 1]])).tolist() == [7, 2]


def test_carrying_a_row_is_never_dearer_than_joining_first():
    for a, b, c in itertools.product(range(2, 9), range(1, 9), range(2, 9)):
        assert a * b + b * c <= a * b * c


def test_the_narrow_place_in_the_middle_wins():
    sizes = (20, 30, 2, 30, 20)
    shapes = list(itertools.pairwise(sizes))
    in_pairs = 20 * 30 * 2 + 2 * 30 * 20 + 20 * 2 * 20
    assert cheapest_by_trying_all(shapes) == in_pairs


def held_at_most(arrays, distance):
    """Return the most arrays that are held, by going through what is held at each moment."""
    checkpoints = set(range(0, arrays, distance))
    return max(len(checkpoints | {*range(k, min(k + distance, arrays))}) for k in checkpoints)


def test_checkpoints_bring_memory_down_to_a_root():
    held = {distance: held_at_most(101, distance) for distance in range(1, 102)}
    assert held[1] == held[101] == 101
    assert min(held.values()) == 20
    assert [d for d, most in held.items() if most == 20] == list(range(8, 14))
    assert min(held.values()) >= 2 * 101**0.5 - 1
    for distance, most in held.items():
        assert find("memory_counts").reference([1] * 101, 1, distance) == (101, most)
        assert 101 / distance + distance - 1 >= 2 * 101**0.5 - 1


def test_recomputing_is_a_third_more_work_at_most():
    forward, backward = multiplications((64,) * 50, 1)
    assert backward < 2 * forward
    assert (2 * forward + backward) / (forward + backward) < 1.35


def test_what_the_activations_of_a_batch_take():
    assert sum((64, 256, 256, 10)) == 586


def test_a_step_changes_the_squares_by_the_ledger():
    rng = np.random.default_rng(0)
    W, dW, eta = rng.normal(size=(3, 4)), rng.normal(size=(3, 4)), 0.01
    change = np.sum((W - eta * dW) ** 2) - np.sum(W**2)
    assert change == pytest.approx(-2 * eta * np.sum(W * dW) + eta**2 * np.sum(dW**2))


def test_the_link_of_two_numbers_and_the_sixteen_arrays():
    assert (np.array([1, 2]) @ np.array([[1, 0], [3, 1]])).tolist() == [7, 2]
    checkpoints = range(0, 16, 4)
    assert len(checkpoints) + max(4 - 1 for _ in checkpoints) == 7
