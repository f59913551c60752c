"""Hints: four stages for every exercise, none of which gives an answer away."""

import ast
import functools
import inspect
import json
import re
from pathlib import Path

import numpy as np
import pytest
import sympy as sp
import warm
from samples import SQUARE, make, verdict

from bplib.course import attempts, hint, hinting, notebooks
from bplib.course.checking import assess
from bplib.course.checks import Code, Expressions, Numbers, call_case, report, slip
from bplib.course.checks.anchors import of_heading
from bplib.course.checks.compare import compare
from bplib.course.checks.hints import stages
from bplib.course.checks.slips import is_open
from bplib.course.checks.trees import tree_of
from bplib.course.checks.worked import on_the_way, smallest_first
from bplib.course.hinting import diff
from bplib.course.lessons import notebook_path
from bplib.course.registry import find, lesson_exercises, lesson_of
from bplib.course.workspace import copies, outline, standing
from bplib.grading.isolation import lesson_side

EXERCISES = [exercise for group in lesson_exercises().values() for exercise in group]
BETWEEN = re.compile(r" lies between (\S+) and (\S+)$", re.MULTILINE)


@pytest.fixture(params=EXERCISES, ids=lambda exercise: exercise.name)
def exercise(request):
    return request.param


@pytest.fixture(autouse=True)
def afresh():
    """No exercise has been checked, and none has had a hint."""
    yield
    for memory in (attempts._last, attempts._made, hinting._shown):
        memory.clear()


@functools.cache
def told(name):
    """Return verdicts with the hints after them: none yet; a blank, wrong answers, a right one."""
    exercise = find(name)
    closed = [one for one in exercise.slips if not is_open(one)]
    tried = [exercise.blanks()[0], *(exercise.mistaken(slip) for slip in closed[:3])]
    lasts = [None, *(assess(name, answer) for answer in tried)]
    return [(last, stages(exercise, last)) for last in lasts]


def texts(name, hints):
    """Return hints as they are read in a terminal, without their heads."""
    cards = [report.hint(name, "Hint", stage) for stage in hints]
    for card in cards:
        assert set(card) == {"text/plain", "text/html"}
    return [card["text/plain"].partition("\n")[2] for card in cards]


def test_every_exercise_has_four_hints_that_say_something_else_each(exercise):
    for last, hints in told(exercise.name):
        said = texts(exercise.name, hints)
        least = 3 if last and last.outcome != "not attempted" else 4
        assert least <= len(said) == len(set(said)) <= 4
        for text in said:
            assert text.strip()
            assert len(text.splitlines()) <= 7, text  # and the head
            assert max(map(len, text.splitlines())) <= 650, text


def test_the_first_says_what_is_asked_for_and_where_to_read(exercise):
    (first, *_) = told(exercise.name)[0][1]
    assert first[0] == ("Asked for", exercise.title, False)
    page = report.hint(exercise.name, "Hint", first)["text/html"]
    assert f'<a href="#{of_heading(exercise.read_again)}">“' in page


def test_the_second_asks_a_question_where_no_mistake_is_known(exercise):
    for _, (_, second, *_) in told(exercise.name)[:2]:
        assert second in [[("Ask yourself", one.question, False)] for one in exercise.slips]


def test_after_a_wrong_answer_nothing_of_its_card_is_said_again(exercise):
    for last, hints in told(exercise.name)[2:]:
        card = {text for _, text, _ in report.rows(last)} | {*last.question.split("\n")}
        for stage in hints:
            assert not {text for label, text, _ in stage if label != "Returns"} & card
            if stage[0][0] == "Called as":
                assert stage[0][1] != last.called


def test_no_hint_shows_what_a_mistake_is_called(exercise):
    """Its name is for tables; what learners read is its question."""
    for last, hints in told(exercise.name)[2:]:
        for stage in hints:
            assert last.mistake not in [text for _, text, _ in stage]


def test_none_shows_code_of_the_reference(exercise):
    tree = tree_of(inspect.unwrap(exercise.reference))
    kinds = ast.BinOp, ast.Call, ast.Subscript, ast.Assign, ast.Return, ast.Lambda
    code = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, kinds)}
    code = {piece for piece in code if len(piece) > 8}
    for _, hints in told(exercise.name):
        everything = "\n".join(texts(exercise.name, hints))
        assert not [piece for piece in code if piece in everything]


def test_only_the_inputs_of_the_visible_check_are_shown(exercise, monkeypatch):
    drawn = []
    kind = type(exercise)
    inputs = kind.inputs

    def watched(self, seed):
        drawn.append(seed)
        return inputs(self, seed)

    monkeypatch.setattr(kind, "inputs", watched)
    stages(exercise)
    assert set(drawn) <= {exercise.fixed_seed}


def test_named_values_are_not_told(exercise):
    if not isinstance(exercise, Numbers | Expressions):
        return
    right = exercise.right_answer()
    for _, hints in told(exercise.name):
        rows = [row for stage in hints for row in stage]
        own = "\n".join(text for label, text, code in rows if code and label != "Give")
        for value in right.values():
            if isinstance(exercise, Expressions):
                shown = str(value)
                assert len(shown) < 4 or shown not in own
            elif isinstance(value, str):
                assert len(value) < 3 or value not in own
            else:
                said = [float(bound) for pair in BETWEEN.findall(own) for bound in pair]
                assert [n for n in said if not compare(n, value, 0, digits=exercise.digits)] == []


# ---- what is met on the way ----------------------------------------------------------------------


def middle(x, *, square=lambda x: x**2):
    doubled = 2.0 * x
    count = 7
    _hidden = x + 1.0
    copied = x
    for place in range(2):
        moved = doubled + place
    words = "no number"
    last = square(moved)
    result = last + 1.0
    return result if count and words else copied


def test_the_first_half_of_what_the_reference_computes_is_shown():
    exercise = make(middle)
    (case,) = smallest_first(exercise)
    met = on_the_way(exercise, case)
    assert [name for name, _ in met] == ["doubled", "moved"]
    assert (met[0][1] == 2 * case.inputs["arguments"]["x"]).all()


def test_a_reference_of_one_expression_meets_nothing_on_its_way():
    assert on_the_way(SQUARE, smallest_first(SQUARE)[0]) == []


def test_a_profile_of_somebody_else_stays():
    import sys

    def own(*_):
        return None

    sys.setprofile(own)
    try:
        on_the_way(make(middle), smallest_first(SQUARE)[0])
        assert sys.getprofile() is own
    finally:
        sys.setprofile(None)


@pytest.mark.parametrize("lesson", sorted(lesson_exercises()))
def test_what_is_met_on_the_way_has_a_name_that_the_lesson_uses_or_words(lesson):
    cells = notebooks.read(notebook_path(Path(__file__).parents[1], "lessons", lesson))["cells"]
    used = {name for cell in cells for name in re.findall(r"[A-Za-z_]\w*", cell["source"])}
    for exercise in lesson_exercises()[lesson]:
        if isinstance(exercise, Code):
            cases = smallest_first(exercise)
            names = {name for case in cases for name, _ in on_the_way(exercise, case)}
            assert names <= used | exercise.met.keys(), exercise.name
            assert exercise.met.keys() <= names, exercise.name


def test_much_is_met_on_the_way_of_many_exercises():
    code = [exercise for exercise in EXERCISES if isinstance(exercise, Code)]
    met = [one for one in code if on_the_way(one, smallest_first(one)[0])]
    assert len(met) > 0.4 * len(code)


# ---- as a learner calls it -----------------------------------------------------------------------


def head(capsys):
    return capsys.readouterr().out.partition("\n")[0]


def test_each_call_shows_the_next_and_after_the_last_they_begin_again(capsys):
    heads = []
    for _ in range(5):
        hint("double")
        heads.append(head(capsys))
    assert heads == [
        *(f"Hint {k} of 4 for double" for k in (1, 2, 3)),
        'Hint 4 of 4 for double; this was the last, hint("double") begins again',
        "Hint 1 of 4 for double",
    ]


def test_after_hints_without_an_answer_those_of_a_card_are_shown_and_none_twice(
    exercise, capsys, monkeypatch
):
    def remembered(exercise, last=None):
        return next(hints for one, hints in told(exercise.name) if one is last)

    monkeypatch.setattr(hinting, "stages", remembered)
    (_, first), _, *after_answers = told(exercise.name)
    before = {text for stage in first[:3] for _, text, _ in stage}
    for last, hints in after_answers:
        hinting._shown.clear()
        attempts._last.clear()
        for _ in range(3):
            hint(exercise.name)
        attempts.keep(last)
        texts = [{text for _, text, _ in stage} for stage in hints]
        left = [place for place, said in enumerate(texts, start=1) if not said <= before]
        capsys.readouterr()
        shown = []
        for _ in left:
            hint(exercise.name)
            shown.append(head(capsys))
        assert [int(one.split()[1]) for one in shown] == left
        assert ["this was the last" in one for one in shown] == [k == left[-1] for k in left]
        hint(exercise.name)
        assert head(capsys).startswith("Hint 1 of")


def test_each_exercise_has_its_own_place(capsys):
    hint("double")
    hint("first_numbers")
    hint("double")
    assert "Hint 2 of 4 for double" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", ["doubel", "", 7, None, [], "double\n"])
def test_another_name_gets_one_sentence(wrong, capsys, root, monkeypatch):
    monkeypatch.chdir(root)
    hint(wrong)
    said = capsys.readouterr().out
    assert said.count("\n") <= 1 + str(wrong).count("\n")
    assert said.startswith(("no exercise is called", "Which exercise?"))
    if wrong == "doubel":
        assert re.fullmatch(r"no exercise is called 'doubel'; .* names are double, .*\.\n", said)


def test_an_instructors_own_exercise_is_told_as_such_where_it_is_not(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    hint("own_exercise")
    said = capsys.readouterr().out
    assert said.endswith("; an instructor's own exercise has hints only where it is kept.\n")


def double(x):
    return x * x


def test_the_function_itself_may_be_given_and_without_a_name_the_last_one_checked(capsys):
    hint(double)
    assert head(capsys) == "Hint 1 of 4 for double"
    hint()
    assert head(capsys).startswith("Which exercise?")
    attempts.keep(assess("double", double))
    hint()
    assert head(capsys) == "Hint 2 of 4 for double"


def test_a_title_means_its_exercise_and_of_two_that_of_the_lesson(capsys, root, monkeypatch):
    hint("double a number ")
    assert head(capsys) == "Hint 1 of 4 for double"
    titles = [task for lesson in outline.read(root) for task in lesson.tasks]
    shared = [task.name for task in titles if task.title == "Find the misprint"]
    assert len(shared) > 1
    for name in shared:
        monkeypatch.chdir(root / "lessons" / lesson_of(name))
        hint("Find the misprint")
        assert head(capsys).endswith(f" for {name}")


@pytest.mark.parametrize("given", [6.0, ..., np.zeros(2), {"slope": 6}])
def test_a_value_is_no_name_of_an_exercise(given, capsys):
    hint(given)
    assert head(capsys).startswith("Which exercise? Give its name in quotes, as its check does")
    diff(given)
    assert head(capsys).endswith('as its check does: diff("double").')


def test_after_a_wrong_answer_the_hints_go_on_from_its_card(capsys):
    wrong = assess("double", double)
    attempts.keep(wrong)
    for _ in range(4):
        hint("double")
    said = capsys.readouterr().out
    assert "For which two numbers are x·x and x + x the same?" in wrong.question
    assert wrong.question not in said
    assert wrong.called not in said
    assert "Unfold: Hint 1 and Hint 2 in the statement" in said
    assert "Called as: double(x=" in said


def way(x):
    """Return a square and a sum, by a detour that can be shown."""
    halved = x / 2
    fourth = halved**2
    return 4 * fourth + x


def two_arrays(rng):
    return [call_case(note, x=rng.normal(size=n)) for note, n in (("three", 3), ("two", 2))]


WAY = make(way, two_arrays, slips=[slip("halved", result=lambda out: out / 2).asks("Half of it?")])


def test_what_is_met_on_the_way_of_the_call_that_was_shown_comes_last():
    last = verdict(WAY, lambda x: (x**2 + x) / 2, WAY.fixed_seed)
    first, worked, met, own = stages(WAY, last)
    assert [row[0] for row in first] == ["Takes, say", "Then returns", "Unfold"]
    assert "shape (2,)" in first[0][1]
    assert [row[0] for row in worked] == ["Called as", "Returns"]
    assert [row[0] for row in met] == ["In", "On the way"]
    assert [row[0] for row in own] == ["In", "On the way", "Compare"]
    assert worked[0][1].endswith("[two]")
    assert last.called.endswith("[three]")
    assert own[0][1] == "the call that was shown beside your answer"
    assert own[1][1].startswith("halved = ")


def test_a_case_that_the_card_calls_wrong_is_worked_before_a_smaller_one_that_is_right():
    def right_for_few(x):
        return way(x) if len(x) == 2 else way(x) / 2

    def three_arrays(rng):
        return [call_case(f"{n} numbers", x=rng.normal(size=n)) for n in (4, 2, 3)]

    exercise = make(way, three_arrays, slips=WAY.slips)
    last = verdict(exercise, right_for_few, exercise.fixed_seed)
    assert last.right_for == "1 of 3 cases; wrong for “4 numbers”, “3 numbers”"
    (called,) = [
        text for stage in stages(exercise, last) for label, text, _ in stage if label == "Called as"
    ]
    assert called.endswith("[3 numbers]")


def test_an_expression_is_worth_something_elsewhere_than_on_the_card():
    exercise = find("first_expression")
    last = assess("first_expression", {"derivative": 3 * sp.Symbol("x")})
    (where,) = [row[1] for stage in stages(exercise, last) for row in stage if row[0] == "Where"]
    assert where not in last.got
    (at,) = [row[1] for stage in stages(exercise) for row in stage if row[0] == "Where"]
    assert at in last.got


@pytest.mark.parametrize("purpose", ["autograde", "validate"])
def test_while_nbgrader_runs_a_lesson_nothing_is_shown(purpose, capsys, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", purpose)
    monkeypatch.setattr(hinting, "stages", None)  # nor computed
    hint("double")
    hint("doubel")
    assert capsys.readouterr().out == ""


def test_in_the_sandbox_there_is_a_hint_that_says_nothing(capsys):
    lesson_side.hint("double")
    lesson_side.diff("double")
    assert capsys.readouterr().out == ""
    said = warm.call(in_a_shell, 'hint("double")\nhint(name="double")\ndone = hint()')
    assert said == (True, "")


def in_a_shell(source):
    from bplib.grading.isolation.shell import make_shell, run

    shell = make_shell()
    said = run(shell, {"source": source})
    return "done" in shell.user_ns, str(said["error"] or "")


def test_a_hint_is_recorded_as_what_it_is(tmp_path, root, monkeypatch, capsys):
    course = tmp_path / "course"
    course.mkdir()
    for name in ("lessons", "nbgrader_config.py"):
        (course / name).symlink_to(root / name)
    workspace, _ = copies.make(tmp_path / "mine", course)
    monkeypatch.chdir(workspace.folder)
    hint("double")
    hint("double")
    lines = [json.loads(line) for line in workspace.progress.read_text().splitlines()]
    assert [{k: v for k, v in line.items() if k != "time"} for line in lines] == [
        {"exercise": "double", "hint": 1},
        {"exercise": "double", "hint": 2},
    ]
    now = standing.read(workspace.folder, {"double": "00_start_here"})
    assert (now.outcomes, now.last, now.remarks) == ({}, "", [])
    assert Path.cwd() == workspace.folder


def test_begin_offers_it_and_takes_no_name_from_the_learner():
    ours, theirs = (
        warm.call(hint_after, source)
        for source in (
            "from bplib.course import begin\nbegin()",
            "hint = 3\nfrom bplib.course import begin\nbegin()",
        )
    )
    assert ours.endswith("hint")
    assert theirs == "3"


def hint_after(source):
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance(history_load_length=0)
    shell.run_cell(source, store_history=True)
    found = shell.user_ns["hint"]
    return getattr(found, "__name__", str(found))


def test_an_exercise_with_one_case_and_no_mistakes_has_two_hints():
    first, example = stages(make(lambda x: x + 1.0))
    assert first[0][0] == "Asked for"
    assert example[0][0] == "Called as"


def test_a_verdict_of_another_kind_than_wrong_helps_as_none_does():
    right = verdict(SQUARE, lambda x: x * x)
    assert stages(SQUARE, right) == stages(SQUARE)
