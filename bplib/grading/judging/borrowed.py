"""Which answers call bplib's own implementation of what they should write."""

import ast
import functools
import importlib
import inspect
import pkgutil
from collections.abc import Iterable, Iterator
from types import ModuleType

from nbformat import NotebookNode

import bplib
from bplib.course.checking import assess
from bplib.course.checks import Code, Exercise, Function
from bplib.course.registry import find
from bplib.grading.isolation.shell import used

NOT_THE_LIBRARY = ("__main__", "cli", "course", "grading", "plots")


def borrowed(exercise: Exercise, calls: Iterable[str], lesson: NotebookNode) -> list[str]:
    """Return those of an answer's calls that do the exercise for it.

    An answer may call what the lesson itself imports for its reader, and what the reference
    calls, unless that is by itself a right answer.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    calls : iterable of str
        From `shell.used`: ``"losses.mse"``, ``"autodiff.value.Value.__add__"``.
    lesson : NotebookNode
        The lesson as it was handed out.

    Returns
    -------
    list of str
        An instructor should look where it is not empty.
    """
    given = handed_over(lesson) | own_calls(exercise.name)
    found = []
    for call in sorted(set(calls)):
        module, _, function = call.rpartition(".")
        names = {call, *call.split("."), *(call.rsplit(".", k)[0] for k in range(1, 4))}
        if names.isdisjoint(given) or is_an_answer(exercise.name, module, function):
            found.append(call)
    return found


def handed_over(lesson: NotebookNode) -> set[str]:
    """Return the names that a lesson imports from bplib for its reader."""
    names = set()
    for cell in lesson.cells:
        if cell.cell_type == "code" and "bplib" in cell.source:
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bplib"):
                    names |= {alias.name for alias in node.names}
    return names


@functools.cache
def own_calls(name: str) -> set[str]:
    """Return the functions of bplib that the reference of an exercise itself calls."""
    exercise = find(name)
    if not isinstance(exercise, Code):
        return set()
    calls: set[str] = set()
    for seed in (exercise.fixed_seed, 1, 2, 3):
        for case in exercise.inputs(seed):
            calls |= set(used({"request": exercise.requests([case])}, exercise.reference))
    return calls


@functools.lru_cache(maxsize=10_000)
def is_an_answer(name: str, module: str, function: str) -> bool:
    """Whether a function of bplib by itself passes an exercise.

    The names come from the answer's process. They are looked up among the library's own modules
    and the functions that these define; nothing is imported because a submission names it.
    """
    answer = getattr(library().get(module), function, None)
    if not inspect.isfunction(answer) or answer.__module__ != f"bplib.{module}":
        return False
    return isinstance(find(name), Function) and assess(name, answer).passed


@functools.cache
def library() -> dict[str, ModuleType]:
    """Return the modules of the teaching library by their names below bplib."""
    return {name: importlib.import_module(f"bplib.{name}") for name in _below(bplib.__path__, "")}


def _below(folders: Iterable[str], prefix: str) -> Iterator[str]:
    for found in pkgutil.iter_modules(folders):
        if found.name in NOT_THE_LIBRARY:
            continue
        yield prefix + found.name
        if found.ispkg:
            inside = [f"{folder}/{found.name}" for folder in folders]
            yield from _below(inside, f"{prefix}{found.name}.")
