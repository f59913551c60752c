"""Tell from the deltas of five networks, layer by layer, which cause made each what it is.

The causes are numbered in the lesson.
"""

from bplib.course.checks import Numbers, slip


def gradient_forensics():
    """Return the number of the cause of each profile."""
    return {"A": 3, "B": 5, "C": 1, "D": 4, "E": 2}


EXERCISE = Numbers(
    gradient_forensics,
    title="Name the network from its gauges",
    points=1,
    difficulty=3,
    read_again="Thirty depths in one picture",
    labels=("A", "B", "C", "D", "E"),
    slips=[
        slip("both dying ones swapped", result={"C": 2, "E": 1}).asks(
            "Both deltas fade. In which of the two can a unit's output lie near 0 in every layer?"
        ),
        slip("both growing ones swapped", result={"A": 4, "D": 3}).asks(
            "Which activation cannot give more than 1, however large its input?"
        ),
        slip("level one taken for sigmoid", result={"B": 1}).asks(
            "A ratio near 1 after ten layers: can slopes of at most a quarter do that here?"
        ),
    ],
)
