"""Predict, then run: a result waits for its guess, and is told kindly how near the guess came."""

import inspect
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
import sympy as sp
import warm
from test_display import printed

from bplib import course
from bplib.course import predictions
from bplib.course.predictions import Nearness, compared, numbers, open_guesses, predicted
from bplib.grading.isolation import lesson_side

SOLUTIONS = Path(__file__).resolve().parent.parent / "solutions"
CLOSE, ORDER, FAR = Nearness.CLOSE, Nearness.ORDER, Nearness.FAR
RIGHT, SIGN, UNJUDGED = Nearness.RIGHT, Nearness.SIGN, Nearness.UNJUDGED


def pages(sources):
    """Run cells in a notebook's shell; return the bundles that each displayed."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell.instance(history_load_length=0)
    shown = []
    for source in sources:
        with capture_output() as captured:
            shell.run_cell(source, store_history=True)
        shown.append([output.data for output in captured.outputs])
    return shown


# ---- a result waits ------------------------------------------------------------------------------


def test_without_a_guess_there_is_no_result_but_where_to_write_one(capsys):
    guess_count = ...
    predicted("How many?", guess_count, 517)
    shown = capsys.readouterr().out
    assert "Question: How many?\nResult: waits for your guess." in shown
    assert "at guess_count = ... in a cell above" in shown
    assert "517" not in shown


def test_a_guess_without_a_name_of_its_own_waits_too(capsys):
    for guess in (...,):
        predicted("How many?", guess, 517)
    shown = capsys.readouterr().out
    assert "in place of the dots in the cell above" in shown
    assert "517" not in shown


def test_with_a_guess_both_are_shown_and_how_near_it_came(capsys):
    predicted("How many?", 500, 517)
    shown = capsys.readouterr().out
    assert "Question: How many?\nYour guess: 500\nResult: 517\nClose" in shown


def test_a_result_that_is_a_sentence_says_what_a_guess_is_held_against(capsys):
    predicted("Which is lowest?", "tape", "the recursion stops, the tape does not", answer="tape")
    assert RIGHT.value in capsys.readouterr().out


def test_in_a_notebook_the_cell_of_the_guess_is_found_and_the_page_has_no_result():
    said = warm.call(
        pages,
        [
            "from bplib.course import predicted\nguess_a = ...\nguess_b = 1",
            "predicted(\n    'How many?',\n    guess_a,\n    517,\n)\n"
            "predicted('More?', guess_b, 8)",
        ],
    )
    assert "at guess_a = ... in a cell above" in said[1][0]["text/plain"]
    assert "517" not in str(said[1][0])
    assert "<b>Result:</b> 8" in said[1][1]["text/html"]


@pytest.mark.parametrize(
    ("guess", "result", "comma"),
    [
        ((0, 5), 0.3, True),
        ((0, 5), "0.4 ± 0.1", True),
        ((0, 5), (10,), False),
        ((0, 5), "(10,)", False),
        ((0, 5), np.array([1.0]), False),
        ((5, 0), "1.7 % and 0 % of 20", False),
        ((0, 5), (1, 2), False),
        ((0.5, 5), 0.3, False),
        ([0, 5], 0.3, False),
        ((0, 5), "falls", False),
    ],
)
def test_a_decimal_comma_is_told(guess, result, comma, capsys):
    predicted("How much?", guess, result)
    asked = "Is 0.5 meant? Python writes a point; a comma makes two values."
    assert (asked in capsys.readouterr().out) is comma


@pytest.mark.parametrize(
    ("guess", "result", "meant"),
    [
        ((3, 5), 3.4, "3.5"),
        ((-3, 25), -3.2, "-3.25"),
        ((0, 125), 0.1, "0.125"),
        ((1, 0), 1000, ""),
        ((10, 0), "10,000 steps", ""),
        ((1, 437), "1,500", ""),
        ((14, 4), (14,), ""),
        ((0, 0), 0.5, ""),
        ((True, False), 0.5, ""),
    ],
)
def test_a_comma_may_part_thousands_or_a_shape(guess, result, meant, capsys):
    predicted("How much?", guess, result)
    said = capsys.readouterr().out
    assert (f"Is {meant} meant?" in said) if meant else (" meant?" not in said)


@pytest.mark.parametrize("path", sorted(SOLUTIONS.glob("*/*.ipynb")), ids=lambda p: p.stem)
def test_a_lesson_that_asks_for_percentages_takes_plain_numbers_for_them(path):
    cells = nbformat.read(path, 4).cells
    source = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    for name in re.findall(r"^(guess_\w+) = .*#.*percentages", source, re.MULTILINE):
        [call] = [one for one in source.split("predicted(")[1:] if f" {name}," in one]
        assert "per_cent=True" in call.partition("\n)")[0]


@pytest.mark.parametrize(
    ("guess", "answer"),
    [(0.4, "0.4 %"), (1, "1 %"), ((0.5, 1), "0.5 % and 1 %"), ("0.4 %", "0.4 %")],
)
def test_where_per_cent_are_asked_for_a_plain_number_is_one(guess, answer, capsys):
    assert compared(guess, answer, per_cent=True) == RIGHT.value
    predicted("How many per cent?", guess, answer, per_cent=True)
    assert RIGHT.value in capsys.readouterr().out


# ---- how near ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("guess", "answer", "nearness"),
    [
        (3, 3, RIGHT),
        (0.3, 0.1 + 0.2, RIGHT),
        (0, 0, RIGHT),
        (0.01, 0, FAR),
        (np.float32(0.5), 0.52, CLOSE),
        (sp.Rational(1, 2), 0.52, CLOSE),
        (0.9, 1.0, CLOSE),
        (0.89, 1.0, ORDER),
        (3.1, 1.0, ORDER),
        (3.2, 1.0, FAR),
        (-0.3, 0.31, SIGN),
        (-30, 0.31, FAR),
        (float("nan"), 3, FAR),
        (float("inf"), 3, FAR),
        (500_000, "524,287; in topological order 19", CLOSE),
        (18, "18.42, which is -ln(1e-8)", CLOSE),
        ("about 5e5", "about 530000 times (median of 20 images)", CLOSE),
        (-9.5, "−10.1 to −8.9 in 7 seeds", RIGHT),
        ("1e-3", "about 3e-03", ORDER),
        (3e6, "10^6.5 to 10^6.6 in 4 seeds", CLOSE),
        (0.16, "0.18 ± 0.03", RIGHT),
        ("input 0.001", "the input 0.001: the slope is there", RIGHT),
        ("2**10", "1,024", RIGHT),
        ("30 %", 0.31, CLOSE),
        (30, "31% of 1,000", CLOSE),
        (0.3, "31 % of 1,000", CLOSE),
        (0.15, "0 to 15 %, by early", RIGHT),
        (12, "0 to 15 %, by early", RIGHT),
        (0.16, "0 to 15 %, by early", CLOSE),
        (0.3, "0 to 15 %, by early", ORDER),
        (0.9, "0 to 15 %, by early", FAR),
        (1, "0 to 15 %, by early", FAR),
        ((0.5, 13, 65, 88), "0 to 1 %, 12 to 15 %, 63 to 66 %, 87 to 89 %", RIGHT),
        ("1 %, 13 %, 65 %, 88 %", "0 to 1 %, 12 to 15 %, 63 to 66 %, 87 to 89 %", RIGHT),
        ((1, 13, 65, 80), "0 to 1 %, 12 to 15 %, 63 to 66 %, 87 to 89 %", CLOSE),
        ([4, 5, 6], np.array([4, 5, 6]), RIGHT),
        ("The input 0.001", "the input 0.001: it gets 1000", RIGHT),
        ("Both the same", "the input 0.001: it gets 1000", FAR),
        ("cg", "CEFG", FAR),
        ("none", "CEFG", FAR),
        (True, True, RIGHT),
        (0.3, "more than half", UNJUDGED),
        ("more", 0.3, UNJUDGED),
        (1, "two splits 1 apart", UNJUDGED),
        ((0.5, 0.01), "1.7% with h = 1e-2, 0.0% with h = 1e-5", UNJUDGED),
        ("tape", "the recursion gives up, and the tape does not", UNJUDGED),
        (3, None, UNJUDGED),
        (None, 3, UNJUDGED),
        (1j, 3, UNJUDGED),
        (10**400, 3, UNJUDGED),
        ([], [], RIGHT),
        ("10^400", 3, UNJUDGED),
        ("0^-1", 3, UNJUDGED),
        ("-10^0.5", 3, UNJUDGED),
        ("10^400", None, UNJUDGED),
        (3, "10^400", UNJUDGED),
        (3, float("inf"), FAR),
        (3, float("nan"), FAR),
        ("inf", float("inf"), UNJUDGED),
        (float("inf"), float("inf"), RIGHT),
        (1e-320, 1e10, FAR),
    ],
)
def test_nearness(guess, answer, nearness):
    assert compared(guess, answer) == nearness.value


@pytest.mark.parametrize(
    ("guess", "answer"), [(4, "8: 0.26"), (216, 324.0), (4, 8), (25, "20, with more"), (3, 1)]
)
def test_a_count_or_a_label_has_no_order_of_magnitude(guess, answer):
    assert compared(guess, answer) == FAR.value


def test_what_was_picked_from_a_list_is_right_or_another_one():
    assert compared(0.3, 0.8, choice=True) == FAR.value
    assert compared(0.8, 0.8, choice=True) == RIGHT.value
    assert compared(0.78, 0.8, choice=True) == FAR.value
    assert compared(5000, 2000) == ORDER.value


def test_of_several_numbers_those_that_are_near_are_counted():
    assert compared((1, 2, 30), [1, 2.1, 3]).startswith("Of 3 numbers, 2 are right or within 10")
    assert compared((1, 20), [1, 2.1]).startswith("Of 2 numbers, 1 is right or within 10")


def test_a_number_is_read_as_people_write_it():
    assert numbers("1,437 and .25 and 1e−3") == [
        (1437, 1437, False),
        (0.25, 0.25, False),
        (0.001, 0.001, False),
    ]
    assert numbers("net 3") == []


@pytest.mark.parametrize("nearness", list(Nearness))
def test_nobody_is_scolded_and_every_sentence_says_what_a_guess_is_good_for(nearness):
    said = nearness.value.lower()
    assert "guess" in said
    assert not {"wrong", "unfortunately", "bad", "should"} & set(said.split())


# ---- words that are offered ----------------------------------------------------------------------


def said_of(guess, comment, result="'rises'"):
    """Return what a notebook's page says last of a guess with a comment behind it."""
    begin = "from bplib.course import begin, predicted\nbegin()"
    sources = [begin, f"guess_a = {guess}  # {comment}", f"predicted('Which?', guess_a, {result})"]
    return warm.call(pages, sources)[-1][0]["text/plain"].splitlines()[-1]


NONE = "Your guess is none of those offered: {}. Which of them is what you meant?"


@pytest.mark.parametrize(
    ("guess", "comment", "said"),
    [
        ("'all of them'", '"rises" or "falls"', NONE.format('"rises" or "falls"')),
        ("'up'", '"rises", "falls" or "both the same"', None),
        ("7", '"rises" or "falls"', None),
        ("'up'", 'the first one, "rises" or "falls"', NONE.format('"rises" or "falls"')),
        ("'zero'", 'a number, or "an error", or "it depends on h"', None),
        ("'falls'", '"rises" or "falls"', FAR.value),
        ("'Rises '", '"rises" or "falls"', RIGHT.value),
        ("'the falls'", '"rises" or "falls"', FAR.value),
        ("'up'", '"rises", or one of the five names above', FAR.value),
        ("'up'", 'two letters, such as "AB"', FAR.value),
        ("'up'", "a few words", FAR.value),
    ],
)
def test_a_guess_that_is_none_of_the_words_offered_is_told_so(guess, comment, said):
    assert said_of(guess, comment) == (said or NONE.format(comment))


def test_a_number_may_be_offered_beside_words():
    comment = 'a number, or "an error", or "it depends on h"'
    assert said_of("1", comment, "0.0") == FAR.value
    assert said_of("'zero'", comment, "0.0") == NONE.format(comment)
    assert said_of("'an error'", comment, "0.0") == UNJUDGED.value


# ---- which are open ------------------------------------------------------------------------------


def test_the_last_cell_says_which_guesses_are_open():
    first = "from bplib.course import open_guesses\nguess_a = guess_b = ...\nguess_c = 3"
    *_, before, _, after = warm.call(
        printed, [first, "open_guesses()", "guess_a, guess_b = 1, 'x'", "open_guesses()"]
    )
    assert before.startswith("Guesses made: 1 of 3.\nStill open: guess_a, guess_b. Write")
    assert after == "Guesses made: 3 of 3.\n"


def test_the_graders_side_has_the_same_names_and_takes_the_same_arguments():
    assert lesson_side.__all__ == course.__all__
    for name in course.__all__:
        here, there = (inspect.signature(getattr(side, name)) for side in (course, lesson_side))
        assert [*here.parameters] == [*there.parameters], name


def test_the_graders_side_takes_the_same_calls(capsys):
    open_guesses()
    lesson_side.predicted("How many?", ..., 3, answer=3)
    lesson_side.predicted("Which?", ..., 3, choice=True)
    lesson_side.open_guesses()
    assert "How many?" in capsys.readouterr().out


def test_the_long_sentence_is_said_once(capsys, monkeypatch):
    monkeypatch.setattr(predictions, "_said_before", set())
    for question in ("how many?", "how often?", "how many?"):
        predicted(question, 4, 8)
    said = capsys.readouterr().out
    assert said.count(FAR.value) == 1
    assert said.count(predictions.ANOTHER_AGAIN) == 2
