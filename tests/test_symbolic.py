"""The derivation against hand arithmetic, mpmath, whole-network diff and the NumPy network."""

import time
from fractions import Fraction
from itertools import product

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from bplib.activations import ACTIVATIONS
from bplib.losses import LOSSES
from bplib.network import Network
from bplib.symbolic import ACTIVATION_FORMULAS, LOSS_FORMULAS, derive, formulas
from bplib.symbolic import chain as chain_module

ONE = derive((1, 1, 1), ("sigmoid", "sigmoid"), "binary_cross_entropy", biases=False)
ONE_VALUES = {"x": 2, "y": 1, "w_1": "0.5", "w_2": "0.8", "eta": "0.1"}

TWO = derive((2, 2, 1), ("sigmoid", "sigmoid"), "half_squared_error", convention="column")
TWO_VALUES = {
    "x": ["0.05", "0.10"],
    "y": "0.01",
    "W1": [["0.15", "0.20"], ["0.25", "0.30"]],
    "b1": ["0.35", "0.35"],
    "W2": [["0.40", "0.45"]],
    "b2": "0.50",
    "eta": "0.01",
}

# Every activation in a hidden layer and at the output, every loss with each output it permits.
ENTRYWISE = [((2, 3, 2), (name, "identity"), "mse") for name in ACTIVATIONS] + [
    ((2, 3), (name,), loss) for name in ACTIVATIONS for loss in ("mse", "half_squared_error")
]
FUSED = [
    ((2, 3, 2), (name, output), loss)
    for loss, output in (("binary_cross_entropy", "sigmoid"), ("cross_entropy", "softmax"))
    for name in ACTIVATIONS
]
DEEP = [
    ((1, 1), ("identity",), "half_squared_error"),
    ((1, 1, 1, 1), ("tanh", "relu", "gelu"), "mse"),
    ((2, 3, 4, 3, 2), ("softplus", "tanh", "leaky_relu", "softmax"), "cross_entropy"),
    ((11, 4, 3), ("gelu", "softmax"), "cross_entropy"),
]


def batch(network, loss, outputs, samples=4):
    rng = np.random.default_rng(7)
    network.set_parameters(rng.normal(size=network.parameters.size))
    X = rng.normal(size=(samples, network.architecture.sizes[0]))
    if loss == "cross_entropy":
        return X, np.eye(outputs)[rng.integers(outputs, size=samples)]
    if loss == "binary_cross_entropy":
        return X, rng.integers(2, size=(samples, outputs)).astype(float)
    return X, rng.normal(size=(samples, outputs))


def flat(gradients):
    return np.concatenate([gradient.ravel() for gradient in gradients.values()])


# ---- by hand -----------------------------------------------------------------------------------


def test_the_1_1_1_network_by_hand():
    # z1 = 0.5 * 2 = 1             a1 = 1 / (1 + e^-1)      = 0.7311
    # z2 = 0.8 * 0.7311 = 0.5848   a2 = 1 / (1 + e^-0.5848) = 0.6422
    # L = -ln 0.6422 = 0.4429
    # delta2 = 0.6422 - 1 = -0.3578                 dL/dw2 = -0.3578 * 0.7311 = -0.2616
    # delta1 = -0.3578 * 0.8 * 0.7311 * 0.2689 = -0.05628   dL/dw1 = -0.05628 * 2 = -0.1126
    # w1 - 0.1 * (-0.1126) = 0.5113                 w2 - 0.1 * (-0.2616) = 0.8262
    by_hand = {
        "z_1": "1.000", "a_1": "0.7311", "z_2": "0.5848", "a_2": "0.6422", "L": "0.4429",
        "delta_2": "-0.3578", "dL/dw_2": "-0.2616", "delta_1": "-0.05628", "dL/dw_1": "-0.1126",
        "w_1^new": "0.5113", "w_2^new": "0.8262",
    }  # fmt: skip
    values = ONE.evaluate(ONE_VALUES)
    assert {name: f"{float(values[name]):#.4g}" for name in by_hand} == by_hand


def test_the_2_2_1_network_has_the_computed_numbers():
    arrays = TWO.arrays(TWO.evaluate(TWO_VALUES))
    rounded = {name: [f"{float(v):.4f}" for v in matrix] for name, matrix in arrays.items()}
    assert rounded["z1"] == ["0.3775", "0.3925"]
    assert rounded["a1"] == ["0.5933", "0.5969"]
    assert rounded["delta2"] == ["0.1416"]
    assert rounded["dW2"] == ["0.0840", "0.0845"]
    assert arrays["W1"].shape == arrays["dW1"].shape == (2, 2)
    assert arrays["dW2"].shape == (1, 2)
    # The weight gradient is the outer product of delta and the layer's input.
    assert (arrays["delta1"] * arrays["x"].T - arrays["dW1"]).norm() < 1e-45


# ---- independent oracles at 50 digits ----------------------------------------------------------


def mpmath_loss(f, loss, parameters, x, y):
    """Loss of a (2, 2, n) network in row form, written without SymPy."""
    W1, b1, W2, b2 = parameters
    a1 = [f[0](sum(x[i] * W1[i][j] for i in range(len(x))) + b1[j]) for j in range(len(b1))]
    z2 = [sum(a1[i] * W2[i][j] for i in range(len(a1))) + b2[j] for j in range(len(b2))]
    if loss == "cross_entropy":
        total = sum(mpmath.exp(z) for z in z2)
        return -sum(t * mpmath.log(mpmath.exp(z) / total) for t, z in zip(y, z2, strict=True))
    p = [f[1](z) for z in z2]
    if loss == "binary_cross_entropy":
        return -sum(
            t * mpmath.log(q) + (1 - t) * mpmath.log(1 - q) for t, q in zip(y, p, strict=True)
        )
    squares = sum((q - t) ** 2 for q, t in zip(p, y, strict=True))
    return squares / 2 if loss == "half_squared_error" else squares / len(y)


MPMATH = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "tanh": mpmath.tanh,
    "relu": lambda z: max(z, mpmath.mpf(0)),
    "leaky_relu": lambda z: z if z > 0 else z / 100,
    "softplus": lambda z: mpmath.log(1 + mpmath.exp(z)),
    "gelu": lambda z: z * mpmath.ncdf(z),
}


@pytest.mark.parametrize(
    ("hidden", "output", "loss"),
    [(name, "identity", "mse") for name in ACTIVATIONS]
    + [("tanh", name, "half_squared_error") for name in ACTIVATIONS]
    + [("gelu", "sigmoid", "binary_cross_entropy"), ("softplus", "softmax", "cross_entropy")],
)
def test_evaluate_agrees_with_mpmath_at_50_digits(hidden, output, loss):
    numbers = {
        "x": ["0.7", "-1.3"], "W1": [["0.31", "-0.52"], ["0.17", "0.83"]], "b1": ["0.1", "-0.2"],
        "W2": [["0.6", "-0.4"], ["0.9", "0.35"]], "b2": ["0.05", "-0.15"], "y": ["0", "1"],
    }  # fmt: skip
    results = derive((2, 2, 2), (hidden, output), loss).evaluate(numbers)
    with mpmath.workdps(150):

        def read(value):
            return [read(v) for v in value] if isinstance(value, list) else mpmath.mpf(value)

        x, y = read(numbers["x"]), read(numbers["y"])
        f = [MPMATH[hidden], MPMATH.get(output)]
        for name, row, column in (
            [("W1", i, j) for i, j in product((0, 1), (0, 1))]
            + [("W2", i, j) for i, j in product((0, 1), (0, 1))]
            + [("b1", 0, None), ("b2", 1, None)]
        ):
            parameters = {key: read(numbers[key]) for key in ("W1", "b1", "W2", "b2")}

            def along(h, name=name, row=row, column=column, parameters=parameters):
                changed = {key: read(numbers[key]) for key in parameters}
                if column is None:
                    changed[name][row] += h
                else:
                    changed[name][row][column] += h
                return mpmath_loss(f, loss, list(changed.values()), x, y)

            h = mpmath.mpf(10) ** -40
            oracle = (8 * (along(h) - along(-h)) - (along(2 * h) - along(-2 * h))) / (12 * h)
            index = f"{row + 1}" if column is None else f"{{{row + 1}{column + 1}}}"
            key = f"dL/d{name[0].lower()}_{index.strip('{}')}^({name[1]})"
            ours = mpmath.mpf(str(results[key]))
            assert abs(ours - oracle) <= mpmath.mpf(10) ** -49 * max(abs(oracle), 1e-30)
        assert (
            abs(
                mpmath.mpf(str(results["L"]))
                - mpmath_loss(f, loss, list(parameters.values()), x, y)
            )
            < mpmath.mpf(10) ** -48
        )


@pytest.mark.parametrize(("steps", "values"), [(ONE, ONE_VALUES), (TWO, TWO_VALUES)])
def test_evaluate_agrees_with_differentiating_the_whole_network(steps, values):
    whole = {}
    for step in steps.steps:
        if step.stage in ("forward", "loss"):
            whole[step.symbol] = step.expression.subs(whole)
    loss = whole[sp.Symbol("L")]
    inputs = steps._inputs(values)
    results = steps.evaluate(values)
    parameters = [s for name, m in steps.arrays().items() if name[0] in "Wb" for s in m]
    assert len(parameters) == len(steps.gradients)
    for name, parameter in zip(steps.gradients, parameters, strict=True):
        direct = sp.diff(loss, parameter).evalf(50, subs=inputs)
        assert abs(direct - results[f"dL/d{name}"]) <= abs(direct) * sp.Float("1e-48", 50)


@pytest.mark.parametrize(("steps", "values"), [(ONE, ONE_VALUES), (TWO, TWO_VALUES)])
def test_exact_forms_have_the_evaluated_values(steps, values):
    exact, results = steps.exact(values), steps.evaluate(values)
    assert exact.keys() == results.keys()
    for name, expression in exact.items():
        assert not expression.free_symbols
        assert not expression.has(sp.Float)
        assert abs(expression.evalf(50) - results[name]) <= abs(results[name]) * sp.Float(
            "1e-48", 50
        )


def test_exact_form_of_the_hidden_activation():
    assert ONE.exact(ONE_VALUES)["a_1"] == 1 / (1 + sp.exp(-1))
    assert ONE.exact(ONE_VALUES)["z_1"] == 1


# ---- against the NumPy network -----------------------------------------------------------------


@pytest.mark.parametrize(("sizes", "activations", "loss"), ENTRYWISE + FUSED + DEEP)
def test_gradients_agree_with_the_network(sizes, activations, loss):
    network = Network(sizes, activations, loss)
    X, Y = batch(network, loss, sizes[-1])
    _, expected = network.loss_and_gradient(X, Y)
    gradients = derive(sizes, activations, loss).lambdify()(network.parameters, X, Y)
    assert list(gradients) == [name for name, _ in network.named_parameters()]
    for (name, array), gradient in zip(network.named_parameters(), gradients.values(), strict=True):
        assert gradient.shape == array.shape, name
    norm = np.linalg.norm(flat(gradients)) + np.linalg.norm(expected)
    assert np.linalg.norm(flat(gradients) - expected) <= 1e-12 * norm


def test_column_form_is_the_row_form_transposed():
    network = Network((3, 4, 2), ("tanh", "sigmoid"), "mse", rng=3)
    X, Y = batch(network, "mse", 2)
    row = derive((3, 4, 2), ("tanh", "sigmoid"), "mse").lambdify()
    column = derive((3, 4, 2), ("tanh", "sigmoid"), "mse", convention="column").lambdify()
    arrays = [array for _, array in network.named_parameters()]
    by_row, by_column = row(arrays, X, Y), column([array.T for array in arrays], X, Y)
    for name, gradient in by_row.items():
        assert pytest.approx(gradient, rel=1e-13) == by_column[name].T


def test_a_batch_is_the_mean_of_its_samples():
    network = Network((3, 4, 2), ("gelu", "identity"), "mse", rng=3)
    X, Y = batch(network, "mse", 2)
    gradients = derive((3, 4, 2), ("gelu", "identity"), "mse").lambdify()
    single = [flat(gradients(network.parameters, x, y)) for x, y in zip(X, Y, strict=True)]
    assert flat(gradients(network.parameters, X, Y)) == pytest.approx(
        np.mean(single, axis=0), rel=1e-13
    )


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_float32_in_float32_out(name):
    network = Network((2, 3, 2), (name, "identity"), "mse")
    X, Y = batch(network, "mse", 2)
    _, expected = network.loss_and_gradient(X, Y)
    gradients = derive((2, 3, 2), (name, "identity"), "mse").lambdify(np.float32)
    result = gradients(network.parameters, X, Y)
    assert all(gradient.dtype == np.float32 for gradient in result.values())
    assert flat(result) == pytest.approx(expected, rel=1e-4, abs=1e-5)


def test_kinks_follow_the_convention_of_the_activations():
    for name in ("relu", "leaky_relu"):
        slope = ACTIVATION_FORMULAS[name].slope(sp.S.Zero, sp.S.Zero)
        assert float(slope) == ACTIVATIONS[name].prime(np.zeros(1))[0]


@settings(max_examples=15, deadline=None)
@given(
    x=st.fractions(-3, 3, max_denominator=50),
    w=st.fractions(-3, 3, max_denominator=50),
    y=st.sampled_from([0, 1]),
)
def test_gradients_are_linear_in_the_input_weight_product(x, w, y):
    # dL/dw1 * w1 = delta1 * x * w1 = dL/dx * x: the same product from either side.
    values = {"x": x, "y": y, "w_1": w, "w_2": "0.8"}
    swapped = {"x": w, "y": y, "w_1": x, "w_2": "0.8"}
    ours, other = ONE.evaluate(values, 30), ONE.evaluate(swapped, 30)
    left, right = ours["dL/dw_1"] * ours["w_1"], other["dL/dw_1"] * other["w_1"]
    assert abs(left - right) <= sp.Float("1e-28", 30) * abs(left)


# ---- precision ---------------------------------------------------------------------------------


def test_strings_and_floats_are_read_as_decimals():
    for value in ("0.1", 0.1, Fraction(1, 10), "1/10", sp.Rational(1, 10), np.float64(0.1)):
        results = ONE.evaluate({**ONE_VALUES, "w_1": value}, 60)
        assert results["w_1"] == sp.Float("0.1", 60)


def test_cancellation_costs_no_digits():
    # a2 = sigma(z2) with z2 near 300: 1 - a2 is about 1e-130, far below the digits asked for.
    values = {"x": 1, "y": 1, "w_1": "300", "w_2": "300"}
    delta = ONE.evaluate(values, 30)["delta_2"]
    with mpmath.workdps(400):
        a1 = 1 / (1 + mpmath.exp(-300))
        oracle = -1 / (1 + mpmath.exp(300 * a1))
        assert abs(mpmath.mpf(str(delta)) / oracle - 1) < 1e-29


def test_a_value_that_is_zero_comes_out_as_zero():
    # tanh(0) - 0 is 0 by exact arithmetic.
    steps = derive((1, 1), ("tanh",), "half_squared_error", biases=False)
    assert steps.evaluate({"x": 0, "w_1": 3, "y": 0})["delta_1"].is_zero
    # softplus(0) = ln 2, and a target equal to it to every digit.
    steps = derive((1, 1), ("softplus",), "half_squared_error", biases=False)
    assert steps.evaluate({"x": 0, "w_1": 3, "y": sp.log(2)})["delta_1"].is_zero


# ---- size and speed ----------------------------------------------------------------------------


def test_operations_grow_in_proportion_to_the_parameters():
    ratios = []
    for width in (2, 4, 8, 12):
        steps = derive((width, width, width, 2), ("tanh", "sigmoid", "softmax"), "cross_entropy")
        lines = [s for s in steps.steps if s.stage != "update"]
        operations = sum(int(sp.count_ops(step.expression)) for step in lines)
        ratios.append(operations / steps.architecture.n_parameters)
    assert max(ratios) < 8
    assert ratios == sorted(ratios, reverse=True)


def test_speed():
    start = time.process_time()
    derive((8, 16, 16, 2), ("tanh", "relu", "softmax"), "cross_entropy").lambdify()
    assert time.process_time() - start < 3
    start = time.process_time()
    steps = derive((2, 2, 1), ("sigmoid", "sigmoid"), "half_squared_error", convention="column")
    assert steps.show()._repr_markdown_()
    assert steps.substitute(TWO_VALUES)._repr_markdown_()
    assert time.process_time() - start < 0.5


# ---- SymPy's word ------------------------------------------------------------------------------


@pytest.mark.parametrize("hidden", ACTIVATIONS)
@pytest.mark.parametrize(
    ("output", "loss"),
    [
        ("identity", "mse"),
        ("sigmoid", "half_squared_error"),
        ("sigmoid", "binary_cross_entropy"),
        ("softmax", "cross_entropy"),
    ],
)
def test_verify_accepts_every_formula(hidden, output, loss):
    facts = derive((1, 2, 2), (hidden, output), loss).verify()
    assert f"d/dz {formulas.to_text(ACTIVATION_FORMULAS[hidden].f(sp.Symbol('z')))}" in str(facts)


def test_verify_shows_the_facts():
    assert str(ONE.verify()).splitlines() == [
        "Derivatives",
        "d/dz 1/(1 + exp(-z)) = a*(1 - a)",
        "",
        "Simplification",
        "(a_2 - y)/(a_2*(1 - a_2))*a_2*(1 - a_2) = a_2 - y",
    ]
    softmax = derive((1, 2), ("softmax",), "cross_entropy").verify()
    assert "Simplification, since the targets add up to 1" in str(softmax)


def test_verify_refuses_a_wrong_slope(monkeypatch):
    wrong = formulas.ActivationFormula(r"\tanh", sp.tanh, lambda _z, a: 1 - a)
    monkeypatch.setitem(ACTIVATION_FORMULAS, "tanh", wrong)
    formulas.check_activation.cache_clear()
    with pytest.raises(AssertionError, match="the slope of tanh is off by"):
        derive((1, 1), ("tanh",), "mse").verify()
    formulas.check_activation.cache_clear()


def test_verify_refuses_a_wrong_loss_slope(monkeypatch):
    value = LOSS_FORMULAS["mse"].value
    wrong = formulas.LossFormula(value, lambda a, y, _outputs: a - y)
    monkeypatch.setitem(LOSS_FORMULAS, "mse", wrong)
    with pytest.raises(AssertionError, match="dL/da_1"):
        derive((1, 1), ("tanh",), "mse").verify()


def test_verify_refuses_a_wrong_simplification(monkeypatch):
    monkeypatch.setattr(chain_module, "minus", lambda a, y: formulas.minus(y, a))
    with pytest.raises(AssertionError, match="delta_2"):
        derive((1, 1, 1), ("tanh", "sigmoid"), "binary_cross_entropy").verify()


def test_activations_are_given_as_to_a_network():
    for loss, output in (("half_squared_error", "identity"), ("binary_cross_entropy", "sigmoid")):
        steps = derive((1, 1, 1), "sigmoid", loss)
        assert steps.architecture == Network((1, 1, 1), "sigmoid", loss).architecture
        assert str(steps.show()) == str(derive((1, 1, 1), ("sigmoid", output), loss).show())
    with pytest.raises(ValueError, match="unknown activation 'tahn'"):
        derive((1, 1, 1), "tahn", "mse")


def test_formulas_cover_the_library():
    assert ACTIVATION_FORMULAS.keys() == ACTIVATIONS.keys()
    assert LOSS_FORMULAS.keys() == LOSSES.keys()


# ---- display -----------------------------------------------------------------------------------


def test_symbols_read_as_in_a_textbook():
    symbols = [str(step.symbol) for step in TWO.steps]
    assert symbols[:3] == ["z_1^{(1)}", "z_2^{(1)}", "a_1^{(1)}"]
    assert r"\delta_1^{(1)}" in symbols
    assert [s.name for s in TWO.arrays()["W1"]] == [
        "w_{11}^{(1)}", "w_{12}^{(1)}", "w_{21}^{(1)}", "w_{22}^{(1)}",
    ]  # fmt: skip
    assert [step.symbol.name for step in ONE.steps[:5]] == ["z_1", "a_1", "z_2", "a_2", "L"]
    assert ONE.gradients == {
        "w_1": sp.Symbol("delta_1") * sp.Symbol("x"),
        "w_2": sp.Symbol("delta_2") * sp.Symbol("a_1"),
    }


def test_two_digit_indices_keep_apart():
    steps = derive((11, 10), ("identity",), "mse")
    names = list(steps.evaluate({"x": [1] * 11, "W1": np.ones((11, 10)), "b1": [0] * 10,
                                 "y": [0] * 10}, 5))  # fmt: skip
    assert len(names) == len(set(names))
    assert "w_11,1^(1)" in names
    assert "w_1,1^(1)" in names
    assert "z_10^(1)" in names


def test_a_line_is_symbol_chain_expression():
    lines = {str(step.symbol): step for step in ONE.steps}
    assert lines[r"\frac{\partial L}{\partial w_{2}}"].latex == (
        r"\frac{\partial L}{\partial w_{2}} = \frac{\partial L}{\partial z_{2}} \cdot "
        r"\frac{\partial z_{2}}{\partial w_{2}} = \delta_{2} a_{1}"
    )
    assert lines["delta_2"].latex == (
        r"\delta_{2} = \frac{\partial L}{\partial z_{2}} = \frac{\partial L}{\partial a_{2}} "
        r"\cdot \frac{\partial a_{2}}{\partial z_{2}} = \frac{a_{2} - y}{a_{2} \left(1 - "
        r"a_{2}\right)} \cdot a_{2} \left(1 - a_{2}\right) = a_{2} - y"
    )
    assert str(lines["delta_1"]) == (
        "delta_1 = dL/dz_1 = dL/dz_2*dz_2/da_1*da_1/dz_1 = delta_2*w_2*a_1*(1 - a_1)"
    )


def test_a_chain_with_its_links_put_in_is_the_expression():
    for step in (*ONE.steps, *TWO.steps):
        if step.links:
            raw = step.chain.xreplace({link.symbol: link.local for link in step.links})
            assert sp.cancel(raw - step.expression) == 0


def test_numbers_are_put_in_step_by_step():
    text = str(ONE.substitute(ONE_VALUES, digits=4))
    assert "z_1 = w_1*x = 0.5*2 = 1" in text
    assert "dL/dw_1 = delta_1*x ≈ (-0.05628)*2 ≈ -0.1126" in text
    latex = ONE.substitute(ONE_VALUES, digits=4)._repr_markdown_()
    assert r"\left(-0.3578\right) \cdot 0.8 \cdot 0.7311 \cdot \left(1 - 0.7311\right)" in latex
    thirds = ONE.substitute({**ONE_VALUES, "w_1": "1/3"}, digits=4)
    assert "z_1 = w_1*x ≈ 0.3333*2 ≈ 0.6667" in str(thirds)
    without_rate = {name: v for name, v in ONE_VALUES.items() if name != "eta"}
    assert "new" not in str(ONE.substitute(without_rate))


def test_small_and_negative_numbers_are_written_properly():
    steps = derive((1, 1), ("tanh",), "half_squared_error", biases=False)
    shown = steps.substitute({"x": -1, "w_1": "0.0000002", "y": 0})
    assert r"\tanh{\left(-2 \cdot 10^{-7}\right)}" in shown._repr_latex_()
    assert "tanh(-2e-7)" in str(shown)


def test_displays_have_headings_and_balanced_latex():
    for equations in (ONE.show(), TWO.show(), TWO.substitute(TWO_VALUES), TWO.matrix_form()):
        for source in (equations._repr_markdown_(), equations._repr_latex_()):
            assert source.count(r"\begin{aligned}") == source.count(r"\end{aligned}")
            assert source.count("{") == source.count("}")
            assert source.count(r"\left") == source.count(r"\right")
    assert [line for line in ONE.show()._repr_markdown_().splitlines() if "**" in line] == [
        "**Forward**", "**Loss**", "**Delta**", "**Gradients**", "**Update**",
    ]  # fmt: skip
    assert "**" not in ONE.show("delta")._repr_markdown_()


def test_matrix_form_has_the_shapes():
    assert str(TWO.matrix_form()).splitlines() == [
        "Delta",
        "delta2 (1x1) = dL/da2 (1x1) * sigmoid'(z2) (1x1)",
        "delta1 (2x1) = W2^T (2x1) delta2 (1x1) * sigmoid'(z1) (2x1)",
        "",
        "Gradients",
        "dL/dW2 (1x2) = delta2 (1x1) a1^T (1x2)",
        "dL/db2 (1x1) = delta2 (1x1)",
        "dL/dW1 (2x2) = delta1 (2x1) x^T (1x2)",
        "dL/db1 (2x1) = delta1 (2x1)",
    ]
    row = str(derive((3, 4, 2), ("tanh", "softmax"), "cross_entropy").matrix_form())
    assert "delta2 (1x2) = a2 (1x2) - y (1x2)" in row
    assert "delta1 (1x4) = delta2 (1x2) W2^T (2x4) * tanh'(z1) (1x4)" in row
    assert "dL/dW1 (3x4) = x^T (3x1) delta1 (1x4)" in row


# ---- bad input ---------------------------------------------------------------------------------


def test_a_bad_architecture_is_refused():
    with pytest.raises(ValueError, match="softmax"):
        derive((2, 2), ("softmax",), "mse")
    with pytest.raises(ValueError, match="unknown activation"):
        derive((2, 2), ("swish",), "mse")
    with pytest.raises(ValueError, match="convention must be 'row'"):
        derive((2, 2), ("tanh",), "mse", convention="rows")
    with pytest.raises(ValueError, match="unknown stage 'backward'; choose one of forward"):
        ONE.show("backward")


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"w_3": 1}, ValueError, "unknown name 'w_3'; the names are x, W1, W2, y"),
        ({"W1": 1}, ValueError, "w_1 is given twice"),
        ({"w_1": "half"}, ValueError, "w_1 must be a finite number, got 'half'"),
        ({"w_1": float("nan")}, ValueError, "w_1 must be a finite number, got nan"),
        ({"w_1": float("inf")}, ValueError, "w_1 must be a finite number, got inf"),
        ({"w_1": "1/0"}, ValueError, "w_1 must be a finite number"),
        ({"w_1": True}, TypeError, "w_1 must be a real number, got True"),
        ({"w_1": None}, TypeError, "w_1 must be a real number, got None"),
        ({"w_1": sp.Symbol("t")}, TypeError, "w_1 must be a real number, got t"),
        ({"x": [[1, 2], [3]]}, ValueError, r"x must have shape \(1,\), got \(2,\)"),
        ({"x": [1, 2]}, ValueError, r"x must have shape \(1,\), got \(2,\)"),
    ],
)
def test_bad_values_are_refused(change, error, message):
    for method in (ONE.evaluate, ONE.exact, ONE.substitute):
        with pytest.raises(error, match=message):
            method({**ONE_VALUES, **change})


def test_missing_values_are_named():
    with pytest.raises(ValueError, match="no number for w_2, y; give whole arrays"):
        ONE.evaluate({"x": 1, "w_1": 2})
    with pytest.raises(TypeError, match="values must be a dict"):
        ONE.evaluate([1, 2])
    with pytest.raises(ValueError, match=r"W2 must have shape \(1, 2\), got \(2, 1\)"):
        TWO.evaluate({**TWO_VALUES, "W2": [["0.4"], ["0.45"]]})


def test_other_bad_arguments_are_refused():
    for digits in (0, -3, 2.5, True):
        with pytest.raises(ValueError, match="digits must be a whole number"):
            ONE.evaluate(ONE_VALUES, digits)
        with pytest.raises(ValueError, match="digits must be a whole number"):
            ONE.substitute(ONE_VALUES, digits)
    with pytest.raises(ValueError, match="at most 16 parameters, this network has 20"):
        derive((3, 3, 2), ("tanh", "tanh"), "mse").exact({"x": [1, 2, 3]})
    steps = derive((2, 2), ("softmax",), "cross_entropy")
    values = {"x": [1, 2], "W1": [[1, 2], [3, 4]], "b1": [0, 0], "y": [1, 1]}
    with pytest.raises(ValueError, match="must add up to 1"):
        steps.evaluate(values)


def test_the_compiled_function_checks_its_arguments():
    gradients = derive((3, 4, 2), ("tanh", "sigmoid"), "mse").lambdify()
    parameters, X, Y = np.zeros(26), np.zeros((5, 3)), np.zeros((5, 2))
    with pytest.raises(ValueError, match=r"parameters must have shape \(26,\), got \(25,\)"):
        gradients(parameters[1:], X, Y)
    with pytest.raises(ValueError, match="parameters must have shapes"):
        gradients([parameters], X, Y)
    with pytest.raises(ValueError, match=r"x must have shape \(3,\) or \(N, 3\)"):
        gradients(parameters, X[:, 1:], Y)
    with pytest.raises(ValueError, match="N >= 1"):
        gradients(parameters, X[:0], Y)
    with pytest.raises(ValueError, match="x has 5 samples and y has 4"):
        gradients(parameters, X, Y[1:])
    with pytest.raises(ValueError, match="x must be finite"):
        gradients(parameters, X * np.nan, Y)
    with pytest.raises(TypeError, match="float32 or float64"):
        derive((1, 1), ("tanh",), "mse").lambdify(int)
    whole = gradients(np.ones(26, int), np.ones((5, 3), int), np.zeros((5, 2), int))
    assert whole["W1"].dtype == np.float64
