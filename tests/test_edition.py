"""What holds for every lesson of this edition: how long it is, and how much of it is core."""

import dataclasses

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from test_lessons import LESSONS, solution

from bplib.course.checks.exercise import MINUTES
from bplib.course.minutes import TIME, Minutes, lines, minutes, words, write_minutes
from bplib.course.registry import find, lesson_exercises

FULL = {LESSONS[-1]: 120}  # minutes; all others are one sitting of an hour


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_is_one_sitting(root, lesson):
    notebook = solution(root, lesson)
    time = minutes(notebook, lesson_exercises()[lesson])
    assert len(notebook.cells) <= 70
    assert time.full <= FULL.get(lesson, 60)
    assert time.core <= 35


@pytest.mark.parametrize("lesson", LESSONS)
def test_three_to_five_exercises_are_core(lesson):
    core = [exercise.name for exercise in lesson_exercises()[lesson] if exercise.core]
    assert 3 <= len(core) <= 5, core


# ---- the minutes ---------------------------------------------------------------------------------


def test_minutes_count_words_given_lines_predictions_and_exercises():
    core = find("double")
    exercise = dataclasses.replace(core, core=False)
    answer = new_code_cell("x = 1\n" * 400, metadata={"nbgrader": {}})
    folded = new_code_cell("x = 1\n" * 400, metadata={"jupyter": {"source_hidden": True}})
    page = new_notebook(
        cells=[
            new_markdown_cell("# Title\n\n- **Time** about 9 minutes. Take your time."),
            new_markdown_cell("word " * 995),
            new_code_cell("x = 1\n\n# comment\n" * 98 + 'predicted(\n"Who?", guess_a, 1)'),
            answer,
            folded,
        ]
    )
    # 1 + 995 words of 200 a minute and 4 of "Take your time." here; 100 lines of 20; a prediction
    reading = 5 + 5 + 1
    assert minutes(page, []) == Minutes(reading, reading)
    assert exercise.difficulty == 1
    assert minutes(page, [exercise]) == Minutes(reading + MINUTES[1], reading)
    assert minutes(page, [core]) == Minutes(reading + MINUTES[1], reading + MINUTES[1])
    write_minutes(page, [exercise])
    assert page.cells[0].source.endswith("about 13 minutes, core 11. Take your time.")
    once = page.cells[0].source
    write_minutes(page, [exercise])
    assert page.cells[0].source == once


def test_words_are_what_is_read():
    assert words("one don't 3.5\n<details><summary>a</summary>b c</details> four") == 4
    assert words("see [lesson 06](../06_one_one_one/06_one_one_one.ipynb)") == 3
    assert words("$a + b$ is\n$$a = b + c$$") == 1 + 1 + 8
    assert lines("a = 1\n\n  # no\nb = 2") == 2


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_first_cell_says_where_the_minutes_go(root, lesson):
    assert len(TIME.findall(solution(root, lesson).cells[0].source)) == 1
