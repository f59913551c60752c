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
NOT_HERE = (
    "no exercise of this name is on this machine: "
    "an instructor's own is judged when it is handed in"
)
_SHIPPED = Path(exercises.__path__[0])


@functools.cache
def _shipped() -> dict[str, str]:
    """Return the module of every exercise that comes with the course, by the exercise's name."""
    return _modules(_SHIPPED, f"{exercises.__name__}.")


def folder(root: Path) -> Path:
    """Return where a course keeps its exercises: its own folder where it names one.

    Raises
    ------
    CourseError
        If the course names a folder that is not there.
    """
    settings = root / "pyproject.toml"
    text = settings.read_text(encoding="utf-8") if settings.is_file() else ""
    own = tomllib.loads(text).get("tool", {}).get("bplib", {}).get("exercises")
    if own is None:
        return _SHIPPED
    if not (root / own).is_dir():
        raise CourseError(f"{settings} says that exercises are in {root / own}: make this folder")
    return root / own


def _own() -> dict[str, str]:
    """Return the modules of an instructor's own exercises; none outside of a course."""
    try:
        place = folder(course_root())
    except CourseError:
        return {}
    if place == _SHIPPED:
        return {}
    if str(place) not in sys.path:
        sys.path.append(str(place))
    return _modules(place, "")


def modules() -> dict[str, str]:
    """Return the module of every exercise, by the exercise's name."""
    return {**_own(), **_shipped()}


def path_of(name: str) -> Path:
    """Return the file of an exercise."""
    module = modules()[name]
    place = _SHIPPED if name in _shipped() else folder(course_root())
    return place.joinpath(*module.split(".")[-2:]).with_suffix(".py")


def _modules(place: Path, package: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(place.glob(f"{PREFIX}*/*.py")):
        if path.stem not in ("__init__", SHARED):
            if path.stem in found:
                raise CourseError(f"two exercises are called {path.stem!r}: {path} is the second")
            found[path.stem] = f"{package}{path.parent.name}.{path.stem}"
    return found


def is_elsewhere(name: str) -> bool:
    """Whether an exercise may be an instructor's own: not here, and this is not their course.

    So it is where a lesson was fetched: its own exercises stay with the instructor.
    """
    try:
        course_root()
    except (CourseError, OSError):  # or the folder that this runs in is gone
        return isinstance(name, str) and name not in _shipped()
    return False


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
        known = sorted(modules())
        near = difflib.get_close_matches(str(name), known, n=3, cutoff=0.3) or known[:3]
        raise ValueError(f"no exercise is called {name!r}; the nearest names are {', '.join(near)}")
    return _load(module)


@functools.cache
def _load(module: str) -> Exercise:
    name = module.rpartition(".")[2]
    try:
        exercise = importlib.import_module(module).EXERCISE
    except Exception as error:
        raise CourseError(f"{path_of(name)} cannot be used: {error}") from error
    if exercise.name != name:
        raise ValueError(f"{module} holds an exercise called {exercise.name!r}: name both alike")
    return exercise


def lesson_of(name: str) -> str:
    """Return the lesson of an exercise, e.g. ``"06_one_one_one"``; a ValueError where none is."""
    known = modules()
    if name not in known:
        find(name)  # which says so, with names that are near
    return _lesson(known[name])


def _lesson(module: str) -> str:
    return module.split(".")[-2].removeprefix(PREFIX)


def names_of(lesson: str) -> list[str]:
    """Return the names of a lesson's exercises, importing none."""
    return [name for name, module in modules().items() if _lesson(module) == lesson]


def lesson_exercises() -> dict[str, tuple[Exercise, ...]]:
    """Return all exercises by the name of their lesson, those of a lesson by their names.

    Their order in a lesson is that of its notebook; see `notebooks.exercise_cells`.
    """
    grouped: dict[str, list[Exercise]] = {}
    for name, module in modules().items():
        grouped.setdefault(_lesson(module), []).append(find(name))
    return {lesson: tuple(group) for lesson, group in sorted(grouped.items())}
