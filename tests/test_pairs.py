"""Two mistakes at once: in values and beside them, in classes that share, where calls raise."""

import ast

import numpy as np
import pytest
from samples import make, verdict

from bplib.course.checks import IN_PLACE, Class, Training, call_case, class_case, slip, slipped
from bplib.course.checks.recognition.alike import pieces
from bplib.course.checks.recognition.running import TURNS, quietly
from bplib.course.checks.recognition.trial import Trials
from bplib.course.checks.trees import tree_of
from bplib.course.registry import find, modules


def told(exercise, *slips, seed=3):
    """Return the names that an answer with these slips is told."""
    return {*verdict(exercise, slipped(exercise.reference, *slips), seed).mistake.split(" + ")}


# --- beside values ---


def two_arrays(rng):
    """Draw a case in which nothing can be changed in place, and others."""
    return [
        call_case("one number", x=float(rng.uniform(1, 2))),
        *(call_case("an array", x=rng.uniform(1, 2, n)) for n in (3, 5)),
    ]


def in_place(answer):
    def wrong(x):
        out = answer(x)
        if isinstance(x, np.ndarray):
            x[...] = 0
        return out

    return wrong


OVERWRITTEN = slip("overwritten", around=in_place).asks("Who else holds it?")
SINGLE = slip("single", result=lambda out: np.asarray(out, np.float32)[()]).asks("Of which type?")
CUBED = slip("cubed", bend=lambda x: x**3).asks("Which power?")
PURE = make(
    lambda x, *, bend=lambda x: x**2: bend(x),
    two_arrays,
    pure=True,
    double=True,
    accuracy=1e-5,
    slips=[OVERWRITTEN, SINGLE, CUBED],
)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("one", [OVERWRITTEN, SINGLE])
def test_a_wrong_value_and_what_is_wrong_beside_it_are_told_together(one, seed):
    assert told(PURE, CUBED, one, seed=seed) == {"cubed", one.name}


@pytest.mark.parametrize("seed", range(5))
def test_two_things_beside_right_values_are_told_together(seed):
    assert told(PURE, SINGLE, OVERWRITTEN, seed=seed) == {"single", "overwritten"}


@pytest.mark.parametrize("seed", range(5))
def test_a_relation_and_what_is_wrong_beside_it_are_told_together(seed):
    found = verdict(PURE, in_place(lambda x: -(x**2)), seed)
    assert found.mistake == "sign turned + overwritten"


def test_an_input_changed_in_place_is_no_mistake_where_that_is_allowed():
    exercise = make(lambda x: x**2, two_arrays, slips=[IN_PLACE.asks("Who holds it?")])
    assert verdict(exercise, in_place(lambda x: -(x**2))).mistake == "sign turned"


# --- classes that share ---


class Counter:
    """Counts, and adds what it counted."""

    step = 1

    def __init__(self):
        self.count = 0

    def add(self, x):
        """Return x with what was counted."""
        self.count += self.step
        return x + self.count


def on_class(counter, name, value):
    if name not in vars(type(counter)) or value:
        setattr(type(counter), name, value)


def countings(rng):
    """Draw one short counting and one that tells more."""
    return [
        class_case({}, [("add", {"x": x}) for x in rng.normal(size=n)], f"{n} calls")
        for n in (4, 2, 3)
    ]


COUNTING = make(
    Counter,
    countings,
    kind=Class,
    slips=[
        slip("shared", __setattr__=on_class).asks("Whose count is it?"),
        slip("two at once", step=2).asks("How far does it count?"),
        slip("downwards", step=-1).asks("In which direction does it count?"),
    ],
)


@pytest.mark.parametrize("seed", [*range(5), COUNTING.fixed_seed])
@pytest.mark.parametrize("other", COUNTING.slips[1:])
def test_what_a_class_keeps_from_case_to_case_is_told_with_another_mistake(other, seed):
    assert told(COUNTING, COUNTING.slips[0], other, seed=seed) == {"shared", other.name}


def test_no_call_follows_the_first_that_differs(monkeypatch):
    calls = []

    def counted(answer, inputs, turns=TURNS["class"]):
        for output in turns(answer, inputs):
            calls.append(answer)
            yield output

    monkeypatch.setitem(TURNS, "class", counted)
    verdict(COUNTING, slipped(Counter, *COUNTING.slips[:2]))
    used = [calls.count(answer) for answer in {*calls}]
    assert min(used) == 1  # of the nine calls of all cases, or the four of a whole one


# --- where calls raise ---


def test_slips_come_before_a_relation_where_some_calls_raise():
    exercise = make(
        lambda X, W, *, turned=lambda W: W, sign=1: sign * (X @ turned(W)),
        lambda rng: [
            call_case("symmetric", X=rng.normal(size=(2, 3)), W=rng.uniform(1, 2) * np.eye(3)),
            call_case("wide", X=rng.normal(size=(2, 3)), W=rng.normal(size=(3, 4))),
        ],
        slips=[
            slip("turned", turned=np.transpose).asks("Which axes meet?"),
            slip("negative", sign=-1).asks("Which sign?"),
        ],
    )
    assert told(exercise, *exercise.slips) == {"turned", "negative"}
    failing = verdict(exercise, lambda X, W: -(X @ W) if W.shape == (3, 3) else X.nothing)
    assert failing.mistake == "sign turned"  # nothing explains the exception


# --- pieces, and sources ---


def test_pieces_are_the_entries_of_short_lists():
    found = pieces({"trail": [np.ones(2), [3.0, 4.0]], "losses": list(range(13)), "one": [5]})
    assert list(found) == ["trail[0]", "trail[1][0]", "trail[1][1]", "losses", "one"]


@pytest.mark.parametrize("name", ["train_epochs", "adam_optimizer", "no_line"])
def test_a_definition_is_found_in_its_modules_source(name):
    reference = find(name).reference
    assert tree_of(reference).name == reference.__name__
    assert tree_of(reference) is tree_of(reference)


def test_a_function_of_the_same_name_is_not_taken_for_another():
    def told(x):
        return x

    assert ast.unparse(tree_of(told)).startswith("def told(x)")
    told.__qualname__ = "told"  # as if the module defined it, which defines another
    assert ast.unparse(tree_of(told)).startswith("def told(x)")
    with pytest.raises((OSError, TypeError)):
        tree_of(eval("lambda x: x"))


# --- the budget ---


def test_the_effort_of_no_reference_depends_on_what_ran_before():
    for name in modules():
        exercise = find(name)
        if isinstance(exercise, Training):
            continue
        cases = exercise.inputs(exercise.fixed_seed)
        right = exercise.expected(cases)
        results = exercise.collect(cases, exercise.right_answer())
        with quietly():
            trials = [Trials(exercise, cases, results, right) for _ in range(2)]
            first, second = (one.effort(exercise.reference) for one in trials)
        assert first == second, name
