"""Which cell to run for a name that is missing, and what a check has to say of it."""

from unittest import mock

import pytest
import warm

from bplib.course import display

MISSING = """
from bplib.course import begin, check
from bplib.course.display import _shell
begin()
begin()
"""


def errors(*sources):
    """Run cells in a warm shell; return what each printed."""
    return warm.call(printed, sources)


def printed(sources):
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell.instance(history_load_length=0)
    said = []
    for source in sources:
        with capture_output() as captured:
            shell.run_cell(source, store_history=True)
        shown = "".join(output.data["text/plain"] for output in captured.outputs)
        said.append(captured.stdout + captured.stderr + shown)
    return said


def test_a_check_of_a_name_that_is_missing_says_what_to_run():
    _, check, other, failing = errors(
        MISSING, 'check("double", double)', "doubel(3)", "def f():\n    check_me\nf()"
    )
    assert check.strip() == (
        "'double' is not defined yet: run the cell that defines it, then this one again"
    )
    assert "NameError" in other
    assert "Traceback" in other
    assert "check_me" in failing


def test_a_kernel_that_is_older_than_bplib_says_to_restart_it():
    ask = "from bplib.course import brand_new"
    older = "from bplib.course import display\ndisplay._STARTED = 0"
    _, plain, _, sentence, other = errors(MISSING, ask, older, ask, "from json import brand_new")
    assert "Traceback" in plain
    assert sentence == (
        "cannot import name 'brand_new' from 'bplib.course': bplib is newer than this kernel; "
        "Kernel → Restart Kernel and Run All Cells\n"
    )
    assert "Traceback" in other


def test_a_hint_without_quotes_is_told_how_to_ask():
    _, mine, inside = errors(MISSING, "hint(slope_and_prediction)", "hint(str(f(3)))")
    assert mine.strip() == (
        "'slope_and_prediction' is not defined: an exercise stands in quotes, "
        'hint("slope_and_prediction")'
    )
    assert "Traceback" in inside


def test_a_slip_in_a_guess_says_how_to_write_one_and_leaves_it_open():
    _begin, words, result, unit, again, divided, number = errors(
        MISSING + "from bplib.course import predicted",
        "guess_nudge = falls  # 'rises' or 'falls'",
        "predicted('Which way?', guess_nudge, 'falls')",
        "guess_pile = 100 m",
        "print(guess_pile)",
        "guess_pile = 3\nguess_far = guess_pile / 0",
        "print(guess_pile, guess_far)",
    )
    assert words.strip() == (
        "'falls' is not defined: words stand in quotes, guess_nudge = \"falls\""
    )
    assert "at guess_nudge = ... in a cell above" in result
    assert "SyntaxError" in unit
    assert unit.rstrip().endswith(
        "Still open: guess_pile. A guess is a number, such as 0.5, or words in quotes, such as "
        '"falls".'
    )
    assert again == "Ellipsis\n"
    assert "ZeroDivisionError" in divided
    assert number == "3 Ellipsis\n"


def test_a_guess_that_a_failing_cell_made_stays_made():
    stopped, compared, other, mistyped = errors(
        f"{MISSING}guess_pile = 1\nguess_far = 7",
        "guess_far = 9\nraise KeyboardInterrupt",
        "print(guess_pile, guess_far)",
        "guess_pile == guess_far / 0",
        "print(guess_pile, guess_far)",
        "guess_pile = 5\nnothing_like_it",
        "print(guess_pile, guess_far)",
        "guess_far = 100 m",
        "print(guess_pile, guess_far)",
    )[2::2]
    assert stopped == compared == "1 9\n"
    assert other == "5 9\n"
    assert mistyped == "5 Ellipsis\n"


def test_a_guess_that_is_computed_of_what_is_not_there_is_told_what_to_run():
    root, _, product, compared, words = errors(
        "from bplib.course import begin\nbegin()",
        "guess_root = np.sqrt(2)",
        "from bplib.course import check",
        "guess_fall = 2 * h  # in metres",
        "guess_fall == h",
        "guess_fall = falls# or rises",
    )[1:]
    assert root.startswith("'np' is not defined: nothing of this lesson is in memory yet; run")
    assert product.strip() == (
        "'h' is not defined yet: run the cell that defines it, then this one again"
    )
    assert "Traceback" in compared
    assert words.strip().endswith('words stand in quotes, guess_fall = "falls"')


HELD = """
from bplib.course import predicted, wait_for
def cell():
    print("before")
    predicted("How many?", GUESS, 7)
    print("after")
    predicted("How many more?", 1, 2)
"""


def test_what_goes_with_a_result_waits_for_its_guess_too():
    def outputs(guess):
        return errors(
            MISSING + HELD,
            f"GUESS = {guess}\ncell()\nx = 3\ndisplay(x)\nx + 1",
            "wait_for(GUESS)\nprint('more'); y = x\ny",
            "print(y)",
            "wait_for(1, GUESS)\n1 / 0",
            "print('on')",
        )[1:]

    first, more, on, failing, last = outputs("...")
    assert "before" in first
    assert first.count("Question") == 2
    assert "Result: 2" in first
    assert "after" not in first
    assert "Out[" not in first
    assert not first.endswith("3")
    assert more.strip() == "What this cell shows waits for your guess, too."
    assert (on, last) == ("3\n", "on\n")
    (answer,) = errors(MISSING + HELD, "wait_for(1, ..., what='answer')\nprint('more')")[1:]
    assert answer.strip() == "What this cell shows waits for your answer, too."
    first, more, on, failing, last = outputs("7")
    assert "after" in first
    assert "Out[2]: 4" in first
    assert first.endswith("3")
    assert more.startswith("more\n")
    assert "ZeroDivisionError" in failing
    assert (on, last) == ("3\n", "on\n")


def test_an_interrupt_holds_nothing_back_for_good(monkeypatch):
    class Held:
        def __init__(self):
            self.interrupts, self.exits = 1, 0

        def __exit__(self, *_):
            self.interrupts -= 1
            if self.interrupts >= 0:
                raise KeyboardInterrupt
            self.exits += 1

    held, shell = Held(), mock.MagicMock()
    monkeypatch.setattr(display, "_held", [held])
    monkeypatch.setattr(display, "_shell", lambda: shell)
    with pytest.raises(KeyboardInterrupt):
        display._let_go()
    assert display._let_go()
    assert held.exits == 1
    assert not display._let_go()


def test_what_came_to_nothing_at_all_is_left_alone():
    (said,) = errors(
        f"{MISSING}shell = _shell()\nguess_a = 3\nshell.events.trigger('post_run_cell', None)\n"
        "print(guess_a)"
    )
    assert said == "3\n"


def test_importing_changes_nothing_in_the_shell_and_begin_keeps_other_handlers():
    handler = """
def own(shell, etype, error, tb, tb_offset=None):
    print("own handler:", error)
get_ipython().set_custom_exc((ValueError,), own)
"""
    quiet, _, before, _, after, check = errors(
        "from bplib.course import begin, check, predicted, working_version\n"
        "print(get_ipython().custom_exceptions)",
        handler,
        "raise ValueError(1)",
        "begin()",
        "raise ValueError(2)",
        'check("double", double)',
    )
    assert quiet == "()\n"
    assert before == "own handler: 1\n"
    assert after == "own handler: 2\n"
    assert "'double' is not defined yet" in check


def test_begin_outside_of_a_notebook_does_nothing():
    display.begin()
