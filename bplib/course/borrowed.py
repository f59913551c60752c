"""Which answers let bplib do the exercise: by what they call, and by what values are made of."""

import ast
import functools
import importlib
import inspect
import json
import pkgutil
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Any

import bplib
from bplib.course.checks import Code, Exercise, Function, judge
from bplib.course.checks.called import called
from bplib.course.lessons import CourseError, course_root, notebook_path
from bplib.course.registry import find, lesson_of

NOT_THE_LIBRARY = ("__main__", "cli", "course", "grading", "plots")
SOLUTION = "### BEGIN SOLUTION"


def borrowed(exercise: Exercise, calls: Iterable[str], lesson: Iterable[str]) -> list[str]:
    """Return those of an answer's calls that do the exercise for it.

    An answer may call what the lesson itself imports for its reader, and what the reference
    calls, unless that is by itself a right answer, or the exercise says that it does the work.

    Parameters
    ----------
    exercise : Exercise
        The exercise.
    calls : iterable of str
        From `called`: ``"losses.mse"``, ``"autodiff.value.Value.__add__"``.
    lesson : iterable of str
        The code cells of the lesson as it was handed out, or of its solution.

    Returns
    -------
    list of str
        An instructor should look where it is not empty.
    """
    calls = set(calls)
    given = {*exercise.may_call}
    if calls:
        given |= handed_over(lesson) | own_calls(exercise.name)
    found = []
    for call in sorted(calls):
        module, _, function = call.rpartition(".")
        names = {call, *call.split("."), *(call.rsplit(".", k)[0] for k in range(1, 4))}
        if (
            names.isdisjoint(given)
            or any(f"{call}.".startswith(f"{name}.") for name in exercise.done_by)
            or is_an_answer(exercise.name, module, function)
        ):
            found.append(call)
    return found


def made_by_bplib(exercise: Exercise, sources: Iterable[str], values: Iterable[str]) -> list[str]:
    """Return what does an exercise and what an answer's values were made with.

    Parameters
    ----------
    exercise : Exercise
        The exercise; only one that is not called is looked at.
    sources : iterable of str
        The cells that ran, in order.
    values : iterable of str
        The names of the values that were handed to `check`.

    Returns
    -------
    list of str
        Of the exercise's `done_by`.
    """
    if isinstance(exercise, Code) or not exercise.done_by:
        return []
    used = made_of(sources, values)
    return [name for name in exercise.done_by if name.rpartition(".")[2] in used]


def made_of(sources: Iterable[str], values: Iterable[str]) -> set[str]:
    """Return all names that some values were made of, statement by statement, in cells in order.

    A name that is bound anew is what it was bound to last. Attributes count by their name.
    """
    statements = []
    for source in sources:
        try:
            statements += ast.parse(source).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    wanted, seen = set(values), set(values)
    for statement in reversed(statements):
        bound, words = _bound(statement), set(_words(statement))
        if bound.isdisjoint(wanted) and not _changes(statement, wanted):
            continue
        if isinstance(statement, ast.Assign | ast.Import | ast.ImportFrom):
            wanted -= bound
        wanted |= words
        seen |= words
    return seen


def _bound(statement: ast.stmt) -> set[str]:
    """Return the names that a statement binds, in its parts too."""
    bound = set()
    for node in ast.walk(statement):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                bound.add(name)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                bound.add(name)
            case ast.alias(name=name, asname=other):
                bound.add((other or name).split(".")[0])
    return bound


def _words(statement: ast.stmt) -> Iterator[str]:
    """Yield the names and attributes that a statement reads or imports."""
    for node in ast.walk(statement):
        match node:
            case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name):
                yield name
            case ast.alias(name=name):
                yield from name.split(".")


def _changes(statement: ast.stmt, wanted: set[str]) -> bool:
    """Whether a statement writes into one of these names: ``a[0] = 1``, ``a.append(1)``."""
    parts: list[Any] = []
    match statement:
        case ast.Assign(targets=targets):
            parts = targets
        case ast.Expr(value=ast.Call(func=function)):
            parts = [function]
    for part in parts:
        while isinstance(part, ast.Attribute | ast.Subscript):
            part = part.value
        if isinstance(part, ast.Name) and part.id in wanted:
            return True
    return False


def handed_over(lesson: Iterable[str]) -> set[str]:
    """Return the names that cells import from bplib for their reader; of a class, its bases'."""
    names = set()
    for source in lesson:
        if "bplib" in source and SOLUTION not in source:
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("bplib"):
                    for alias in node.names:
                        names |= _with_bases(node.module or "", alias.name)
    return names


def _with_bases(module: str, name: str) -> set[str]:
    there = module_of(module.removeprefix("bplib").removeprefix("."))
    bases = getattr(getattr(there, name, None), "__mro__", ())
    return {name} | {base.__name__ for base in bases if base.__module__.startswith("bplib")}


@functools.cache
def course_lesson(name: str) -> tuple[str, ...] | None:
    """Return the code cells of an exercise's lesson as the course has it; None outside of one."""
    for folder in ("solutions", "lessons"):
        try:
            path = notebook_path(course_root(), folder, lesson_of(name))
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            return tuple("".join(c["source"]) for c in cells if c["cell_type"] == "code")
        except (CourseError, OSError, ValueError, KeyError):
            continue
    return None


@functools.cache
def own_calls(name: str) -> set[str]:
    """Return the functions of bplib that the reference of an exercise itself calls."""
    exercise = find(name)
    if not isinstance(exercise, Code):
        return set()
    calls: set[str] = set()
    for seed in (exercise.fixed_seed, 1, 2, 3):
        for case in exercise.inputs(seed):
            calls |= set(called(exercise.requests([case]), exercise.reference))
    return calls


@functools.lru_cache(maxsize=10_000)
def is_an_answer(name: str, module: str, function: str) -> bool:
    """Whether a function of bplib by itself passes an exercise.

    The names come from the answer's process. They are looked up among the library's own modules
    and the functions that these define; no other module is imported, whatever a submission names.
    """
    answer = getattr(module_of(module), function, None)
    if not inspect.isfunction(answer) or answer.__module__ != f"bplib.{module}":
        return False
    exercise = find(name)
    if not isinstance(exercise, Function):
        return False
    cases = exercise.inputs(exercise.fixed_seed)
    return judge(exercise, cases, exercise.collect(cases, answer), exercise.fixed_seed).passed


def module_of(name: str) -> ModuleType | None:
    """Return a module of the teaching library by its name below bplib; None where it is none."""
    return importlib.import_module(f"bplib.{name}") if name in library() else None


@functools.cache
def library() -> frozenset[str]:
    """Return the names of the modules of the teaching library, below bplib; nothing is imported."""
    return frozenset(_below(bplib.__path__, ""))


def _below(folders: Iterable[str], prefix: str) -> Iterator[str]:
    for found in pkgutil.iter_modules(folders):
        if found.name in NOT_THE_LIBRARY:
            continue
        yield prefix + found.name
        if found.ispkg:
            inside = [f"{folder}/{found.name}" for folder in folders]
            yield from _below(inside, f"{prefix}{found.name}.")
