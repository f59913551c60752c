"""`bplib update` and `bplib reset`: newer lessons in a workspace, and lessons begun afresh."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from nbformat import NotebookNode

from bplib.course import notebooks
from bplib.course.doctor import typed
from bplib.course.lessons import CourseError
from bplib.course.workspace import copies, files, progress
from bplib.course.workspace.carry import Carried, carry
from bplib.course.workspace.places import Workspace, around, lesson_notebooks

TRIES = 3


def update(workspace: Workspace, course: Path, wanted: Sequence[str] = ()) -> Iterator[str]:
    """Bring newer lessons into a workspace; what was written in the older ones comes along.

    Parameters
    ----------
    workspace : Workspace
        The learner's copy.
    course : Path
        The course's folder.
    wanted : sequence of str
        The lessons, by their whole names; all where empty.

    Yields
    ------
    str
        A line for each lesson that was begun and changed, and one for all others that changed.

    Raises
    ------
    CourseError
        If the workspace cannot be written to, or another update is at work.
    """
    with _alone(workspace):
        not_begun = []
        for lesson in newer(workspace, course, wanted):
            if not workspace.notebook(lesson).exists():
                copies.hand_out(workspace, course, lesson)
                yield f"{lesson}: new"
                continue
            try:
                said = _renewed(workspace, course, lesson)
            except CourseError as error:
                said = f"left as it is, since {error}"
            if said:
                yield f"{lesson}: {said}"
            else:
                not_begun.append(lesson[:2])
        if not_begun:
            yield f"{_counted(not_begun)} that you had not begun: {', '.join(not_begun)}"
        for name in copies.renew_pages(workspace, course):
            yield f"a page that you wrote in is kept as kept/{name}"


def _counted(lessons: list[str]) -> str:
    return f"{len(lessons)} newer lesson{'s' * (len(lessons) != 1)}"


def bring(
    workspace: Workspace, course: Path, source: Path, wanted: Sequence[str] = ()
) -> Iterator[str]:
    """Copy what somebody wrote elsewhere into a workspace; the source is not changed.

    Parameters
    ----------
    workspace : Workspace
        The learner's copy.
    course : Path
        The course's folder.
    source : Path
        A lesson's notebook, or a folder that holds some: `lessons`, another workspace.
    wanted : sequence of str
        The lessons, by their whole names; all that are there where empty.

    Yields
    ------
    str
        A line for each lesson that something was brought into.

    Raises
    ------
    CourseError
        If a lesson is not there, or none is, or the workspace cannot be written to.
    """
    source = source.resolve()
    found = [source] if source.suffix == ".ipynb" else lesson_notebooks(source)
    found = [path for path in found if copies.course_path(course, _lesson_of(path)).is_file()]
    if not found or not source.exists():
        raise CourseError(f"{source} holds no lesson: name a folder or a notebook that does")
    there = {_lesson_of(path) for path in found}
    if missing := [lesson for lesson in wanted if lesson not in there]:
        raise CourseError(
            f"{source} does not hold {', '.join(missing)}, but {', '.join(sorted(there))}"
        )
    found = [path for path in found if not wanted or _lesson_of(path) in wanted]
    with _alone(workspace):
        for path in found:
            try:
                said = _brought(workspace, course, path)
            except CourseError as error:
                said = f"left as it is, since {error}"
            if said:
                yield f"{_lesson_of(path)}: {said}"


def reset(workspace: Workspace, course: Path, lesson: str) -> str:
    """Begin a lesson afresh; return in a line where the copy before is kept."""
    with _alone(workspace):
        path = workspace.notebook(lesson)
        kept = files.keep(path, workspace.kept) if path.is_file() else None
        copies.hand_out(workspace, course, lesson)
        progress.note(workspace.folder, {"reset": lesson})
    if kept is None:
        return f"{lesson}: as new"
    here = Path.cwd()
    source = kept.relative_to(here) if kept.is_relative_to(here) else kept
    return (
        f"{lesson}: as new; yours is kept as kept/{kept.name}: "
        f"`{typed()} update --from {source}` brings it back"
    )


def newer(workspace: Workspace, course: Path, wanted: Sequence[str] = ()) -> list[str]:
    """Return the lessons, of those wanted or of all, that are another version in the course."""
    return [
        path.stem
        for path in lesson_notebooks(course / "lessons")
        if (not wanted or path.stem in wanted)
        and copies.version(path) != copies.version(workspace.notebook(path.stem))
    ]


def is_open(workspace: Workspace) -> bool:
    """Whether a server that `bplib lab` started has the workspace open."""
    with files.held(workspace.own / "lab.lock") as alone:
        return not alone


@contextlib.contextmanager
def _alone(workspace: Workspace) -> Iterator[None]:
    """Let one command at a time change a workspace; what the disk refuses is one sentence."""
    with files.told(workspace.folder), files.held(workspace.own / "update.lock") as alone:
        if not alone:
            raise CourseError(f"{workspace.folder} is being changed by another bplib: wait for it")
        yield


def _renewed(workspace: Workspace, course: Path, lesson: str) -> str:
    """Bring a newer lesson; return what came along, nothing where it had not been begun."""
    path = workspace.notebook(lesson)
    new = copies.as_handed_out(course, lesson)
    for _ in range(TRIES):
        before = path.read_bytes()
        mine = copies.read(path)
        base = copies.remembered(workspace, lesson, mine)
        carried = carry(base, mine, new)
        copies.remember(workspace, lesson, new)
        kept = files.keep(path, workspace.kept) if _is_begun(mine) else None
        if path.read_bytes() == before:
            files.write(path, copies.as_bytes(carried.notebook))
            if kept is None:
                return ""
            return f"{in_words(carried)}; yours from before is kept as kept/{kept.name}"
    raise CourseError(f"{path} is being written: close it in JupyterLab, then update again")


def _is_begun(notebook: NotebookNode) -> bool:
    """Whether anybody has typed into a lesson, or run any of it."""
    ran = any(cell.get("outputs") or cell.get("attachments") for cell in notebook.cells)
    return ran or notebooks.is_typed_in(notebook)


def _lesson_of(path: Path) -> str:
    """Return the lesson of a notebook; a kept one has the time behind its lesson's name."""
    return path.stem.partition(".")[0]


def _brought(workspace: Workspace, course: Path, source: Path) -> str:
    lesson = _lesson_of(source)
    path = workspace.notebook(lesson)
    theirs, new = copies.read(source), copies.as_handed_out(course, lesson)
    origin = around(str(source.parent)) or workspace
    base = copies.remembered(origin, lesson, theirs)
    if base is None and copies.version(source) == new.metadata["bplib"]["course"]:
        base = new
    copies.link_from_a_copy(theirs)
    mine = copies.read(path) if path.is_file() else new
    if notebooks.is_typed_in(mine):
        carried = carry(base, theirs, mine, answers_stay=False)
    else:
        carried = carry(base, theirs, new)
    written = carried.answers + carried.own + len(carried.beside)
    if not written or _texts(carried.notebook) == _texts(mine):
        return ""
    copies.remember(workspace, lesson, new)
    kept = files.keep(path, workspace.kept) if path.is_file() else None
    files.write(path, copies.as_bytes(carried.notebook))
    return in_words(carried) + (f"; yours from before is kept as kept/{kept.name}" if kept else "")


def _texts(notebook: NotebookNode) -> list[tuple[str, str]]:
    return [(cell.cell_type, cell.source) for cell in notebook.cells]


def in_words(carried: Carried) -> str:
    """Return in words what was carried over."""
    if not carried.answers + carried.own + len(carried.beside):
        return "newer; you had written nothing in it"
    parts = [f"{carried.answers} of your answers and notes carried over"]
    if carried.own:
        parts.append(f"{carried.own} of your own cells")
    if carried.beside:
        cells = carried.notebook.cells
        place = {cell.id: k for k, cell in enumerate(cells)}
        seen = [
            notebooks.as_seen(cells, place[one]) if one else "the top" for one in carried.beside
        ]
        parts.append(f"see what stands below {', '.join(dict.fromkeys(seen))} now")
    return ", ".join(parts)
