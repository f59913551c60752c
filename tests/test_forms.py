"""What learners do in any exercise: powers, transposes, terms, entries; and what is not claimed."""

import numpy as np
import pytest
import sympy as sp
from samples import make, verdict

from bplib.course.checks import Class, Expressions, Numbers, Training, call_case, class_case, slip
from bplib.course.checks.recognition.alike import Failed
from bplib.course.checks.recognition.telling import tells_of
from bplib.course.names import spoken

SEEDS = (3, 4)


def arrays(rng):
    shapes = (("wide", 3, 4, 2), ("square", 3, 3, 3), ("tall", 5, 2, 4))
    return [
        call_case(note, A=rng.normal(size=(n, m)), B=rng.normal(size=(m, k)))
        for note, n, m, k in shapes
    ]


def named(exercise, answer):
    """Return the one name and question that an answer gets on every seed."""
    found = {(v.mistake, v.question) for v in (verdict(exercise, answer, seed) for seed in SEEDS)}
    assert len(found) == 1
    return found.pop()


# --- changes of the source ---


def bent(A, B):
    return (1 - np.tanh(A) ** 2) @ B


def squares(A, B, *, square=np.square):
    return np.sum(square(A - 1), axis=0) @ B


def by_rule(A, B, *, rule=lambda a: 1 - a**2):
    return rule(np.tanh(A)) @ B


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        (bent, lambda A, B: (1 - np.tanh(A**2)) @ B),
        (squares, lambda A, B: np.sum(A - 1, axis=0) ** 2 @ B),
        (by_rule, lambda A, B: (1 - np.tanh(A**2)) @ B),
    ],
)
def test_a_power_at_the_other_side_of_a_function_has_a_name(reference, answer):
    name, question = named(make(reference, arrays), answer)
    assert name.startswith("power at the other side of a function")
    assert question.startswith("What is raised to the power")


def back(A, B):
    return B.T @ A.T


def forth(A, B):
    Z = A @ B
    return 3 * Z


def forth_by_a_function(A, B, *, weigh=np.matmul):
    return weigh(A, B) + 1


def test_a_shape_that_is_turned_by_reshape_has_a_name():
    name, question = named(make(back, arrays), lambda A, B: B.reshape(B.shape[::-1]) @ A.T)
    assert name == "reshaped, not transposed"
    assert "makes a column of each row" in question


@pytest.mark.parametrize("reference", [forth, forth_by_a_function])
@pytest.mark.parametrize(("which", "rounds"), [("first", slice(1, None)), ("last", slice(-1))])
def test_a_term_that_is_left_out_of_a_product_has_a_name(reference, which, rounds):
    def answer(A, B):
        shorter = A[:, rounds] @ B[rounds]
        return 3 * shorter if reference is forth else shorter + 1

    name, question = named(make(reference, arrays), answer)
    assert name.startswith(f"{which} term of the sum left out")
    assert "Over which of them does yours run?" in question


def piece(A, B):
    return A[0, 0] * B[1:] + A[-1, 0]


@pytest.mark.parametrize(
    ("answer", "question"),
    [
        (lambda A, B: A[0, 1] * B[1:] + A[-1, 0], "Which entry is meant"),
        (lambda A, B: A[0, 0] * B[1:] + A[-2, 0], "Which entry is meant"),
        (lambda A, B: A[0, 0] * B[:-1] + A[-1, 0], ""),
    ],
)
def test_a_number_in_square_brackets_says_which_and_not_how_much(answer, question):
    _, asked = named(make(piece, arrays), answer)
    assert asked.startswith(question)
    assert "another number" not in asked


def by_word(x, word):
    if word == "up":
        return x + 1
    return 3 * x


def words(rng):
    return [
        call_case(f"{word} {k}", x=rng.normal(size=k), word=word)
        for word in ("up", "down")
        for k in (3, 4)
    ]


def test_a_word_that_is_compared_is_neither_larger_nor_smaller():
    name, question = named(make(by_word, words), lambda x, word: 3 * x if word == "up" else x + 1)
    assert name == "a condition turned round"
    assert question == "Which case belongs to which condition?"


def two_steps(A, B):
    E = np.exp(A - A.max())
    return (E / (1 + E)) @ B


def test_what_goes_into_a_function_is_asked_about_without_a_name():
    _, question = named(
        make(two_steps, arrays), lambda A, B: ((A - A.max()) / (1 + np.exp(A - A.max()))) @ B
    )
    assert question == (
        "You have what goes into a function, and the rule what comes out of it. Which function is "
        "it?"
    )


# --- what is not claimed ---


def test_nothing_but_exceptions_is_no_reason_for_another_name_or_another_order():
    shapes = [Failed("ValueError", "matmul: Input operand 1 has a mismatch in its core dimension")]
    assert tells_of("transposed in Z", shapes)
    assert not tells_of("A before B", shapes)
    assert not tells_of("A for B", shapes)
    assert tells_of("A for B", [*shapes, 3.0])
    assert tells_of("A one further", [Failed("IndexError", "list index out of range")])
    for other in ("A for B", "a condition turned round", "rounded down at a division"):
        assert not tells_of(other, [Failed("IndexError", "list index out of range")])
    assert not tells_of("A for B", [Failed("TypeError", "bad operand")])


def test_nan_in_one_case_is_not_what_is_wrong_with_the_others():
    exercise = make(lambda x: float(np.sum(x)), numbers)
    with np.errstate(all="ignore"):
        found = verdict(exercise, lambda x: 0.3 * x * (x - 2) / (x - 2))
    assert found.outcome == "wrong type or shape"
    assert "NaN" not in found.question


def numbers(rng):
    drawn = [call_case(str(k), x=rng.normal(size=k)) for k in (3, 4)]
    return [*drawn, call_case("with a 2", x=np.array([2.0, 1.0]))]


def test_an_answer_that_changes_its_inputs_is_not_right_but_for_a_case():
    exercise = make(lambda x: x + 1, lambda rng: [*several(rng)], pure=True)

    def adding(x):
        x += 1
        return x + (len(x) == 5)

    assert not verdict(exercise, adding).mistake.startswith("wrong for")


def several(rng):
    return [call_case(f"of length {k}", x=rng.normal(size=k)) for k in (2, 3, 4, 5, 6)]


def of_sizes(A, B, *, entry=np.sum):
    sizes = [float(entry(A)), float(entry(B))]
    largest = int(np.argmax(sizes))
    return sizes, largest


def many_and_few(rng):
    def case(k):
        return call_case(f"{k} small ones", A=rng.uniform(1, 2, k), B=rng.uniform(3, 4, 2))

    return [case(9), case(12)]


def test_a_count_that_agrees_by_chance_is_explained_by_no_slip():
    exercise = make(
        of_sizes, many_and_few, slips=[slip("means", entry=np.mean).asks("A sum, or a mean?")]
    )
    found = verdict(exercise, lambda A, B: ([float(A[0] ** 3), float(B[0] / 7)], 1))
    assert "A sum, or a mean?" not in found.question


# --- words and numbers ---


@pytest.mark.parametrize("base", [2, 10])
def test_the_factor_of_another_logarithm_is_told_as_one(base):
    exercise = make(lambda A, B: 3 * (A @ B), arrays)
    found = verdict(exercise, lambda A, B: 3 * (A @ B) / np.log(base))
    assert f"1/ln {base} is" in found.question
    assert found.question.endswith("Which base has your logarithm?")


def test_of_a_whole_number_no_digits_are_cut_off():
    exercise = make(lambda: {"count": 17, "size": 24.31}, kind=Numbers)
    assert verdict(exercise, {"count": 10, "size": 24.31}).mistake == ""
    assert verdict(exercise, {"count": 17, "size": 24.0}).mistake == "rounded after 2 digits"


def test_a_word_that_is_not_offered_is_asked_about():
    def larger(x):
        return "first" if x[0] > x[-1] else "last"

    exercise = make(larger, several)
    found = verdict(exercise, lambda x: {"first": "left", "last": "right"}[larger(x)])
    assert found.question in (
        f"Is {word!r} one of the words that the statement offers?" for word in ("left", "right")
    )


def test_of_many_symbols_only_those_of_the_answer_are_shown():
    letters = sp.symbols("a1:7 b1:7")
    ranges = dict.fromkeys(map(str, letters), (1.0, 2.0))
    exercise = make(lambda: {"total": sum(letters)}, kind=Expressions, symbols=ranges)
    found = verdict(exercise, {"total": letters[0] - letters[7]})
    assert [name for name in ranges if f"{name} = " in found.got] == ["a1", "b2"]
    assert found.got.endswith(", …")
    few = make(lambda: {"total": sum(letters)}, kind=Expressions, symbols=dict(ranges))
    assert "the letters" in verdict(few, {"total": 0.5 * letters[0]}).question


class Counter:
    """Counts."""

    def __init__(self, start):
        self.start = start

    def put(self, x):
        """Keep a number."""
        self.kept = x
        return self.start

    def sum(self):
        """Return both together."""
        return self.start + self.kept


COUNTER = make(
    Counter,
    lambda rng: [class_case({"start": 2.0}, [("put", {"x": 3.0}), ("sum", {})])],
    kind=Class,
)


class WithoutSelf(Counter):
    """Keeps nothing."""

    def put(self, x):
        """Forget a number."""
        kept = x
        return self.start + 0 * kept

    def sum(self):
        """Ask for a number that is gone."""
        return self.start + kept  # noqa: F821


class SelfForgotten(Counter):
    """Asks for the wrong name."""

    def put(self, x):
        """Keep a number."""
        self.kept = x
        return self.start

    def sum(self):
        """Leave self out."""
        return self.start + kept  # noqa: F821


@pytest.mark.parametrize(
    ("answer", "question"),
    [
        (WithoutSelf, "`kept` is made in another method, and ends with that method."),
        (SelfForgotten, "Is `self.kept` meant where you have `kept`?"),
    ],
)
def test_a_name_of_another_method_is_asked_about_as_one(answer, question):
    found = verdict(COUNTER, answer)
    said = spoken(found, COUNTER, COUNTER.inputs(3)[0], answer)
    assert said.question.startswith(question)


def test_what_no_training_can_measure_is_told_by_its_type():
    exercise = make(lambda: [1.0], kind=Training, measure=sum, at_least=1.0, unit="units")
    assert verdict(exercise, np.random.default_rng(0)).got == "an object of type Generator"
