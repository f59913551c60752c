"""The kinds of exercises: what each calls, compares and measures."""

import numpy as np
import pytest
import sympy as sp
from samples import make, verdict

from bplib.course.checks import (
    Case,
    Class,
    Expressions,
    Numbers,
    Outcome,
    Steps,
    Training,
    call_case,
    class_case,
    judge,
    slip,
    steps_case,
)
from bplib.course.checks.calling import collect


def test_a_step_may_return_one_array_for_its_parts_and_is_told_where_it_returns_none():
    def cases(rng):
        return [steps_case({"w": np.ones(3), "v": np.zeros(3)}, [{"g": np.full(3, 2.0)}] * 3)]

    def step(w, v, g):
        return w - g - v, v + g

    exercise = make(step, cases, Steps)
    assert verdict(exercise, lambda w, v, g: np.array(step(w, v, g))).passed
    assert "returned None" in verdict(exercise, lambda w, v, g: print(w)).question
    alone = make(
        lambda w, g: w - g,
        lambda rng: [steps_case({"w": np.ones(3)}, [{"g": np.full(3, 2.0)}] * 3)],
        Steps,
    )
    assert "returned None" in verdict(alone, lambda w, g: print(w - g)).question
    for wrong in (np.float64(1), np.array(1.0), "wv", {"w": 1, "v": 2}):
        assert verdict(exercise, lambda w, v, g, wrong=wrong: wrong).outcome is Outcome.WRONG_TYPE


def test_numbers_tell_what_is_still_to_do_and_what_is_wrong():
    numbers = make(
        lambda *, b=2.0: {"a": 0.5, "b": b}, kind=Numbers, slips=[slip("c", b=3.0).asks("Why?")]
    )
    assert verdict(numbers, {"a": 0.5, "b": ...}).outcome is Outcome.NOT_ATTEMPTED
    assert verdict(numbers, {"a": 0.5, "b": ...}).place == "b"
    assert verdict(numbers, {"a": ..., "b": 7.0}).outcome is Outcome.WRONG
    assert verdict(numbers, {"a": 0.5, "b": 3.0}).mistake == "c"
    assert verdict(numbers, {"a": 0.5, "b": 2}).passed


def test_a_reply_without_values_measures_nothing():
    numbers = make(lambda: {"a": 0.5, "b": 2.0}, kind=Numbers)
    cases = numbers.inputs(3)
    (result,) = collect(numbers.requests(cases), {"a": 0.5, "b": 2.0})
    forged = {**result, "outcome": "not attempted", "value": None}
    assert judge(numbers, cases, [forged], 3).outcome is Outcome.NOT_ATTEMPTED


def momentum(w, v, g, lr, *, beta=0.9):
    v = beta * v + g
    return w - lr * v, v


def test_steps_hand_the_state_back():
    def cases(rng):
        start = {"w": rng.normal(size=2), "v": np.zeros(2)}
        return [steps_case(start, [{"g": rng.normal(size=2)} for _ in range(3)], {"lr": 0.1})]

    forgets = slip("forgets", beta=0.0).asks("What is v for?")
    exercise = make(momentum, cases, Steps, slips=[forgets])
    assert verdict(exercise, momentum).passed
    assert verdict(exercise, lambda w, v, g, lr: [w - lr * (0.9 * v + g), 0.9 * v + g]).passed
    assert verdict(exercise, lambda w, v, g, lr: (w - lr * g, g)).mistake == "forgets"
    assert verdict(exercise, lambda w, v, g, lr: w).outcome is Outcome.WRONG_TYPE


class Counter:
    def __init__(self, start):
        self.total = start

    def add(self, x):
        self.total = self.total + x
        return self.total


class Overwrites(Counter):
    def add(self, x):
        self.total = x
        return x


def test_a_class_is_made_and_its_methods_called():
    def cases(rng):
        calls = [("add", {"x": float(rng.normal())}), ("add", {"x": 2.0})]
        return [class_case({"start": 1.0}, [*calls, ("get", {"attribute": "total"})])]

    overwrites = slip("overwrites", add=Overwrites.add).asks("What was in total before?")
    exercise = make(Counter, cases, Class, slips=[overwrites])
    assert verdict(exercise, Counter).passed
    assert verdict(exercise, Overwrites).mistake == "overwrites"
    assert verdict(exercise, int).outcome is Outcome.EXCEPTION


def expression_exercise():
    x, y = sp.symbols("x y")
    slips = [slip("sum", result={"f": x + y}).asks("Product or sum?")]
    symbols = {"x": (0.5, 2.0), "y": (0.5, 2.0)}
    return make(lambda: {"f": sp.exp(x) * y}, kind=Expressions, slips=slips, symbols=symbols)


def test_any_form_of_an_expression_passes():
    exercise = expression_exercise()
    x, y = sp.symbols("x y")
    positive = sp.Symbol("x", positive=True)
    forms = [
        y * sp.exp(x),
        sp.exp(x + sp.log(y)),
        y * sp.E**positive,
        y * (sp.cosh(x) + sp.sinh(x)),
        y / sp.exp(-x),
    ]
    for form in forms:
        assert verdict(exercise, {"f": form}).passed, form
    assert verdict(exercise, {"f": x + y}).mistake == "sum"
    assert verdict(exercise, {"f": sp.exp(x)}).outcome is Outcome.WRONG
    assert verdict(exercise, {"f": sp.Symbol("q")}).outcome is Outcome.WRONG_TYPE
    assert verdict(exercise, {"f": "exp(x)*y"}).outcome is Outcome.WRONG_TYPE
    assert verdict(exercise, {"f": sp.Derivative(y * sp.exp(x), x)}).passed
    assert verdict(exercise, {"f": sp.Function("f")(x)}).outcome is Outcome.WRONG_TYPE


def test_a_matrix_is_compared_entry_by_entry():
    x = sp.Symbol("x")
    exercise = make(
        lambda: {"M": sp.Matrix([[x, 2 * x]])}, kind=Expressions, symbols={"x": (1.0, 2.0)}
    )
    assert verdict(exercise, {"M": sp.ImmutableMatrix([[x, x + x]])}).passed
    assert verdict(exercise, {"M": sp.Matrix([[x, x]])}).place == "M[0, 1]"
    assert verdict(exercise, {"M": sp.Matrix([x, 2 * x])}).outcome is Outcome.WRONG_TYPE


def test_training_is_judged_by_its_measure():
    exercise = make(
        lambda: {"w": np.ones(3)},
        kind=Training,
        measure=lambda v: v["w"].sum(),
        at_least=2.5,
        unit="units",
    )
    assert verdict(exercise, {"w": np.ones(3)}).passed
    low = verdict(exercise, {"w": np.zeros(3)})
    assert (low.outcome, low.got, low.expected) == (
        Outcome.WRONG,
        "0 units",
        "at least 2.5 units",
    )
    assert verdict(exercise, {"v": 1}).outcome is Outcome.WRONG_TYPE
    assert verdict(exercise, {"w": np.full(3, np.nan)}).outcome is Outcome.WRONG
    assert verdict(exercise, ...).outcome is Outcome.NOT_ATTEMPTED


def test_faulty_exercises_are_refused():
    with pytest.raises(TypeError, match="slip 'twice' fills factor, which is no place"):
        make(lambda x: x, slips=[slip("twice", factor=2)])
    with pytest.raises(ValueError, match="two slips have one name"):
        make(lambda x: x, slips=[slip("a", result=np.negative), slip("a", given=np.negative)])


def test_a_case_is_plain():
    assert call_case("note", x=1) == Case({"arguments": {"x": 1}}, "note")


def test_single_precision_has_the_accuracy_that_is_asked_for():
    """However it is computed and handed in; an exercise may ask for more, and mistakes differ."""

    def inside(x):
        return float(np.float32(x[0, 0]) ** 2) * (1 + 1e-6)

    small = slip("small number", result=lambda out: out + 1e-6).asks("Why?")
    exercise = make(lambda x: x[0, 0] ** 2 + 1, slips=[small], rtol=1e-7)
    assert verdict(exercise, lambda x: inside(x) + 1).passed
    asked = make(lambda x: x[0, 0] ** 2 + 1, slips=[small], accuracy=1e-7)
    assert verdict(asked, lambda x: inside(x) + 1).outcome is Outcome.WRONG
    assert verdict(asked, asked.mistaken(small)).mistake == "small number"
    assert not exercise.makes([small], *results(exercise, exercise.reference))


def results(exercise, answer):
    cases = exercise.inputs(3)
    return cases, exercise.collect(cases, answer)


def test_a_second_object_shows_what_is_kept_on_the_class():
    class Counter:
        def __init__(self, start):
            self.n = start

        def add(self, k):
            self.n += k
            return self.n

    class Shared(Counter):
        def __init__(self, start):
            type(self).kept = start

        def add(self, k):
            type(self).kept += k
            return self.kept

    calls = [("add", {"k": 2}), ("another", {"start": 7}), ("add", {"k": 3})]
    exercise = make(Counter, lambda rng: [class_case({"start": 1}, calls)], Class)
    assert verdict(exercise, Counter).passed
    found = verdict(exercise, Shared)
    assert (found.place, found.got, found.expected) == ("of call 2", "10", "6")
    assert "another one made with (start=7)" in found.called


def test_an_object_made_anew_is_the_one_that_is_used_and_a_class_may_have_defaults():
    class Counter:
        n = 0

        def __init__(self, start):
            self.n = start

        def add(self, k):
            self.n += k
            return self.n

    class Late(Counter):
        n = None

        def __init__(self, start):
            self.start = start

        def add(self, k):
            self.n = k + (self.start if self.n is None else self.n)
            return self.n

    class Kept(Counter):
        def __init__(self, start):
            type(self).n = type(self).__dict__.get("n", start)

        def add(self, k):
            type(self).n += k
            return self.n

    calls = [("add", {"k": 2}), ("anew", {"start": 7}), ("add", {"k": 3})]
    exercise = make(Counter, lambda rng: [class_case({"start": 1}, calls)], Class)
    assert verdict(exercise, Late).passed
    found = verdict(exercise, Kept)
    assert (found.place, found.got, found.expected) == ("of call 3", "6", "10")
    assert "a new one made, used from here on, with (start=7)" in found.called
