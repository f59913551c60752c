"""What an answer's exception says is asked in a learner's words: what was handed to what."""

import math

import numpy as np
import pytest
import sympy as sp
from samples import make, verdict

from bplib.course.checks import Code, Formula, Steps, call_case, calling, steps_case
from bplib.course.checks.data import pack, unpack
from bplib.course.checks.recognition.raised import POWER
from bplib.course.registry import lesson_exercises

PLAIN = ("builtins", "numpy")


def routes(f_u, u, x):
    return f_u(u(x), x) * x


def draw(rng):
    f_u, u = Formula("2*u + v", "u", "v"), Formula("x**2")
    return [call_case(str(k), f_u=f_u, u=u, x=float(rng.uniform(1, 2))) for k in range(3)]


ROUTES = make(routes, draw)


def helper(slope, x, rate):
    return slope(x) * rate


def no_product(x, factor=2):
    return factor(x + 1)


def asked(answer, exercise=ROUTES):
    found = verdict(exercise, answer)
    assert found.outcome == "exception"
    assert "Formula" not in str(found.data())
    return found.question


@pytest.mark.parametrize(
    ("answer", "question"),
    [
        (
            lambda f_u, u, x: f_u(u(x)),
            "`f_u` is a function of u and v, and your line gives it one number. What belongs "
            "there?",
        ),
        (
            lambda f_u, u, x: f_u(),
            "`f_u` is a function of u and v, and your line gives it nothing. What belongs there?",
        ),
        (
            lambda f_u, u, x: u(x, x),
            "`u` is a function of x: what is too much in your line?",
        ),
        (
            lambda f_u, u, x: u(x=x),
            "`u` takes its numbers in their order, without names. Which does your line give it?",
        ),
        (
            lambda f_u, u, x: f_u(u, x),
            "`f_u` takes numbers, and your line gives it a function as u. What belongs there, and "
            "how do you come by it?",
        ),
        (
            lambda f_u, u, x: f_u * u,
            "A function stands in your line where a number belongs: `f_u`, `u` or one of your own. "
            "Where is it to be called?",
        ),
        (
            lambda f_u, u, x: np.cos(u),
            "A function stands in your line where a number belongs: `f_u`, `u` or one of your own. "
            "Where is it to be called?",
        ),
        (
            lambda f_u, u, x: helper * x,
            "A function stands in your line where a number belongs: `f_u`, `u` or one of your own. "
            "Where is it to be called?",
        ),
        (
            lambda f_u, u, x: helper(u, x),
            "What does `helper` take, and in which order? Hold its definition beside the line that "
            "calls it.",
        ),
        (
            lambda f_u, u, x: helper(x, x, 0.1),
            "What stands before a bracket in `helper` is a number, no function. Is a `*` missing "
            "there, or does your line hand it one where `helper` takes a function?",
        ),
        (
            lambda f_u, u, x: no_product(x),
            "What stands before a bracket in `no_product` is a number, no function. Is a `*` "
            "missing there, or does your line hand it one where `no_product` takes a function?",
        ),
        (
            lambda f_u, u, x: (lambda n: n(x))(2),
            "What stands before the bracket is a number, no function. Is a `*` missing there, or "
            "does one name mean two things?",
        ),
        (
            lambda f_u, u, x, h: x,
            "Which arguments does the statement give to your lambda, and which does yours take?",
        ),
        (
            lambda f_u, u, x: int("a"),
            "Which value in that line is not what you take it for? Print it just before.",
        ),
        (
            lambda f_u, u, x: helper(u, x, "a"),
            "It happens inside of `helper`, which your answer calls. What does `helper` take, and "
            "what does your line hand it?",
        ),
    ],
)
def test_an_exception_is_asked_about_in_the_words_of_the_answer(answer, question):
    assert asked(answer) == question


@pytest.mark.parametrize(
    ("answer", "question"),
    [
        (lambda f_u, u, x: mean(x), "Is `np.mean` meant where you have `mean`?"),  # noqa: F821
        (lambda f_u, u, x: X, "Is `x` meant where you have `X`?"),  # noqa: F821
        (lambda f_u, u, x: ux, "Is `u*x` meant where you have `ux`?"),  # noqa: F821
        (lambda f_u, u, x: f_u_, "Is `f_u` meant where you have `f_u_`?"),  # noqa: F821
        (
            lambda f_u, u, x: nowhere,  # noqa: F821
            "Is `nowhere` a letter of the formula? Where is it among your inputs, or in a line "
            "above?",
        ),
        (
            lambda f_u, u, x: [late, late := x],  # noqa: F821, F841
            "Which line gives `late` its first value, and does it run before this one?",
        ),
    ],
)
def test_a_name_that_is_not_there_is_asked_for(answer, question):
    assert asked(answer) == question


def chain(links, x):
    return links[1](links[0](x))


def missing_on_the_right(links, x):
    slopes, total = {}, {"x": 0.0}
    total["x"] += x * slopes["y"]
    return total["x"]


def raises_a_key(links, x):
    raise KeyError("x")


CHAIN = make(
    chain,
    lambda rng: [
        call_case(str(k), links=[Formula("x**2"), Formula("sin(x)")], x=float(rng.uniform(1, 2)))
        for k in range(3)
    ],
)


@pytest.mark.parametrize(
    ("answer", "question"),
    [
        (
            lambda links, x: sum(links[k](x) for k in links),
            "Between your square brackets stands a function, and a list counts its entries. Is it "
            "an entry already, and is a number to stand there?",
        ),
        (
            lambda links, x: links["x"],
            "Between your square brackets stands a string, and a list counts its entries. Is it an "
            "entry already, and is a number to stand there?",
        ),
        (
            lambda links, x: links[len(links) / 2](x),
            "Between your square brackets stands a float, and a list counts its entries in whole "
            "numbers. Where does it come from? Of two whole numbers, `/` gives a float and `//` a "
            "whole one.",
        ),
        (
            lambda links, x: {links},
            "A key of a dict, or an item of a set, can neither be a list nor hold one. Is one part "
            "of it meant?",
        ),
        (
            lambda links, x: set([links]),  # noqa: C405
            "A key of a dict, or an item of a set, can neither be a list nor hold one. Is one part "
            "of it meant?",
        ),
        (
            missing_on_the_right,
            "Which keys are there when this line runs, and which one does it ask for?",
        ),
        (raises_a_key, "Your own line raises it. What is to be done in this case?"),
        (
            lambda links, x: links[0] * x,
            "A function stands in your line where a number belongs: an entry of `links` or one of "
            "your own. Where is it to be called?",
        ),
        (
            lambda links, x: links[0](x)(x),
            "What stands before the bracket is a number, no function. Is a `*` missing there, or "
            "does one name mean two things?",
        ),
        (lambda links, x: x ^ 2, POWER),
        (lambda links, x: np.array([x]) ^ 2, POWER),
        (
            lambda links, x: np.exp(sp.Symbol("z") + 1),
            "`np.exp` takes numbers. Which function is there for symbols: `sp.exp`?",
        ),
        (
            lambda links, x: {}["x"],
            "Which keys are there when this line runs, and which one does it ask for?",
        ),
        (
            lambda links, x: {[x]: 1},
            "A key of a dict, or an item of a set, can neither be a list nor hold one. Is one part "
            "of it meant?",
        ),
    ],
)
def test_lists_keys_and_powers(answer, question):
    assert asked(answer, CHAIN) == question


def test_a_function_that_comes_back_is_called_one():
    found = verdict(ROUTES, lambda f_u, u, x: u)
    assert (found.got, found.expected) == ("a function", "a number")


@pytest.mark.parametrize("own", [None, [None, 1.0], object(), len, sp.Symbol("x")])
def test_what_a_step_returns_is_handed_back_under_its_own_name(own):
    cases = [steps_case({"w": 1.0}, [{"g": 1.0}, {"g": 2.0}])]
    exercise = make(lambda w, g: w - g, lambda rng: cases, Steps)
    found = verdict(exercise, lambda w, g: own if g == 1 else w.nothing)
    said = f"AttributeError: '{type(own).__name__}' object has no attribute 'nothing'"
    assert found.error[:1] == ([said] if own is not None else [])


@pytest.mark.parametrize("lesson", sorted(lesson_exercises()))
def test_answers_are_handed_nothing_that_only_we_know(lesson):
    """Python's messages name types: they are those that learners know, or are called as these."""
    for exercise in lesson_exercises()[lesson]:
        if isinstance(exercise, Code):
            for case in exercise.inputs(exercise.fixed_seed):
                for kind in kinds(unpack(pack(case.inputs))):
                    known = kind.__module__.partition(".")[0] in PLAIN
                    assert known or kind.__name__ == "function", (exercise.name, kind)


def kinds(value):
    yield type(value)
    if isinstance(value, dict):
        value = list(value.values())
    for inside in value if isinstance(value, list | tuple) else ():
        yield from kinds(inside)


ARRAYS = make(
    lambda x: 3 * x,
    lambda rng: [call_case(str(k), x=rng.normal(size=(k, 2))) for k in (3, 4)],
)
HANDED = (
    "`math.exp` takes a single number, and is given an array. Which functions take an array, and "
    "do the same to every entry?"
)
NO_NUMBERS = (
    "{} stands in that line where numbers are computed. Which entry of it is meant, or what is to "
    "happen to each?"
)
NONE = (
    "Something in that line is None. Which line was to give it something: has it run by then, "
    "and does every way through a function that it calls end in `return`?"
)


def branches(x):
    return 1 if x > 0 else 0


def adds_in_place(x):
    row = np.zeros(2)
    row += x
    return row


def keeps_whole_numbers(x):
    whole = np.zeros(x.shape, dtype=int)
    whole += x
    return whole


def forgets_to_return(x):
    x + 1


def fills_an_empty_list(x):
    found = []
    found[0] = x
    return found


def without_end(x):
    return without_end(x)


class Keeps:
    def use(self, x):
        return self.kept * x


def fetched(x):
    return Keeps().use(x)


@pytest.mark.parametrize(
    ("answer", "question"),
    [
        (lambda x: math.exp(x), HANDED),
        (
            branches,
            "One True or False is needed in that line, and an array gives one for every entry. Is "
            "each entry to go its own way, or is one answer for all of them meant?",
        ),
        (
            adds_in_place,
            "What is written into an array keeps the array's shape, here (2,). Which shape has the "
            "result, and where is it to be put?",
        ),
        (
            keeps_whole_numbers,
            "What is written into an array keeps the array's type. Which type has it, and which "
            "type has what your line computes?",
        ),
        (lambda x: 0.5 * x.tolist(), NO_NUMBERS.format("A list, a tuple or a text")),
        (lambda x: x.tolist() - [1], NO_NUMBERS.format("A list")),
        (lambda x: [1] + 2, NO_NUMBERS.format("A list")),
        (lambda x: x.shape - 1.0, NO_NUMBERS.format("A tuple")),
        (lambda x: -x.tolist(), NO_NUMBERS.format("A list")),
        (lambda x: forgets_to_return(x) * 2, NONE),
        (lambda x: forgets_to_return(x).T, NONE),
        (
            lambda x: x.tolist().T,
            "What stands before `.T` is a list, which has no `T`. What did you take it for, and "
            "where does it come from?",
        ),
        (
            fetched,
            "The object has no `kept` when that line runs. Which line is to give it one, and has "
            "it run by then?",
        ),
        (
            lambda x: np.sigmoid(x),
            "`np` has no `sigmoid`. Is it called otherwise there, or is it a function of your own "
            "or of this lesson?",
        ),
        (
            lambda x: x[:, 2],
            "That line asks for an entry beyond the end. How many entries are there, and which "
            "number has the last one, counted from 0?",
        ),
        (
            lambda x: x[0, 0, 0],
            "An array in that line has 2 axes, and the square brackets ask for 3. Which array is "
            "it, and which shape did you expect?",
        ),
        (
            lambda x: x[0, 0][0],
            "What stands before the square bracket is a single number, which has no entries. Has "
            "an entry been taken out already, or is another quantity meant?",
        ),
        (
            lambda x: list(len(x)),
            "Several values are wanted there, one after another, and a single number is given. "
            "Where does it come from, and what did you expect to come?",
        ),
        (
            lambda x: next(a for a, b, c in [x.shape]),
            "How many names stand there to be given a value, and how many values come?",
        ),
        (lambda x: x / (1 // 0), "What is divided by in that line, and for which inputs is it 0?"),
        (
            lambda x: math.exp(1000) * x,
            "How large is the number that goes in there, and how large would the result be?",
        ),
        (
            without_end,
            "`without_end` calls itself again and again. When is it to stop, and does it?",
        ),
        (lambda x: x.tolist() * x.tolist(), NO_NUMBERS.format("A list")),
        (lambda x: {"W": x} ** 2, NO_NUMBERS.format("A dict")),
        (
            lambda x: x[: len(x) / 2],
            "Whole numbers are needed where that line says from where to where, and something else "
            "stands there. What is it? Of two whole numbers, `//` gives a whole one.",
        ),
        (
            lambda x: x[range(2.0)],
            "A whole number is needed in that line, and a float is given. Where does it come from? "
            "Of two whole numbers, `/` gives a float and `//` a whole one.",
        ),
        (
            lambda x: x[-5],
            "That line asks for an entry before the first. How many entries are there, and how far "
            "back from the end does a negative number count?",
        ),
        (
            fills_an_empty_list,
            "That line writes into an entry of a list which has no such entry yet. How long is the "
            "list when it runs, and what makes it longer?",
        ),
        (
            lambda x: list(x)[0, 1],
            "Several numbers in one pair of square brackets are for an array, and this is a list. "
            "Is one pair of brackets for each of them meant, or an array?",
        ),
        (
            lambda x: sp.Symbol("a")(1 - x),
            "What stands before the bracket is an expression, no function. Is a `*` missing there?",
        ),
        (
            lambda x: np.exp(x) / float(x),
            "A function in that line takes a single number, and is given an array. Which functions "
            "take an array, and do the same to every entry?",
        ),
        (
            lambda x: math.log(0) * x,
            "Of which number is a logarithm or a root taken in that line, and has that number one?",
        ),
        (
            lambda x: Keeps()(x),
            "What stands before the bracket is an object of type `Keeps`, no function. Which "
            "function of it is meant?",
        ),
        (
            lambda x, name="tanh": name(x),
            "What stands before the bracket is a string, no function. If it names one, what gives "
            "you the function of that name?",
        ),
    ],
)
def test_what_python_and_numpy_raise_is_asked_in_other_words(answer, question):
    assert asked(answer, ARRAYS) == question


def test_a_message_of_python_is_asked_about_where_only_some_calls_raise():
    mixed = make(
        lambda x: x + 1,
        lambda rng: [call_case("one number", x=0.5), call_case("several", x=rng.normal(size=3))],
    )
    found = verdict(mixed, lambda x: math.exp(math.log(x)) + 1 if x == 0.5 else math.exp(x))
    assert found.outcome == "exception"
    assert found.question.startswith(("One True or False", HANDED))


def test_shapes_that_do_not_fit_are_asked_about_where_other_cases_are_wrong_as_well():
    def drawn(rng):
        return [
            call_case("a table", x=rng.normal(size=(3, 2))),
            call_case("many", x=rng.normal(size=40)),
        ]

    def answer(x):
        return x - x.T if x.ndim > 1 else np.sin(7.3 * x) + 0.3 * x[::-1] ** 2

    exercise = make(lambda x: x - 1, drawn)
    found = verdict(exercise, answer, exercise.fixed_seed)
    assert found.outcome == "exception"
    assert found.question.startswith("Print the shapes of both operands")


def test_lines_of_compiled_libraries_are_not_shown():
    (result,) = calling.collect(
        {"kind": "function", "cases": [pack({"arguments": {"x": 1.0}})]},
        lambda x: np.random.default_rng(1).normal(0, x, 2, 3),
    )
    assert len(result["error"]["lines"]) == 1
