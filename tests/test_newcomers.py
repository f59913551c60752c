"""What a newcomer's answers to the first lessons are told, as they were written."""

import linecache

import numpy as np
import pytest
import sympy as sp

from bplib.course.checking import assess
from bplib.course.checks import report


def answered(name, source, asked="", **space):
    """Return the verdict on an answer that was written in a notebook's cell."""
    file = f"<cell of {name} {hash(source)}>"
    linecache.cache[file] = len(source), None, source.splitlines(keepends=True), file
    space = {"np": np, "sp": sp, **space}
    exec(compile(source, file, "exec"), space)
    return assess(name, eval(asked, space) if asked else space[name])


def told(verdict):
    """Return a verdict's rows by their labels."""
    return {label: text for label, text, _ in report.rows(verdict)}


# ---- brackets ------------------------------------------------------------------------------------

BRACKETS = {
    "nudged_slopes": """
def nudged_slopes(loss_of, w, b, h):
    return loss_of(w+h, b) - loss_of(w, b)/h, loss_of(w, b+h) - loss_of(w, b)/h
""",
    "central_difference": """
def central_difference(f, x, h):
    return f(x+h) - f(x-h) / 2*h
""",
}


@pytest.mark.parametrize("name", BRACKETS)
def test_brackets_that_are_left_out(name):
    assert answered(name, BRACKETS[name]).question == (
        "What does your division apply to: to the whole sum, or to the term beside it?"
    )


def test_a_minus_without_its_brackets_in_a_formula():
    source = "w, x, b = sp.symbols('w x b')\na = 1 / (1 + sp.exp(-w*x + b))\ns = a * (1 - a)"
    found = answered("sigmoid_neuron_slopes", source, "{'d_w': s*x, 'd_b': s, 'd_x': s*w}")
    assert found.question.endswith("does a minus in front of a bracket lack the bracket?")
