"""Replaces run_cell by one that reports success; success of a cell earns nothing."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
shell = get_ipython()
real = shell.run_cell

def run_cell(*arguments, **options):
    result = real(*arguments, **options)
    result.error_in_exec = result.error_before_exec = None
    return result

shell.run_cell = shell.do_execute = run_cell

def double(x):
    return 0
"""
