"""The numbers that lesson 04 tells, computed again in another way than the lesson does."""

import math

import mpmath
import numpy as np
import pytest

from bplib.course.registry import find


def logistic(z):
    return 1 / (1 + math.exp(-z))


def share_beyond(limit, std):
    """Share of a normal distribution about 0 outside ±limit."""
    return math.erfc(limit / std / math.sqrt(2))


def test_share_of_deaf_neurons_by_fan_in():
    # a(1 − a) = 0.01 at a = (1 − √0.96) / 2, so at |z| = ln(a / (1 − a)) = 4.58
    a = (1 + math.sqrt(0.96)) / 2
    limit = math.log(a / (1 - a))
    assert limit == pytest.approx(4.58, abs=0.01)
    shares = [100 * share_beyond(limit, math.sqrt(n)) for n in (10, 100, 1000)]
    assert [round(share) for share in shares] == [15, 65, 88]
    # One input: z is a product of two normal numbers, with the density K0(|z|) / π.
    one = 200 * mpmath.quad(lambda z: mpmath.besselk(0, z) / mpmath.pi, [limit, 40])
    assert one < 0.5
    assert 100 * share_beyond(limit, 1) < 0.01, "the control"


def test_mean_and_largest_slopes():
    def mean(slope):
        return float(mpmath.quad(lambda z: slope(z) * mpmath.npdf(z), [-12, 0, 12]))

    assert mean(lambda z: 1 / (2 + 2 * mpmath.cosh(z))) == pytest.approx(0.207, abs=5e-4)
    assert mean(lambda z: mpmath.sech(z) ** 2) == pytest.approx(0.6057, abs=5e-5)
    gelu_slope = mpmath.ncdf(mpmath.sqrt(2)) + mpmath.sqrt(2) * mpmath.npdf(mpmath.sqrt(2))
    assert float(gelu_slope) == pytest.approx(1.129, abs=5e-4)


@pytest.mark.parametrize(("z", "rule"), [(37.0, 0.0), (-37.0, 8.533e-17), (40.0, 0.0)])
def test_the_rule_is_not_symmetric_in_floats(z, rule):
    a = 1 / (1 + math.exp(-z))
    assert a * (1 - a) == pytest.approx(rule, rel=1e-3)
    exact = 1 / (2 + 2 * mpmath.cosh(z))
    assert float(exact) == pytest.approx(math.exp(-abs(z)), rel=1e-12)


def test_first_flat_integers_from_the_precision_alone():
    # 1 + e^−z is rounded to 1 once e^−z is below half the gap after 1, which is 2^−p.
    bits = {"half": 11, "single": 24, "double": 53}
    flat = {name: math.floor(p * math.log(2)) + 1 for name, p in bits.items()}
    assert flat == {"half": 8, "single": 17, "double": 37}
    assert flat == find("first_flat_integers").right_answer()


def test_the_five_printed_slopes():
    a = logistic(0.7)
    printed = {
        "right": a * (1 - a),
        "rule_for_a_given_z": 0.7 * 0.3,
        "taken_at_a": logistic(a) * (1 - logistic(a)),
        "not_differentiated": a,
        "rule_of_tanh": 1 - a**2,
    }
    letters = {"A": "0.2100", "B": "0.6682", "C": "0.2240", "D": "0.2217", "E": "0.5535"}
    for name, letter in find("slope_forensics").right_answer().items():
        assert f"{printed[name]:.4f}" == letters[letter], name


def test_a_row_against_a_column_doubles_the_variance():
    for seed in range(5):
        y = np.random.default_rng(seed).normal(size=50)
        pairs = [(u - v) ** 2 for u in y for v in y]
        assert sum(pairs) / len(pairs) == pytest.approx(2 * y.var())
        assert ((y.reshape(50, 1) - y) ** 2).mean() == pytest.approx(2 * y.var())


def test_where_the_sigmoid_is_deaf_half_of_the_time():
    """Half of a normal distribution lies beyond 0.6745 of its standard deviation."""
    a = (1 + math.sqrt(0.96)) / 2
    std = math.log(a / (1 - a)) / 0.67449
    assert std == pytest.approx(7, abs=0.3), "between 3 and 10, near 7"


def test_where_exponentials_end():
    assert math.floor(math.log(np.finfo(np.float32).max)) == 88
    assert math.floor(math.log(np.finfo(np.float64).max)) == 709


def test_the_coloured_entry_of_the_layer():
    assert 1 * (-1) + 2 * 2 + 0.3 == pytest.approx(3.3)


def test_the_variance_of_a_sum_of_products():
    """By enumeration: two inputs, weights and inputs each -s or s with the same chance."""
    for s, m in ((1.0, 1.0), (0.5, 2.0)):
        sums = [
            w1 * x1 + w2 * x2
            for w1 in (-s, s)
            for w2 in (-s, s)
            for x1 in (-m, m)
            for x2 in (-m, m)
        ]
        assert np.mean(np.square(sums)) == pytest.approx(2 * s**2 * m**2)


def test_the_tables_of_the_experiments():
    from bplib.course.experiments import lesson_04 as lab

    z = np.array([0.0, 3.0, -3.0, 40.0, -40.0])
    exact = [float(1 / (2 + 2 * mpmath.cosh(v))) for v in z]
    assert lab.true_slope(z) == pytest.approx(exact, rel=1e-14)
    assert lab.right_digits(lambda z: 0 * z, 1, 5, 1) == "0", "always 0: no digit right"
    assert lab.deaf_shares([100], [0.0]) == ["0"]
    picture = lab.layer_tables(
        np.ones((3, 2)), np.ones((2, 4)), np.ones(4), row=0, column=2, alt="A"
    )
    drawn = picture.content.decode()
    assert [drawn.count(c) for c in (lab.ROW, lab.COLUMN, lab.BOTH)] == [2 + 3, 2 + 1 + 2, 1]
