"""Answers that are written alike: what is dictated says nothing, what is rare and large does."""

import random
from pathlib import Path

import pytest

from bplib.grading.report import alike, shape
from bplib.grading.report.alike import Agreement

STUB = "def answer(Z, Y):\n    raise NotImplementedError\n"
USUAL = """def answer(Z, Y):
    P = 1 / (1 + np.exp(-Z))
    return ((P - Y) ** 2).mean(), 2 * (P - Y)
"""
WORDS = ("np.sum(Z)", "np.mean(Y)", "Z.T @ Y", "Z - Y", "np.exp(Z)", "Z[0] * 3", "Y.max()")


def rare(number, seed=0):
    """Return one of very many answers."""
    rng = random.Random(f"{number} {seed}")
    lines = [f"    part_{k} = {rng.choice(WORDS)} + {rng.choice(WORDS)}" for k in range(6)]
    return "\n".join(["def answer(Z, Y):", *lines, "    return part_0, part_5", ""])


def disguised(source):
    """Return the same program in other words."""
    for old, new in (("part_", "my_"), ("answer", "answer"), ("(Z, Y)", "(x, target)")):
        source = source.replace(old, new)
    source = source.replace("Z", "x").replace("Y", "target")
    head, rest = source.split("\n", 1)
    return f'{head}\n    """What I thought."""\n    # {len(rest)} signs\n    print("here")\n{rest}'


def a_class(students=60, exercises=8):
    """Return answers of a class in which everybody writes alone, half of it as is usual."""
    return {
        f"e{e}": {f"s{s:03}": USUAL if (s + e) % 2 else rare(s, e) for s in range(students)}
        for e in range(exercises)
    }


def found(answers, stubs=None):
    stubs = dict.fromkeys(answers, STUB) if stubs is None else stubs
    return alike.alike("05_losses", answers, stubs)


# ---- shapes --------------------------------------------------------------------------------------


def test_names_comments_docstrings_and_printing_do_not_count():
    for source in (USUAL, rare(1), rare(2)):
        assert shape.shape(source).digest == shape.shape(disguised(source)).digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2 * (P", "3 * (P"),
        ("np.exp", "np.tanh"),
        (".mean()", ".sum()"),
        ("(P - Y) ** 2", "(Y - P) ** 2"),
        ("-Z", "Z"),
        (", 2 * (P - Y)", ""),
    ],
)
def test_whatever_changes_the_computation_counts(old, new):
    assert old in USUAL
    assert shape.shape(USUAL).digest != shape.shape(USUAL.replace(old, new)).digest


def test_names_that_others_gave_count():
    borrowed = "def answer(Z, Y):\n    return losses.mse(Z, Y)\n"
    assert shape.shape(borrowed).digest != shape.shape(borrowed.replace("mse", "mae")).digest
    swapped = "def answer(Z, Y):\n    return Z - Y\n"
    assert shape.shape(swapped).digest != shape.shape(swapped.replace("Z - Y", "Y - Z")).digest


@pytest.mark.parametrize(
    "source",
    [
        "def answer(:\n",
        "%matplotlib inline",
        "x = 1\n" * 2_000,
        "(" * 3_000,
        "-" * 7_000 + "1",
        "a" + ".b" * 3_900,
        "[" * 90 + "]" * 90 + "\0",
        "f" + "()" * 3_000,
    ],
    ids=lambda source: source[:6],
)
def test_what_is_no_answer_has_no_shape_and_ends_nothing(source):
    assert shape.shape(source) is None or len(shape.shape(source).digest) == 32


def test_warnings_of_what_learners_wrote_interest_nobody():
    assert shape.shape('x = "\\d"\nassert (x, 1)\n1 is 1') is not None


# ---- groups --------------------------------------------------------------------------------------


def test_a_class_that_writes_alone_has_no_group():
    assert found(a_class()) == []


def test_copies_in_disguise_are_found_with_what_they_share():
    answers = a_class()
    for exercise in ("e1", "e2", "e4", "e5", "e7"):
        answers[exercise]["s000"] = rare(900, exercise)
        for copy in ("s010", "s021"):
            answers[exercise][copy] = disguised(answers[exercise]["s000"])
    (group,) = found(answers)
    assert group.students == ("s000", "s010", "s021")
    assert group.agreements[:5] == tuple(Agreement(f"e{k}", 3, 3, 60) for k in (1, 2, 4, 5, 7))


def test_what_everybody_writes_makes_no_group():
    assert found({f"e{e}": {f"s{s}": USUAL for s in range(40)} for e in range(9)}) == []


def test_what_is_handed_out_makes_no_group():
    """Three leave the same program as it came; the others rewrite it."""
    answers = a_class()
    program = rare(1_000)
    for by_student in answers.values():
        by_student.update(dict.fromkeys(("s001", "s002", "s003"), program))
    assert len(found(answers)) == 1, "without the stub it looks like a group"
    assert found(answers, dict.fromkeys(answers, program)) == []
    repaired = program.replace("return part_0", "return -part_0")
    for by_student in answers.values():
        by_student.update(dict.fromkeys(("s001", "s002", "s003"), repaired))
    assert found(answers, dict.fromkeys(answers, program)) == [], "one sign is too little"


def test_who_leaves_the_stub_as_it_is_has_written_nothing():
    answers = a_class()
    for e in range(7):
        answers[f"e{e}"]["s007"] = answers[f"e{e}"]["s008"] = rare(5_000, e)
        answers[f"e{e}"].update(dict.fromkeys((f"s{k:03}" for k in range(40, 60)), STUB))
    (group,) = found(answers)
    assert {one.answers for one in group.agreements} == {40}


def test_short_answers_make_no_group_however_rare():
    answers = a_class()
    for e, by_student in enumerate(answers.values()):
        by_student.update(dict.fromkeys(("s004", "s005"), f"def answer(Z, Y):\n    return {e}\n"))
    assert found(answers) == []


@pytest.mark.parametrize(("exercises", "groups"), [(1, 0), (2, 0), (5, 1)])
def test_several_exercises_must_agree(exercises, groups):
    answers = a_class()
    for e in range(exercises):
        answers[f"e{e}"]["s007"] = answers[f"e{e}"]["s008"] = rare(5_000, e)
    assert len(found(answers)) == groups


def test_the_documentation_has_the_rules_that_hold():
    page = Path(alike.__file__).parents[1].joinpath("REPORT.md").read_text("utf-8")
    words = " ".join(page.split())
    assert alike.COMMON == 8
    assert "more than one student in eight writes" in words
    assert alike.LEAST == 3
    assert "at least three exercises of one lesson must agree" in words
    assert alike.BITS_A_PART == 0.5
    assert "at most half a bit for each part" in words
    assert alike.LESSONS == 100
    assert "fewer than one lesson in a hundred" in words


def test_the_order_of_students_and_exercises_does_not_matter():
    answers = a_class()
    for e in range(6):
        answers[f"e{e}"]["s007"] = answers[f"e{e}"]["s008"] = rare(5_000, e)
    backwards = {
        exercise: dict(reversed(by_student.items()))
        for exercise, by_student in reversed(answers.items())
    }
    assert found(answers) == found(backwards) != []


def test_a_class_of_a_thousand_with_ten_exercises_is_compared(monkeypatch):
    """No pair of students is looked at but those who share something rare."""
    pairs = []
    yielded = alike._pairs

    def counted(*arguments):
        for pair in yielded(*arguments):
            pairs.append(pair)
            yield pair

    monkeypatch.setattr(alike, "_pairs", counted)
    answers = a_class(1_000, 10)
    for e in range(10):
        answers[f"e{e}"]["s008"] = answers[f"e{e}"]["s007"] = rare(5_000, e)
    (group,) = found(answers)
    assert group.students == ("s007", "s008")
    assert len(pairs) < 1_000
