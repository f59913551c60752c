"""Imports the module that holds the reference; only an empty one is there."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.EXCEPTION
ANSWER = """
def double(x):
    from bplib.course.exercises.lesson_00_start_here.double import double as reference

    return reference(x)
"""
