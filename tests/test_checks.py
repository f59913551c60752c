"""How answers are called, compared and judged: outcomes stay apart, right mathematics passes."""

import enum
import json
import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from bplib.course.checks import (
    Case,
    Exercise,
    Formula,
    Mistake,
    Outcome,
    call_case,
    class_case,
    judge,
    steps_case,
)
from bplib.course.checks import report as report_module
from bplib.course.checks.calling import MAX_PRINTED, collect
from bplib.course.checks.compare import compare
from bplib.course.checks.data import Missing, Tree, Unknown, pack, unpack
from bplib.course.checks.expression import NotAnExpression, evaluate


def make(kind="function", reference=None, cases=None, **more):
    details = {"title": "T", "points": 2, "difficulty": 1, "minutes": 1, "read_again": "H"}
    cases = cases or (lambda rng: [call_case("first", x=rng.normal(size=(2, 3)))])
    return Exercise(name="sample", kind=kind, reference=reference, cases=cases, **details, **more)


def verdict(exercise, answer, seed=3):
    cases = exercise.inputs(seed)
    return judge(exercise, cases, collect(exercise.requests(cases), answer), seed)


SQUARE = make(
    reference=lambda x: x**2,
    mistakes=(
        Mistake("doubled", "Is a square twice its side?", lambda x: 2 * x),
        Mistake("transposed", "Which way round are the rows?", lambda x: (x**2).T),
        Mistake("fails", "What is the type of x?", lambda x: x.nothing),
    ),
)


# ---- the five outcomes ---------------------------------------------------------------------------


def test_a_right_answer_passes_and_says_how_many_cases():
    result = verdict(SQUARE, lambda x: x * x)
    assert result.passed
    assert report_module.headline(result) == "✓ sample: passed (1 case)"


@pytest.mark.parametrize("answer", [..., None])
def test_no_answer_is_not_attempted(answer):
    assert verdict(SQUARE, answer).outcome is Outcome.NOT_ATTEMPTED


def test_a_stub_is_not_attempted():
    def stub(x):
        raise NotImplementedError

    assert verdict(SQUARE, stub).outcome is Outcome.NOT_ATTEMPTED


def test_an_exception_shows_the_learners_own_lines_only():
    def inner(x):
        return np.linalg.inv(x)

    def answer(x):
        return inner(x)

    result = verdict(SQUARE, answer)
    assert result.outcome is Outcome.EXCEPTION
    assert result.error[0].startswith("LinAlgError")
    assert [line.split(": ")[1] for line in result.error[1:]] == [
        "return inner(x)",
        "return np.linalg.inv(x)",
    ]


def test_sys_exit_is_an_exception_and_not_the_end():
    def answer(x):
        raise SystemExit

    assert verdict(SQUARE, answer).outcome is Outcome.EXCEPTION


def test_a_wrong_shape_is_told_apart_from_wrong_values():
    result = verdict(SQUARE, lambda x: x[:1] ** 2)
    assert result.outcome is Outcome.WRONG_TYPE
    assert (result.got, result.expected) == ("an array of shape (1, 3)", "an array of shape (2, 3)")


def test_a_mask_is_told_apart_from_numbers():
    result = verdict(SQUARE, lambda x: x > 0)
    assert result.outcome is Outcome.WRONG_TYPE
    assert result.got == "an array of booleans, of shape (2, 3)"


def test_an_object_that_equals_everything_is_only_its_type():
    class Anything:
        def __eq__(self, other):
            return True

        __hash__ = None

    result = verdict(SQUARE, lambda x: Anything())
    assert result.outcome is Outcome.WRONG_TYPE
    assert "Anything" in result.got


def test_a_value_that_is_not_callable():
    result = verdict(SQUARE, 4.0)
    assert (result.outcome, result.expected) == (Outcome.WRONG_TYPE, "a function")


def test_wrong_values_name_the_place_and_the_mistake():
    def answer(x):
        out = x**2
        out[1, 2] += 1
        return out

    result = verdict(SQUARE, answer)
    assert result.outcome is Outcome.WRONG
    assert result.place == "[1, 2]"
    assert result.mistake == ""
    assert verdict(SQUARE, lambda x: x + x).mistake == "doubled"


def test_a_mistake_of_another_shape_and_one_that_raises_are_recognised():
    assert verdict(SQUARE, lambda x: (x * x).T).mistake == "transposed"
    assert verdict(SQUARE, lambda x: x.nothing).mistake == "fails"
    assert verdict(SQUARE, lambda x: x.nowhere).mistake == ""


def test_shapes_that_do_not_fit_are_one_mistake_however_they_are_multiplied():
    exercise = make(
        reference=lambda x: x @ x.T,
        mistakes=(Mistake("not turned", "Which axes meet?", lambda x: x @ x),),
    )
    assert verdict(exercise, lambda x: np.dot(x, x)).mistake == "not turned"
    assert verdict(exercise, lambda x: x.reshape(7)).mistake == ""


def test_what_no_mistake_explains_is_remarked_on():
    assert "opposite sign" in verdict(SQUARE, lambda x: -(x**2)).remark
    assert "3 times" in verdict(SQUARE, lambda x: 3 * x**2).remark
    assert "NaN" in verdict(SQUARE, lambda x: x**2 * np.nan).remark
    assert "returned None" in verdict(SQUARE, lambda x: print(x**2)).remark


def test_what_is_nearly_right_or_wrong_in_zeros_only_is_not_called_a_multiple():
    assert verdict(SQUARE, lambda x: x**2 * (1 + 1e-5)).remark == ""
    zeros = make(reference=lambda x: x**2, cases=lambda rng: [call_case(x=np.array([0.0, 3.0]))])
    assert verdict(zeros, lambda x: np.where(x == 0, 1.0, 3 * x**2)).remark == ""


def test_what_an_answer_has_set_does_not_reach_the_reference():
    exercise = make(reference=lambda x: x / 0.0)
    with np.errstate():

        def answer(x):
            np.seterr(all="raise")
            return x * np.inf

        assert verdict(exercise, answer).passed


def test_strings_and_numbers_of_other_types_are_what_they_are():
    class Quiet:
        pass

    class Number(Quiet, float):
        pass

    class Curve(enum.IntEnum):
        SLOPE = 6

    assert pack(np.array(["mse", "none"])[0]) == "mse"
    assert pack(Number(0.5)) == 0.5
    assert pack(Curve.SLOPE) == 6
    assert type(pack(Curve.SLOPE)) is int


def test_a_step_may_return_one_array_for_its_parts_and_is_told_where_it_returns_none():
    def cases(rng):
        return [steps_case({"w": np.ones(3), "v": np.zeros(3)}, [{"g": np.full(3, 2.0)}] * 3)]

    def step(w, v, g):
        return w - g - v, v + g

    exercise = make(kind="steps", reference=step, cases=cases)
    assert verdict(exercise, lambda w, v, g: np.array(step(w, v, g))).passed
    assert "returned None" in verdict(exercise, lambda w, v, g: print(w)).remark
    alone = make(
        kind="steps",
        reference=lambda w, g: w - g,
        cases=lambda rng: [steps_case({"w": np.ones(3)}, [{"g": np.full(3, 2.0)}] * 3)],
    )
    assert "returned None" in verdict(alone, lambda w, g: print(w - g)).remark
    for wrong in (np.float64(1), np.array(1.0), "wv", {"w": 1, "v": 2}):
        assert verdict(exercise, lambda w, v, g, wrong=wrong: wrong).outcome is Outcome.WRONG_TYPE


def test_a_key_that_cannot_be_one_is_unknown():
    assert unpack(pack({sp.Symbol("a"): 1})) == {Unknown("Tree"): 1}


def test_an_exception_that_cannot_be_shown_is_told_by_its_type():
    class Silent(Exception):
        def __str__(self):
            raise ValueError

    def answer(x):
        raise Silent

    assert verdict(SQUARE, answer).error[0].startswith("Silent")


@pytest.mark.parametrize(
    "build",
    [
        lambda x: sp.atanh(x),
        lambda x: sp.asin(x) + sp.acos(x) + sp.atan(x) + sp.asinh(x),
        lambda x: sp.Piecewise((2 * x, sp.Ne(x, 0)), (0, True)),
        lambda x: sp.Piecewise((x, (x > -9) & (x < 9)), (1, sp.Or(x < -9, sp.Eq(x, 9))), (0, True)),
        lambda x: sp.I * x,
    ],
)
def test_more_of_sympys_functions_have_values(build):
    x = sp.Symbol("x", real=True)
    tree = unpack(pack(build(x)))
    assert evaluate(tree, {"x": 0.3}) == pytest.approx(complex(build(x).subs(x, 0.3)))


def test_a_product_that_is_not_done_yet_is_done():
    A, B = sp.Matrix([[1, 2]]), sp.Matrix([[3, 4]])
    assert pack(sp.HadamardProduct(A, B)) == pack(sp.Matrix([[3, 8]]))


def test_an_answer_that_is_wrong_once_and_raises_once_gets_a_verdict():
    def cases(rng):
        return [call_case(x=np.ones(2)), call_case(x=np.ones(3))]

    def answer(x):
        return 5 * x if x.size == 2 else x.reshape(7)

    result = verdict(make(reference=lambda x: x, cases=cases), answer)
    assert result.outcome is Outcome.WRONG
    assert "5 times" in result.remark


# ---- what never costs a point --------------------------------------------------------------------


def test_prints_and_warnings_are_kept_and_cost_nothing(capsys):
    def answer(x):
        import warnings

        print("hello")
        warnings.warn("careful", stacklevel=1)
        np.log(np.zeros(1))
        return x**2

    result = verdict(SQUARE, answer)
    assert result.passed
    assert result.printed == "hello\n"
    assert result.warnings[0] == "UserWarning: careful"
    assert any("divide by zero" in warning for warning in result.warnings)
    assert capsys.readouterr().out == ""


def test_endless_printing_is_cut():
    def answer(x):
        print("x" * 10**6)
        return x**2

    assert len(verdict(SQUARE, answer).printed) == MAX_PRINTED


@pytest.mark.parametrize(
    "answer",
    [
        lambda x: (x**2).tolist(),
        lambda x: [[v * v for v in row] for row in x],
        lambda x: np.einsum("ij,ij->ij", x, x),
        lambda x: x.astype(np.float32) ** 2,
        lambda x: np.asfortranarray(x**2),
    ],
)
def test_equivalent_answers_pass(answer):
    assert verdict(SQUARE, answer).passed


def test_changing_an_input_is_told_and_fails_only_where_purity_is_asked():
    def answer(x):
        x *= x
        return x

    told = verdict(SQUARE, answer)
    assert told.passed
    assert told.changed == ["x"]
    assert "in place" in report_module.text(told)
    pure = make(reference=lambda x: x**2, pure=True)
    assert verdict(pure, answer).outcome is Outcome.WRONG


# ---- comparing -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("got", "expected", "kind"),
    [
        (1.0, np.array([1.0]), "type"),
        (np.array([1.0]), 1.0, "type"),
        (np.ones((1, 3)), np.ones(3), "type"),
        (np.ones((3, 3)), np.ones(3), "type"),
        (True, 1.0, "type"),
        ("1.0", 1.0, "type"),
        (1.0 + 1e-5, 1.0, "value"),
        (np.float32(1.0) + np.float32(1e-3), 1.0, "value"),
        (math.nan, 1.0, "value"),
        (math.inf, 1.0, "value"),
        (1.0, math.inf, "value"),
        (1 + 0j, 1.0, "type"),
        ({"a": 1.0}, {"b": 1.0}, "type"),
        ((1.0, 2.0), (1.0, 3.0), "value"),
        ((1.0,), (1.0, "x"), "type"),
        ([1.0, 2.0], (1.0, 2.0), None),
        ([1.0, 2.0], np.array([1.0, 2.0]), None),
        (np.float64(2), 2, None),
        (2.0, 2, None),
        (math.nan, math.nan, None),
        (math.inf, math.inf, None),
        ({"a": 1.0, "more": 2}, {"a": 1.0}, None),
        (np.bool_(True), True, None),
        ("word", "word", None),
        (0.0, 0.0, None),
    ],
)
def test_compare(got, expected, kind):
    difference = compare(got, expected, 1e-7)
    assert (difference.kind if difference else None) == kind


def test_digits_are_significant_digits():
    assert compare(0.7311, 0.731058, 1e-7, digits=4) is None
    assert compare(0.731, 0.731058, 1e-7, digits=4).kind == "value"
    assert compare(-0.1126, -0.112568, 1e-7, digits=4) is None
    assert compare(-0.112, -0.112568, 1e-7, digits=4).kind == "value"


@pytest.mark.parametrize(
    ("got", "hint"),
    [
        (0.9, "a number that differs in significant digit 1"),
        (0.7411, "a number that differs in significant digit 2"),
        (0.7312, "a number that differs in significant digit 4"),
        (-0.7311, "a number of the other sign"),
        (math.nan, "a number that differs in significant digit 1"),
    ],
)
def test_a_wrong_number_is_not_told_the_right_one(got, hint):
    difference = compare(got, 0.731058, 1e-7, digits=4)
    assert difference.expected == hint if not math.isnan(got) else difference.kind == "value"
    assert "731" not in difference.expected


def test_numbers_tell_what_is_still_to_do_and_what_is_wrong():
    numbers = make("numbers", {"a": 0.5, "b": 2.0}, mistakes=(Mistake("c", "Why?", {"b": 3.0}),))
    assert verdict(numbers, {"a": 0.5, "b": ...}).outcome is Outcome.NOT_ATTEMPTED
    assert verdict(numbers, {"a": 0.5, "b": ...}).place == "b"
    assert verdict(numbers, {"a": ..., "b": 7.0}).outcome is Outcome.WRONG
    assert verdict(numbers, {"a": 0.5, "b": 3.0}).mistake == "c"
    assert verdict(numbers, {"a": 0.5, "b": 2}).passed


# ---- kinds ---------------------------------------------------------------------------------------


def momentum(w, v, g, lr):
    v = 0.9 * v + g
    return w - lr * v, v


def test_steps_hand_the_state_back():
    def cases(rng):
        start = {"w": rng.normal(size=2), "v": np.zeros(2)}
        return [steps_case(start, [{"g": rng.normal(size=2)} for _ in range(3)], {"lr": 0.1})]

    forgets = Mistake("forgets", "What is v for?", lambda w, v, g, lr: (w - lr * (v + g), g))
    exercise = make("steps", momentum, cases, mistakes=(forgets,))
    assert verdict(exercise, momentum).passed
    assert verdict(exercise, lambda w, v, g, lr: [w - lr * (0.9 * v + g), 0.9 * v + g]).passed
    assert verdict(exercise, forgets.wrong).mistake == "forgets"
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

    overwrites = Mistake("overwrites", "What was in total before?", Overwrites)
    exercise = make("class", Counter, cases, mistakes=(overwrites,))
    assert verdict(exercise, Counter).passed
    assert verdict(exercise, Overwrites).mistake == "overwrites"
    assert verdict(exercise, int).outcome is Outcome.EXCEPTION


def expression_exercise():
    x, y = sp.symbols("x y")
    mistakes = (Mistake("sum", "Product or sum?", lambda: {"f": x + y}),)
    symbols = {"x": (0.5, 2.0), "y": (0.5, 2.0)}
    return make("expressions", lambda: {"f": sp.exp(x) * y}, mistakes=mistakes, symbols=symbols)


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
    assert verdict(exercise, {"f": sp.Derivative(y * sp.exp(x), x)}).outcome is Outcome.WRONG_TYPE


def test_a_matrix_is_compared_entry_by_entry():
    x = sp.Symbol("x")
    exercise = make(
        "expressions", lambda: {"M": sp.Matrix([[x, 2 * x]])}, symbols={"x": (1.0, 2.0)}
    )
    assert verdict(exercise, {"M": sp.ImmutableMatrix([[x, x + x]])}).passed
    assert verdict(exercise, {"M": sp.Matrix([[x, x]])}).place == "M[0, 1]"
    assert verdict(exercise, {"M": sp.Matrix([x, 2 * x])}).outcome is Outcome.WRONG_TYPE


def test_training_is_judged_by_its_measure():
    exercise = make(
        "training",
        lambda: {"w": np.ones(3)},
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
    with pytest.raises(ValueError, match="is not one of"):
        make("essay", 1)
    with pytest.raises(ValueError, match="needs a measure"):
        make("training", 1)


# ---- plain data ----------------------------------------------------------------------------------

plain = st.recursive(
    st.one_of(
        st.booleans(),
        st.integers(-(10**30), 10**30),
        st.floats(allow_nan=False),
        st.text(max_size=5),
        hnp.arrays(
            st.sampled_from([np.float64, np.float32, np.int64, np.bool_, np.complex128]),
            hnp.array_shapes(min_dims=0, max_dims=3, max_side=3),
            elements={"allow_nan": False},
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner, inner),
        st.dictionaries(st.text(max_size=3), inner, max_size=3),
    ),
    max_leaves=6,
)


def same(a, b):
    if isinstance(a, np.ndarray | np.generic):
        return np.asarray(a).dtype == np.asarray(b).dtype and np.array_equal(a, b)
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    return type(a) is type(b) and a == b


@given(plain)
def test_plain_data_survives_json(value):
    assert same(value, unpack(json.loads(json.dumps(pack(value), allow_nan=False))))


def test_what_is_not_plain_arrives_as_its_name():
    assert unpack(pack(object())) == Unknown("object")
    assert unpack(pack(...)) == Missing()
    assert unpack(pack(None)) == Missing(none=True)
    assert math.isnan(unpack(pack(math.nan)))
    assert isinstance(unpack(pack(np.array([object()]))), Unknown)
    cycle = []
    cycle.append(cycle)
    assert "nested too deeply" in json.dumps(pack(cycle))


@pytest.mark.parametrize("data", [None, {"$what": 1}, {"$array": "", "dtype": "f8"}])
def test_unknown_data_is_refused(data):
    with pytest.raises(ValueError):
        unpack(data)


def test_a_tree_is_evaluated_without_sympy_or_eval():
    x = sp.Symbol("x")
    tree = unpack(pack(1 / (1 + sp.exp(-x)) + sp.Rational(1, 3) * sp.pi))
    assert isinstance(tree, Tree)
    wanted = 1 / (1 + math.exp(-0.3)) + math.pi / 3
    assert evaluate(tree, {"x": 0.3}) == pytest.approx(wanted)
    assert np.isnan(evaluate(unpack(pack(10 ** sp.Pow(10, 10, evaluate=False))), {}).real)
    assert np.isnan(evaluate(Tree(["Pow", ["Integer", "0x0"], ["Integer", "-0x1"]]), {}).real)
    for node in (["__import__", ["Symbol", "os"]], ["Symbol", "q"], [], ["Add", 3], "text"):
        with pytest.raises(NotAnExpression):
            evaluate(Tree(node), {"x": 1.0})


def test_pieces_are_evaluated_where_they_hold():
    z = sp.Symbol("z")
    pieces = sp.Piecewise((z, z > 0), (sp.Rational(1, 10) * z, True))
    tree = unpack(pack(pieces))
    assert evaluate(tree, {"z": 2.0}) == 2.0
    assert evaluate(tree, {"z": -2.0}) == pytest.approx(-0.2)
    safe = unpack(pack(sp.Piecewise((1 / z, z > 0), (0, True))))
    assert evaluate(safe, {"z": 0.0}) == 0.0
    assert evaluate(unpack(pack(sp.erf(z) + sp.sec(z))), {"z": 0.3}) == pytest.approx(
        math.erf(0.3) + 1 / math.cos(0.3)
    )


@pytest.mark.parametrize(
    "number",
    [sp.Rational(3, 4), sp.Float("0.75"), Fraction(3, 4), Decimal("0.75"), sp.exp(0) * 0.75],
)
def test_exact_numbers_are_numbers(number):
    assert compare(unpack(pack(number)), 0.75, 1e-7) is None
    assert compare(unpack(pack([number, number])), np.full(2, 0.75), 1e-7) is None
    assert compare(unpack(pack(number)), 0.75, 1e-7, digits=4) is None
    assert compare(unpack(pack(sp.Symbol("x"))), 0.75, 1e-7).kind == "type"


# ---- formulas ------------------------------------------------------------------------------------


def test_a_formula_is_its_text():
    formula = Formula("sin(3*x) + y**2", "x", "y")
    assert formula(0.2, 3.0) == pytest.approx(math.sin(0.6) + 9)
    assert unpack(pack(formula))(0.2, 3.0) == formula(0.2, 3.0)
    assert repr(Formula("x**2")) == "x ↦ x**2"
    with pytest.raises(TypeError, match="takes 2 argument"):
        formula(1.0)


@pytest.mark.parametrize("text", ["__import__('os')", "x.real", "[x]", "lambda: 1", "z", "'a'"])
def test_a_formula_is_nothing_but_a_formula(text):
    with pytest.raises(ValueError, match="the formula"):
        Formula(text)


# ---- showing -------------------------------------------------------------------------------------


def test_the_report_says_everything_in_both_forms():
    result = verdict(SQUARE, lambda x: 2 * x)
    plain_text, page = report_module.text(result), report_module.html(result)
    for part in ("wrong values", "Is a square twice its side?", "[0, 0]", "sample(x=", "first"):
        assert part in plain_text
        assert part in page
    assert "Traceback" not in plain_text
    json.dumps(report_module.bundle(result)[report_module.MIME])


def test_html_is_escaped():
    def answer(x):
        print("<script>alert(1)</script>")
        raise ValueError("<b>")

    page = report_module.html(verdict(SQUARE, answer))
    assert "<script>" not in page
    assert "<b>\n" not in page
    assert "&lt;script&gt;" in page


def test_a_case_is_plain():
    assert call_case("note", x=1) == Case({"arguments": {"x": 1}}, "note")
