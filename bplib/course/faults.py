"""What `bplib build` refuses: rules that a lesson must keep, each with the cell named.

A rule is a generator of faults; the notebook of a solution, what it showed when it ran, and the
lesson made from it have rules of their own.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from nbformat import NotebookNode

from bplib.course import notebooks
from bplib.course.checks.exercise import Exercise
from bplib.course.preprocessors import guesses
from bplib.course.registry import lesson_exercises

MAX_SECONDS = 20.0
CELL_ID = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")
UNSTABLE = re.compile(r" at 0x[0-9a-f]{6,}|/(?:home|tmp|Users|root)/\w+")
REFERENCES = re.compile(
    r"bplib\.course(\.exercises|\.registry| import( \([^)]*|.*)\b(exercises|registry)\b)"
)
REACHES = re.compile(r"\bfixed_seed\b|\.inputs\(|\.reference\b|\.right_answer\b|\bfind\(")
TABLE_HEAD = re.compile(r"^\|(.*)\| *\n\|[-:| ]+\| *$", re.MULTILINE)
FORMULA = re.compile(r"\$[^$]*\$")
MIN_LEAK = 25
RAISES = "raises-exception"  # of a cell that may fail, so that what follows runs all the same


# ---- before it runs ------------------------------------------------------------------------------


def structure_faults(lesson: str, notebook: NotebookNode) -> list[str]:
    """Return what is wrong with a solution before it is run, each with the cell named."""
    exercises = {exercise.name: exercise for exercise in lesson_exercises().get(lesson, ())}
    rules: list[Callable[[NotebookNode], Iterator[str]]]
    rules = [ids, imports, grade_cells, open_guesses, tables]
    faults = [fault for rule in rules for fault in rule(notebook)]
    return sorted([*faults, *exercise_cells(notebook, exercises)])


def ids(notebook: NotebookNode) -> Iterator[str]:
    """Cell ids are words, each once."""
    seen: set[str] = set()
    for cell in notebook.cells:
        if not CELL_ID.fullmatch(cell.id):
            yield f"cell {cell.id!r}: its id is not words joined by - or _"
        if cell.id in seen:
            yield f"cell {cell.id!r}: a second cell with this id"
        seen.add(cell.id)


def imports(notebook: NotebookNode) -> Iterator[str]:
    """No lesson imports what holds the answers."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and REFERENCES.search(cell.source):
            yield (
                f"cell {cell.id!r}: imports bplib.course.exercises or its registry, "
                "which learners must not see"
            )


def grade_cells(notebook: NotebookNode) -> Iterator[str]:
    """Answer and check cells are named and marked as nbgrader and Run All need them."""
    for cell in notebook.cells:
        entry = cell.metadata.get("nbgrader")
        if entry is None:
            if "check(" in cell.source and cell.cell_type == "code" and "import" not in cell.source:
                yield f"cell {cell.id!r}: calls check but is not a graded cell"
            continue
        if RAISES not in cell.metadata.get("tags", []):
            yield f"cell {cell.id!r}: lacks the tag {RAISES}: Run All stops there"
        if not entry.get("grade_id"):
            yield f"cell {cell.id!r}: a grade cell without a name"
        elif entry.grade_id != cell.id:
            yield f"cell {cell.id!r}: its grade id {entry.grade_id!r} is another"
        if entry.get("solution") and "### BEGIN SOLUTION" not in cell.source:
            yield f"cell {cell.id!r}: an answer cell without a solution region"


def open_guesses(notebook: NotebookNode) -> Iterator[str]:
    """Every prediction of a solution has an example guess, so that its result is stored."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and "nbgrader" not in cell.metadata:
            for name, made in guesses(cell.source).items():
                if not made:
                    yield f"cell {cell.id!r}: {name} is `...`: write an example guess"


def tables(notebook: NotebookNode) -> Iterator[str]:
    """Every column of a table has a name, which is read aloud with each of its entries.

    The first one's has a word: what reads a page aloud takes a formula alone for nothing there.
    """
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for head in TABLE_HEAD.findall(cell.source):
                first = FORMULA.sub("", head.split("|")[0])
                if not all(name.strip() for name in (first, *head.split("|"))):
                    yield f"cell {cell.id!r}: a column of a table has no name: |{head}|"


def exercise_cells(notebook: NotebookNode, exercises: Mapping[str, Exercise]) -> Iterator[str]:
    """Every exercise has its statement and its check, every check its exercise."""
    cells = notebooks.exercise_cells(notebook)
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    for name in cells.keys() - exercises:
        yield f"cell {name!r}: no exercise has this name"
    for name in exercises.keys() - cells.keys():
        yield f"exercise {name!r}: no cell checks it"
    for name in cells.keys() & exercises.keys():
        cell, exercise = cells[name], exercises[name]
        if cell.metadata.nbgrader.points != exercise.points:
            yield (
                f"cell {name!r}: its points ({cell.metadata.nbgrader.points}) differ from the "
                f"exercise's ({exercise.points}): set them under Create Assignment"
            )
        stated = [text for text in prose if exercise.heading in text]
        if not stated:
            yield f"cell {name!r}: no text above it says these lines:\n\n{exercise.heading}\n"
        elif stated[0].count("<details>") != 2:
            yield f"cell {name!r}: its text does not hold two folded hints"
        if not re.search(rf'\bcheck\(\s*"{name}"', cell.source):
            yield f"cell {name!r}: does not check the exercise of its name"
        if not cell.source.startswith("# "):
            yield f"cell {name!r}: its first line does not say what it checks"


# ---- after it ran --------------------------------------------------------------------------------


def output_faults(notebook: NotebookNode, seconds: float) -> list[str]:
    """Return what is wrong with an executed solution, each with the cell named."""
    faults = []
    if seconds > MAX_SECONDS:
        faults.append(f"it takes {seconds:.1f} s of processor time, more than {MAX_SECONDS:g} s")
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                faults.append(f"cell {cell.id!r}: raises {output.ename}: {output.evalue}")
            elif output.get("name") == "stderr":
                faults.append(f"cell {cell.id!r}: writes to stderr: {output.text.strip()[:80]}")
            shown = str(output.get("text", "")) + str(output.get("data", {}).get("text/plain", ""))
            if UNSTABLE.search(shown):
                faults.append(f"cell {cell.id!r}: its output holds an address or a path")
    return faults


def leak_faults(solution: NotebookNode, lesson: NotebookNode) -> list[str]:
    """Return where a generated lesson gives away an answer or a hidden input."""
    faults = []
    answers = {
        name: [line for line in _answer_lines(cell.source) if len(line) >= MIN_LEAK]
        for name, cell in notebooks.answer_cells(solution).items()
    }
    for cell in lesson.cells:
        if re.search(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS)", cell.source):
            faults.append(f"cell {cell.id!r}: holds a solution or hidden test that was not cleared")
        if REACHES.search(cell.source):
            faults.append(f"cell {cell.id!r}: reaches for an exercise's inputs or reference")
        if cell.get("outputs"):
            faults.append(f"cell {cell.id!r}: holds an output")
        text = {" ".join(line.split()) for line in cell.source.splitlines()}
        for name, lines in answers.items():
            found = next((line for line in lines if line in text), None)
            if found and name != cell.id:
                faults.append(f"cell {cell.id!r}: gives away the answer of {name!r}: {found}")
    return faults


def _answer_lines(source: str) -> list[str]:
    """Return the code lines between the solution markers, with single spaces."""
    regions = re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", source, re.DOTALL)
    lines = [" ".join(line.split()) for region in regions for line in region.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]
