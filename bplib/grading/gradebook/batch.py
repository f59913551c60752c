"""`bplib grade`: grade what is new or changed in `submitted/`, with whatever workers there are.

One process coordinates: it reads what was submitted, gives it out, and alone writes what comes
back. It never runs or judges an answer.
"""

import contextlib
import difflib
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError

from bplib.course.lessons import CourseError, configuration, find_lesson, lesson_names
from bplib.grading.engines.engine import Engine
from bplib.grading.gradebook import records, standing, tables
from bplib.grading.gradebook.desk import Desk, Round
from bplib.grading.gradebook.lateness import Lateness
from bplib.grading.gradebook.patience import patiently
from bplib.grading.gradebook.register import register
from bplib.grading.gradebook.rows import Pair, Row, rows
from bplib.grading.gradebook.writer import Writer
from bplib.grading.isolation import scratch
from bplib.grading.reading import intake
from bplib.grading.reading.intake import NoVerdict


def grade_class(
    root: Path,
    wanted: list[str],
    engine: Engine | None,
    *,
    students: list[str] | None = None,
    force: bool = False,
    sandboxed: bool = False,
) -> list[Row]:
    """Grade every submission that is new or changed since it was graded.

    Parameters
    ----------
    root : Path
        The course's folder.
    wanted : list of str
        Lessons as a user names them; all where empty.
    engine : Engine, optional
        Who does the work; nothing is graded without one, and the rows say what would be.
    students : list of str, optional
        Only these; all where not given.
    force : bool
        Grade the others again too.
    sandboxed : bool
        Refuse to grade where there is no sandbox.

    Returns
    -------
    list of Row
        One per submission, graded now or before.

    Raises
    ------
    CourseError
        If there is no such lesson or student, nothing was submitted, or the gradebook cannot be
        used; what was graded until then is kept.
    """
    every = lesson_names(root)
    lessons = [find_lesson(root, name) for name in wanted] or every
    config = configuration(root)
    coursedir = CourseDirectory(config=config, root=str(root))
    folder = records.folder(coursedir)
    found = list(intake.submissions(folder, lessons))
    astray = list(intake.misplaced(folder, lessons, every))
    if students:
        known = {row[0] for row in (*found, *astray)}
        _refuse_unknown([one for one in students if one not in known], known, folder)
        found = [pair for pair in found if pair[0] in students]
        astray = [row for row in astray if row[0] in students]
    if not found and not astray:
        raise CourseError(
            f"nothing is in {folder} for {', '.join(lessons)}: submissions belong in "
            "submitted/STUDENT/LESSON/LESSON.ipynb, where `bplib collect` puts them"
        )
    round = Round(root, config, coursedir, found, sandboxed=sandboxed)
    lateness = Lateness(config)
    try:
        scratch.sweep()
        url = coursedir.db_url
        patiently(url, lambda: records.make_gradebook(coursedir))
        patiently(url, lambda: triage(round, lateness, force=force))
        kept = grade(round, engine) if engine else {}
        nowhere = [Row(s, lesson, 0, 0, f"no verdict: {why}", False) for s, lesson, why in astray]
        waiting = [] if engine else round.waiting
        stand = patiently(
            url, lambda: rows(coursedir, lateness, found, round.failed, kept, waiting)
        )
        return [*stand, *nowhere]
    except (SQLAlchemyError, OSError, ImportError) as error:  # what is graded stays graded
        raise CourseError(records.trouble(error, coursedir.db_url)) from None


def _refuse_unknown(lost: list[str], known: set[str], folder: Path) -> None:
    if lost:
        plain = {student.casefold(): student for student in known}
        close = [difflib.get_close_matches(one.casefold(), plain, 1) for one in lost]
        meant = [plain[found[0]] for found in close if found]
        advice = f": did you mean {' and '.join(meant)}?" if meant else ""
        raise CourseError(f"{folder} holds nothing of {', '.join(lost)} for these lessons{advice}")


def triage(round: Round, lateness: Lateness, *, force: bool) -> None:
    """Sort submissions into those that cannot be judged, those to grade, and those that stand.

    What is graded already gets the late penalty that holds now.
    """
    round.failed, round.waiting = {}, []
    for lesson in dict.fromkeys(lesson for _, lesson in round.found):
        waiting = _waiting(round, lesson, lateness, force=force)
        if waiting and (why := _unregistered(round, lesson)):
            round.failed |= dict.fromkeys(waiting, why)
        else:
            round.waiting += waiting


def _waiting(round: Round, lesson: str, lateness: Lateness, *, force: bool) -> list[Pair]:
    """Return what of a lesson is to be graded."""
    waiting, graded = [], []
    with records.connection(round.coursedir) as connection:
        cells = tables.lesson(connection, lesson)
        stand = standing.read(connection, cells, lateness) if cells else {}
        for pair in [pair for pair in round.found if pair[1] == lesson]:
            try:
                submitted = intake.read(round.folder, *pair)
                if force or not standing.is_graded(
                    round.coursedir, stand.get(pair[0]), *pair, submitted
                ):
                    waiting.append(pair)
                else:
                    graded.append(pair[0])
            except NoVerdict as reason:
                round.failed[pair] = str(reason)
            except Exception as error:  # whatever it is, it is the matter of one student
                round.failed[pair] = f"it cannot be read: {type(error).__name__}"
        if cells:
            standing.renew_penalties(connection, cells, stand, graded, lateness)
        connection.commit()
    return waiting


def _unregistered(round: Round, lesson: str) -> str:
    """Let the gradebook know a lesson; return why it cannot."""
    try:
        register(round.config, round.coursedir, lesson)
    except (OperationalError, InterfaceError):
        raise  # it may go by
    except Exception as error:  # the other lessons' work is graded
        return (
            str(error)
            if isinstance(error, CourseError)
            else records.trouble(error, round.coursedir.db_url)
        )
    return ""


def grade(round: Round, engine: Engine) -> dict[Pair, dict[str, object]]:
    """Let an engine grade what is waiting; return what is kept of each."""
    writer = Writer(round.config, round.coursedir)
    desk = Desk(round, writer)
    try:
        with contextlib.closing(desk.tasks(round.waiting)) as tasks:
            for finished in engine.results(tasks):
                desk.take(finished)
        desk.write()
        for pair in desk.later:  # one at a time: who waits for another grader holds nothing
            for finished in engine.results(desk.tasks([pair], patient=True)):
                desk.take(finished)
            desk.write()
    except BaseException:
        desk.write()  # what is done is done
        raise
    finally:
        desk.close()
        writer.close()
    return desk.kept
