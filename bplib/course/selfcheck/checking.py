"""Lessons, one after another: known where nobody has written or nothing has changed, else run."""

import contextlib
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from bplib._support.workers import cores
from bplib.course.lessons import lesson_names
from bplib.course.selfcheck import memory, notebook
from bplib.course.selfcheck.memory import Memory
from bplib.course.selfcheck.notebook import Notebook
from bplib.course.selfcheck.rows import Row, exercises, rows_of
from bplib.course.selfcheck.running import Limits, Runner
from bplib.course.selfcheck.untouched import rows_unrun

CELL_SECONDS = 60.0


@dataclass(frozen=True)
class Checked:
    """How a lesson stands.

    Attributes
    ----------
    rows : list of Row
        One for each exercise, and for each other cell that raised.
    remembered : bool
        Whether it was not run, since nothing has changed.
    kept : bool
        Whether it is remembered from now on.
    """

    rows: list[Row]
    remembered: bool
    kept: bool


def check_lessons(
    root: Path | None, wanted: list[str], *, workers: int | None = None, again: bool = False
) -> Generator[Checked, None, None]:
    """Run lessons with nbval and yield how each of them stands.

    Parameters
    ----------
    root : Path or None
        The course's folder; None where only paths of notebooks are wanted.
    wanted : list of str
        Lessons as a user names them, or paths of notebooks; all lessons where empty.
    workers : int, optional
        How many run side by side, > 0; one for every core where not given.
    again : bool
        Whether what is known without running it is run, too.

    Yields
    ------
    Checked
        First what is known and remembered; then each lesson as soon as it has run.

    Raises
    ------
    CourseError
        If there is no such lesson, or a notebook cannot be read; nothing has run then.
    """
    names = wanted or (lesson_names(root) if root else [])
    paths = dict.fromkeys(notebook.find(root, name) for name in names)
    found = [notebook.read(path) for path in paths]
    expected = [exercises(root, one) for one in found]
    unrun = {} if again else _unrun(found, expected)
    others = [k for k in range(len(found)) if k not in unrun]
    memories = {k: Memory(found[k], [expected[k], CELL_SECONDS]) for k in others}
    recalled = {k: rows for k, m in memories.items() if not again and (rows := m.recall())}
    memory.note([(memories[k], rows) for k, rows in recalled.items()])
    known = unrun | recalled
    left = [k for k in others if k not in known]
    with tqdm(total=len(found), desc="checking", unit="lesson", leave=False, disable=None) as bar:
        for k in sorted(known):
            bar.update()
            bar.clear()
            yield Checked(known[k], remembered=k in recalled, kept=True)
        if not left:
            return
        running: list[str] = []
        limits = Limits(min(workers or cores(), len(left)), CELL_SECONDS)
        with contextlib.closing(Runner(limits)) as runner:
            for number, run in runner.run([found[k] for k in left]):
                k = left[number]
                if run is None:
                    running.append(found[k].name)
                    bar.set_postfix_str(", ".join(running))
                    continue
                running.remove(found[k].name)
                rows = rows_of(run, expected[k])
                kept = run.is_lasting(rows) and memories[k].keep(rows)
                bar.set_postfix_str(", ".join(running), refresh=False)
                bar.update()
                bar.clear()
                yield Checked(rows, remembered=False, kept=kept)


def _unrun(found: list[Notebook], expected: list[list[str]]) -> dict[int, list[Row]]:
    """Return the rows of the lessons that nobody has written in, by their places."""
    rows = {k: rows_unrun(one, expected[k]) for k, one in enumerate(found)}
    return {k: of for k, of in rows.items() if of}
