"""What is done, what is left, and what to do next."""

import math
from collections.abc import Iterable

from bplib.course.workspace.outline import Lesson, Task
from bplib.course.workspace.standing import Standing


def core(lesson: Lesson) -> tuple[Task, ...]:
    """Return the core exercises of a lesson; all of them where it has no core."""
    return tuple(task for task in lesson.tasks if task.core) or lesson.tasks


def open_tasks(tasks: Iterable[Task], standing: Standing) -> list[Task]:
    """Return the exercises that are still to do."""
    return [task for task in tasks if not standing.passed(task.name)]


def minutes_left(lesson: Lesson, standing: Standing, *, core_alone: bool = False) -> int:
    """Return about how many minutes a lesson still takes.

    Its page takes a share of its minutes for every exercise that is open.
    """
    tasks = core(lesson) if core_alone else lesson.tasks
    left = open_tasks(tasks, standing)
    share = len(left) / len(tasks) if tasks else 0
    return math.ceil(lesson.page * share + sum(task.minutes for task in left))


def begun(lesson: Lesson, standing: Standing) -> bool:
    """Whether anything of a lesson has been checked."""
    return any(task.name in standing.outcomes for task in lesson.tasks)


def next_task(lessons: list[Lesson], standing: Standing) -> tuple[Lesson, Task] | None:
    """Return the next thing to do; None where all is done.

    The first open core exercise of the lesson that was worked at last or of a later one, else of an
    earlier one; where the core is done, the first open exercise at all.
    """
    last = [any(task.name == standing.last for task in lesson.tasks) for lesson in lessons]
    start = last.index(True) if True in last else 0
    in_turn = lessons[start:] + lessons[:start]
    for lesson in in_turn:
        for task in open_tasks(core(lesson), standing):
            return lesson, task
    for lesson in lessons:
        for task in open_tasks(lesson.tasks, standing):
            return lesson, task
    return None
