"""The course in figures, from a file that `bplib build` writes: no exercise is imported for it."""

import json
from dataclasses import dataclass
from pathlib import Path

from bplib.course.lessons import CourseError

FILE = "outline.json"  # beside the lessons


@dataclass(frozen=True)
class Task:
    """An exercise: its name and title, points, minutes, and whether it belongs to the core."""

    name: str
    title: str
    points: int
    minutes: int
    core: bool


@dataclass(frozen=True)
class Lesson:
    """A lesson: its name and title, the minutes of its page without exercises, its exercises."""

    name: str
    title: str
    page: int
    tasks: tuple[Task, ...]

    @property
    def number(self) -> str:
        """Its number, two digits."""
        return self.name[:2]


def read(course: Path) -> list[Lesson]:
    """Return the lessons in order.

    Raises
    ------
    CourseError
        If the file is not there or cannot be read.
    """
    path = course / "lessons" / FILE
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return [
            Lesson(**{**lesson, "tasks": tuple(Task(**task) for task in lesson["tasks"])})
            for lesson in found
        ]
    except (OSError, ValueError, TypeError, KeyError):
        raise CourseError(f"{path} cannot be read: `bplib build 00` writes it") from None


def lesson_of(lessons: list[Lesson]) -> dict[str, str]:
    """Return the lesson's name of every exercise."""
    return {task.name: lesson.name for lesson in lessons for task in lesson.tasks}
