"""nbgrader's extension points: the same grader behind its commands, Formgrader and `bplib grade`.

`nbgrader_config.py` puts these in. The exporter reads whatever was submitted; the judge runs it in
the sandbox in place of nbgrader's `Execute`; the scores are saved fail-closed: an exercise without
a positive verdict gets nothing, and a submission that could not be judged gets no score at all.
"""

import functools
import hashlib
import secrets
import tempfile
from html import escape
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook, new_output
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from traitlets import Float, Integer

from bplib.checks import report
from bplib.checks.judge import Outcome, Verdict
from bplib.course import notebooks
from bplib.course.build import generate
from bplib.course.lessons import notebook_path
from bplib.grading.run import Graded, Result, Score, grade
from bplib.grading.sandbox import Limits
from bplib.grading.submission import Unreadable, match, parse

MARK = "bplib_grading"


@functools.cache
def handed_out(root: Path, lesson: str) -> NotebookNode:
    """Return the lesson as it is handed out, generated from its solution and from nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder)
        solution = notebooks.read(notebook_path(root, "solutions", lesson))
        notebooks.write(solution, notebook_path(staged, "solutions", lesson))
        return notebooks.read(generate(root, staged, [lesson])[lesson])


def read_bytes(path: Path) -> bytes:
    """Return a submitted file; nothing where it is a link, which may point anywhere."""
    if path.is_symlink() or not path.is_file():
        return b""
    return path.read_bytes()


class SubmissionExporter(NotebookExporter):
    """Reads a submission as it comes, and puts what is in it into the lesson's own cells."""

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> Any:
        """Convert a file; the first of nbgrader's two passes gets the submission, rearranged."""
        converter: Any = self.parent
        if not getattr(converter, "_sanitizing", False):
            return super().from_filename(filename, resources, **kw)
        root = Path(converter.coursedir.root)
        lesson = handed_out(root, resources["nbgrader"]["assignment"])
        try:
            cells = match(lesson, parse(read_bytes(Path(filename)))).page
        except Unreadable:
            cells = lesson.cells
        page = new_notebook(cells=cells, metadata={"kernelspec": dict(notebooks.KERNELSPEC)})
        return self.from_notebook_node(page, resources=resources, **kw)


class Judge(NbGraderPreprocessor):
    """Runs a submission in the sandbox and judges it outside, in place of `Execute`."""

    seed = Integer(
        None, allow_none=True, help="The run's nonce; a fresh one for every submission if not set."
    ).tag(config=True)
    cell_seconds = Float(30.0, help="Seconds for one cell, or one answer on its inputs.").tag(
        config=True
    )
    seconds = Float(180.0, help="Seconds for one submission.").tag(config=True)
    memory = Integer(2 << 30, help="Bytes of memory for one submission.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Judge, show the verdicts in the notebook, and hand them on to `SaveScores`."""
        who = resources["nbgrader"]
        converter: Any = self.parent.parent  # the exporter's converter
        path = Path(
            converter.coursedir.root,
            converter.coursedir.format_path(
                converter.coursedir.submitted_directory, who["student"], who["assignment"]
            ),
            f"{who['notebook']}.ipynb",
        )
        data = read_bytes(path)
        seed = secrets.randbits(48) if self.seed is None else self.seed
        lesson = handed_out(Path(converter.coursedir.root), who["assignment"])
        limits = Limits(cell_seconds=self.cell_seconds, seconds=self.seconds, memory=self.memory)
        graded = grade(who["assignment"], lesson, data, seed, limits)
        resources[MARK] = {score.exercise: score for score in graded.scores}
        show(nb, graded)
        nb.metadata[MARK] = record(graded, data)
        return nb, resources


def record(graded: Graded, data: bytes) -> dict[str, Any]:
    """Return what is kept beside the scores: enough to get every one of them again."""
    return {
        "submission": hashlib.sha256(data).hexdigest(),
        "seed": graded.seed,
        "isolation": graded.isolation,
        "seconds": round(graded.seconds, 2),
        "scores": {
            s.exercise: {
                "result": str(s.result),
                "points": s.points,
                "possible": s.possible,
                "seed": s.seed,
            }
            for s in graded.scores
        },
    }


def show(nb: NotebookNode, graded: Graded) -> None:
    """Put outputs and verdicts into a notebook, and a summary on top."""
    scores = {score.exercise: score for score in graded.scores}
    for cell in nb.cells:
        if cell.cell_type != "code":
            continue
        cell.outputs, cell.execution_count = [], None
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if name in scores:
            cell.outputs = [new_output("display_data", data=bundle(scores[name]))]
        else:
            cell.outputs = [new_output(**output) for output in graded.outputs.get(cell.id, [])]
    nb.cells.insert(0, new_markdown_cell(summary(graded), id="summary"))


def summary(graded: Graded) -> str:
    """Return the table of an instructor and a learner: exercise, verdict, points."""
    possible = sum(score.possible for score in graded.scores)
    lines = [f"## Graded: {graded.points:g} of {possible:g} points\n"]
    lines += ["| exercise | verdict | points |", "|---|---|---|"]
    lines += [
        f"| {s.exercise} | {s.result} | {s.points:g} of {s.possible:g} |" for s in graded.scores
    ]
    return "\n".join(lines)


def bundle(score: Score) -> dict[str, Any]:
    """Return a score in the forms that a notebook can show."""
    if score.verdict and score.result in set(map(str, Outcome)):
        verdict = {**score.verdict, "outcome": Outcome(score.verdict["outcome"])}
        return report.bundle(Verdict(**verdict))
    sign = "!" if score.result is Result.REFERENCE else "✗"
    line = f"{sign} {score.exercise}: {score.result}" + (f" ({score.reason})" * bool(score.reason))
    return {"text/plain": line, "text/html": f'<div role="status">{escape(line)}</div>'}


class SaveScores(SaveAutoGrades):
    """Saves what `Judge` found, all at once; whatever has no positive verdict earns nothing."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        """Save, or raise where there are no verdicts; then nothing is saved."""
        if MARK not in resources:
            raise RuntimeError("there are no verdicts to save: is Judge in the configuration?")
        return super().preprocess(nb, resources)

    def _add_score(self, cell: NotebookNode, resources: Any) -> None:
        grade_id = cell.metadata["nbgrader"]["grade_id"]
        found = self.gradebook.find_grade(
            grade_id, self.notebook_id, self.assignment_id, self.student_id
        )
        score = resources[MARK].get(grade_id)
        passed = score is not None and score.result is Result.PASSED
        held = score is not None and score.result is Result.REFERENCE
        found.auto_score = None if held else found.max_score_gradecell if passed else 0
        found.needs_manual_grade = held or found.manual_score is not None
        self.gradebook.db.commit()
