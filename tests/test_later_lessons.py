"""What answers to the lessons from 12 on are told, as learners wrote them."""

import numpy as np
import pytest
import sympy as sp
from test_newcomers import answered, told

from bplib.autodiff import Value
from bplib.course.checking import assess
from bplib.course.checks import report
from bplib.course.registry import find
from bplib.data.batches import minibatches
from bplib.network import Network

SPACE = {"Network": Network, "minibatches": minibatches}
PASSED = "passed"


def named(name, source, asked="", **space):
    """Return what an answer is told: the mistake, and what to ask."""
    found = answered(name, source, asked, **SPACE, **space)
    return found.mistake or (PASSED if found.passed else ""), found.question


# ---- right answers, and wrong ones that nobody noticed -------------------------------------------

ADAM = """
class AdamOptimizer:
    STATE = None

    def __init__(self, lr, beta1, beta2, eps):
        self.settings = lr, beta1, beta2, eps
        RESET

    def step(self, parameters, gradients):
        if self.STATE is None:
            OWNER.STATE = [[0.0, 0.0, 0] for _ in parameters]
        lr, beta1, beta2, eps = self.settings
        new = []
        for state, w, g in zip(self.STATE, parameters, gradients):
            m, v, t = state
            state[:] = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2, t + 1
            m, v = state[0] / (1 - beta1 ** (t + 1)), state[1] / (1 - beta2 ** (t + 1))
            new.append(w - lr * m / (np.sqrt(v) + eps))
        return new
"""


def test_what_a_class_defines_may_be_a_default():
    source = ADAM.replace("RESET", "pass").replace("OWNER", "self")
    assert named("adam_optimizer", source, "AdamOptimizer")[0] == PASSED


def test_what_all_objects_share_is_noticed_where_each_begins_it_anew():
    source = ADAM.replace("RESET", "type(self).STATE = None").replace("OWNER", "type(self)")
    found = named("adam_optimizer", source, "AdamOptimizer")
    assert found[0] == "states of all objects begun anew by each"


# ---- brackets, as Python reads the line ----------------------------------------------------------

MOVED = """
def nesterov_step(w, v, g, lr, beta):
    v = beta * v + g
    return w - lr * g + beta * v, v
"""
SIZED = """
def rmsprop_step(w, s, g, lr, decay, eps):
    s = decay * s + (1 - decay) * g**2
    return w - lr * g / np.sqrt(s) + eps, s
"""
FALLING = """
def warmup_cosine(t, lr, warmup, steps, final):
    if t < warmup:
        return lr * (t + 1) / warmup
    if t >= steps:
        return final
    p = (t - warmup) / (steps - warmup)
    return final + (lr - final) * 1 + np.cos(np.pi * p) / 2
"""
ERROR = """
def honest_report(validation, test, n_test):
    q = test[np.unravel_index(validation.argmax(), validation.shape)]
    return q, np.sqrt(q * 1 - q / n_test)
"""
BRACKETS = [
    ("nesterov_step", MOVED, "What is the product to apply to"),
    ("rmsprop_step", SIZED, "What is the division to apply to"),
    ("warmup_cosine", FALLING, "What is the product to apply to"),
    ("honest_report", ERROR, "What is the product to apply to"),
]


@pytest.mark.parametrize(("name", "source", "question"), BRACKETS)
def test_brackets_that_are_left_out_within_a_line(name, source, question):
    mistake, asked = named(name, source)
    assert mistake.startswith("brackets left out")
    assert asked.startswith(question)


def test_brackets_of_a_sum_with_its_terms_the_other_way_round():
    source = (
        "eta, lam, mu = sp.symbols('eta lambda mu', positive=True)\n"
        "rates = {'factor': 1 - eta*lam, 'limit': 2/lam, 'best': 2/mu + lam,"
        " 'shrink': (lam - mu)/(lam + mu)}"
    )
    found = answered("stable_rates", source, "rates")
    assert found.mistake == "brackets left out at a division"


def test_no_name_is_taken_for_its_neighbour_in_a_difference():
    source = FALLING.replace("1 + np.cos(np.pi * p) / 2", "(1 + np.cos(np.pi * p)) / 2")
    mistake, asked = named("warmup_cosine", source.replace(") / (steps", ") // (steps"))
    assert mistake == "rounded down at a division"
    assert "`//`" in asked


# ---- words that were not true of the answer ------------------------------------------------------

NOTHING_DONE = """
def train_two_layers(W1, b1, W2, b2, X, y, lr, steps):
    for _ in range(steps):
        for p in (W1, b1, W2, b2):
            p = p - lr * 0 * p
    return W1, b1, W2, b2
"""


def test_what_comes_back_as_it_was_given_is_told_so():
    mistake, asked = named("train_two_layers", NOTHING_DONE)
    assert mistake == "as it was given"
    assert asked.startswith("What comes back is `W1`, `b1`, `W2`, `b2` as you were given it.")


def test_values_that_are_no_numbers_are_called_by_their_type():
    source = NOTHING_DONE.replace("return W1, b1, W2, b2", "return of(W1), of(b1), of(W2), of(b2)")
    found = answered("train_two_layers", source, of=np.vectorize(Value, otypes=[object]))
    assert found.mistake == ""
    assert "object of type Value" in found.got
    assert found.question.startswith("Numbers are asked for, and an object of type Value is none.")


def test_a_symbol_of_the_notebook_is_asked_for():
    source = "eta = sp.Symbol('eta')\ndef sgd_step(w, g, lr):\n    return w - eta * g"
    assert named("sgd_step", source)[1] == (
        "Numbers are asked for. Which letter in your lines is a symbol of the notebook?"
    )


GRADIENTS = """
def classifier_gradients(X, y, W1, b1, W2, b2, l2):
    N = len(X)
    A1 = np.maximum(X @ W1 + b1, 0)
    Z2 = A1 @ W2 + b2
    P = np.exp(Z2 - Z2.max(axis=1, keepdims=True))
    P /= P.sum(axis=1, keepdims=True)
    d2 = P
    d2[np.arange(N), y] -= 1
    d2 /= N
    loss = -np.log(P[np.arange(N), y]).mean() + l2 / 2 * (np.sum(W1**2) + np.sum(W2**2))
    d1 = (d2 @ W2.T) * (A1 > 0)
    return loss, X.T @ d1 + l2 * W1, d1.sum(axis=0), A1.T @ d2 + l2 * W2, d2.sum(axis=0)
"""


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_nan_everywhere_is_no_answer_that_is_always_the_same():
    mistake, asked = named("classifier_gradients", GRADIENTS)
    assert mistake == "not a number"
    assert "variable of the notebook" not in asked


def values(name, **given):
    """Return the verdict on named values of which some are wrong."""
    exercise = find(name)
    [right] = exercise.expected(exercise.inputs(exercise.fixed_seed))
    return assess(name, {**right, **given})


def test_a_count_is_not_said_to_be_rounded():
    assert "digit" not in values("loop_ledger", last_batch=40).question


def test_a_part_of_what_is_counted_is_asked_about():
    assert values("conv_shapes", rows=12.4).question == (
        "Does `rows` count something? Then what would a part of one be?"
    )


def test_one_mistake_that_explains_all_is_told_before_two():
    found = values("two_steps_by_hand", descent_x=0.97, descent_y=-2)
    assert found.mistake == "one slope for both steps"


def test_what_is_right_needs_no_mending():
    w, h0, x1, x2 = sp.symbols("w h0 x1 x2", positive=True)
    right = {"by_w": 3 * w**2 * h0 + 2 * w * x1 + x2, "by_x1": w**2, "by_h0": w**3}
    found = assess("unrolled_gradient", {**right, "by_h0": w**2})
    assert (found.mistake, found.question[:7]) == ("one step too few", "by_h0: ")
    found = assess("unrolled_gradient", {**right, "by_x1": w})
    assert (found.mistake, found.question[:7]) == ("one step too few", "by_x1: ")


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("gradient_forensics", {"B": 4, "D": 5}),
        ("six_peers", {"A": find("six_peers").reference()["C"], "B": ..., "D": ...}),
    ],
)
def test_no_choice_is_told_by_another_one(name, given):
    found = values(name, **given)
    assert "is which" not in found.question
    assert "order" not in found.question
    assert found.question.startswith("What speaks for ")


def test_named_values_are_exchanged_without_an_order():
    found = values("two_steps_by_hand", descent_x=0.25, descent_y=0.985**2)
    assert found.question == "Which of descent_x, descent_y is which?"


ROWS = """
def batchnorm_forward(Z, gamma, beta, eps):
    Z_hat = (Z - Z.mean(axis=0)) / np.sqrt(Z.var(axis=0) + eps)
    return Z_hat @ gamma + beta
"""


def test_one_case_that_returned_something_explains_no_exceptions():
    mistake, asked = named("batchnorm_forward", ROWS)
    assert mistake == ""
    assert asked.startswith("Print the shapes of both operands")


MEAN = """
def batchnorm_backward(dZ_tilde, Z, gamma, eps):
    s = np.sqrt(Z.var(axis=0) + eps)
    Z_hat, g = (Z - Z.mean(axis=0)) / s, gamma * dZ_tilde
    dZ = (g - g.mean() - Z_hat * (g * Z_hat).mean(axis=0)) / s
    return dZ, (dZ_tilde * Z_hat).sum(axis=0), dZ_tilde.sum(axis=0)
"""


def test_a_mean_over_everything_is_not_taken_twice():
    assert named("batchnorm_backward", MEAN)[0] == "mean over everything in dZ"


ADAM_STEP = """
def adam_step(w, state, g, lr, beta1, beta2, eps):
    t = state["t"] + 1
    m = beta1 * state["m"] + g
    v = beta2 * state["v"] + (1 - beta2) * g**2
    step = m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return w - lr * step, {"m": m, "v": v, "t": t}
"""


def test_a_factor_that_is_left_out_is_no_term():
    mistake, asked = named("adam_step", ADAM_STEP)
    assert mistake == "factor 1 - beta1 left out in m"
    assert asked.startswith("A product lacks one of its factors")


# ---- exceptions ----------------------------------------------------------------------------------

NORM = """
class RunningBatchNorm:
    def __init__(self, units, momentum):
        self.mean, self.running_var = np.zeros(units), np.ones(units)
        self.momentum = momentum

    def forward(self, Z, training):
        mean, var = self.mean, self.running_var
        if training:
            mean, var = Z.mean(axis=0), Z.var(axis=0)
            self.mean = (1 - self.momentum) * self.mean + self.momentum * mean
            self.running_var = (1 - self.momentum) * self.running_var + self.momentum * var
        return (Z - mean) / np.sqrt(var + 1e-5)
"""
MASK = """
class Dropout:
    def __init__(self, p, seed):
        self.p, self.rng, self.mask = p, np.random.default_rng(seed), None

    def forward(self, A, training):
        if not training:
            return A
        mask = (self.rng.random(A.shape) >= self.p) / (1 - self.p)
        return A * mask

    def backward(self, dY):
        return dY * self.mask
"""
SPOT = """
def flat_spot(H):
    return "minimum" if np.linalg.eigvalsh(H) > 0 else "saddle"
"""
EXCEPTIONS = [
    (
        "running_batchnorm",
        NORM,
        "RunningBatchNorm",
        "The check asks an object of your class for `running_mean`.",
    ),
    (
        "running_batchnorm",
        NORM.replace("        self.momentum = momentum\n", ""),
        "RunningBatchNorm",
        "The object has no `momentum` when that line runs.",
    ),
    ("repaired_dropout", MASK, "Dropout", "Something in that line is None."),
    ("flat_spot", SPOT, "flat_spot", "One True or False is needed in that line"),
]


@pytest.mark.parametrize(("name", "source", "asked", "question"), EXCEPTIONS)
def test_an_exception_is_told_in_the_answer_s_own_terms(name, source, asked, question):
    found = answered(name, source, asked)
    assert told(found)["Ask yourself"].startswith(question)


# ---- lists, and what is done to them -------------------------------------------------------------

BATCHES = """
def epoch_batches(X, y, batch_size, epochs, seed):
    rng, found = np.random.default_rng(seed), []
    for _ in range(epochs):
        order, batches = rng.permutation(len(X)), []
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            batches.append((X[rows], y[rows]))
        found.append(batches)
    return found
"""


def test_a_list_of_lists_is_told_from_a_list():
    assert named("epoch_batches", BATCHES)[0] == "lists in a list"


SAME = """
class AdamOptimizer:
    def __init__(self, lr, beta1, beta2, eps):
        self.settings, self.states, self.t = (lr, beta1, beta2, eps), None, 0

    def step(self, parameters, gradients):
        if self.states is None:
            zeros = np.zeros_like(parameters[0])
            self.states = [(zeros, zeros)] * len(parameters)
        lr, beta1, beta2, eps = self.settings
        self.t += 1
        pairs = zip(self.states, gradients)
        self.states = [
            (beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2) for (m, v), g in pairs
        ]
        hats = [(m / (1 - beta1**self.t), v / (1 - beta2**self.t)) for m, v in self.states]
        return [w - lr * m / (np.sqrt(v) + eps) for w, (m, v) in zip(parameters, hats)]
"""


def test_rows_that_are_repeated_wait_for_no_mean():
    mistake, asked = named("adam_optimizer", SAME, "AdamOptimizer")
    assert mistake == "repeated"
    assert "sample" not in asked


BIAS = """
def bptt_three_steps(dh, X, H, W_h):
    dW_x, dW_h, db = 0, 0, np.zeros(len(W_h))
    for t in (3, 2, 1):
        delta = dh * (1 - H[t] ** 2)
        dW_x, dW_h = dW_x + X[t - 1].T @ delta, dW_h + H[t - 1].T @ delta
        db += delta.sum()
        dh = delta @ W_h.T
    return dW_x, dW_h, db
"""


def test_one_sum_in_every_entry():
    mistake, asked = named("bptt_three_steps", BIAS)
    assert mistake == "the sum everywhere"
    assert asked.startswith("db: ")


IN_PLACE = """
def damped_step(theta, J, r, damping):
    theta -= np.linalg.solve(J.T @ J + damping * np.eye(len(theta)), J.T @ r)
    return theta
"""


def test_what_is_changed_in_place_has_a_name_and_a_question():
    mistake, asked = named("damped_step", IN_PLACE)
    assert mistake == "changed in place"
    assert asked == "Who else still holds what your function has just written to?"


def test_the_order_of_a_loop_is_asked_about():
    source = (
        "def backward_again(tape, grad):\n    new = [0.0] * len(tape)\n    new[-1] = 1.0\n"
        "    for k in range(len(tape)):\n        for place, slope in tape[k]:\n"
        "            new[place] += slope * new[k]\n"
        "    return [a + b for a, b in zip(grad, new)]"
    )
    assert named("backward_again", source)[1] == (
        "In which order does your loop go, and in which does the rule?"
    )


def test_a_card_has_a_row_for_each_thing_that_is_told():
    found = answered("damped_step", IN_PLACE)
    assert {"Ask yourself", "Mind"} <= {label for label, *_ in report.rows(found)}
