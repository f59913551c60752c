"""What Python leaves unsaid of a cell that failed: a `*`, a point, a cell that has not run."""

import json
import os

import pytest
import warm

from bplib.course.remarks import made_above, remark

LITERAL = "SyntaxError: invalid decimal literal"


@pytest.mark.parametrize(
    ("error", "line", "said"),
    [
        (LITERAL, "line 2: return 2x + 1", "Times is written `*`: 2*x"),
        (LITERAL, "line 3: (f(x+h) - f(x-h)) / (2h)", "Times is written `*`: 2*h"),
        (LITERAL, "line 1: a = 1_", ""),
        ("SyntaxError: invalid syntax", "line 1: guess = 100 m", ""),
        (
            "SyntaxError: leading zeros in decimal integer literals are not permitted; use an 0o "
            "prefix for octal integers",
            "line 1: change = 0,06",
            "Python writes a point: 0.06",
        ),
        (
            "TypeError: 'int' object is not callable",
            "line 1: 2(x)",
            "Times is written `*`: is one missing before a bracket?",
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
    assert made_above("x", "mine", path)
    assert not made_above("z", "mine", path)
    assert not made_above("y", "mine", path)
    assert not made_above("x", "", path)
    assert not made_above("x", "gone", path)
    assert not made_above("x", "mine", tmp_path / "none.ipynb")
    path.write_text("[]", "utf-8")
    assert not made_above("x", "mine", path)


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
    assert failed.endswith("Times is written `*`: 2*x\n")
    assert "Mind: Times is written `*`: 2*x" in card
    assert "Noticed: `^` is no power: in Python a power is written `**`." in wrong
