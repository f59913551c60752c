"""Name the traversal."""

from bplib.course.checks import Numbers, slip


def wrong_tables():
    return {"table_A": "early", "table_B": "again", "right_x": 52.0}


EXERCISE = Numbers(
    wrong_tables,
    title="Name the traversal",
    points=2,
    difficulty=4,
    minutes=5,
    read_again="Who may speak: consumers first",
    slips=[
        slip("tables exchanged", result={"table_A": "again", "table_B": "early"}).asks(
            "In which of the two tables did a still send only part of what it got in the end?"
        ),
        slip("overwriting suspected in A", result={"table_A": "overwrite"}).asks(
            "Both b and c report to a. Is table A's number at a one of the reports, or a sum?"
        ),
        slip("overwriting suspected in B", result={"table_B": "overwrite"}).asks(
            "Can a number that is overwritten come out larger than the right one?"
        ),
        slip("the number of table A", result={"right_x": 28.0}).asks(
            "Did a have its whole gradient when it reported to x in table A?"
        ),
        slip("the number of table B", result={"right_x": 86.0}).asks(
            "Walk the graph once by hand: does every wire carry a gradient once, or more often?"
        ),
        slip("the product's report alone", result={"right_x": 45.0}).asks(
            "By how many wires does x leave?"
        ),
        slip("the sum's report alone", result={"right_x": 7.0}).asks(
            "By how many wires does x leave, and did you add what they carry?"
        ),
    ],
)
