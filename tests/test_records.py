"""What is kept of a grading beside the scores."""

from bplib.grading.judging.scores import Graded, Result, Score
from bplib.grading.work import record


def test_mistakes_are_kept_by_their_ids_and_why_a_human_must_look():
    named = {"outcome": "wrong values", "slips": ["slip: 1/N forgotten", "relation: transposed"]}
    scores = [
        Score("named", Result.WRONG, 0, 2, 1, verdict=named),
        Score("nameless", Result.WRONG, 0, 2, 1, reason="x", verdict={"outcome": "wrong values"}),
        Score("held", Result.REFERENCE, 0, 2, 1, reason="calls losses.mse: look"),
        Score("unread", Result.UNREADABLE, 0, 2, 1, reason="the file is empty"),
    ]
    kept = record(Graded("05_losses", 1, "bubblewrap", scores, {}, 1.0), {"file": "a.ipynb"})
    assert {name: score.get("slips") for name, score in kept["scores"].items()} == {
        "named": ["slip: 1/N forgotten", "relation: transposed"],
        "nameless": None,
        "held": None,
        "unread": None,
    }
    assert {name: score.get("reason") for name, score in kept["scores"].items()} == {
        "named": None,
        "nameless": None,
        "held": "calls losses.mse: look",
        "unread": "the file is empty",
    }
