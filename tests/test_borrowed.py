"""What does an exercise is refused by its check at once and held by the grader; the rest is not."""

import functools
import json
import pkgutil

import lesson_files
import numpy as np
import pytest
import warm
from test_grading import ROOT, at, isolated
from test_ran import run_cells

from bplib.activations import sigmoid_prime
from bplib.autodiff.graphs import backward, forward
from bplib.course import notebooks
from bplib.course.borrowed import borrowed, course_lesson, is_an_answer, made_by_bplib, made_of
from bplib.course.checking import CheckFailed, check, working_version
from bplib.course.checks.called import called
from bplib.course.lessons import notebook_path
from bplib.course.registry import find, lesson_exercises, lesson_of
from bplib.grading.judging.run import grade
from bplib.grading.judging.scores import Result
from bplib.optimizers import SGD, Adam

FORK = """
def fork_backward(x, y):
    nodes = [("x", "", ()), ("y", "", ()), ("p", "*", ("x", "y")), ("s", "sigmoid", ("x",))]
    nodes.append(("f", "*", ("p", "s")))
    found = backward(nodes, forward(nodes, {"x": x, "y": y}))
    return found["x"], found["y"]
"""
TANH_NET = """
from bplib.course.experiments.lesson_09 import net_gradients

def repaired_tanh_net(X, Y, W1, b1, W2, b2):
    return net_gradients("right", X, Y, W1, b1, W2, b2)
"""
HIDDEN_LAYER = """
derived = derive((2, 2, 2), ("sigmoid", "sigmoid"), "half_squared_error")
arrays = derived.arrays()
theirs = [*arrays["delta2"], *arrays["W2"], *arrays["a1"], *arrays["x"]]
lines = {step.symbol: step.expression for step in derived.steps}
mine = [delta_1, delta_2, w_11, w_12, w_21, w_22, a_1, a_2, x_1, x_2]
names = dict(zip(theirs, mine))
delta1_letters = arrays["delta1"].applyfunc(lambda d: lines[d].xreplace(names))
dW1_letters = x_letters.T * delta1_letters
"""
BORROWED = {
    "fork_backward": FORK,
    "repaired_tanh_net": TANH_NET,
    "hidden_layer_expressions": HIDDEN_LAYER,
}
SLOPE = """
from bplib.activations import sigmoid_prime

def hidden_delta_221(W2, delta2, z1):
    return (delta2 @ W2.T) * sigmoid_prime(z1)
"""


@functools.cache
def solution(name):
    return notebooks.read(notebook_path(ROOT, "solutions", name))


def cells_up_to(name, source=None):
    """Return the cells of a solution up to an exercise's check, with another answer."""
    cells = []
    for cell in solution(lesson_of(name)).cells:
        if cell.cell_type == "code":
            another = source and cell.id == f"{name}_answer"
            cells.append((cell.id, source if another else cell.source))
        if cell.id == name:
            return cells
    raise AssertionError(name)


def graded(name, source):
    lesson = lesson_of(name)
    notebook = notebooks.read(notebook_path(ROOT, "solutions", lesson))
    at(notebook, f"{name}_answer").source = source
    scores = grade(lesson, lesson_files.lesson(ROOT, lesson), json.dumps(notebook).encode(), 5)
    return next(score for score in scores.scores if score.exercise == name)


@pytest.mark.parametrize("name", BORROWED)
def test_what_does_the_exercise_is_refused_at_once_with_the_reason(name):
    outcome, card, _ = warm.call(run_cells, cells_up_to(name, BORROWED[name]))[-1]
    assert outcome == "uses bplib's own"
    assert f"Calls: bplib.{find(name).done_by[0]}" in card
    assert "Read again" in card


@pytest.mark.parametrize("name", [*BORROWED, "train_step_221"])
def test_the_lessons_own_answer_is_not_refused(name):
    outcome, card, _ = warm.call(run_cells, cells_up_to(name))[-1]
    assert outcome == "passed", card


@isolated
@pytest.mark.parametrize("name", BORROWED)
def test_what_does_the_exercise_is_held(name):
    score = graded(name, BORROWED[name])
    assert (score.result, score.points) == (Result.REFERENCE, 0)
    assert find(name).done_by[0] in score.reason


@isolated
def test_a_slope_may_be_called_by_its_name():
    score = graded("hidden_delta_221", SLOPE)
    assert (score.result, score.points) == (Result.PASSED, 4)
    outcome, card, _ = warm.call(run_cells, cells_up_to("hidden_delta_221", SLOPE))[-1]
    assert outcome == "passed", card


def test_a_function_that_is_the_answer_is_refused(capsys):
    with pytest.raises(CheckFailed, match="sigmoid_slope: uses bplib's own, 0 of 2 points"):
        check("sigmoid_slope", sigmoid_prime)
    assert "Calls: bplib.activations.sigmoid_prime" in capsys.readouterr().out


def test_an_optimizer_that_a_lesson_imports_may_be_used_whatever_it_inherits():
    def train(x):
        w = np.array([x])
        SGD(0.1).step([w], [w])
        return w

    def other(x):
        w = np.array([x])
        Adam(0.1).step([w], [w])
        return w

    exercise, lesson = find("train_classifier"), course_lesson("train_classifier")
    request = find("double").requests(find("double").inputs(1))
    assert called(request, train)
    assert borrowed(exercise, called(request, train), lesson) == []
    assert "optimizers.Adam.__init__" in borrowed(exercise, called(request, other), lesson)


def test_the_functions_that_the_tests_borrow_are_called():
    request = find("fork_backward").requests(find("fork_backward").inputs(1))
    space = {"forward": forward, "backward": backward}
    exec(FORK, space)
    assert called(request, space["fork_backward"]) == [
        "autodiff.graphs.backward",
        "autodiff.graphs.forward",
    ]


def test_what_exercises_name_is_there():
    for group in lesson_exercises().values():
        for name in [name for exercise in group for name in exercise.done_by]:
            assert pkgutil.resolve_name(f"bplib.{name}"), name


def test_what_a_reference_calls_in_place_of_a_missing_answer_is_not_the_answers_call(capsys):
    slope = working_version("sigmoid_slope", ...)
    request = find("sigmoid_slope").requests(find("sigmoid_slope").inputs(1))
    assert called(request, slope) != []
    assert called(request, lambda z: slope(z)) == []


def test_a_module_answers_only_for_what_it_defines(monkeypatch):
    monkeypatch.setattr("bplib.layers.sigmoid_prime", sigmoid_prime, raising=False)
    assert not is_an_answer("sigmoid_slope", "layers", "sigmoid_prime")


def test_nothing_but_the_library_is_looked_up():
    assert is_an_answer("sigmoid_slope", "activations", "sigmoid_prime")
    assert not is_an_answer("sigmoid_slope", "activations", "sigmoid")
    for module in ("cli", "__main__", "grading.selftest", "course.checking", "this", "nothing"):
        assert not is_an_answer("double", module, "main")


CELLS = [
    "from bplib.symbolic import derive as work",
    "steps = work((2, 2, 1))\nother = 1",
    "rows = []\nrows.append(steps)",
    "def letters():\n    return rows[0]",
    "d = letters()\nfree = other",
]


@pytest.mark.parametrize(
    ("values", "more", "found"),
    [
        (["d"], [], True),
        (["free"], [], False),
        (["d"], ["d = other"], False),
        (["d"], ["rows = [1]", "d = rows"], False),
        (["e"], ["e = {}", "e['x'] = steps.arrays()"], True),
        (["e"], ["import bplib.symbolic as s", "e = s.derive()"], True),
        (["e"], ["e = (", "for e in steps: pass"], True),
    ],
)
def test_what_values_are_made_of(values, more, found):
    assert ("derive" in made_of([*CELLS, *more], values)) is found
    exercise = find("hidden_layer_expressions")
    assert made_by_bplib(exercise, [*CELLS, *more], values) == list(exercise.done_by) * found
    assert made_by_bplib(find("fork_backward"), [*CELLS, *more], values) == []
