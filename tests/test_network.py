"""Network gradients against autograd for many architectures, by hand, by laws; errors."""

import copy
import math
import pickle
from itertools import pairwise

import autograd.numpy as anp
import mpmath
import numpy as np
import pytest
from autograd import value_and_grad
from autograd.extend import defvjp, primitive
from hypothesis import given
from hypothesis import strategies as st

from bplib.activations import ACTIVATIONS
from bplib.layers import Architecture
from bplib.losses import LOSSES, one_hot
from bplib.network import Network

erf = primitive(np.vectorize(math.erf, otypes=[float]))
defvjp(erf, lambda _, x: lambda g: g * 2 / math.sqrt(math.pi) * anp.exp(-(x**2)))

F = {
    "identity": lambda z: z,
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "relu": lambda z: anp.maximum(z, 0),
    "leaky_relu": lambda z: anp.where(z > 0, z, 0.01 * z),
    "softplus": lambda z: anp.logaddexp(0, z),
    "gelu": lambda z: z * (1 + erf(z / math.sqrt(2))) / 2,
    "softmax": lambda z: anp.exp(z) / anp.sum(anp.exp(z), axis=1, keepdims=True),
}
L = {
    "mse": lambda P, Y: anp.mean((P - Y) ** 2),
    "half_squared_error": lambda P, Y: anp.sum((P - Y) ** 2) / (2 * len(Y)),
    "binary_cross_entropy": lambda P, Y: (
        -anp.sum(Y * anp.log(P) + (1 - Y) * anp.log(1 - P)) / len(Y)
    ),
    "cross_entropy": lambda P, Y: -anp.sum(Y * anp.log(P)) / len(Y),
}


def oracle(architecture, parameters, X, Y, l2):
    """Loss and its gradient by parameters, by autograd through a forward pass written anew."""

    def loss(flat):
        A, start, penalty = X, 0, 0.0
        for (n_in, n_out), name in zip(
            pairwise(architecture.sizes), architecture.activations, strict=True
        ):
            W = flat[start : start + n_in * n_out].reshape((n_in, n_out))
            b = flat[start + n_in * n_out : start + (n_in + 1) * n_out]
            start += (n_in + 1) * n_out
            A = F[name](anp.dot(A, W) + b)
            penalty = penalty + anp.sum(W**2)
        return L[architecture.loss](A, Y) + l2 / 2 * penalty

    return value_and_grad(loss)(parameters)


def random_case(sizes, activations, loss, seed, N=5, **options):
    """A network with weights of order 1 and non-zero biases, and a batch that fits it."""
    rng = np.random.default_rng(seed)
    network = Network(sizes, activations, loss, rng=rng, **options)
    for b in network.b:
        b[...] = rng.normal(0, 0.5, size=b.shape)
    X = rng.normal(size=(N, sizes[0]))
    if loss == "cross_entropy":
        return network, X, one_hot(rng.integers(sizes[-1], size=N), sizes[-1])
    if loss == "binary_cross_entropy":
        return network, X, rng.integers(2, size=(N, sizes[-1])).astype(float)
    return network, X, rng.normal(size=(N, sizes[-1]))


def assert_agrees_with_autograd(network, X, Y, l2):
    expected_value, expected = oracle(network.architecture, network.parameters.copy(), X, Y, l2)
    value, gradient = network.loss_and_gradient(X, Y, l2)
    np.testing.assert_allclose(value, expected_value, rtol=1e-12)
    scale = np.linalg.norm(expected)
    assert scale > 0
    assert np.linalg.norm(gradient - expected) <= 1e-12 * scale


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("l2", [0.0, 0.1])
def test_gradient_agrees_with_autograd(activation, loss, l2):
    assert_agrees_with_autograd(*random_case((3, 4, 5, 2), activation, loss, 0), l2)


@pytest.mark.parametrize("seed", range(60))
def test_gradient_of_a_random_architecture_agrees_with_autograd(seed):
    rng = np.random.default_rng(1000 + seed)
    depth = rng.integers(1, 8)
    loss = str(rng.choice(list(LOSSES)))
    sizes = [int(n) for n in rng.integers(2 if loss == "cross_entropy" else 1, 8, size=depth + 1)]
    activations = [str(name) for name in rng.choice(list(ACTIVATIONS), size=depth)]
    activations[-1] = LOSSES[loss].activation or activations[-1]
    if all(name == "relu" for name in activations):
        activations[-1] = "tanh"  # a network of dead units has no gradient to compare
    case = random_case(sizes, activations, loss, seed, N=int(rng.integers(1, 9)), init=0.9)
    assert_agrees_with_autograd(*case, l2=0.05)


@pytest.mark.parametrize("loss", LOSSES)
def test_input_gradient_agrees_with_a_complex_step(loss):
    network, X, Y = random_case((3, 4, 2), "gelu", loss, 1)
    network.forward(X)
    dX = network.backward(Y)
    twin = Network((3, 4, 2), "gelu", loss, dtype=complex)
    twin.set_parameters(network.parameters)
    for index in np.ndindex(X.shape):
        stepped = X.astype(complex)
        stepped[index] += 1e-200j
        slope = twin.loss(stepped, Y).imag / 1e-200
        np.testing.assert_allclose(dX[index], slope, rtol=1e-12, atol=1e-15)


def test_complex_step_by_parameters():
    network, X, Y = random_case((3, 4, 2), "leaky_relu", "cross_entropy", 2)
    _, gradient = network.loss_and_gradient(X, Y, 0.1)
    twin = Network((3, 4, 2), "leaky_relu", "cross_entropy", dtype=complex)
    for i in range(gradient.size):
        stepped = network.parameters.astype(complex)
        stepped[i] += 1e-200j
        twin.set_parameters(stepped)
        slope = twin.loss(X, Y, 0.1).imag / 1e-200
        np.testing.assert_allclose(gradient[i], slope, rtol=1e-12, atol=1e-15)


def test_by_hand():
    # 1-1-1, sigmoid twice, binary cross-entropy, no biases: x = 2, w1 = 0.5, w2 = 0.8, y = 1.
    #   forward   z1 = 0.5 * 2 = 1             a1 = sigma(1) = 0.7310586
    #             z2 = 0.8 * a1 = 0.5848469    a2 = sigma(z2) = 0.6421819
    #   loss      -ln a2 = 0.4428837
    #   delta     delta2 = a2 - y = -0.3578181
    #             delta1 = delta2 * 0.8 * a1 (1 - a1) = -0.3578181 * 0.8 * 0.1966119 = -0.0562811
    #   gradients dw2 = delta2 * a1 = -0.2615860, dw1 = delta1 * x = -0.1125621
    network = Network((1, 1, 1), ("sigmoid", "sigmoid"), "binary_cross_entropy")
    network.set_parameters([[[0.5]], [0.0], [[0.8]], [0.0]])
    value, gradient = network.loss_and_gradient([[2]], [[1]])
    first, last = network.layers
    np.testing.assert_allclose(
        [first.Z.item(), first.A.item(), last.Z.item(), last.A.item(), value],
        [1, 0.7310586, 0.5848469, 0.6421819, 0.4428837],
        rtol=2e-7,
    )
    expected = [-0.1125621, -0.0562811, -0.2615860, -0.3578181]
    np.testing.assert_allclose(gradient, expected, rtol=1e-6)


def test_two_layers_agree_with_40_digits():
    # x = (0.05, 0.10), y = 0.01, sigmoid twice, half squared error; every derivative by mpmath.
    values = ["0.15", "0.25", "0.20", "0.30", "0.35", "0.35", "0.40", "0.45", "0.50"]
    with mpmath.workdps(40):

        def cost(*p):
            x = mpmath.mpf("0.05"), mpmath.mpf("0.10")
            s = [1 / (1 + mpmath.exp(-(x[0] * p[j] + x[1] * p[2 + j] + p[4 + j]))) for j in (0, 1)]
            a = 1 / (1 + mpmath.exp(-(s[0] * p[6] + s[1] * p[7] + p[8])))
            return (mpmath.mpf("0.01") - a) ** 2 / 2

        point = [mpmath.mpf(value) for value in values]
        expected = []
        for i in range(9):
            h = [mpmath.mpf(10) ** -13 * (i == j) for j in range(9)]
            up = cost(*[p + d for p, d in zip(point, h, strict=True)])
            down = cost(*[p - d for p, d in zip(point, h, strict=True)])
            expected.append(float((up - down) / (2 * h[i])))
        expected_cost = float(cost(*point))

    network = Network((2, 2, 1), ("sigmoid", "sigmoid"), "half_squared_error")
    network.set_parameters(np.array(values, dtype=float))
    value, gradient = network.loss_and_gradient([[0.05, 0.10]], [[0.01]])
    np.testing.assert_allclose(value, expected_cost, rtol=1e-14)
    np.testing.assert_allclose(gradient, expected, rtol=1e-13)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", LOSSES)
def test_float32_stays_float32(activation, loss):
    network, X, Y = random_case((3, 4, 5, 2), activation, loss, 3)
    single = Network((3, 4, 5, 2), activation, loss, dtype=np.float32)
    single.set_parameters(network.parameters)
    network.set_parameters(single.parameters)
    X = X.astype(np.float32)
    value, gradient = network.loss_and_gradient(X, Y, 0.01)
    single_value, single_gradient = single.loss_and_gradient(X, Y, 0.01)
    assert type(single_value) is float
    np.testing.assert_allclose(single_value, value, rtol=1e-5)
    assert np.linalg.norm(single_gradient - gradient) <= 1e-5 * np.linalg.norm(gradient)
    arrays = [single.parameters, single.gradient, single_gradient, single.backward(Y)]
    arrays += [a for layer in single.layers for a in (layer.A_prev, layer.Z, layer.A, layer.dW)]
    assert {a.dtype for a in arrays} == {np.dtype(np.float32)}


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("loss", ["binary_cross_entropy", "cross_entropy"])
def test_huge_sums_give_finite_gradients_silently(activation, loss):
    network, X, Y = random_case((3, 4, 2), activation, loss, 4)
    X *= 1e4 / np.abs(X).max() / 3
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        value, gradient = network.loss_and_gradient(X, Y)
    assert np.isfinite(value)
    assert np.all(np.isfinite(gradient))


# ---- laws --------------------------------------------------------------------------------------

architectures = st.tuples(
    st.lists(st.integers(2, 5), min_size=2, max_size=5),
    st.sampled_from(list(ACTIVATIONS)),
    st.sampled_from(list(LOSSES)),
    st.integers(0, 999),
)


@given(architectures)
def test_shapes_and_views(case):
    network, X, Y = random_case(*case)
    sizes = case[0]
    assert network.forward(X).shape == (len(X), sizes[-1])
    assert network.backward(Y).shape == X.shape
    shapes = list(pairwise(sizes))
    assert [W.shape for W in network.W] == [dW.shape for dW in network.dW] == shapes
    assert (
        [b.shape for b in network.b] == [db.shape for db in network.db] == [(n,) for n in sizes[1:]]
    )
    flat = np.concatenate([array.ravel() for _, array in network.named_parameters()])
    np.testing.assert_array_equal(flat, network.parameters)
    assert network.architecture.n_parameters == network.parameters.size == network.gradient.size
    assert all(np.shares_memory(a, network.parameters) for _, a in network.named_parameters())


@given(architectures)
def test_the_order_of_samples_does_not_matter(case):
    network, X, Y = random_case(*case)
    value, gradient = network.loss_and_gradient(X, Y)
    again, same = network.loss_and_gradient(X[::-1], Y[::-1])
    np.testing.assert_allclose(again, value, rtol=1e-12)
    np.testing.assert_allclose(same, gradient, rtol=1e-9, atol=1e-12)


@given(st.lists(st.integers(2, 6), min_size=3, max_size=6), st.integers(0, 999))
def test_relu_layers_conserve_weight_times_gradient(sizes, seed):
    # Without biases a ReLU network is homogeneous in each weight matrix: W_l . dL/dW_l is the same
    # for all l.
    network, X, Y = random_case(sizes, "relu", "mse", seed)
    for b in network.b:
        b[...] = 0
    network.loss_and_gradient(X, Y)
    products = [np.sum(W * dW) for W, dW in zip(network.W, network.dW, strict=True)]
    scale = max(np.sum(np.abs(W * dW)) for W, dW in zip(network.W, network.dW, strict=True))
    np.testing.assert_allclose(products, products[0], rtol=0, atol=1e-12 * scale)


# ---- the object --------------------------------------------------------------------------------


def test_output_activation_follows_the_loss():
    outputs = {loss: Network((2, 3, 2), "relu", loss).architecture.activations for loss in LOSSES}
    assert outputs == {
        "mse": ("relu", "identity"),
        "half_squared_error": ("relu", "identity"),
        "binary_cross_entropy": ("relu", "sigmoid"),
        "cross_entropy": ("relu", "softmax"),
    }
    assert Network((2, 1)).architecture == Architecture((2, 1), ("identity",), "half_squared_error")


def test_initial_parameters():
    network = Network((50, 40, 30), rng=7)
    np.testing.assert_array_equal(network.parameters, Network((50, 40, 30), rng=7).parameters)
    rng = np.random.default_rng(7)
    for W in network.W:
        expected = rng.normal(0, np.sqrt(2 / sum(W.shape)), size=W.shape)
        np.testing.assert_array_equal(W, expected)
    assert not any(b.any() for b in network.b)
    np.testing.assert_allclose(Network((50, 40, 1), init=0.2).W[0].std(), 0.2, rtol=0.05)


def test_set_parameters():
    network, _, _ = random_case((2, 3, 1), "tanh", "mse", 0)
    names = [name for name, _ in network.named_parameters()]
    assert names == ["W1", "b1", "W2", "b2"]
    arrays = [np.full(array.shape, i) for i, (_, array) in enumerate(network.named_parameters())]
    network.set_parameters(arrays)
    np.testing.assert_array_equal(network.parameters, [0] * 6 + [1] * 3 + [2] * 3 + [3])
    network.set_parameters(range(13))
    np.testing.assert_array_equal(network.W[0], [[0, 1, 2], [3, 4, 5]])
    np.testing.assert_array_equal(network.b[1], [12])


def test_gradient_returned_is_a_copy():
    network, X, Y = random_case((2, 3, 1), "tanh", "mse", 0)
    _, gradient = network.loss_and_gradient(X, Y)
    np.testing.assert_array_equal(gradient, network.gradient)
    before = gradient.copy()
    network.loss_and_gradient(2 * X, Y)
    np.testing.assert_array_equal(gradient, before)


@pytest.mark.parametrize("clone", [copy.deepcopy, lambda n: pickle.loads(pickle.dumps(n))])
def test_copies_are_independent_and_whole(clone):
    network, X, Y = random_case((2, 3, 1), "gelu", "mse", 0)
    twin = clone(network)
    value, gradient = network.loss_and_gradient(X, Y)
    twin.parameters += 1
    assert network.loss(X, Y) == value
    assert twin.loss(X, Y) != value
    twin.parameters -= 1
    np.testing.assert_allclose(twin.loss_and_gradient(X, Y)[1], gradient, rtol=1e-12)
    np.testing.assert_array_equal(twin.dW[0].ravel(), twin.gradient[:6])


def test_predict():
    network = Network((1, 2), ("softmax",), "cross_entropy")
    network.set_parameters([[[1, -1]], [0, 0]])
    np.testing.assert_array_equal(network.predict([[2], [-3]]), [0, 1])
    network = Network((1, 1), ("sigmoid",), "binary_cross_entropy")
    network.set_parameters([[[1]], [0]])
    labels = network.predict([[2], [-3]])
    np.testing.assert_array_equal(labels, [[1], [0]])
    assert labels.dtype.kind == "i"
    network = Network((1, 1))
    network.set_parameters([[[2]], [1]])
    np.testing.assert_array_equal(network.predict([[2], [-3]]), [[5], [-5]])


def test_targets_as_labels_or_vector():
    network, X, Y = random_case((3, 4, 3), "tanh", "cross_entropy", 0)
    value, gradient = network.loss_and_gradient(X, Y)
    again, same = network.loss_and_gradient(X, Y.argmax(axis=1))
    assert value == again
    np.testing.assert_array_equal(gradient, same)
    network, X, Y = random_case((3, 4, 1), "tanh", "binary_cross_entropy", 0)
    assert network.loss(X, Y) == network.loss(X, Y.ravel()) == network.loss(X, Y.ravel() == 1)


def test_whole_numbers_are_not_truncated():
    network = Network((2, 3, 1), rng=1)
    X, Y = np.array([[0, 1], [1, 1]]), np.array([[1], [0]])
    assert network.loss(X, Y) == network.loss(X.astype(float), Y.astype(float))


def test_l2_counts_weights_only():
    network, X, Y = random_case((2, 3, 1), "tanh", "mse", 0)
    value, gradient = network.loss_and_gradient(X, Y)
    penalized, other = network.loss_and_gradient(X, Y, l2=0.6)
    np.testing.assert_allclose(penalized - value, 0.3 * sum(np.sum(W**2) for W in network.W))
    difference = Network((2, 3, 1))
    difference.set_parameters(other - gradient)
    for W, b, dW in zip(network.W, difference.b, difference.W, strict=True):
        np.testing.assert_allclose(dW, 0.6 * W, rtol=1e-12)
        np.testing.assert_array_equal(b, 0)


# ---- errors ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "activations", "loss", "message"),
    [
        ((2,), (), "mse", r"sizes needs at least 2 numbers, .* got \(2,\); write"),
        ((2, 0, 1), ("tanh", "tanh"), "mse", r"every size must be at least 1, got \(2, 0, 1\)"),
        ((2, 1.5), ("tanh",), "mse", r"sizes must be whole numbers, got \(2, 1.5\)"),
        ((2, True), ("tanh",), "mse", "sizes must be whole numbers"),
        (3, ("tanh",), "mse", "sizes must be whole numbers, got 3; write"),
        ((2, 3, 1), ("tanh",), "mse", r"make 2 layers, but there are 1 activations \('tanh',\)"),
        ((2, 1), "tanh", "mse", r"one name per layer, got the single name 'tanh'"),
        ((2, 1), ("tahn",), "mse", "unknown activation 'tahn'; choose one of .*tanh.*softmax"),
        ((2, 1), ("tanh",), "mae", "unknown loss 'mae'; choose one of mse"),
        ((2, 2, 2), ("softmax",) * 2, "cross_entropy", "softmax is for the last layer only"),
        ((2, 2), ("softmax",), "mse", "softmax output needs the loss 'cross_entropy', got 'mse'"),
        ((2, 2), ("tanh",), "cross_entropy", "needs the output activation 'softmax', got 'tanh'"),
        ((2, 1), ("tanh",), "binary_cross_entropy", "needs the output activation 'sigmoid'"),
        ((2, 1), ("softmax",), "cross_entropy", "softmax over 1 output is always 1; use"),
    ],
)
def test_bad_architecture(sizes, activations, loss, message):
    with pytest.raises(ValueError, match=message):
        Architecture(sizes, activations, loss)
    if not isinstance(activations, str):
        with pytest.raises(ValueError, match=message):
            Network(sizes, activations, loss)


def test_an_activation_that_is_no_name_is_refused_in_a_sentence():
    with pytest.raises(
        TypeError, match="activations must be a name or one name per layer, got <uf"
    ):
        Network((2, 4, 1), np.tanh)
    with pytest.raises(ValueError, match="unknown activation <ufunc 'tanh'>; choose one of"):
        Network((2, 1), (np.tanh,))


def test_one_name_is_that_of_the_hidden_layers_and_the_loss_decides_the_output():
    for loss, output in (("mse", "identity"), ("binary_cross_entropy", "sigmoid")):
        expected = Architecture((2, 4, 3, 1), ("relu", "relu", output), loss)
        assert Architecture.of((2, 4, 3, 1), "relu", loss) == expected
        assert Network((2, 4, 3, 1), "relu", loss).architecture == expected


def test_a_prediction_can_only_be_read_and_an_answer_is_the_reader_s():
    network, X, _ = random_case((3, 4, 2), "tanh", "mse", 0)
    with pytest.raises(ValueError, match="read-only"):
        network.forward(X)[0, 0] = 5
    kept = network.forward(X).copy()
    network.predict(X)[...] = 0
    np.testing.assert_array_equal(network.layers[-1].A, kept)


def test_architecture_is_plain_and_comparable():
    first = Architecture([np.int64(2), 3], ["tanh"], "mse")
    assert first == Architecture((2, 3), ("tanh",), "mse")
    assert hash(first) == hash(Architecture((2, 3), ("tanh",), "mse"))
    assert first.n_parameters == 2 * 3 + 3
    assert repr(Network((2, 3), ("tanh",), "mse")) == f"Network({first}, 9 parameters)"


def test_bad_batches():
    network, X, Y = random_case((3, 4, 2), "tanh", "mse", 0)
    with pytest.raises(ValueError, match=r"X must have shape \(N, 3\) with N >= 1, got \(3,\)"):
        network.forward(X[0])
    with pytest.raises(ValueError, match=r"X must have shape \(N, 3\) .* got \(5, 2\)"):
        network.forward(X[:, :2])
    with pytest.raises(ValueError, match=r"X must have shape \(N, 3\) .* got \(0, 3\)"):
        network.forward(X[:0])
    with pytest.raises(ValueError, match=r"same shape \(N, C\), got \(5, 2\) and \(4, 2\)"):
        network.loss(X, Y[:4])
    with pytest.raises(ValueError, match="l2 must be a finite number >= 0, got -1"):
        network.loss(X, Y, l2=-1)
    with pytest.raises(ValueError, match="l2 must be a finite number >= 0, got nan"):
        network.backward(Y, l2=float("nan"))
    X[1, 2] = np.nan
    with pytest.raises(ValueError, match=r"X must be finite, got nan at index \[1, 2\]"):
        network.forward(X)
    with pytest.raises(TypeError, match="X must be an array of numbers"):
        network.forward([["a", "b", "c"]])


def test_backward_before_forward():
    with pytest.raises(RuntimeError, match=r"call forward\(X\) first"):
        Network((2, 1)).backward([[1.0]])


def test_bad_labels():
    network, X, _ = random_case((3, 4, 2), "tanh", "cross_entropy", 0)
    with pytest.raises(ValueError, match=r"must lie in 0 \.\.\. 1 for 2 classes"):
        network.loss(X, [0, 1, 2, 0, 0])
    with pytest.raises(TypeError, match="labels must be whole numbers"):
        network.loss(X, [0.0, 1.0, 1.0, 0.0, 0.0])


def test_bad_parameters_change_nothing():
    network, _, _ = random_case((2, 3, 1), "tanh", "mse", 0)
    before = network.parameters.copy()
    W1, b1, W2, b2 = (array.copy() for _, array in network.named_parameters())
    with pytest.raises(ValueError, match=r"parameters must have shape \(13,\), got \(12,\)"):
        network.set_parameters(before[1:])
    with pytest.raises(ValueError, match=r"has 4 arrays .* got 2; give \[W1, b1, W2, b2\]"):
        network.set_parameters([W1, W2])
    with pytest.raises(ValueError, match=r"W1 must have shape \(2, 3\), got \(3, 2\)"):
        network.set_parameters([W1.T, b1, W2, b2])
    with pytest.raises(ValueError, match=r"parameters must be finite, got inf at index \[0\]"):
        network.set_parameters([W1 * 0 + np.inf, b1, W2, b2])
    with pytest.raises(TypeError, match="complex128"):
        network.set_parameters(before + 0j)
    np.testing.assert_array_equal(network.parameters, before)


def test_bad_options():
    with pytest.raises(TypeError, match="dtype must be float32, float64 or complex128, got int64"):
        Network((2, 1), dtype=np.int64)
    with pytest.raises(ValueError, match="unknown initializer 'glorot'"):
        Network((2, 1), init="glorot")


def test_an_unknown_activation_is_refused_also_where_no_layer_is_hidden():
    with pytest.raises(ValueError, match="tahn"):
        Network((3, 2), "tahn")


@pytest.mark.parametrize("hidden", ["relu", "leaky_relu", "tanh", "gelu"])
@pytest.mark.parametrize("loss", ["mse", "binary_cross_entropy", "cross_entropy"])
def test_nan_is_no_answer(hidden, loss):
    network = Network((2, 4, 2), hidden, loss, rng=0)
    X = np.array([[0.0, 0.0], [1.0, 2.0]])
    network.layers[0].b[1] = np.nan
    assert np.isnan(network.forward(X)).all()
    if loss == "mse":
        assert np.isnan(network.predict(X)).all()
    else:
        with pytest.raises(ValueError, match=r"nan at index \[0, 0\].*set_parameters"):
            network.predict(X)
