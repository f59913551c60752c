"""Name the walks that made two wrong tables of gradients, and give the right gradient."""

from bplib.course.checks import Numbers, slip
from bplib.course.exercises.lesson_03_computational_graphs.graph_backward import (
    first_come,
    graph_backward,
    pushes_again,
)

# The tangled graph at x = 2, y = 3: each node with its inputs and the slopes by them.
TANGLED = [
    ("x", [], []),
    ("y", [], []),
    ("a", ["x", "y"], [3, 2]),
    ("b", ["a", "x"], [1, 1]),
    ("c", ["a", "b"], [8, 6]),
    ("f", ["b", "c"], [1, 1]),
]


def wrong_tables(*, walk=graph_backward, of="x"):
    """Return the walk behind each table, and the gradient of f by x."""
    return {"table_A": "early", "table_B": "again", "right_x": walk(TANGLED)[of]}


EXERCISE = Numbers(
    wrong_tables,
    title="Name the traversal",
    points=2,
    difficulty=3,
    read_again="Who may speak: consumers first",
    slips=[
        slip("tables exchanged", result={"table_A": "again", "table_B": "early"}).asks(
            "In which of the two tables did b send only part of what it had in the end?"
        ),
        slip("overwriting suspected in A", result={"table_A": "overwrite"}).asks(
            "Both b and c report to a. Is table A's number at a one of the reports, or a sum?"
        ),
        slip("overwriting suspected in B", result={"table_B": "overwrite"}).asks(
            "Can a number that is overwritten come out larger than the right one?"
        ),
        slip(
            "the number of table A", walk=lambda nodes: graph_backward(nodes, order=first_come)
        ).asks("Did a have its whole gradient when it reported to x in table A?"),
        slip("the number of table B", walk=pushes_again).asks(
            "Walk the graph once by hand: does every wire carry a gradient once, or more often?"
        ),
        slip("the gradient by y", of="y").asks(
            "By which of the two inputs is the gradient asked for?"
        ),
        slip("the product's report alone", result={"right_x": 45.0}).asks(
            "By how many wires does x leave?"
        ),
        slip("the sum's report alone", result={"right_x": 7.0}).asks(
            "By how many wires does x leave, and did you add what they carry?"
        ),
        slip("b's report to a forgotten", result={"right_x": 31.0}).asks(
            "How many nodes use a, and does your number for x hold the reports of all of them?"
        ),
    ],
)
