"""Which slips give an answer's own results."""

import contextlib
import cProfile
import subprocess
import sys

import numpy as np
import pytest
from samples import SQUARE, make, verdict

from bplib.course.checks import Code, Expressions, Formula, Numbers, call_case, judge, slip, unnamed
from bplib.course.checks import cases as cases_module
from bplib.course.checks.called import called
from bplib.course.checks.calling import collect
from bplib.course.checks.cases import Cases
from bplib.course.checks.data import pack
from bplib.course.checks.recognition import attempt, search
from bplib.course.checks.recognition.doubles import median
from bplib.course.checks.recognition.trial import Trials
from bplib.course.checks.recognition.variants import Variants
from bplib.course.checks.slips import Anything, together
from bplib.course.checks.unnamed import BY_HAND, OTHERS
from bplib.course.registry import find, lesson_exercises


def test_a_mistake_of_another_shape_and_one_that_raises_are_recognised():
    assert verdict(SQUARE, lambda x: (x * x).T).mistake == "transposed"
    assert verdict(SQUARE, lambda x: x.nothing).mistake == "fails"
    assert verdict(SQUARE, lambda x: x.nowhere).mistake == "an attribute that is not there"


def test_shapes_that_do_not_fit_are_one_mistake_however_they_are_multiplied():
    exercise = make(
        lambda x: x @ x.T,
        slips=[slip("not turned", instead=lambda x: x @ x).asks("Which axes meet?")],
    )
    assert verdict(exercise, lambda x: np.dot(x, x)).mistake == "not turned"
    assert verdict(exercise, lambda x: x.reshape(7)).mistake == ""


# --- relations to the right values ---


def one_matrix(rng):
    return [call_case(note, x=rng.normal(size=shape)) for note, shape in SHAPES_OF_X]


SHAPES_OF_X = (("three rows", (3, 4)), ("one row", (1, 5)), ("five rows", (5, 2)))
PLAIN = make(lambda x: 3 * x, one_matrix)

RELATIONS = {
    "transposed": lambda x: (3 * x).T,
    "an axis more": lambda x: (3 * x)[np.newaxis],
    "an axis lost": lambda x: (3 * x).ravel(),
    "summed": lambda x: (3 * x).sum(axis=0),
    "averaged": lambda x: (3 * x).mean(),
    "the first only": lambda x: 3 * x[0],
    "sign turned": lambda x: -3 * x,
    "without sign": lambda x: abs(3 * x),
    "squared": lambda x: 9 * x**2,
    "sigmoid applied": lambda x: 1 / (1 + np.exp(-3 * x)),
    "rounded to 3 digits": lambda x: np.round(3 * x, 3),
    "zeros": lambda x: 0 * x,
    "first axis reversed": lambda x: 3 * x[::-1],
    "0.333333 times": lambda x: x,
    "off by +0.5": lambda x: 3 * x + 0.5,
    "divided by the number of rows": lambda x: 3 * x / len(x),
    "cut off": lambda x: np.clip(3 * x, -1.5, 1.5),
}

COUNTED_AS = {
    "rounded to 3 digits": "rounded",
    "0.333333 times": "a factor",
    "off by +0.5": "off by a number",
}


@pytest.mark.parametrize("name", RELATIONS)
def test_a_relation_to_the_right_values_has_a_name(name):
    for seed in range(5):
        found = verdict(PLAIN, RELATIONS[name], seed)
        assert found.mistake == name
        assert found.question.endswith("?")
        assert found.slips == [f"relation: {COUNTED_AS.get(name, name)}"]


def line(x, w, *, slope=lambda w: w):
    """Return a line's values, and the mean of its input."""
    z = slope(w) * x + 1
    middle = np.mean(x)
    return z, middle


def samples(rng):
    return [call_case(str(n), x=rng.normal(size=n), w=float(rng.normal())) for n in (2, 3, 5)]


LINE = make(
    line,
    samples,
    slips=[
        slip("slope turned", slope=lambda w: -w).asks("Which sign has w?"),
        slip("middle lost", result=lambda out: (out[0], 0.0)).asks("What is the mean?"),
    ],
)
MORE = "our numbers are right. How many axes does the result have that is asked for?"


def test_what_a_relation_says_is_true_beside_another_mistake_too():
    mine = verdict(LINE, lambda x, w: ((1 - w * x)[None], np.mean(x)))
    assert mine.mistake == "slope turned + an axis more"
    assert mine.question == f"Which sign has w?\nz: Once that is mended, y{MORE}"
    apart = verdict(LINE, lambda x, w: ((1 + w * x)[None], 0.0))
    assert apart.question == f"What is the mean?\nz: Y{MORE}"
    alone = verdict(PLAIN, lambda x: (3 * x)[None])
    assert alone.question == f"Y{MORE}"


def test_a_relation_speaks_of_what_an_answer_returns():
    def fails_once(x):
        return (3 * x)[None] if len(x) < 5 else 3 / 0

    found = verdict(PLAIN, fails_once)
    assert found.mistake == "an axis more"
    assert found.question == f"Where your answer returns something, y{MORE}"


def test_a_relation_must_hold_in_every_case():
    def once(x):
        return -3 * x if len(x) == 3 else 3 * x + x**3

    assert verdict(PLAIN, once).mistake == ""


X_OF_THE_NOTEBOOK = np.array([[0.5, -1.25], [2.0, 0.75]])


def test_a_variable_of_the_notebook_in_place_of_an_argument_is_told():
    assert verdict(PLAIN, lambda x: 3 * X_OF_THE_NOTEBOOK).mistake == "always the same"


def test_one_huge_entry_decides_nothing():
    exercise = make(lambda x: x, lambda rng: [call_case("one huge", x=np.array([1.0, 2.0, 1e9]))])
    assert verdict(exercise, lambda x: x * [0.7, 0.9, 0.8]).mistake == ""


# --- several slips, each in cases of its own ---


def gate(kind, x, *, up=lambda x: x + 1, down=lambda x: x - 1, twice=lambda x: 2 * x):
    return {"up": up, "down": down, "twice": twice}[kind](x)


def gates(rng):
    return [call_case(kind=kind, x=float(rng.normal())) for kind in ("up", "down", "twice")]


GATE = make(
    gate,
    gates,
    slips=[
        slip("up by 2", up=lambda x: x + 2).asks("How far up?"),
        slip("twice is squared", twice=lambda x: x * x).asks("What is twice 3?"),
        slip("down by 2", down=lambda x: x - 2).asks("How far down?"),
    ],
)


def test_three_slips_in_cases_of_their_own_are_told_and_the_first_is_asked_about():
    def three(kind, x):
        return {"up": x + 2, "down": x - 2, "twice": x * x}[kind]

    found = verdict(GATE, three, GATE.fixed_seed)
    assert found.slips == ["slip: up by 2", "slip: down by 2", "slip: twice is squared"]
    asked = "How far up? This is one of 3 mistakes: mend it, then check again."
    assert found.question == asked


def test_where_one_of_them_has_no_name_the_card_says_what_is_right_and_asks_to_work_by_hand():
    def other(kind, x):
        return {"up": x + 2, "down": x - 7.7, "twice": 2 * x}[kind]

    found = verdict(GATE, other, GATE.fixed_seed)
    assert found.slips == []
    assert found.right_for == "1 of 3 cases; wrong for “kind='up'”, “kind='down'”"
    assert found.question == f"How far up? {OTHERS}"  # which explains the case that is shown


def test_where_no_slip_explains_the_case_that_is_shown_it_is_to_be_worked_by_hand():
    def other(kind, x):
        return {"up": x + 5.3, "down": x - 7.7, "twice": 2 * x}[kind]

    found = verdict(GATE, other, GATE.fixed_seed)
    assert found.slips == []
    assert found.question == f"{BY_HAND} {OTHERS}"


def rise(kind, x, *, up=lambda x: x + 1, step=1.0, down=lambda x: x - 1, twice=lambda x: 2 * x):
    return {"up": lambda x: up(x) + step, "down": down, "twice": twice}[kind](x)


def test_of_more_groups_of_slips_than_are_tried_none_is_claimed(monkeypatch):
    slips = [*GATE.slips, slip("a longer step", step=2.0).asks("How long is a step?")]
    exercise = make(rise, gates, slips=slips)

    def three(kind, x):
        return {"up": x + 3, "down": x - 2, "twice": x * x}[kind]

    assert verdict(exercise, three, exercise.fixed_seed).slips == []
    for most in ("MOST_GROUPS", "MOST_PAIRS"):
        with monkeypatch.context() as patch:
            patch.setattr(attempt, most, 1)
            assert verdict(exercise, three, exercise.fixed_seed).slips == []


def test_a_case_is_tried_once_more_at_no_higher_price_than_it_is_worth(monkeypatch):
    tried = []

    def up_by_2(x):
        tried.append(x)
        return x + 2

    exercise = make(gate, gates, slips=[slip("up by 2", up=up_by_2).asks("How far up?")])
    cases = Cases(exercise.inputs(exercise.fixed_seed))
    expected = exercise.expected(cases)
    (result,) = collect(exercise.requests(cases[:1]), lambda kind, x: x + 2)
    about = cases, 0, result, expected[0], exercise.fault(result, expected[0])
    for _ in range(2):
        assert unnamed.question(exercise, *about, others=False) == "How far up?"
    assert len(tried) == 1
    monkeypatch.setattr(unnamed, "EFFORT", 0)
    assert unnamed.question(exercise, *about, others=False) == BY_HAND


# --- changes of the source ---


def neuron(X, W, b, *, bend=np.tanh):
    """Return the slope of a layer's squares by its weights and biases."""
    Z = X @ W + b
    A = bend(Z)
    dZ = A * (1 - A**2) / len(X)
    dW = X.T @ dZ
    db = np.sum(dZ, axis=0)
    return dW, db


def batches(rng):
    def case(note, N, n, m):
        draw = rng.normal
        return call_case(note, X=draw(size=(N, n)), W=draw(size=(n, m)), b=draw(size=m))

    return [case("wide", 5, 4, 3), case("square", 3, 3, 3), case("one sample", 1, 2, 4)]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


NEURON = make(
    neuron,
    batches,
    slips=[slip("σ for tanh", bend=sigmoid).asks("Which activation bends the sums?")],
)


def answer(forward=lambda X, W, b: np.tanh(X @ W + b), slope=lambda Z, A: 1 - A**2, back=None):
    def wrong(X, W, b):
        A = forward(X, W, b)
        dZ = A * slope(X @ W + b, A) / len(X)
        return back(X, dZ) if back else (X.T @ dZ, dZ.sum(axis=0))

    return wrong


CHANGES = {
    "1 left out in dZ": answer(slope=lambda Z, A: -(A**2)),
    "plus in place of minus in dZ": answer(slope=lambda Z, A: 1 + A**2),
    "power left out in dZ": answer(slope=lambda Z, A: 1 - A),
    "the whole squared in dZ": answer(slope=lambda Z, A: (1 - A) ** 2),
    "Z for A in dZ": answer(slope=lambda Z, A: 1 - Z**2),
    "b left out in Z": answer(forward=lambda X, W, b: np.tanh(X @ W)),
    "minus in place of plus in Z": answer(forward=lambda X, W, b: np.tanh(X @ W - b)),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_the_source_has_a_name(name):
    for seed in range(5):
        assert verdict(NEURON, CHANGES[name], seed).mistake == name


def test_a_part_that_is_wrong_is_named_and_the_right_one_is_not():
    found = verdict(NEURON, answer(back=lambda X, dZ: (X.T @ dZ, dZ.mean(axis=0))))
    assert found.mistake == "mean for sum in db"
    assert found.place.startswith("db[")
    assert found.right_for == "1 of 3 cases; wrong for “wide”, “square”"


def test_parts_in_another_order_are_told():
    found = verdict(NEURON, lambda X, W, b: neuron(X, W, b)[::-1])
    assert found.mistake == "order of the parts"
    assert found.question == "In which order are dW, db asked for, and in which are yours?"


def test_a_slip_and_a_change_are_named_together():
    found = verdict(
        NEURON,
        answer(
            forward=lambda X, W, b: sigmoid(X @ W + b),
            back=lambda X, dZ: (X.T @ dZ, dZ.mean(axis=0)),
        ),
    )
    assert set(found.mistake.split(" + ")) == {"σ for tanh", "mean for sum in db"}
    assert found.question.count("?") == 2
    assert len(found.slips) == 2


# --- brackets ---


def steep(f, x, h, *, left=1, apart=lambda new, old: new - old, span=lambda h: 2 * h):
    ahead = f(x + h)
    return apart(ahead, f(x - left * h)) / span(h)


def bent(x, y):
    total = x + y
    lean = (x - y) * 3.5
    return 1 / (1 + np.exp(-total)), (x * y) ** 2, x - (y - lean)


def wanders(rng):
    f = Formula("x**3 + sin(x)", "x")
    return [call_case(str(k), f=f, x=float(rng.uniform(1, 2)), h=0.1) for k in range(4)]


def pair_of_numbers(rng):
    return [call_case(str(k), x=rng.normal(size=3), y=rng.normal(size=3)) for k in range(3)]


STEEP, BENT = make(steep, wanders), make(bent, pair_of_numbers)
WITHOUT_BRACKETS = {
    "division": (STEEP, lambda f, x, h: f(x + h) - f(x - h) / (2 * h)),
    "divisor": (STEEP, lambda f, x, h: (f(x + h) - f(x - h)) / 2 * h),
    "division and": (STEEP, lambda f, x, h: f(x + h) - f(x - h) / 2 * h),
    "power": (
        BENT,
        lambda x, y: (1 / (1 + np.exp(-(x + y))), x * y**2, x - (y - (x - y) * 3.5)),
    ),
    "product": (
        BENT,
        lambda x, y: (1 / (1 + np.exp(-(x + y))), (x * y) ** 2, x - (y - x + y * 3.5)),
    ),
    "minus": (BENT, lambda x, y: (1 / (1 + np.exp(-x + y)), (x * y) ** 2, x - (y - (x - y) * 3.5))),
    "minus before": (
        BENT,
        lambda x, y: (1 / (1 + np.exp(-(x + y))), (x * y) ** 2, x - y - (x - y) * 3.5),
    ),
}


@pytest.mark.parametrize("name", WITHOUT_BRACKETS)
def test_brackets_that_are_left_out_are_named(name):
    exercise, answer = WITHOUT_BRACKETS[name]
    for seed in range(3):
        found = verdict(exercise, answer, seed)
        assert found.mistake.startswith(f"brackets left out at a {name.partition(' ')[0]}")
        assert "{" not in found.question


def test_brackets_that_are_left_out_everywhere_are_one_mistake():
    def slopes(f, x, h):
        here = f(x)
        return (f(x + h) - here) / h, (f(x - h) - here) / h

    exercise = make(slopes, wanders)

    def wrong(f, x, h):
        return f(x + h) - f(x) / h, f(x - h) - f(x) / h

    found = verdict(exercise, wrong)
    assert found.mistake == "brackets left out at a division"
    assert "apply to: to the whole sum" in found.question


def test_what_nobody_would_do_is_not_named():
    assert verdict(NEURON, answer(slope=lambda Z, A: np.cos(3 * A) + Z)).mistake == ""


@pytest.mark.parametrize("lesson", sorted(lesson_exercises()))
def test_without_a_switch_the_variants_are_the_reference(lesson):
    for exercise in lesson_exercises()[lesson]:
        if isinstance(exercise, Code):
            variants = Variants(exercise.reference)
            cases = exercise.inputs(1)
            mine = exercise.collect(cases, variants.answer)
            right = exercise.collect(cases, exercise.reference)
            alike = [exercise.alike(*pair) for pair in zip(mine, right, strict=True)]
            assert all(alike), exercise.name


def test_a_variant_never_runs_for_ever():
    def halvings(x):
        n = 0
        while x > 1:
            x = x / 2
            n = n + 1
        return n, x

    variants = Variants(halvings)
    for variant in variants.all:
        variants.switched([variant.number])
        with contextlib.suppress(Exception):
            variants.answer(37.5)
    variants.switched([])
    assert variants.answer(37.5) == halvings(37.5)


# --- numbers that nobody can list ---


@pytest.mark.parametrize("small", [3e-6, 3e-5, 0.02])
def test_a_number_in_a_slip_is_found_whatever_it_is(small):
    exercise = make(
        lambda x, *, added=0.0: x / (abs(x) + 1 + added),
        lambda rng: [call_case("some", x=rng.normal(size=9)) for _ in range(3)],
        slips=[slip("small number below", added=Anything()).asks("What do you divide by?")],
    )
    found = verdict(exercise, lambda x: x / (abs(x) + 1 + 100 * small))
    assert found.slips == ["slip: small number below"]
    assert f"{100 * small:.3g}" in found.mistake


def logarithms(x):
    """Return logarithms, each times its place."""
    return np.log(x) * np.arange(4)


def test_a_number_added_in_a_logarithm_is_found():
    exercise = make(
        logarithms,
        lambda rng: [call_case("some", x=rng.uniform(0.1, 2, 4)) for _ in range(3)],
    )
    found = verdict(exercise, lambda x: np.log(x + 0.0025) * np.arange(4))
    assert found.mistake == "0.0025 added in the log"


def test_an_argument_that_is_ignored_for_a_number_is_found():
    exercise = make(
        lambda x, h: np.sin(x + h) / h,
        lambda rng: [call_case("some", x=rng.normal(size=4), h=h) for h in (0.1, 0.2, 0.3)],
    )
    found = verdict(exercise, lambda x, h: np.sin(x + 0.25) / 0.25)
    assert found.mistake == "h fixed at 0.25"


# --- named numbers and expressions ---


def worksheet():
    """Return two sums."""
    price, count = 3.25, 7
    return {"cost": price * count, "with_tax": price * count * 1.19}


SHEET = make(worksheet, kind=Numbers)


def test_named_numbers_are_told_what_they_are_instead():
    right = worksheet()
    assert verdict(SHEET, {**right, "cost": -22.75}).mistake == "sign turned"
    assert verdict(SHEET, {**right, "cost": right["with_tax"]}).mistake == "the value of with_tax"
    assert verdict(SHEET, {**right, "with_tax": 27.1}).mistake == "rounded after 3 digits"
    assert verdict(SHEET, {**right, "cost": 2275}).mistake == "per cent"
    assert verdict(SHEET, {**right, "cost": 11.0837}).mistake == ""


def test_a_symbol_that_is_not_given_is_told():
    import sympy as sp

    x, z = sp.symbols("x z")
    exercise = make(lambda: {"slope": 2 * x}, kind=Expressions, symbols={"x": (0.5, 2)})
    found = verdict(exercise, {"slope": 2 * z})
    assert found.mistake == "z left in"
    assert verdict(exercise, {"slope": -2 * x}).mistake == "sign turned"


# --- what costs ---


@pytest.mark.parametrize("shape", [(5,), (4,), (3, 4), (2, 3, 4)])
@pytest.mark.parametrize("keepdims", [False, True])
def test_the_median_of_variants_is_that_of_numpy(shape, keepdims):
    values = np.random.default_rng(0).normal(size=shape)
    for axis in (None, *range(-1, len(shape))):
        mine, theirs = (f(values, axis=axis, keepdims=keepdims) for f in (median, np.median))
        np.testing.assert_allclose(mine, theirs, rtol=1e-15)
        assert mine.shape == np.shape(theirs)


def test_a_first_check_loads_nothing_more():
    """The process has what a lesson imports first; nothing is loaded while a learner waits."""
    program = (
        "import sys, numpy\n"
        "from bplib.course.checking import assess\n"
        "from bplib.course.registry import find\n"
        "exercise = find('one_one_one_backward')\n"
        "before = set(sys.modules)\n"
        "for one in exercise.slips: assess(exercise.name, exercise.mistaken(one))\n"
        "assess(exercise.name, lambda x, y, *others: (x * y, x + y, x - y, y - x))\n"
        "print(*sorted(set(sys.modules) - before))"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == []


def test_a_name_that_is_not_there_is_not_looked_for(monkeypatch):
    monkeypatch.setattr("bplib.course.checks.recognition.search.Trials", None)
    assert verdict(NEURON, lambda X, W, b: nowhere).mistake == ""  # noqa: F821


def test_the_effort_is_counted_and_not_timed():
    cases = NEURON.inputs(3)
    results = NEURON.collect(cases, NEURON.mistaken(NEURON.slips[0]))
    trials = Trials(NEURON, cases, results, NEURON.expected(cases))
    assert trials.effort(neuron) == trials.effort(neuron) > 5


def test_what_no_number_says_is_told():
    assert "NaN" in verdict(SQUARE, lambda x: x**2 * np.nan).question
    assert "returned None" in verdict(SQUARE, lambda x: print(x**2)).question


def test_what_is_nearly_right_or_wrong_in_zeros_only_is_not_called_a_multiple():
    zeros = make(reference=lambda x: x**2, cases=lambda rng: [call_case(x=np.array([0.0, 3.0]))])
    assert verdict(zeros, lambda x: np.where(x == 0, 1.0, 3 * x**2)).mistake == ""


def test_an_entry_that_overflows_decides_nothing():
    """An epsilon in a logarithm changes one entry by much and the others by nothing."""
    right = np.array([2.0, 3.0, 1e12])
    one = make(lambda x: x * right, lambda rng: [call_case(x=np.ones(3))])
    assert verdict(one, lambda x: x * [2.0, 3.0, 4e7]).mistake == ""
    assert "2 times" in verdict(one, lambda x: 2 * x * right).question


def test_nobody_waits_for_an_answer_that_returns_millions_of_numbers(monkeypatch):
    monkeypatch.setattr("bplib.course.checks.recognition.search.Trials", None)
    found = verdict(SQUARE, lambda x: np.zeros((1000, 1000)))
    assert not found.passed
    assert found.mistake == ""


def test_a_profiler_that_is_at_work_stays_so():
    profiler = cProfile.Profile()
    profiler.enable()
    try:
        assert verdict(NEURON, answer(slope=lambda Z, A: 1 + A**2)).mistake
        assert sys.getprofile() is profiler
        assert called(NEURON.requests(NEURON.inputs(3)), NEURON.reference) == []
        assert sys.getprofile() is profiler
    finally:
        profiler.disable()


def test_a_hint_that_fails_costs_nobody_a_verdict(monkeypatch):
    def broken(*arguments):
        raise ZeroDivisionError

    monkeypatch.setattr("bplib.course.checks.recognition.search.Trials", broken)
    found = verdict(SQUARE, lambda x: 5 * x)
    assert found.outcome == "wrong values"
    assert found.mistake == ""


@pytest.mark.parametrize(
    "name",
    [
        "central_difference",
        "squared_error",
        "stable_softmax",
        "batchnorm_forward",
        "momentum_step",
        "value_gradients",
        "sigmoid_neuron_slopes",
        "one_one_one_slopes",
    ],
)
def test_what_is_kept_from_one_answer_changes_nothing_for_the_next(name):
    """A class is judged on the same inputs: on each in turn as on inputs of its own."""
    exercise = find(name)
    answers = [exercise.mistaken(one) for one in exercise.slips]
    groups = list(together(exercise.slips))[len(answers) :]
    answers += [exercise.mistaken(*group) for group in groups[:: len(groups) // 6 + 1]]
    if exercise.kind == "function":
        right = exercise.right_answer()
        answers.append(lambda *given: off(right(*given)))
    shared = Cases(exercise.inputs(5))
    inputs = [pack(case.inputs) for case in shared]
    for answer in answers:
        results = exercise.collect(shared, answer)
        alone = judge(exercise, list(exercise.inputs(5)), results, 5)
        for _ in range(2):
            assert judge(exercise, shared, results, 5).data() == alone.data()
    assert [pack(case.inputs) for case in shared] == inputs


def off(value):
    if isinstance(value, tuple | list):
        return type(value)(map(off, value))
    return value * 1.01 + 0.01


def test_no_more_is_kept_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(cases_module, "MOST_KEPT", 2)
    shared, done = Cases([]), []
    for _ in range(2):
        for key in "abc":
            assert shared.once(key, lambda key=key: done.append(key) or key) == key
    assert done == [*"abc", "c"]


def test_lists_that_are_empty_raise_nothing():
    exercise = make(lambda x: ([x], []))
    for wrong in (lambda x: ([], [x]), lambda x: [], lambda x: ([], []), lambda x: ([x, x], [x])):
        cases = exercise.inputs(3)
        results = exercise.collect(cases, wrong)
        search._recognise(exercise, cases, results, exercise.expected(cases))
