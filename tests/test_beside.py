"""Arrays that differ: in how many entries, and yours beside the expected ones, in a few lines."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import SQUARE, make, verdict

from bplib.course.checks import Numbers, report
from bplib.course.checks.beside import MARK, beside
from bplib.course.checks.compare import compare

RTOL = 1e-7


def lines_of(mine, right):
    return beside(compare(mine, right, RTOL).entries)


def test_a_small_matrix_is_shown_whole():
    right = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    mine = right + np.array([[0, 0.5], [0, 0], [-9, 0]])
    assert lines_of(mine, right) == [
        "2 of 6 entries differ",
        "     yours       expected",
        "[0]     1 ≠2.5    1  2",
        "[1]     3    4    3  4",
        "[2]   ≠-4    6    5  6",
    ]


def test_a_vector_is_a_column():
    assert lines_of([1, 2, 3], np.array([1, 5, 3])) == [
        "1 of 3 entries differs",
        "     yours   expected",
        "[0]   1       1",
        "[1]  ≠2       5",
        "[2]   3       3",
    ]


def test_of_a_long_vector_the_neighbours_of_the_first_difference_are_shown():
    right = np.arange(1000.0)
    mine = right.copy()
    mine[[400, 402, 900]] = np.nan
    lines = lines_of(mine, right)
    assert lines[0] == "3 of 1,000 entries differ"
    assert [line.split("]")[0] for line in lines[2:]] == [f"[{k}" for k in range(399, 405)]
    assert [MARK in line for line in lines[2:]] == [False, True, False, True, False, False]


def test_of_a_wide_matrix_the_columns_shown_are_named():
    right = np.zeros((64, 128))
    mine = right.copy()
    mine[40, 100] = 1
    lines = lines_of(mine, right)
    assert lines[0] == "1 of 8,192 entries differs"
    assert "yours[:, 99:" in lines[1]
    assert "expected[:, 99:" in lines[1]
    (marked,) = [line for line in lines if MARK in line]
    assert marked.startswith("[40] ")


def test_of_three_axes_the_matrix_with_the_first_difference_is_shown():
    right = np.arange(24).reshape(2, 3, 4)
    mine = right.copy()
    mine[1, 2, 3] = -1
    lines = lines_of(mine, right)
    assert [line.split("]")[0] for line in lines[2:]] == ["[1, 0", "[1, 1", "[1, 2"]
    assert f"{MARK}-1" in lines[-1]


def test_numbers_of_every_kind_are_told_apart():
    assert f"{MARK}nan" in lines_of([np.nan, 1.0], np.array([np.inf, 1.0]))[2]
    assert f"{MARK}1+2j" in lines_of(np.array([1 + 2j, 0]), np.array([1 - 2j, 0]))[2]
    assert f"{MARK}True" in lines_of(np.array([True, False]), np.array([False, False]))[2]
    near = lines_of(np.array([1.00001, 1]), np.array([1.0, 1]))[2]
    assert f"{MARK}1.00001" in near  # with five digits both would be 1


def test_one_number_has_no_lines():
    assert compare(1.0, 2.0, RTOL).entries is None
    assert compare([1.0], np.array([2.0]), RTOL).entries is None
    assert compare("a", "b", RTOL).entries is None


@given(st.data())
def test_at_most_eight_short_lines_with_the_first_difference_marked(data):
    shape = data.draw(st.lists(st.integers(1, 9), min_size=1, max_size=3))
    kinds = st.floats(width=32), st.integers(-(10**9), 10**9), st.complex_numbers(), st.booleans()
    numbers = data.draw(st.sampled_from(kinds))
    size = int(np.prod(shape))
    draw = lambda: np.array(data.draw(st.lists(numbers, min_size=size, max_size=size)))
    mine, right = draw().reshape(shape), draw().reshape(shape)
    found = compare(mine, right, RTOL)
    if found is None or found.entries is None:
        return
    lines = beside(found.entries)
    assert len(lines) <= 8
    assert max(map(len, lines)) <= 80
    row = next(line for line in lines[2:] if MARK in line)
    place = np.argwhere(~found.entries.same)[0]
    assert row.startswith(f"[{', '.join(map(str, place[:-1] if len(shape) > 1 else place))}]")


def test_the_card_says_how_many_and_folds_the_lines():
    result = verdict(SQUARE, lambda x: 2 * x)
    assert result.diff[0] == "6 of 6 entries differ"
    text, page = report.text(result), report.html(result)
    assert "First difference: [0, 0]; 6 of 6 entries differ\n" in text
    assert MARK not in text
    folded = page.partition("<details><summary>Yours beside expected</summary><pre ")[2]
    assert folded.partition("</pre>")[0].count(MARK) == 6
    assert 'tabindex="0"' in folded  # what scrolls must be reached by keys
    assert "diff(" not in text


def test_the_lines_are_named_as_the_statement_names_what_is_returned():
    exercise = make(lambda x: (x, x.T), returns=("A", "B"))
    result = verdict(exercise, lambda x: (x, 2 * x.T))
    assert result.place == "B[0, 0]"
    assert [line.split("]")[0] for line in result.diff[2:]] == ["B[0", "B[1", "B[2"]


def test_what_is_right_or_no_array_has_no_lines():
    assert verdict(SQUARE, lambda x: x * x).diff == []
    assert verdict(SQUARE, lambda x: x[:1]).diff == []
    assert verdict(make(lambda: {"a": 0.5}, kind=Numbers), {"a": 0.6}).diff == []


@pytest.mark.parametrize("answer", [lambda x: 2 * x, lambda x: x**2 + 0j])
def test_a_verdict_with_lines_travels_as_json(answer):
    import json

    assert json.loads(json.dumps(verdict(SQUARE, answer).data()))
