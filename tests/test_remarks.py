"""What Python leaves unsaid of a cell that failed: a `*`, a point, a cell that has not run."""

import json
import os

import pytest
import warm

from bplib.course.binding import syntax_error
from bplib.course.remarks import made_above, remark


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("    return 2x + 1", "Times is written `*`: is 2*x meant?"),
        ("(f(x+h) - f(x-h)) / (2h)", "Times is written `*`: is 2*h meant?"),
        ("y = 2.5x", "Times is written `*`: is 2.5*x meant?"),
        ("n = 10k", "Times is written `*`: is 10*k meant?"),
        ("r = 3 if True else 2y", "Times is written `*`: is 2*y meant?"),
        ("[0 for k in r] + 2x", "Times is written `*`: is 2*x meant?"),
        ("t = 2 and 3x", "Times is written `*`: is 3*x meant?"),
        ("print('2x', 3y)", "Times is written `*`: is 3*y meant?"),
        ("a = 1_", ""),
        ("guess = 100 m", ""),
        ("change = 0,06", "Python writes a point: is 0.06 meant?"),
        ("a = 0,5 + 0,06", "Python writes a point: is 0.06 meant?"),
        ("a = f'0,06' + 01", ""),
        ("x = np.array([1, 02, 03])", ""),
        ("x = np.array([1,02,03])", ""),
        ("d = date(2024, 05, 1)", ""),
        ("f(3, 007)", ""),
    ],
)
def test_what_is_said_of_a_line_that_is_no_python(line, said):
    error = syntax_error(f"if True:\n{line}" if line.startswith(" ") else line)
    assert remark(f"SyntaxError: {error.msg}", line, error.offset) == said


@pytest.mark.parametrize(
    ("error", "line", "said"),
    [
        ("SyntaxError: invalid decimal literal", "a = eval('2x')", ""),
        (
            "TypeError: 'int' object is not callable",
            "line 1: 2(x)",
            "Is a `*` missing before a bracket, or does one name mean two things?",
        ),
        (
            "TypeError: unsupported operand type(s) for ^: 'float' and 'int'",
            "line 1: a = 2.0^2",
            "Is a power meant? In Python it is written `**`; `^` is something else.",
        ),
        (
            "TypeError: loop of ufunc does not support argument 0 of type Add which has no "
            "callable exp method",
            "line 1: a = np.exp(w*x + b)",
            "`np.exp` takes numbers; for symbols there is `sp.exp`.",
        ),
        (
            "TypeError: loop of ufunc does not support argument 0 of type float which has no "
            "callable exp method",
            "line 1: a = np.exp(rows)",
            "",
        ),
        ("ValueError: no", "line 1: a", ""),
    ],
)
def test_what_is_said_of_an_error(error, line, said):
    assert remark(error, line) == said


def page(folder, **cells):
    """Write a notebook of cells by their ids; return its path."""
    cells = [{"cell_type": "code", "id": name, "source": text} for name, text in cells.items()]
    path = folder / f"{folder.name}.ipynb"
    path.write_text(json.dumps({"cells": [{"cell_type": "markdown"}, *cells]}), "utf-8")
    return path


def test_a_cell_above_is_one_that_makes_a_name(tmp_path):
    path = page(tmp_path, first="x = 1", mine=["y = x\n", "print(z)"], last="z = 2")
    assert made_above("x", "mine", page=path)
    assert not made_above("z", "mine", page=path)
    assert not made_above("y", "mine", page=path)
    assert not made_above("x", "", page=path)
    assert not made_above("x", "gone", page=path)
    assert not made_above("x", "mine", page=tmp_path / "none.ipynb")
    path.write_text("[]", "utf-8")
    assert not made_above("x", "mine", page=path)


def test_a_cell_that_has_run_makes_nothing_that_is_missing(tmp_path):
    path = page(tmp_path, first="x = 1", second="x = 2", mine="y = x")
    assert made_above("x", "mine", {"first"}, path)
    assert not made_above("x", "mine", {"first", "second"}, path)


def printed(folder, cells):
    """Run cells with their ids in a lesson's folder; return what each printed."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    os.chdir(folder)
    shell = InteractiveShell.instance(history_load_length=0)
    said = []
    for name, source in cells:
        with capture_output() as captured:
            shell.run_cell(source, store_history=True, cell_id=name)
        shown = "".join(output.data["text/plain"] for output in captured.outputs)
        said.append(captured.stdout + captured.stderr + shown)
    return said


BEGIN = "from bplib.course import begin, check\nbegin()"
ABOVE = (
    "is made in a cell above, which has not run: run the cells above first (Run → Run All Above "
    "Selected Cell)"
)
SYMBOL, ANSWER = "import sympy as sp; x = sp.Symbol('x')", "derivative = 2 * x"
CHECK = 'check("first_expression", {"derivative": derivative})'


def test_a_name_of_a_cell_above_is_told_and_where_it_is_made(tmp_path):
    page(tmp_path, begin=BEGIN, symbol=SYMBOL, answer=ANSWER, check=CHECK, last="later = 1")
    cells = [
        ("begin", BEGIN),
        ("answer", "derivative = ..."),
        ("answer", ANSWER),
        ("check", CHECK),
        ("symbol", SYMBOL),
        ("check", CHECK),
        ("answer", "later"),
    ]
    _, _, stopped, card, _, again, below = warm.call(printed, str(tmp_path), cells)
    assert f"'x' {ABOVE}" in stopped
    assert "Mind: `x` is made in a cell above, which has not run." in card
    assert "Next: Run the cells above (Run → Run All Above Selected Cell), then this one." in card
    assert "Next: Mend the cell, run it, then run this one." in again
    assert "is made in a cell above" not in below


def test_a_cell_above_that_has_run_is_not_told_to_run(tmp_path):
    failed, deleted, never = "z = 1 / 0", "q = 1\ndel q", "if False:\n    k = 3"
    page(tmp_path, begin=BEGIN, failed=failed, deleted=deleted, never=never, last="print(z, q, k)")
    cells = [
        ("begin", BEGIN),
        ("last", "print(z)"),
        ("failed", failed),
        ("last", "print(z)"),
        ("deleted", deleted),
        ("last", "print(q)"),
        ("never", never),
        ("last", "print(k)"),
    ]
    _, before, _, *after = warm.call(printed, str(tmp_path), cells)
    assert ABOVE in before
    assert all("NameError" in said for said in after[::2])
    assert "is made in a cell above" not in "".join(after)


def test_an_answers_own_cell_is_none_above_it(tmp_path):
    own = "factor = factor + 1\nderivative = factor * 3"
    page(tmp_path, begin=BEGIN, answer=own, between="factor = 1", check=CHECK)
    cells = [
        ("begin", BEGIN),
        ("answer", own),
        ("check", CHECK),
        ("answer", "derivative = ..."),
        ("answer", own),
        ("check", CHECK),
    ]
    _, _, first, _, _, again = warm.call(printed, str(tmp_path), cells)
    assert "stopped with NameError: name 'factor' is not defined" in first
    assert "Next: Mend the cell, run it, then run this one." in again
    assert "is made in a cell above" not in first + again


def test_what_python_leaves_unsaid_stands_below_its_message_and_on_the_card(tmp_path):
    numbers = 'check("first_numbers", {"slope": slope, "change": change})'
    cells = [
        ("begin", BEGIN),
        ("answer", "slope = change = ..."),
        ("answer", "slope = 2x"),
        ("check", numbers),
        ("answer", "slope = 6\nchange = 6 * 10^-2"),
        ("check", numbers),
    ]
    _, _, failed, card, _, wrong = warm.call(printed, str(tmp_path), cells)
    assert failed.endswith("Times is written `*`: is 2*x meant?\n")
    assert "Mind: Times is written `*`: is 2*x meant?" in card
    asked = "Noticed: Your code has a `^`: is a power meant? In Python it is written `**`."
    assert asked in wrong
