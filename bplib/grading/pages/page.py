"""The pages that instructors and learners read: a summary on top, a verdict at every check."""

from html import escape
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

from bplib.course.checks import report
from bplib.course.checks.judge import Outcome, Verdict
from bplib.course.handout import texts
from bplib.course.links import without_links
from bplib.course.notebooks import cells_by_hand
from bplib.course.registry import find
from bplib.grading.judging.scores import Graded, Result, Score
from bplib.grading.pages import clean
from bplib.grading.pages.apart import Allowance

# What to do where there is nothing to compare.
ADVICE = {
    Result.NOT_ATTEMPTED: "Write your answer in the cell above the check, and run it.",
    Result.SYNTAX: "Run the answer's cell: Python points at the place where it stops reading.",
    Result.EXCEPTION: "Run your notebook from top to bottom: the check says what goes wrong.",
    Result.TIME: "Your answer, or a cell before it, took too long. Is there a loop without end?",
    Result.MEMORY: "Your answer asked for more memory than there is. How large are your arrays?",
    Result.OUTPUT: "Your answer gave back, or printed, far more than its question asks for.",
    Result.DIED: "The process that ran your notebook ended here. What in your answer ends it?",
    Result.MISSING: "Put an answer into the cell above the check; keep the name that it asks for.",
    Result.UNREADABLE: "Open the file in JupyterLab, clear its outputs, save it, and hand that in.",
    Result.REFERENCE: "An instructor looks at this answer before it gets its points.",
}
BY_HAND = "graded by an instructor"
_SIGNS = {"passed": "✓", "not attempted": "○", "uses the reference": "!", BY_HAND: "!"}
_CARD = (
    "border: 1px solid #bdbdbd; border-left: 6px solid #b26a00; border-radius: 4px; "
    "padding: 8px 14px; margin: 2px 0; max-width: 46em;"
)
_NOTE = (
    "Only this table and the verdicts at the checks (*Grade cell*) are the grader's words; "
    "everything else on this page is the lesson or what the notebook shows."
)


def show(nb: NotebookNode, lesson: NotebookNode, graded: Graded) -> None:
    """Put outputs and verdicts into a notebook, and a summary on top.

    Parameters
    ----------
    nb : NotebookNode
        The submission, rearranged into the lesson's cells; changed in place.
    lesson : NotebookNode
        The lesson as it was handed out.
    graded : Graded
        What was found.
    """
    scores = {score.exercise: score for score in graded.scores}
    ours = {cell.id: texts(cell) for cell in lesson.cells}
    by_hand = {name: cell.metadata.nbgrader for name, cell in cells_by_hand(lesson).items()}
    allowance = Allowance()
    for cell in nb.cells:
        if cell.cell_type != "code":
            mine = cell.source not in ours.get(cell.id, ())
            cell.source = clean.quoted(cell.source) if mine else without_links(cell.source)
            continue
        cell.outputs, cell.execution_count = [], None
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if name in scores:
            said = bundle(scores[name])
            # a value that a learner's answer gave is not typeset
            said["text/html"] = clean.boxed(said["text/html"], typeset=False)
            cell.outputs = [clean.display(said)]
        else:
            shown = clean.outputs(graded.outputs.get(cell.id), allowance)
            # a lesson's own cell may ask for what the sandbox hides; that is no news to a learner
            unchanged = cell.source in ours.get(cell.id, ()) and name not in by_hand
            cell.outputs = [o for o in shown if not (unchanged and _is_traceback(o))]
    rows = [(s.exercise, str(s.result), s.points, s.possible) for s in graded.scores]
    rows += [(name, BY_HAND, 0, mark.points) for name, mark in by_hand.items()]
    nb.cells.insert(0, new_markdown_cell(summary(rows), id="summary"))


def _is_traceback(output: NotebookNode) -> bool:
    return "Traceback (most recent call last)" in output.get("text", "")


def summary(rows: list[tuple[str, str, float, float]], late: float = 0.0) -> str:
    """Return the table of an instructor and a learner.

    Parameters
    ----------
    rows : list of tuple
        Exercise, verdict, points, points to be had.
    late : float
        Points taken off because the submission came late.
    """
    points = sum(row[2] for row in rows) - late
    lines = [f"## {points:g} of {sum(row[3] for row in rows):g} points\n"]
    lines += ["| exercise | verdict | points |", "|---|---|---|"]
    for exercise, verdict, earned, possible in rows:
        sign = _SIGNS.get(verdict.split(",")[0], "✗")
        lines.append(
            f"| [{exercise}](#{exercise}) | {sign} {verdict} | {earned:g} of {possible:g} |"
        )
    if late:
        lines.append(f"| handed in late | | −{late:g} |")
    return "\n".join([*lines, f"\n{_NOTE}"])


def bundle(score: Score) -> dict[str, Any]:
    """Return a score in the forms that a notebook can show."""
    if score.verdict and score.result in set(map(str, Outcome)):
        verdict = {**score.verdict, "outcome": Outcome(score.verdict["outcome"])}
        card = report.bundle(Verdict(**verdict))
        return {**card, "text/html": without_links(card["text/html"])}
    sign = "!" if score.result is Result.REFERENCE else "✗"
    said = [("", f"{sign} {score.exercise}: {score.result}"), ("Noticed", score.reason)]
    said.append(("Next", ADVICE.get(score.result, "")))
    if score.result is not Result.REFERENCE:
        said.append(("Read again", f"“{find(score.exercise).read_again}”"))
    said = [(label, words) for label, words in said if words]
    text = "\n".join(f"  {label}: {words}" if label else words for label, words in said)
    rows = "".join(
        f"<div><b>{label}:</b> {escape(words)}</div>"
        if label
        else f'<div style="font-weight: 600;">{escape(words)}</div>'
        for label, words in said
    )
    return {
        "text/plain": text,
        "text/html": f'<div role="status" style="{_CARD}">{rows}</div>',
    }
