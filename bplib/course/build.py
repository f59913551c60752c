"""`bplib build`: execute the solutions, normalise them, and generate the lessons from them."""

import contextlib
import io
import logging
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode
from tqdm import tqdm

from bplib.course import notebooks
from bplib.course.coursemap import update_maps
from bplib.course.lessons import CourseError, find_lesson, lesson_names, notebook_path

MAX_SECONDS = 20.0
CELL_ID = re.compile(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*")
UNSTABLE = re.compile(r" at 0x[0-9a-f]{6,}|/(?:home|tmp|Users|root)/\w+")
REFERENCES = re.compile(
    r"bplib\.course(\.exercises| import( \([^)]*|.*)\b(exercises|registry)\b|\.registry)"
)
MIN_LEAK = 25


def build(root: Path, wanted: list[str], *, force: bool = False) -> list[str]:
    """Execute, normalise and regenerate lessons.

    Parameters
    ----------
    root : Path
        The course's folder.
    wanted : list of str
        Lessons as a user names them; all where empty.
    force : bool
        Overwrite lessons that hold somebody's answers.

    Returns
    -------
    list of str
        One line per lesson: what was done and how long it took.

    Raises
    ------
    CourseError
        If a lesson is refused; nothing of it is written then.
    """
    lessons = [find_lesson(root, name) for name in wanted] or lesson_names(root)
    report = []
    for lesson in tqdm(lessons, desc="building", unit="lesson", leave=False, disable=None):
        source = notebook_path(root, "solutions", lesson)
        solution = notebooks.read(source)
        refuse(lesson, structure_faults(lesson, solution))
        seconds = notebooks.execute(solution, source.parent)
        solution = notebooks.normalise(solution)
        refuse(lesson, output_faults(solution, seconds))
        with tempfile.TemporaryDirectory() as folder:
            staged = Path(folder)
            notebooks.write(solution, notebook_path(staged, "solutions", lesson))
            generated = generate(root, staged, [lesson])[lesson]
            refuse(lesson, leak_faults(solution, notebooks.read(generated)))
            target = notebook_path(root, "lessons", lesson)
            if not force:
                refuse_to_overwrite(target)
            changed = notebooks.write(solution, source)
            if not target.is_file() or target.read_bytes() != generated.read_bytes():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(generated, target)
                changed = True
        report.append(f"{lesson}: {'written' if changed else 'unchanged'} ({seconds:.1f} s)")
    report += [f"{name}: map of the course written" for name in update_maps(root)]
    return report


def generate(root: Path, folder: Path, lessons: list[str]) -> dict[str, Path]:
    """Generate lessons from the solutions under a folder, with nbgrader and without a database.

    Parameters
    ----------
    root : Path
        Where `nbgrader_config.py` is.
    folder : Path
        Holds ``solutions/``; ``lessons/`` is made beside it.
    lessons : list of str
        Which lessons.

    Returns
    -------
    dict of str to Path
        The generated notebook of each lesson.

    Raises
    ------
    CourseError
        If nbgrader refuses; the message is its own.
    """
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import PyFileConfigLoader

    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    config.SaveCells.enabled = False
    made = {}
    for lesson in lessons:
        with _nbgrader_log() as log:
            coursedir = CourseDirectory(config=config, root=str(folder), assignment_id=lesson)
            converter = GenerateAssignment(coursedir=coursedir, config=config)
            converter.no_database = converter.force = True
            try:
                converter.start()
            except (NbGraderException, SystemExit):
                reasons = re.findall(
                    r"^\w+(?:Error|Exception): (.+)$", log.getvalue(), re.MULTILINE
                )
                reason = reasons[-1] if reasons else log.getvalue().strip()
                raise CourseError(f"nbgrader cannot generate {lesson}: {reason}") from None
        made[lesson] = notebook_path(folder, "lessons", lesson)
    return made


@contextlib.contextmanager
def _nbgrader_log() -> Iterator[io.StringIO]:
    """Keep what nbgrader logs while it works, instead of printing it."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setLevel(logging.ERROR)
    log = logging.getLogger("traitlets")
    before = log.handlers[:], log.propagate
    log.handlers, log.propagate = [handler], False
    try:
        yield text
    finally:
        log.handlers, log.propagate = before


def refuse(lesson: str, faults: list[str]) -> None:
    """Raise a CourseError that lists the faults of a lesson, if there are any."""
    if faults:
        raise CourseError(f"{lesson} is refused:\n" + "\n".join(f"  - {fault}" for fault in faults))


def refuse_to_overwrite(lesson: Path) -> None:
    """Raise a CourseError where a lesson on disk holds answers that its stubs do not."""
    from nbgrader.utils import compute_checksum

    if not lesson.is_file():
        return
    for name, cell in notebooks.answer_cells(notebooks.read(lesson)).items():
        if cell.metadata.nbgrader.get("checksum") != compute_checksum(cell):
            raise CourseError(
                f"{lesson} holds an answer in cell {name!r}: copy the file away first, "
                "or use --force to overwrite it"
            )


def structure_faults(lesson: str, notebook: NotebookNode) -> list[str]:
    """Return what is wrong with a solution before it is run, each with the cell named."""
    from bplib.course.registry import lesson_exercises

    faults = []
    seen: set[str] = set()
    for cell in notebook.cells:
        if not CELL_ID.fullmatch(cell.id):
            faults.append(f"cell {cell.id!r}: its id is not words joined by - or _")
        if cell.id in seen:
            faults.append(f"cell {cell.id!r}: a second cell with this id")
        seen.add(cell.id)
        if cell.cell_type == "code" and REFERENCES.search(cell.source):
            faults.append(
                f"cell {cell.id!r}: imports bplib.course.exercises or its registry, which learners must not see"
            )
        entry = cell.metadata.get("nbgrader")
        if entry is None:
            if "check(" in cell.source and cell.cell_type == "code" and "import" not in cell.source:
                faults.append(f"cell {cell.id!r}: calls check but is not a graded cell")
            continue
        if "raises-exception" not in cell.metadata.get("tags", []):
            faults.append(f"cell {cell.id!r}: lacks the tag raises-exception: Run All stops there")
        if not entry.get("grade_id"):
            faults.append(f"cell {cell.id!r}: a grade cell without a name")
        elif entry.grade_id != cell.id:
            faults.append(f"cell {cell.id!r}: its grade id {entry.grade_id!r} is another")
        if entry.get("solution") and "### BEGIN SOLUTION" not in cell.source:
            faults.append(f"cell {cell.id!r}: an answer cell without a solution region")
    exercises = {exercise.name: exercise for exercise in lesson_exercises().get(lesson, ())}
    cells = notebooks.exercise_cells(notebook)
    prose = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    faults += [f"cell {name!r}: no exercise has this name" for name in cells.keys() - exercises]
    faults += [f"exercise {name!r}: no cell checks it" for name in exercises.keys() - cells.keys()]
    for name in cells.keys() & exercises.keys():
        cell, exercise = cells[name], exercises[name]
        if cell.metadata.nbgrader.points != exercise.points:
            faults.append(f"cell {name!r}: its points differ from the exercise's {exercise.points}")
        stated = [text for text in prose if exercise.heading in text]
        if not stated:
            faults.append(f"cell {name!r}: no text above it says {exercise.heading!r}")
        elif stated[0].count("<details>") != 2:
            faults.append(f"cell {name!r}: its text does not hold two folded hints")
        if not re.search(rf'\bcheck\(\s*"{name}"', cell.source):
            faults.append(f"cell {name!r}: does not check the exercise of its name")
        if not cell.source.startswith("# "):
            faults.append(f"cell {name!r}: its first line does not say what it checks")
    return sorted(faults)


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
        if re.search(
            r"\bfixed_seed\b|\.inputs\(|\.reference\b|\.right_answer\b|\bfind\(", cell.source
        ):
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
