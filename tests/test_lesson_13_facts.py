"""What lesson 13 claims, computed again without the notebook."""

import itertools
import math
import re
from functools import cache

import numpy as np
import pytest
from test_lessons import solution

from bplib.activations import softmax
from bplib.course.experiments.lesson_13 import (
    OTHER_PASSES,
    accuracies_of,
    losses_of,
    start_many,
    train_many,
)
from bplib.course.experiments.lesson_13_programs import (
    LEARNS,
    STUCK,
    after_twenty_images,
    after_updates,
    measured,
    size,
    splits,
)
from bplib.data import datasets
from bplib.data.baselines import nearest_neighbour
from bplib.data.datasets import digits, spirals
from bplib.network import Network
from bplib.optimizers import SGD
from bplib.training import accuracy, fit

SIZES = (64, 32, 10)


@cache
def data():
    return digits()


def fresh(seed=0):
    return Network(SIZES, "relu", "cross_entropy", init="he", rng=seed)


def test_a_fresh_network_starts_near_ln_10_and_far_above_it_with_raw_pixels():
    X, y = data().X_train, data().y_train
    assert math.log(10) == pytest.approx(2.3026, abs=5e-5)
    assert fresh().loss(X, y) == pytest.approx(2.311, abs=5e-4)
    assert fresh().loss(16 * X, y) == pytest.approx(9.44, abs=5e-3)


def test_half_the_variance_of_the_logits_comes_on_top():
    """Logits of standard deviation s cost ln C + s²/2 (1 - 1/C) for small s, by drawing them."""
    rng, s = np.random.default_rng(0), 0.1
    Z = s * rng.normal(size=(400_000, 5))
    loss = np.log(np.exp(Z).sum(axis=1)) - Z[:, 0]
    assert loss.mean() - math.log(5) == pytest.approx(s**2 / 2 * (1 - 1 / 5), abs=5e-4)


def test_the_stacked_trainer_is_bplibs_network_and_loop():
    X, y = data().X_train[:150], data().y_train[:150]
    for l2, frozen in ((0.0, 0), (0.01, 0), (0.01, 1)):
        nets, one = start_many(SIZES, range(3)), fresh(0)
        train_many(nets, X, y, lr=0.2, batch_size=32, epochs=3, l2=l2, frozen=frozen)
        if not frozen:
            history = fit(one, X, y, optimizer=SGD(0.2), epochs=3, rng=0, l2=l2, progress=False)
            assert losses_of(nets, X, y)[0] == pytest.approx(history.loss[-1], rel=1e-9)
            assert accuracies_of(nets, X, y)[0] == accuracy(one, X, y)
        for k, (W, b) in enumerate(nets):
            same = np.allclose(W[0], one.W[k], rtol=1e-9) and np.allclose(b[0, 0], one.b[k])
            assert same == (not frozen or k == 0)


def test_several_runs_are_measured_after_each_epoch_on_rows_of_their_own():
    X, y = data().X_train, data().y_train
    rows = np.stack([np.arange(40), np.arange(40, 80)])
    nets = start_many(SIZES, (4, 4))
    curve = train_many(
        nets, X, y, lr=0.5, batch_size=10, epochs=30, samples=rows,
        measure=lambda layers: [losses_of(layers, X[r], y[r])[k] for k, r in enumerate(rows)],
    )  # fmt: skip
    assert len(curve) == 30
    assert max(curve[-1]) < 0.1 < 1 < min(curve[0])
    assert losses_of(nets, X[rows[0]], y[rows[0]])[1] > 0.5  # what the other has not seen


def test_small_batches_win_per_epoch_but_not_per_update():
    X, y = data().X_train, data().y_train
    ends = {}
    for batch in (1437, 128, 32, 8):
        nets = start_many(SIZES, range(3))
        train_many(nets, X, y, lr=0.1, batch_size=batch, epochs=5)
        ends[batch] = np.median(losses_of(nets, X, y))
    assert sorted(ends, key=ends.get) == [8, 32, 128, 1437]
    one = fresh()
    loss = fit(one, X, y, optimizer=SGD(0.1), epochs=5, progress=False).loss[-1]
    assert loss == pytest.approx(0.305, abs=5e-3)
    updates = {96: 3 * 15, 32: 45, 8: 45}
    assert all(math.ceil(1437 / batch) * e == updates[batch] for batch, e in ((96, 3), (32, 1)))


def test_a_batch_is_right_on_average_and_the_mean_of_means_is_not():
    g = np.random.default_rng(0).normal(size=5)
    pairs = [np.mean(pair) for pair in itertools.combinations(g, 2)]
    assert np.mean(pairs) == pytest.approx(g.mean())
    assert np.mean([g[:3].mean(), g[3:].mean()]) != pytest.approx(g.mean(), rel=1e-3)


def test_labels_left_behind_teach_nothing():
    X, y = data().X_train, data().y_train
    nets, rng = start_many(SIZES, range(3)), np.random.default_rng(0)
    for _ in range(5):
        train_many(nets, X, rng.permutation(y), lr=0.1, batch_size=32, epochs=1)
    assert np.allclose(losses_of(nets, X, y), math.log(10), atol=0.05)
    assert accuracies_of(nets, data().X_test, data().y_test).max() < 0.2


def test_five_wrong_passes_escape_a_check_without_penalty():
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(6, 3)), rng.integers(0, 4, 6)
    net = Network((3, 5, 4), "relu", "cross_entropy")
    net.set_parameters(rng.normal(size=net.parameters.size))
    values = [array.copy() for _, array in net.named_parameters()]

    def escapes(wrong, l2):
        theirs = np.concatenate([np.ravel(g) for g in wrong(X, y, *values, l2)])
        return np.allclose(theirs, net.loss_and_gradient(X, y, l2)[1])

    assert sum(escapes(wrong, 0.0) for wrong in OTHER_PASSES.values()) == 5
    assert not any(escapes(wrong, 0.3) for wrong in OTHER_PASSES.values())


def test_a_softmax_regression_reads_the_shipped_split_as_well():
    """The threshold of 0.95 is no test of a hidden layer."""
    linear = Network((64, 10), ("softmax",), "cross_entropy", init="zeros")
    X, y = data().X_train, data().y_train
    fit(linear, X, y, optimizer=SGD(0.5), epochs=30, progress=False)
    assert accuracy(linear, data().X_test, data().y_test) == pytest.approx(0.98, abs=0.006)


# ---- the spiral ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(root):
    """Return what both programs of the page make of the arms: W and b, and `train`."""
    source = {cell.id: cell.source for cell in solution(root, "13_softmax_classifier").cells}
    made = {"np": np, "datasets": datasets, "softmax": softmax}
    exec(source["linear-program"] + "\n\n\n" + source["whole-program"], made)
    return made


def on_new_points(logits_of):
    points, classes = spirals(3000, 3, noise=0.05, rng=1)
    return np.mean(logits_of(points).argmax(axis=1) == classes)


def test_straight_borders_fail_on_the_arms_and_folded_ones_do_not(made):
    W, b = made["W"], made["b"]
    straight = on_new_points(lambda points: points @ W + b)
    assert 0.68 < straight < 0.77  # about three points in ten are in another class's region
    reached = [on_new_points(made["train"](units)) for units in (4, 8, 32)]
    assert reached == sorted(reached)
    assert 0.92 < reached[0] < 0.94 < 0.97 < reached[1] < reached[2]
    assert reached[2] - straight == pytest.approx(0.25, abs=0.03)  # a quarter of all points
    # where two logits of the line are equal, they are equal along a straight line
    slope, offset = W[:, 0] - W[:, 1], b[0] - b[1]
    along = np.array([-slope[1], slope[0]])
    start = -offset * slope / (slope @ slope)
    for step in (-2, 0.5, 3):
        Z = (start + step * along) @ W + b
        assert Z[0] == pytest.approx(Z[1], abs=1e-12)


# ---- what a loss at ln C can mean ----------------------------------------------------------------


def test_five_programs_with_right_gradients_stay_at_chance():
    """None of the reasons is what the loss says; only one of the five is in the data."""
    X, y = data().X_train, data().y_train
    rows = {name: measured(program, X, y) for name, program in STUCK.items()}
    assert all(row.loss == pytest.approx(math.log(10), abs=0.03) for row in rows.values())
    by_heart = {name for name, row in rows.items() if row.by_heart < 0.1}
    assert by_heart == {"labels left behind"}
    assert rows["all weights 0"].slope == rows["dead units"].slope == 0
    assert rows["nine sigmoid layers"].slope < 1e-5 < 0.1 < rows["short steps"].slope
    assert rows["labels left behind"].slope == rows["short steps"].slope
    assert {size(row.slope) for row in rows.values()} == {"0", "0.6", "about 10^-6"}
    learns = measured(LEARNS, X, y)
    assert learns.loss < 0.4
    assert learns.by_heart < 0.1


def test_a_gradient_check_passes_in_all_five():
    X, y = data().X_train[:6], data().y_train[:6]
    for program in STUCK.values():
        net = program.fresh()
        _, gradient = net.loss_and_gradient(X, y)
        gradient = gradient.copy()
        rng = np.random.default_rng(0)
        for _ in range(3):  # along a few directions
            way = rng.normal(size=gradient.size)
            way /= np.linalg.norm(way)
            here, h, ends = net.parameters.copy(), 1e-5, []
            for sign in (1, -1):
                net.parameters[:] = here + sign * h * way
                ends.append(net.loss(X, y))
            net.parameters[:] = here
            if program.weights:  # with weights of 0 every unit sits in the kink of its ReLU
                assert (ends[0] - ends[1]) / (2 * h) == pytest.approx(gradient @ way, abs=1e-7)


def test_what_remains_of_twenty_images_is_how_common_their_digits_are():
    shares = np.bincount(data().y_train[:20]) / 20
    entropy = -sum(p * math.log(p) for p in shares if p)
    assert entropy == pytest.approx(2.0, abs=0.05)
    assert entropy < math.log(10)
    row = measured(STUCK["dead units"], data().X_train, data().y_train)
    assert row.by_heart == pytest.approx(entropy, abs=0.03)


def test_three_logits_by_hand():
    z = np.array([0.3, 0.0, -0.3])
    mean = math.log(sum(math.exp(k) for k in z)) - z.mean()
    assert mean == pytest.approx(1.1284, abs=5e-5)
    assert math.log(3) + 0.06 / 2 == pytest.approx(1.1286, abs=5e-5)


def test_twenty_images_read_no_better_than_their_nearest_neighbour():
    lines = after_twenty_images(data()).splitlines()
    (low, high), (first, last) = (map(float, re.findall(r"0\.\d+", line)) for line in lines)
    assert 0.5 < low < high < 0.7 < last + 0.05
    assert first > low


def test_at_equal_updates_two_images_are_worse_and_more_than_thirty_two_no_better():
    X, y = data().X_train, data().y_train
    loss = {batch: after_updates(45, batch, X, y) for batch in (1437, 96, 32, 8, 2)}
    assert loss[2] > loss[8] + 0.2
    assert loss[8] > loss[32] + 0.05
    assert min(loss[batch] for batch in (1437, 96)) > loss[32] - 0.03
    assert 45 == math.ceil(1437 / 1437) * 45 == math.ceil(1437 / 96) * 3 == math.ceil(1437 / 32)
    assert 45 % math.ceil(1437 / 128) != 0  # batches of 128: no whole epochs
    assert 5 * math.ceil(1437 / 1437) == 5
    assert 5 * math.ceil(1437 / 2) == 3595
    assert math.ceil(1200 / 32) == 38


def test_a_relu_unit_adds_to_a_logit_on_one_side_of_its_line_only():
    """So the border of two classes is straight on either side, in two directions."""
    u, c, w = np.array([1.0, -2.0]), 0.3, np.array([0.7, -1.1])  # one unit, two classes
    for x in np.random.default_rng(0).normal(size=(50, 2)):
        added = w * np.maximum(u @ x + c, 0)
        np.testing.assert_allclose(added, w * (u @ x + c) if u @ x + c > 0 else 0)


# ---- twenty splits -------------------------------------------------------------------------------


@cache
def on_splits(sizes, lr, epochs, frozen=0):
    X, y, learn, held = splits(20)
    nets = start_many(sizes, range(20))
    train_many(nets, X, y, lr=lr, batch_size=32, epochs=epochs, samples=learn, frozen=frozen)
    return accuracies_of(nets, X[held], y[held])


def test_the_border_that_the_page_bends_at_a_fold():
    """x1 + x2 on one side of 2 x1 - x2 + 1 = 0, with half a unit more on the other."""
    on_fold = 0
    for x1, x2 in np.random.default_rng(1).normal(size=(50, 2)):
        unit = 2 * x1 - x2 + 1
        beyond = x1 + x2 + 0.5 * unit
        assert beyond == pytest.approx(2 * x1 + 0.5 * x2 + 0.5)
        meet = np.array([-1 / 3, 1 / 3])  # where both borders and the fold meet
        on_fold += abs(meet @ (1, 1)) + abs(meet @ (2, 0.5) + 0.5) + abs(meet @ (2, -1) + 1)
    assert on_fold == pytest.approx(0, abs=1e-12)


def test_the_fold_names_each_of_the_fourteen_wrong_passes(root):
    cells = {cell.id: cell.source for cell in solution(root, "13_softmax_classifier").cells}
    (fold,) = re.findall(r"<summary>The fourteen</summary>(.*?)</details>", cells["proof"], re.S)
    lines = re.findall(r"^- \*[^*]+:\* (.*)$", fold, re.M)
    assert sum(len(line.split(";")) for line in lines) == len(OTHER_PASSES) == 14


def test_the_network_shown_before_the_loop():
    net = Network(SIZES, "relu", "cross_entropy")
    net.set_parameters(fresh().parameters)
    X, y = data().X_train[:32], data().y_train[:32]
    loss, gradient = net.loss_and_gradient(X, y, 0.01)
    assert net.parameters.shape == gradient.shape == (64 * 32 + 32 + 32 * 10 + 10,) == (2410,)
    squares = sum(np.sum(W**2) for W in net.W)
    assert loss - net.loss(X, y) == pytest.approx(0.01 / 2 * squares)


def test_the_first_of_the_splits_is_the_shipped_one():
    X, y, learn, held = splits(3)
    assert np.array_equal(X[learn[0]], data().X_train)
    assert np.array_equal(y[held[0]], data().y_test)
    assert sorted([*learn[2], *held[2]]) == list(range(1797))


def test_what_twenty_splits_say_of_the_hidden_layer():
    X, y, learn, held = splits(20)
    line, net = on_splits((64, 10), 0.5, 60), on_splits((64, 64, 10), 0.5, 30)
    narrow, frozen = on_splits((64, 32, 10), 0.3, 20), on_splits((64, 64, 10), 0.5, 30, 1)
    neighbour = np.array(
        [
            (nearest_neighbour(X[a], y[a], X[b]) == y[b]).mean()
            for a, b in zip(learn, held, strict=True)
        ]
    )
    assert line.mean() == pytest.approx(0.967, abs=2e-3)
    assert neighbour.mean() == pytest.approx(0.988, abs=5e-4)
    assert (net - line).mean() == pytest.approx(0.009, abs=3e-3)  # about one digit in a hundred
    assert np.sum(net > line) >= 15
    assert np.sum(net > neighbour) <= 3
    assert abs((narrow - line).mean()) < 2e-3
    assert (line - frozen).mean() > 0.02


@pytest.mark.parametrize(("cell", "fewest", "most"), [("linear-program", 6, 9),
                                                     ("whole-program", 12, 15)])  # fmt: skip
def test_a_whole_program_is_short(root, cell, fewest, most):
    source = {cell.id: cell.source for cell in solution(root, "13_softmax_classifier").cells}
    lines = [line.strip() for line in source[cell].splitlines()]
    assert fewest <= sum(bool(line) and not line.startswith("#") for line in lines) <= most
    assert "np.exp(" not in source[cell].replace("a bare np.exp may", "")


def test_the_steps_of_both_programs_are_those_of_bplibs_network(made):
    arms, arm = made["arms"], made["arm"]
    line = Network((2, 3), ("softmax",), "cross_entropy", init="zeros")
    for _ in range(200):
        line.parameters -= line.loss_and_gradient(arms, arm)[1]
    np.testing.assert_allclose(line.W[0], made["W"], rtol=1e-9)
    np.testing.assert_allclose(line.b[0].ravel(), made["b"], rtol=1e-9, atol=1e-12)

    rng = np.random.default_rng(0)
    W1, W2 = rng.normal(0, 1, (2, 5)), rng.normal(0, np.sqrt(2 / 5), (5, 3))
    net = Network((2, 5, 3), "relu", "cross_entropy")
    net.set_parameters(np.concatenate([W1.ravel(), np.zeros(5), W2.ravel(), np.zeros(3)]))
    for _ in range(20):
        net.parameters -= 0.5 * net.loss_and_gradient(arms, arm)[1]
    P = softmax(made["train"](5, rate=0.5, steps=20)(arms))
    np.testing.assert_allclose(net.forward(arms), P, rtol=1e-9)


def test_a_bare_exponential_overflows_where_the_softmax_of_the_page_does_not():
    Z = np.array([[1000.0, 0.0, -1000.0]])
    with np.errstate(over="ignore", invalid="ignore"):
        bare = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    assert np.isnan(bare).any()
    np.testing.assert_allclose(softmax(Z), [[1, 0, 0]])


def test_short_steps_stay_above_what_the_biases_could_learn():
    X, y = data().X_train, data().y_train
    left = {name: measured(program, X, y).by_heart for name, program in STUCK.items()}
    for name in ("all weights 0", "dead units", "nine sigmoid layers"):
        assert left[name] == pytest.approx(2.0, abs=0.05)
    assert left["short steps"] > 2.1


def test_the_variance_of_one_image_is_q_times_1_less_q():
    right = np.random.default_rng(0).random((20_000, 360)) < 0.95
    assert right.var() == pytest.approx(0.95 * 0.05, rel=0.01)
    assert right.mean(axis=1).std() == pytest.approx((0.95 * 0.05 / 360) ** 0.5, rel=0.02)


def test_the_arms_are_what_the_first_program_says(made):
    assert (made["arms"].shape, made["Y"].shape, set(made["arm"])) == (
        (300, 2),
        (300, 3),
        {0, 1, 2},
    )
    assert np.array_equal(made["arms"], spirals(300, 3, noise=0.05, rng=0)[0])


def test_the_costs_of_chance_that_are_worked_by_hand(root):
    text = {cell.id: cell.source for cell in solution(root, "13_softmax_classifier").cells}
    text = text["by-hand-chance"]
    assert (f"{-math.log(1 / 3):.2f}", f"{-math.log(1 / 10):.2f}") == ("1.10", "2.30")
    P = [math.exp(z) / sum(math.exp(k) for k in (0.3, 0, -0.3)) for z in (0.3, 0, -0.3)]
    assert "0.44, 0.32 and 0.24" in text
    assert [f"{p:.2f}" for p in P] == ["0.44", "0.32", "0.24"]
    costs = [-math.log(p) for p in P]
    assert "0.83, 1.13 or 1.43" in text
    assert [f"{c:.2f}" for c in costs] == ["0.83", "1.13", "1.43"]
    assert f"{np.mean(costs):.3f}" == "1.128"
    assert f"{np.mean(costs) - math.log(3):.2f}" == "0.03"
    assert np.var([0.3, 0, -0.3]) == pytest.approx(0.06)


def test_the_thread_asks_five_questions_and_takes_them_up_in_order(root):
    """What the page lists at the top stands, by its number, before the part that answers it."""
    cells = solution(root, "13_softmax_classifier").cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    asked = re.findall(r"^(\d)\. .+\?$", text, re.MULTILINE)
    assert asked == ["1", "2", "3", "4", "5"]
    assert re.findall(r"\*\*Question (\d)", text) == asked


def test_the_image_that_is_worked_by_hand():
    P, y = np.array([0.2, 0.5, 0.3]), np.array([0, 1, 0])
    assert f"{-np.log(P @ y):.2f}" == "0.69"
    np.testing.assert_allclose(P - y, [0.2, -0.5, 0.3])
