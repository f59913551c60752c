"""Carry a row of slopes back through two links, one Jacobian after the other."""

import numpy as np

from bplib.course.checks import Function, call_case, slip


def vjp_two_links(g, J2, J1):
    """Return dL/dx, (n0,), from g = dL/dy, (n2,): the row stays a row all the way."""
    return (g @ J2) @ J1


def cases(rng):
    """Draw links of all sizes different, with one input, with one output, of all sizes equal."""
    sizes = [(2, 4, 3), (5, 3, 1), (1, 6, 4), (3, 3, 3), (4, 4, 4)]

    def draw(n2, n1, n0):
        shapes = {"g": n2, "J2": (n2, n1), "J1": (n1, n0)}
        return {name: rng.normal(size=shape) for name, shape in shapes.items()}

    drawn = []
    for n2, n1, n0 in sizes:
        while np.abs(vjp_two_links(**(links := draw(n2, n1, n0)))).max() < 0.2:
            pass  # sums that all but cancel have few digits
        equal = n2 == n1 == n0
        ends = f"{n0} input{'s' * (n0 > 1)}", f"{n2} output{'s' * (n2 > 1)}"
        note = "all sizes equal" if equal else f"{ends[0]}, {n1} between, {ends[1]}"
        drawn.append(call_case(note, **links))
    return drawn


EXERCISE = Function(
    vjp_two_links,
    cases,
    title="Carry a row back through two links",
    points=3,
    core=True,
    difficulty=2,
    read_again="Vectors: a row times matrices",
    slips=[
        slip("forward order", given=lambda g, J2, J1: (g, J1, J2)).asks(
            "g belongs to the output. Which of the two links ends there?"
        ),
        slip("transposed", given=lambda g, J2, J1: (g, J2.T, J1.T)).asks(
            "g has one number for each output: does that fit J2's rows, or its columns?"
        ),
        slip("forward order, transposed", instead=lambda g, J2, J1: J2 @ J1 @ g).asks(
            "Are you carrying a change of the input forwards, or g backwards?"
        ),
        slip("g forgotten", given=lambda g, J2, J1: (np.eye(len(g)), J2, J1)).asks(
            "How much does L care about each output? Where does your answer use that?"
        ),
        slip("all outputs alike", given=lambda g, J2, J1: (np.ones_like(g), J2, J1)).asks(
            "Do you weigh the outputs by g, or all the same?"
        ),
        slip("one link only", instead=lambda g, J2, J1: g @ J2).asks(
            "Is this the slope by x, or by what lies between the two links?"
        ),
        slip("a column", result=lambda row: row.reshape(-1, 1)).asks(
            "x has the shape (n0,). What shape does the slope by x have?"
        ),
        slip("squeezed", result=np.squeeze).asks(
            "Where x holds one number, is its shape (1,), and what does squeeze leave of it?"
        ),
        slip("a matrix of one row", result=lambda row: row.reshape(1, -1)).asks(
            "How many brackets enclose your result, and how many enclose x?"
        ),
        slip("outputs averaged", given=lambda g, J2, J1: (g / len(g), J2, J1)).asks(
            "Does each output pass all of its slope on, or a share of it?"
        ),
    ],
)
