"""Which cell to run for a name that is missing, and what a check has to say of it."""

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
        said.append(captured.stdout + captured.stderr)
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
