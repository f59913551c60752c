"""What a learner reads: whole cards."""

import html
import json
import re
import warnings

import pytest
import sympy
from samples import SQUARE, make, verdict

from bplib.course.checks import (
    Class,
    Expressions,
    Numbers,
    Steps,
    Training,
    class_case,
    steps_case,
)
from bplib.course.checks import report as report_module
from bplib.course.checks.algebra import sp


class Adder:
    def __init__(self, start):
        self.total = start

    def add(self, x):
        self.total += x
        return self.total


ADD = [("add", {"x": 2.0}), ("get", {"attribute": "total"})]
STEPS = {"w": 1.0}, [{"g": 2.0}, {"g": 1.0}], {"lr": 0.1}


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


def card(exercise, answer):
    """Return a card as it is read, and see that HTML says the same."""
    result = verdict(exercise, answer)
    text = report_module.text(result)
    page = re.sub(r"<[^>]+>", "", report_module.html(result))
    for line in text.splitlines():
        said = line.strip().partition(": ")[2].replace("`", "")
        assert html.escape(said) in page, said
    return text


def stub(x):
    raise NotImplementedError


def fails(x):
    return x.nothing


CARDS = {
    "right": (SQUARE, lambda x: x * x, "✓ sample: passed (1 case), 2 of 2 points"),
    "blank": (
        SQUARE,
        stub,
        """\
○ sample: not attempted
  Next: Write your answer in the cell above, run it, then run this one.""",
    ),
    "a slip": (
        SQUARE,
        lambda x: 2 * x,
        """\
✗ sample: wrong values
  Called as: sample(x=[[ 2.04092, -2.55567,  0.4181 ], [-0.56777, -0.45265, -0.2156 ]])  [first]
  First difference: [0, 0]; 6 of 6 entries differ
  Yours: 4.08184
  Expected: 4.16535
  Ask yourself: Is a square twice its side?
  Read again: “H”""",
    ),
    "a multiple": (
        SQUARE,
        lambda x: 3 * x**2,
        """\
✗ sample: wrong values
  Called as: sample(x=[[ 2.04092, -2.55567,  0.4181 ], [-0.56777, -0.45265, -0.2156 ]])  [first]
  First difference: [0, 0]; 6 of 6 entries differ
  Yours: 12.4961
  Expected: 4.16535
  Ask yourself: Every value is 3 times what is asked for. Where can that come from?
  Read again: “H”""",
    ),
    "an exception": (
        make(lambda x: x),
        fails,
        """\
✗ sample: exception
  Called as: sample(x=[[ 2.04092, -2.55567,  0.4181 ], [-0.56777, -0.45265, -0.2156 ]])  [first]
  Raised: AttributeError: 'numpy.ndarray' object has no attribute 'nothing'
    line N in fails: return x.nothing
  Ask yourself: What stands before `.nothing` is an array, which has no `nothing`. What did you \
take it for, and where does it come from?
  Read again: “H”""",
    ),
    "a wrong type, printed and warned": (
        SQUARE,
        lambda x: print("z") or warnings.warn("careful", stacklevel=1) or [True, 1j, "a"],
        """\
✗ sample: wrong type or shape
  Called as: sample(x=[[ 2.04092, -2.55567,  0.4181 ], [-0.56777, -0.45265, -0.2156 ]])  [first]
  Yours: a list of 3 values
  Expected: an array of shape (2, 3)
  Ask yourself: What does the statement say that comes back: how many values, of which shape?
  Warned: UserWarning: careful
  Printed: z
  Read again: “H”""",
    ),
    "a class": (
        make(Adder, lambda rng: [class_case({"start": 1.0}, ADD)], Class),
        lambda start: Adder(start + 1),
        """\
✗ sample: wrong values
  Called as: made with (start=1), then .add(x=2); read .total
  First difference: of call 1; 2 of 2 entries differ
  Yours: 4
  Expected: 3
  Ask yourself: Take this case alone and work it by hand, one step after another. Which line of \
yours is the first to give something else?
  Read again: “H”""",
    ),
    "steps": (
        make(lambda w, g, lr: w - lr * g, lambda rng: [steps_case(*STEPS, "one weight")], Steps),
        lambda w, g, lr: w,
        """\
✗ sample: wrong values
  Called as: sample(w=1, g=2, lr=0.1), then 1 more steps  [one weight]
  First difference: after call 1; 2 of 2 entries differ
  Yours: 1
  Expected: 0.8
  Ask yourself: Take this case alone and work it by hand, one step after another. Which line of \
yours is the first to give something else?
  Read again: “H”""",
    ),
    "a number": (
        make(lambda: {"a": 0.5, "b": 2.0}, kind=Numbers),
        {"a": 0.5, "b": 2.5},
        """\
✗ sample: wrong values
  First difference: b
  Yours: 2.5
  Expected: a number more than 10 % away from yours
  Right for: a
  Ask yourself: Which values is `b` made of? Work them out one by one: which of them is not what \
you took it for?
  Read again: “H”""",
    ),
    "a number still to do": (
        make(lambda: {"a": 0.5, "b": 2.0}, kind=Numbers),
        {"a": 0.5, "b": ...},
        """\
○ sample: 1 of 2 filled in, 1 right
  Still blank: b
  Next: Fill in the rest in the cell above, run it, then run this one.""",
    ),
    "numbers of which one is wrong and others are blank": (
        make(lambda: {"a": 0.5, "b": 2.0, "c": 3.0, "d": (1, 2)}, kind=Numbers),
        {"a": 0.5, "b": None, "c": 7.31, "d": (1, ...)},
        """\
✗ sample: wrong values
  First difference: c
  Yours: 7.31
  Expected: a number more than 10 % away from yours
  So far: 2 of 4 filled in, 1 right; still blank: b, d
  Right for: a
  Ask yourself: Which values is `c` made of? Work them out one by one: which of them is not what \
you took it for?
  Read again: “H”""",
    ),
    "words and whole numbers, which can be tried one after another": (
        make(lambda: {"a": 0.5, "b": 2, "c": "up", "d": True, "e": 1.0}, kind=Numbers),
        {"a": 0.5, "b": 2, "c": "up", "d": True, "e": ...},
        """\
○ sample: 4 of 5 filled in
  Still blank: e
  Next: Fill in the rest in the cell above, run it, then run this one.""",
    ),
    "numbers that nobody has filled in": (
        make(lambda: {"a": 0.5, "b": 2.0}, kind=Numbers),
        {"a": ..., "b": None},
        """\
○ sample: not attempted
  Next: Write your answer in the cell above, run it, then run this one.""",
    ),
    "an expression still to write": (
        make(
            lambda: {"f": sp.Symbol("x"), "g": 2 * sp.Symbol("x")},
            kind=Expressions,
            symbols={"x": (1.0, 2.0)},
        ),
        {"f": sympy.Symbol("x"), "g": ...},
        """\
○ sample: 1 of 2 filled in, 1 right
  Still blank: g
  Next: Fill in the rest in the cell above, run it, then run this one.""",
    ),
    "a training": (
        make(dict, kind=Training, measure=lambda v: v["a"], at_least=0.9, unit="right"),
        {"a": 0.5},
        """\
✗ sample: wrong values
  Yours: 0.5 right
  Expected: at least 0.9 right
  Read again: “H”""",
    ),
}


@pytest.mark.parametrize("name", CARDS)
def test_a_whole_card(name):
    exercise, answer, expected = CARDS[name]
    assert re.sub(r"line \d+ in", "line N in", card(exercise, answer)) == expected


def printed_by(answer):
    text = card(SQUARE, answer)
    return text.partition("  Printed: ")[2].split("\n")


def test_a_print_in_a_loop_gives_a_short_card():
    def answer(x):
        for step in range(400):
            print("step", step)
        return x * x

    lines = printed_by(answer)
    assert [line.strip() for line in lines] == [
        *(f"step {step}" for step in range(10)),
        "… and 390 more lines",
    ]


def test_a_narrow_card_breaks_long_words_and_keeps_the_columns_of_what_was_printed():
    found = verdict(SQUARE, lambda x: print("w      b\n0.5    1.0") or x)
    page = report_module.html(found)
    rows = re.findall(r'<div style="([^"]*)"><b>', page)
    assert rows
    assert all("overflow-wrap: anywhere" in style for style in rows)
    table = re.search(r'<pre role="group" aria-label="Printed"[^>]*>([^<]*)</pre>', page)
    assert table[1] == "w      b\n0.5    1.0"
    assert "overflow-x: auto" in table[0]


def test_what_was_dropped_is_not_counted_as_if_it_were_known():
    lines = printed_by(lambda x: print("a\n" * 9000) or x * x)
    assert lines[-1].strip() == "… and at least 1990 more lines"
    (line,) = printed_by(lambda x: print("y" * 9000) or x * x)
    assert line == "y" * 1000 + "…"


def test_eleven_lines_leave_one_more_line():
    lines = printed_by(lambda x: print("a\n" * 11) or x * x)
    assert lines[-1].strip() == "… and 1 more line"


def test_a_blank_shows_no_error_in_jupyterlab_and_still_earns_nothing_anywhere():
    blank, wrong = (report_module.html(verdict(SQUARE, a)) for a in (stub, lambda x: 2 * x))
    assert "display: none" in blank
    assert "<style" not in wrong
