"""Which exercises there are: one file each, found by its name and imported when it is asked for.

An exercise called NAME of a lesson is `EXERCISE` in ``lesson_NN_slug/NAME.py``: below
`bplib.course.exercises`, or below a folder of an instructor's own, which the course's
``pyproject.toml`` names::

    [tool.bplib]
    exercises = "own_exercises"
"""

import difflib
import functools
import importlib
import sys
import tomllib
from pathlib import Path

from bplib.course import exercises
from bplib.course.checks.exercise import Exercise
from bplib.course.lessons import CourseError, course_root

SHARED = "shared"
PREFIX = "lesson_"


@functools.cache
def _shipped() -> dict[str, str]:
    """Return the module of every exercise that comes with the course, by the exercise's name."""
    return _modules(Path(exercises.__path__[0]), f"{exercises.__name__}.")


def _own() -> dict[str, str]:
    """Return the modules of an instructor's own exercises; none outside of a course."""
    try:
        root = course_root()
    except CourseError:
        return {}
    settings = root / "pyproject.toml"
    if not settings.is_file():
        return {}
    own = tomllib.loads(settings.read_text(encoding="utf-8")).get("tool", {}).get("bplib", {})
    if "exercises" not in own:
        return {}
    folder = root / own["exercises"]
    if not folder.is_dir():
        raise CourseError(f"{settings} says that exercises are in {folder}, which is no folder")
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    return _modules(folder, "")


def _modules(folder: Path, package: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(folder.glob(f"{PREFIX}*/*.py")):
        if path.stem not in ("__init__", SHARED):
            if path.stem in found:
                raise CourseError(f"two exercises are called {path.stem!r}: {path} is the second")
            found[path.stem] = f"{package}{path.parent.name}.{path.stem}"
    return found


def find(name: str) -> Exercise:
    """Return the exercise of a name, importing no other.

    Parameters
    ----------
    name : str
        The exercise's name, for example ``"double"``.

    Returns
    -------
    Exercise
        The exercise.

    Raises
    ------
    ValueError
        If there is none; the message names the nearest ones.
    """
    module = _shipped().get(name) if isinstance(name, str) else None
    module = module or _own().get(name)
    if module is None:
        known = sorted({**_shipped(), **_own()})
        near = difflib.get_close_matches(str(name), known, n=3, cutoff=0.3) or known[:3]
        raise ValueError(f"no exercise is called {name!r}; the nearest names are {', '.join(near)}")
    return _load(module)


@functools.cache
def _load(module: str) -> Exercise:
    exercise = importlib.import_module(module).EXERCISE
    name = module.rpartition(".")[2]
    if exercise.name != name:
        raise ValueError(f"{module} holds an exercise called {exercise.name!r}: name both alike")
    return exercise


def lesson_of(name: str) -> str:
    """Return the lesson of an exercise, e.g. ``"05_one_one_one"``; a ValueError where none is."""
    find(name)
    return _lesson({**_own(), **_shipped()}[name])


def _lesson(module: str) -> str:
    return module.split(".")[-2].removeprefix(PREFIX)


def lesson_exercises() -> dict[str, tuple[Exercise, ...]]:
    """Return all exercises by the name of their lesson, those of a lesson by their names.

    Their order in a lesson is that of its notebook; see `notebooks.exercise_cells`.
    """
    grouped: dict[str, list[Exercise]] = {}
    for name, module in {**_own(), **_shipped()}.items():
        grouped.setdefault(_lesson(module), []).append(find(name))
    return {lesson: tuple(group) for lesson, group in sorted(grouped.items())}
