"""`bplib build`: execute the solutions, normalise them, and generate the lessons from them."""

import contextlib
import io
import logging
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode
from tqdm import tqdm

from bplib.course import notebooks
from bplib.course.coursemap import update_maps
from bplib.course.faults import leak_faults, output_faults, structure_faults
from bplib.course.finishing import finish
from bplib.course.glossary import update_glossary
from bplib.course.lessons import (
    CourseError,
    configuration,
    find_lesson,
    lesson_names,
    notebook_path,
)
from bplib.course.modulemap import update_module_map
from bplib.course.new import still_to_do


def build(root: Path, wanted: list[str], *, force: bool = False) -> list[str]:
    """Execute, normalise and regenerate lessons.

    Parameters
    ----------
    root : Path
        The course's folder.
    wanted : list of str
        Lessons as a user names them; all where empty.
    force : bool
        Overwrite lessons that hold what somebody typed; a copy is kept beside each.

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
        finish(lesson, solution, lesson_names(root))
        refuse(lesson, [*still_to_do(root, lesson, solution)] or structure_faults(lesson, solution))
        seconds = notebooks.execute(solution, source.parent)
        solution = notebooks.normalise(solution)
        refuse(lesson, output_faults(solution, seconds))
        with tempfile.TemporaryDirectory() as folder:
            staged = Path(folder)
            notebooks.write(solution, notebook_path(staged, "solutions", lesson))
            generated = generate(root, staged, [lesson])[lesson]
            refuse(lesson, leak_faults(solution, notebooks.read(generated)))
            target = notebook_path(root, "lessons", lesson)
            kept = keep_what_was_typed(target, generated, force=force)
            changed = notebooks.write(solution, source)
            if not target.is_file() or target.read_bytes() != generated.read_bytes():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(generated, target)
                changed = True
        line = f"{lesson}: {'written' if changed else 'unchanged'} ({seconds:.1f} s)"
        report.append(
            f"{line}; what was typed is kept in lessons/{lesson}/{kept}" if kept else line
        )
    report += [f"{name}: map of the course written" for name in update_maps(root)]
    report += [f"{name}: map of the modules written" for name in update_module_map(root)]
    report += [f"{name}: written as a notebook" for name in update_glossary(root)]
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

    config = configuration(root)
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


def keep_what_was_typed(lesson: Path, generated: Path, *, force: bool) -> str:
    """Keep a copy of a lesson that is about to be overwritten and holds what somebody typed.

    Parameters
    ----------
    lesson : Path
        The lesson on disk.
    generated : Path
        What will replace it.
    force : bool
        Whether it may be overwritten.

    Returns
    -------
    str
        The name of the copy beside the lesson; ``""`` where nothing would be lost.

    Raises
    ------
    CourseError
        If something would be lost and `force` is False.
    """
    if not lesson.is_file():
        return ""
    try:
        mine = notebooks.read(lesson)
    except CourseError:
        changed = "a file that cannot be read"
    else:
        new = notebooks.read(generated)
        if not notebooks.is_typed_in(mine) or _texts(mine) == _texts(new):
            return ""
        cells = _changed_cells(mine, new)
        more = f" and {len(cells) - 3} more" if len(cells) > 3 else ""
        changed = f"what somebody typed, cell {', '.join(map(repr, cells[:3]))}{more}"
    if not force:
        raise CourseError(
            f"{lesson} holds {changed}: copy the file away first, or use --force, which keeps a "
            "copy beside it"
        )
    copy = lesson.with_name(f"{lesson.stem}.before-{time.strftime('%Y-%m-%d-%H%M%S')}.ipynb")
    while copy.exists():
        copy = copy.with_name(f"{copy.stem}-again.ipynb")
    shutil.copyfile(lesson, copy)
    return copy.name


def _texts(notebook: NotebookNode) -> list[tuple[str, str]]:
    return [(cell.cell_type, cell.source) for cell in notebook.cells]


def _changed_cells(mine: NotebookNode, new: NotebookNode) -> list[str]:
    """Return the ids of cells that are in one notebook only, or differ."""
    sources = [{cell.get("id"): cell.source for cell in book.cells} for book in (mine, new)]
    ids = dict.fromkeys([*sources[0], *sources[1]])
    return [str(one) for one in ids if sources[0].get(one) != sources[1].get(one)]
