"""What lesson 00 says of the course and of its own numbers."""

import re

import numpy as np
import pytest

from bplib.course import notebooks
from bplib.course.checks.exercise import MINUTES
from bplib.course.lessons import notebook_path


@pytest.fixture(scope="module")
def cells(root):
    return {
        c.id: c for c in notebooks.read(notebook_path(root, "solutions", "00_start_here")).cells
    }


def test_the_pile_of_paper(cells):
    millimetres = 0.1
    for _ in range(20):
        millimetres *= 2
    assert f"Result: {millimetres / 1000:.0f}" in cells["pile"].outputs[0].data["text/plain"]


def test_the_table_of_minutes_says_what_the_build_computes(cells):
    formula = pytest.importorskip("bplib.course.minutes")
    text = cells["core-and-full"].source
    assert f"| words of the text | 1 for every {formula.WORDS} |" in text
    assert f"shows | 1 for every {formula.LINES} |" in text
    assert f"| a prediction | {formula.PREDICTION} |" in text
    levels = ", ".join(map(str, MINUTES))
    worth = ", ".join(map(str, MINUTES.values()))
    assert f"| an exercise of difficulty {levels} | {worth} |" in text
    assert (formula.DISPLAYED, formula.INLINE) == (8, 1)
    assert "A displayed formula counts as eight words, a formula in a line as one." in text


def test_what_the_course_needs_has_a_line_and_a_link_each(cells):
    rows = re.findall(r"^\| (.+) \|$", cells["what-is-needed"].source, re.MULTILINE)[1:]
    named = " ".join(row.split(" | ")[0] for row in rows)
    for word in (
        *("partial derivative", "matrix product", "transpose", "mean", "variance"),
        *("standard deviation", "N(0, 1)", "bracket", "Taylor", "class", "comprehension"),
        "eigenvalue",
    ):
        assert word in named
    for row in rows:
        what, line, lesson, link = row.split(" | ")
        assert len(line) > 20, what
        assert re.fullmatch(r"\d\d", lesson), what
        assert re.search(r"\]\(https://[^)]+\)$", link), what


def test_the_words_for_the_middle_and_the_distances(cells):
    values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    mean = sum(values) / 6
    variance = sum((value - mean) ** 2 for value in values) / 6
    said = f"mean {mean:.2f}, variance {variance:.2f}, standard deviation {np.sqrt(variance):.2f}"
    assert said in cells["needed-in-numpy"].outputs[0].text
