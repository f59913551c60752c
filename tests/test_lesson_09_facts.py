"""What lesson 09 states as given or shows: its numbers, computed another way."""

import inspect
import re
from fractions import Fraction

import autograd.numpy as anp
import mpmath
import numpy as np
import pytest
from autograd import grad

from bplib.course.experiments import lesson_09_broken, lesson_09_checks, lesson_09_limits
from bplib.course.experiments.lesson_09 import (
    WAYS_BACK,
    eight_suspects,
    net_gradients,
    train_on_digits,
)
from bplib.course.minutes import minutes
from bplib.course.notebooks import read
from bplib.course.registry import find
from bplib.gradcheck import check_gradient, complex_step_gradient, relative_error


def lesson_cells(root, number):
    (path,) = root.glob(f"solutions/{number}_*/{number}_*.ipynb")
    return {cell.id: cell.source for cell in read(path).cells}


@pytest.fixture(scope="module")
def cells(root):
    return lesson_cells(root, "09")


def largest_entry_error(a, n):
    return np.max(np.abs(a - n) / np.maximum(np.abs(a), np.abs(n)))


def random_net(N=5, D=3, H=4, C=2):
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(N, D)), np.eye(C)[rng.integers(0, C, N)]
    return X, Y, [rng.normal(size=s) for s in ((D, H), (H,), (H, C), (C,))]


def loss(X, Y, W1, b1, W2, b2):
    Z = anp.dot(anp.tanh(anp.dot(X, W1) + b1), W2) + b2
    return anp.mean(anp.log(anp.sum(anp.exp(Z), axis=1)) - anp.sum(Y * Z, axis=1))


def test_the_right_pass_is_right_and_every_mistake_wrong():
    X, Y, parameters = random_net()
    exact = [grad(loss, k)(X, Y, *parameters) for k in (2, 3, 4, 5)]
    for got, n in zip(net_gradients("right", X, Y, *parameters), exact, strict=True):
        np.testing.assert_allclose(got, n, rtol=1e-12, atol=1e-14)
    for mistake in WAYS_BACK:
        pairs = zip(net_gradients(mistake, X, Y, *parameters), exact, strict=True)
        assert max(np.abs(a - n).max() for a, n in pairs) > 1e-5, mistake


@pytest.mark.parametrize("mistake", ["right", *WAYS_BACK])
def test_many_nets_side_by_side_are_what_each_is_alone(mistake):
    X, Y, (W1, b1, W2, b2) = random_net()
    alone = net_gradients(mistake, X, Y, W1, b1, W2, b2)
    stacked = [W1, b1[np.newaxis], W2, b2[np.newaxis]]
    together = net_gradients(mistake, *(np.stack([p, 2 * p]) for p in (X, Y, *stacked)))
    for a, b in zip(alone, together, strict=True):
        np.testing.assert_allclose(b[0].reshape(a.shape), a, rtol=1e-12, atol=1e-15)


def test_accuracy_does_not_tell_wrong_gradients():
    forgotten = ("slope forgotten", "signs fed back", "random feedback")
    for mistake in ("right", "no bias gradient", *forgotten):
        assert train_on_digits(mistake, seeds=(0,)).min() > 0.95, mistake
    assert train_on_digits("first layer frozen", seeds=(0,)).max() < 0.9


def test_right_and_without_biases_differ_by_less_than_luck():
    right, frozen = (train_on_digits(way, seeds=range(5)) for way in ("right", "no bias gradient"))
    luck = np.sqrt(0.97 * 0.03 / 360)
    assert f"{luck:.3f}" == "0.009"
    assert abs(right.mean() - frozen.mean()) < luck


def test_truncation_and_the_best_step_in_forty_digits():
    """exp(sin x) x^2 at x = 1: the two errors are those of the formulas."""
    with mpmath.workdps(40):
        f = lambda x: mpmath.exp(mpmath.sin(x)) * x**2
        x, h = mpmath.mpf(1), mpmath.mpf("1e-6")
        one_sided = (f(x + h) - f(x)) / h - mpmath.diff(f, x)
        central = (f(x + h) - f(x - h)) / (2 * h) - mpmath.diff(f, x)
        imaginary = mpmath.im(f(x + 1j * h)) / h - mpmath.diff(f, x)
        second, third = mpmath.diff(f, x, 2), mpmath.diff(f, x, 3)
        assert abs(one_sided / (h / 2 * second) - 1) < 1e-5
        assert abs(central / (h**2 / 6 * third) - 1) < 1e-5
        assert abs(imaginary / (-(h**2) / 6 * third) - 1) < 1e-5


def test_the_cube_of_the_first_table(cells):
    """x^3 at 1: one-sided 3 + 3h + h^2, central 3 + h^2, by a complex step 3 - h^2."""
    x, h = mpmath.mpf(1), mpmath.mpf("0.1")
    assert mpmath.diff(lambda x: x**3, x, 2) == 6 == mpmath.diff(lambda x: x**3, x, 3)
    assert "With $h = 0.1$ the next terms are 0.3 and 0.01" in cells["two-errors"]
    assert float(h / 2 * 6) == pytest.approx(0.3)
    assert float(h**2 / 6 * 6) == pytest.approx(0.01)
    assert mpmath.almosteq(mpmath.im((x + 1j * h) ** 3) / h, 3 - h**2)
    low, here, high = lesson_09_checks.four_digits(np.array([0.9999, 1.0, 1.0001]) ** 3)
    assert (low, here, high) == (0.9997, 1.0, 1.0)


def test_the_second_row_is_luck(cells):
    """1.01³ is 1.0303: the one-sided quotient is 3.03, and what four digits lose is its 0.03."""
    x, h = Fraction(1), Fraction(1, 100)
    exact = ((x + h) ** 3 - 1) / h
    assert f"{float((x + h) ** 3):.4f}" == "1.0303"
    (kept,) = lesson_09_checks.four_digits([float((x + h) ** 3)])
    assert kept == 1.03
    assert float(exact) - (kept - 1) / 0.01 == pytest.approx(0.0003 / 0.01, abs=2e-4)
    assert float(exact) - 3 == pytest.approx(0.03, abs=2e-4)
    assert float(h / 2 * 6) == 0.03 == pytest.approx(0.0003 / 0.01)
    said = "the lost $0.0003 / 0.01 = 0.03$ is just the $\\tfrac h2 f''$ that the quotient had"
    assert said in cells["two-errors"]


def test_the_last_row_is_off_by_less_than_round_off_may(cells):
    """Of numbers near 1 four digits keep three decimals: r = 0.0005."""
    low, here, high = lesson_09_checks.four_digits(np.array([0.9999, 1.0, 1.0001]) ** 3)
    r, h = 0.0005, 0.0001
    assert (2 * r / h, 2 * r / (2 * h)) == pytest.approx((10, 5))
    off = 3 - (high - here) / h, 3 - (high - low) / (2 * h)
    assert off == pytest.approx((3, 1.5))
    assert "at worst 10 and 5; the row is off by 3 and 1.5" in cells["two-errors"]


def test_the_two_steps_that_the_page_foretells(cells):
    """The one-sided quotient in double precision, and the central one in single precision."""
    assert 2 * (1e-16 / 4) ** 0.5 == pytest.approx(1e-8)
    assert "For a curve with $f'' = 4$" in cells["v-intro"]
    assert "with $m = 6$, makes a good guess" in cells["v-intro"]
    best = find("best_central_step").right_answer()["best_step"]
    step = float(best.subs({s: {"r": 1e-7, "m": 6}[s.name] for s in best.free_symbols}))
    steps = lesson_09_checks.STEPS
    for quotient, foretold in (("one-sided", 1e-8), ("central, float32", step)):
        lowest = steps[np.argmin(lesson_09_checks.step_errors(quotient))]
        assert 0.5 < foretold / lowest < 2, quotient


def test_no_step_beats_the_best_one():
    r, m = 0.03, 1.7
    steps = np.linspace(0.01, 3, 300_000)
    total = r / steps + m * steps**2 / 6
    answer = find("best_central_step").right_answer()
    step, least = (float(e.subs({s: {"r": r, "m": m}[s.name] for s in e.free_symbols}))
                   for e in (answer["best_step"], answer["least_error"]))  # fmt: skip
    assert abs(steps[total.argmin()] - step) < 2e-5
    assert total.min() == pytest.approx(least, rel=1e-8)


def test_the_misprint_of_the_kink():
    """On the corrected point 9 of the 20 millionths between the two places lie on the right."""

    def central(x, h):
        return (max(0, x + h) - max(0, x - h)) / (2 * h)

    h = Fraction(1, 10**5)
    reference = find("kink_misprint").right_answer()
    assert central(Fraction(-(10**6)), h) == 0 == reference["slope_at_printed"]
    corrected = central(Fraction(-1, 10**6), h)
    assert corrected == Fraction(9, 20)
    assert reference["slope_at_corrected"] == pytest.approx(float(corrected))


def test_the_published_relative_error_blows_up():
    """a = -0.999 n: ||a - n|| / ||a + n|| = 1.999 / 0.001."""
    n = np.array([3.0, 4.0])
    a = -0.999 * n
    assert np.linalg.norm(a - n) / np.linalg.norm(a + n) == pytest.approx(1999)


@pytest.mark.parametrize("letter", "ABCDEFGH")
def test_verdicts_on_the_suspects(letter):
    """Five-point differences with a step for each, at two random points away from kinks."""
    suspect, verdict = eight_suspects()[letter], find("eight_suspects").right_answer()[letter]
    h, allowed = (3e-2, 1e-3) if letter == "E" else (1e-4, 1e-8)
    for seed in (1, 2):
        rng = np.random.default_rng(seed)
        x = rng.uniform(0.2, 0.9, suspect.x.size) * rng.choice([-1.0, 1.0], suspect.x.size)
        n = np.zeros(x.size)
        for k, unit in enumerate(np.eye(x.size) * h):
            near = float(suspect.loss(x + unit)) - float(suspect.loss(x - unit))
            far = float(suspect.loss(x + 2 * unit)) - float(suspect.loss(x - 2 * unit))
            n[k] = (8 * near - far) / (12 * h)
        a = suspect.gradient(x)
        error = np.linalg.norm(a - n) / np.linalg.norm(n)
        assert (error < allowed) == (verdict == "right"), error


def test_where_training_starts_the_gradient_is_no_rounding_error():
    suspect = eight_suspects()["D"]
    gradient = suspect.gradient(suspect.x)
    assert np.count_nonzero(gradient) == 2
    assert np.abs(gradient).max() > 0.1


def test_one_wrong_entry_hides_in_a_norm():
    """One of 2,048 equal entries off by 0.01: 0.01 / (2 sqrt(2048)) = 1.1e-4, but 0.01 / 1.01."""
    a, n = lesson_09_checks.one_entry_off(2048, by=0.01)
    assert relative_error(a, n) == pytest.approx(0.01 / (2 * 2048**0.5), rel=1e-3)
    assert relative_error(a, n) == pytest.approx(1.1e-4, rel=0.01)
    assert largest_entry_error(a, n) == pytest.approx(0.01 / 1.01)


def test_an_error_common_to_all_entries_counts_half_as_much_in_a_norm():
    n = np.array([0.3, -0.2, 0.5])
    assert relative_error(1.01 * n, n) == pytest.approx(
        largest_entry_error(1.01 * n, n) / 2, rel=6e-3
    )


def third_derivative_of_the_small_net():
    """Return the largest size of a third derivative by one entry, by mpmath from the loss alone."""
    X, Y, arrays = lesson_09_limits.net()
    sizes = []
    for k, array in enumerate(arrays):
        for place in np.ndindex(array.shape):

            def along(t, k=k, place=place):
                moved = [[[mpmath.mpf(v) for v in row] for row in np.atleast_2d(a)] for a in arrays]
                at = place if len(place) == 2 else (0, place[0])
                moved[k][at[0]][at[1]] += t
                W1, b1, W2, b2 = moved
                total = mpmath.mpf(0)
                for x, y in zip(X, Y, strict=True):
                    a = [mpmath.tanh(sum(x[i] * W1[i][j] for i in range(3)) + b1[0][j])
                         for j in range(4)]  # fmt: skip
                    z = [sum(a[i] * W2[i][j] for i in range(4)) + b2[0][j] for j in range(3)]
                    total += mpmath.log(sum(map(mpmath.exp, z))) - sum(
                        y[j] * z[j] for j in range(3)
                    )
                return total / len(X)

            sizes.append(abs(mpmath.diff(along, 0, 3)))
    return float(max(sizes))


def test_the_limits_follow_from_truncation_and_round_off(cells):
    X, Y, arrays = lesson_09_limits.net()
    loss_here = loss(X, Y, *arrays)
    assert f"{loss_here:.1f}" == "1.2"
    assert sum(array.size for array in arrays) == 31
    bend = third_derivative_of_the_small_net()
    assert f"{bend:.2f}" == "0.18"
    assert "Its loss is 1.2" in cells["thresholds"]
    assert "by one of its 31 parameters is $m = 0.18$" in cells["thresholds"]
    exact = [grad(loss, k)(X, Y, *arrays) for k in (2, 3, 4, 5)]
    for row in lesson_09_limits.gaps(lesson_09_checks.central, (1e-3, 1e-5, 1e-7)):
        assert row.truncation == pytest.approx(row.step**2 / 6 * bend, rel=1e-3)
        assert row.round_off == pytest.approx(2.0**-53 * loss_here / row.step)
        measured = lesson_09_limits.measured(lesson_09_checks.central, row.step)
        gap = max(np.abs(a - n).max() for a, n in zip(exact, measured, strict=True))
        assert gap < 30 * (row.truncation + row.round_off)
        assert row.largest == pytest.approx(gap, abs=1e-14)


def test_any_limit_between_noise_and_mistakes_tells_them_apart(cells):
    errors = lesson_09_limits.errors_by_way(lesson_09_checks.central, relative_error)
    right = errors.pop("right")
    assert list(errors) == list(WAYS_BACK)
    assert len(errors) == 16
    assert right < 1e-9 < 1e-7 < 1e-3 < min(errors.values())
    assert "noise ends below 1e-9, and mistakes begin above 1e-3" in cells["limits-read"]
    assert "sixteen *wrong* ways back" in cells["thresholds"]
    (fold,) = re.findall(
        r"<summary>The sixteen</summary>(.*?)</details>", cells["thresholds"], re.S
    )
    named = [
        item for line in re.findall(r"^- \*[^*]+:\* (.*)$", fold, re.M) for item in line.split(";")
    ]
    assert len(named) == len(WAYS_BACK)


def test_what_the_notes_of_cs231n_say_of_errors(cells):
    """Their wording: 1e-4 is "too high" without kinks; of smaller errors they do not say so."""
    table = cells["limits-read"]
    assert "below 1e-4 | usually okay with kinks; without kinks 1e-4 is too high" in table
    assert "1e-2 to 1e-4 | should make you feel uncomfortable" in table
    assert "above 1e-2 | usually the gradient is probably wrong" in table
    assert "1e-7 and less | be happy" in table
    assert "1e-4 to 1e-7" not in " ".join(cells.values())


@pytest.mark.parametrize(
    ("error", "words"),
    [(0.0, "below 1e-7"), (1e-7, "1e-7 to 1e-4"), (5e-3, "1e-4 to 1e-2"), (1.0, "above 1e-2")],
)
def test_a_size_is_named_by_its_limits(error, words):
    assert lesson_09_limits.size_of(error) == words


def test_the_line_up_shows_every_suspect_once():
    suspects = eight_suspects()
    lines = lesson_09_limits.line_up(suspects, lesson_09_checks.central, relative_error)
    sizes = {line[0]: line[3:16].strip() for line in lines.splitlines()}
    assert list(sizes) == list(suspects)
    assert sizes["B"] == sizes["D"] == sizes["H"] == "below 1e-7"
    assert sizes["A"] == sizes["C"] == sizes["E"] == "above 1e-2"
    assert all(suspects[line[0]].story in line for line in lines.splitlines())


def test_the_variance_of_two_numbers_by_a_complex_step(cells):
    """(x - 1)^2 / 4 at 3: slope 1; |.|^2 in place of the square makes it 0."""
    variance = lambda x: np.var([1.0, x])
    assert variance(3.0) == 1.0
    assert (variance(3 + 1e-6) - variance(3 - 1e-6)) / 2e-6 == pytest.approx(1)
    h = mpmath.mpf("0.01")
    square = (1 + 1j * h / 2) ** 2
    assert mpmath.almosteq(square, 1 + 1j * h - h**2 / 4)
    assert mpmath.almosteq(abs(1 + 1j * h / 2) ** 2, 1 + h**2 / 4)
    shown = []
    exec(cells["variance-step"], {"np": np, "print": lambda _, slope: shown.append(float(slope))})
    assert shown == [1.0, 0.0]


def test_the_deeper_the_larger_the_error_of_a_right_gradient():
    """The slopes of the first layer fade, the rounding of the loss does not."""
    sizes, errors = [], []
    for depth in (1, 5, 10, 20):
        rights, measured = lesson_09_checks.first_layer(depth, lesson_09_checks.central)
        gaps = np.abs(rights - measured).max(axis=(1, 2))
        assert 1e-16 < np.median(gaps) < 1e-9 or depth == 20
        sizes.append(np.median(np.abs(rights).max(axis=(1, 2))))
        pairs = zip(rights, measured, strict=True)
        errors.append(np.median([relative_error(a, n) for a, n in pairs]))
    assert sizes == sorted(sizes, reverse=True)
    assert errors == sorted(errors)
    assert errors[0] < 1e-9 < 1e-3 < errors[-1]
    assert sizes[-1] < 1e-11, "smaller than what rounding leaves of a loss of order 1"


@pytest.mark.parametrize("depth", [1, 5])
def test_the_deep_nets_gradients_are_right(depth):
    network, X, Y = lesson_09_checks.deep_net(depth, seed=0)
    network.loss_and_gradient(X, Y)

    def loss(first):
        A = X
        for layer, (W, b) in enumerate(zip(network.W, network.b, strict=True)):
            A = anp.dot(A, first if layer == 0 else W) + b
            A = 1 / (1 + anp.exp(-A)) if layer < len(network.W) - 1 else A
        return anp.sum((A - Y) ** 2) / (2 * len(Y))

    np.testing.assert_allclose(network.dW[0], grad(loss)(network.W[0].copy()), rtol=1e-9)


@pytest.mark.parametrize("h", [1e-2, 1e-3])
def test_every_entry_that_seems_wrong_has_a_changed_winner(h):
    total, wrong, changed, both = lesson_09_checks.kinks("relu", h)
    assert total == 1000
    assert both == wrong > 0
    assert changed >= wrong


def test_a_small_step_and_a_smooth_bend_show_no_kinks():
    assert lesson_09_checks.kinks("relu", 1e-5)[1] == 0
    assert lesson_09_checks.kinks("tanh", 1e-2)[1] == 0


def test_at_a_kink_the_error_stays_for_every_step_and_goes_when_the_point_moves():
    stays = [lesson_09_checks.blank_image(0.0, h) for h in (1e-3, 1e-4, 1e-5, 1e-6, 1e-7)]
    assert min(stays) > 0.01
    assert np.ptp(stays) < 1e-4 * stays[0] * 10
    assert max(lesson_09_checks.blank_image(0.1, h) for h in (1e-4, 1e-5, 1e-6)) < 1e-6


def test_no_cell_says_that_an_error_that_stays_with_the_step_is_yours(cells):
    assert "If it is there at every point, it is yours." in cells["kink-exercise"]
    assert "One that is there at every point is yours." in cells["recap"]
    assert "one that stays is yours" not in " ".join(cells.values()).lower()


def variance_trap(methods):
    """Measure a loss of standardised columns, its variance computed in two ways.

    By variance and method: the errors of the right gradient, and of the one that takes the variance
    for a constant.
    """
    Z, R = np.random.default_rng(0).normal(size=(2, 6, 3))  # R: random upstream weights
    deviation = np.sqrt(Z.var(axis=0))
    H = (Z - Z.mean(axis=0)) / deviation
    forgot = (R - R.mean(axis=0)) / deviation
    right = forgot - H * (R * H).mean(axis=0) / deviation
    variances = {
        "Z.var(axis=0)": lambda Z: Z.var(axis=0),
        "mean of (Z - mean)**2": lambda Z: ((Z - Z.mean(axis=0)) ** 2).mean(axis=0),
    }
    found = {}
    for name, variance in variances.items():
        for method, gradient in methods.items():

            def loss(Z, variance=variance):
                return np.sum(R * (Z - Z.mean(axis=0)) / np.sqrt(variance(Z)))

            n = np.asarray(gradient(loss, Z, 1e-200 if method == "complex step" else 1e-5))
            found[name, method] = float(relative_error(right, n)), float(relative_error(forgot, n))
    return found


def test_a_complex_step_through_var_certifies_the_forgotten_variance(cells):
    assert "The two agree, and the *right* gradient fails." in cells["variance-why"]
    methods = {"complex step": complex_step_gradient, "central": lesson_09_checks.central}
    found = variance_trap(methods)
    right, mistake = found["Z.var(axis=0)", "complex step"]
    assert right > 0.2
    assert mistake < 1e-12
    for key in found.keys() - {("Z.var(axis=0)", "complex step")}:
        right, mistake = found[key]
        assert right < 1e-6, key
        assert mistake > 0.2, key


def test_the_right_gradient_of_standardised_columns_is_right():
    rng = np.random.default_rng(1)
    Z, R = rng.normal(size=(5, 2)), rng.normal(size=(5, 2))

    def loss(Z):
        centred = Z - anp.mean(Z, axis=0)
        return anp.sum(R * centred / anp.sqrt(anp.mean(centred**2, axis=0)))

    H = (Z - Z.mean(axis=0)) / Z.std(axis=0)
    right = (R - R.mean(axis=0) - H * (R * H).mean(axis=0)) / Z.std(axis=0)
    np.testing.assert_allclose(right, grad(loss)(Z), rtol=1e-10)
    with_var = lambda Z: np.sum(R * (Z - Z.mean(axis=0)) / np.sqrt(Z.var(axis=0)))
    report = check_gradient(with_var, right, Z.copy(), method="complex")
    assert report.passed, "bplib's checker takes a central difference beside the complex step"
    assert report.method == "central"


def test_the_broken_programs_stand_in_the_lessons_as_they_run(root):
    places = (
        ("09", "tanh-exercise", lesson_09_broken.broken_tanh_net),
        ("09", "logistic-exercise", lesson_09_broken.broken_logistic),
        ("09", "worked-layer", lesson_09_broken.BrokenLayer),
        ("09", "worked-layer", lesson_09_broken.broken_chain),
        ("08", "softmax-exercise", lesson_09_broken.broken_softmax),
        ("15", "tied-exercise", lesson_09_broken.broken_tied),
    )
    for number, place, program in places:
        page = lesson_cells(root, number)[place]
        shown = re.findall(r"```python\n(.*?)\n```", page, re.DOTALL)
        runs = re.sub(r'\n +"""[^"]*"""', "", inspect.getsource(program))
        assert runs.split() in [program.split() for program in shown], place


def test_what_the_page_mends_is_mended(cells):
    mended = lesson_09_broken.BROKEN | lesson_09_broken.MENDED
    found = lesson_09_broken.examine(mended, lesson_09_checks.central, relative_error)
    assert len(lesson_09_broken.MENDED) == 4
    for title, errors in found.items():
        if title.split(",")[0] in lesson_09_broken.MENDED:
            assert max(errors.values()) < 1e-6, title
    for place, program, line in (
        ("worked-chain", lesson_09_broken.MendedLayer, "self.dW = self.X.T @ dZ"),
        ("worked-chain", lesson_09_broken.mended_chain, "dA = dZ @ W.T"),
    ):
        assert line in inspect.getsource(program)
        assert f"*Repair.* `{line}`" in cells[place]


def test_symptoms_are_as_the_lesson_says():
    found = lesson_09_broken.examine(
        lesson_09_broken.BROKEN, lesson_09_checks.central, relative_error
    )
    wrong = {
        title: {name for name, error in errors.items() if error > 0.05}
        for title, errors in found.items()
    }
    assert wrong == {
        "tanh net": {"W1", "b1"},
        "logistic neuron, samples: 1": set(),
        "logistic neuron, samples: 5": {"w"},
        "softmax, upstream ones": set(),
        "softmax, upstream random": {"Z"},
        "layer, the first time": set(),
        "layer, the second time": {"W", "b"},
        "chain, symmetric weights": set(),
        "chain, random weights": {"b1", "b2"},
        "tied weights": {"W"},
    }
    right = [error for errors in found.values() for error in errors.values() if error < 0.05]
    assert max(right) < 1e-6
    lines = lesson_09_broken.tied_lines(lesson_09_checks.central, relative_error)
    assert max(lines.values()) < 1e-6


def test_the_table_at_the_end_holds_every_line_that_the_repairs_added(cells):
    visible = re.sub(r"<details>.*?</details>", "", cells["whole-table"], flags=re.DOTALL)
    added = re.findall(r"^\| (?!symptom).*\|$", visible, re.M)
    assert len(added) == 4
    (whole,) = re.findall(r"<details>.*?</details>", cells["whole-table"], re.DOTALL)
    assert all(row in whole for row in added)
    assert len(re.findall(r"^\| (?!symptom).*\|$", whole, re.M)) == 15
    assert "Eleven more lines" in visible


def test_a_few_entries_find_forgotten_biases_in_a_third_of_all_checks():
    """42 of 2,410 entries are wrong: 1 - C(2368, 20)/C(2410, 20) = 0.298."""
    missed = 1.0
    for k in range(20):
        missed *= (2410 - 42 - k) / (2410 - k)
    net = lesson_09_checks.DigitNet(lesson_09_checks.central)
    share = net.caught("no bias gradient", from_each=False)
    assert share == pytest.approx(1 - missed, abs=0.05)
    assert net.caught("no bias gradient", from_each=True) == 1.0


@pytest.mark.parametrize(
    ("how", "count"),
    [
        ({}, 0),
        ({"N": 1}, 4),
        ({"scale": 0.0}, 8),
        ({"scale": 1e-3, "bias": 0.0, "threshold": 1e-2}, 5),
    ],
)
def test_fixtures_that_hide_mistakes(how, count):
    assert len(lesson_09_checks.unseen(lesson_09_checks.central, **how)) == count


def test_the_two_best_readers_are_not_the_two_right_nets(root):
    right, frozen_bias = (
        train_on_digits(way, seeds=(3, 4)) for way in ("right", "no bias gradient")
    )
    assert max(frozen_bias) > max(right)
    assert min(right) > max(train_on_digits("1/N again at layer 1", seeds=(3, 4))) + 0.03


def test_the_share_that_the_lesson_derives(cells):
    assert round((1 - 42 / 2410) ** 20, 2) == 0.70
    assert 32 + 10 == 42
    assert "70 %" in cells["few-entries-read"]
    assert 64 * 32 + 32 + 32 * 10 + 10 == 2410
    assert "= 2410$ slopes" in cells["back-to-nets"]
    assert np.dot((2, -1), (1, 0.5)) == 1.5
    assert "2 \\cdot 1 - 1 \\cdot 0.5 = 1.5" in cells["few-entries-read"]


def test_an_error_common_to_all_entries_in_both_measures(cells):
    n = np.array([0.3, -0.2, 0.5])
    assert f"{largest_entry_error(1.01 * n, n):.4f}" == "0.0099"
    assert f"{relative_error(1.01 * n, n):.4f}" == "0.0050"
    assert "0.0099, and ours 0.0050" in cells["limits-read"]


def test_the_check_that_one_needs_today_takes_fifteen_minutes(root):
    notebook = read(root / "solutions/09_gradient_checking/09_gradient_checking.ipynb")
    ids = [cell.id for cell in notebook.cells]
    first, last = ids.index("relative-exercise"), ids.index("array_gradient")
    notebook.cells = [*notebook.cells[first : last + 1], notebook.cells[ids.index("recap")]]
    asked = [find("relative_error"), find("array_gradient")]
    assert 13 <= minutes(notebook, asked).full <= 17
