"""Answers as learners write them, run where a lesson would run them: `answers.json` has them all.

Each has the exercise, what the learner did in words, the source of the answer's cell and whether it
is right. Of a wrong one, `allowed` says why its verdict is "passed" all the same, `unnamed` why its
mistake has no name. `python tests/learners.py [NAME ...]` prints the verdicts.
"""

import ast
import contextlib
import functools
import io
import json
import os
import sys
from pathlib import Path

HERE = Path(__file__).parent
ANSWERS = HERE / "answers.json"


def answers():
    """Return all answers."""
    return json.loads(ANSWERS.read_text("utf-8"))


@functools.cache
def cells(lesson):
    """Return the sources of a lesson's code cells, in order."""
    from bplib.course import notebooks
    from bplib.course.lessons import notebook_path

    notebook = notebooks.read(notebook_path(HERE.parent, "lessons", lesson))
    return [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]


@functools.cache
def given(lesson, name):
    """Return what a lesson has defined, without running it: imports, functions, right answers."""
    from bplib.course.checks import Code
    from bplib.course.registry import find, lesson_exercises

    space = {"__name__": "__main__"}
    exec("import math\nimport numpy as np\nimport sympy as sp", space)
    for exercise in lesson_exercises()[lesson]:
        if isinstance(exercise, Code):
            space[exercise.name] = exercise.reference
    trees = [ast.parse(source) for source in cells(lesson)]
    for kinds in ((ast.Import, ast.ImportFrom), ast.FunctionDef):
        for tree in trees:
            for node in tree.body:
                if isinstance(node, kinds) and getattr(node, "name", "") not in space:
                    exec(ast.unparse(node), space)
    for symbol in getattr(find(name), "symbols", ()):
        space[symbol] = space["sp"].Symbol(symbol)
    return space


@functools.cache
def run_before(lesson, name):
    """Return what a lesson has defined before an exercise's check, by running it."""
    os.environ.setdefault("MPLBACKEND", "Agg")
    space = dict(given(lesson, name))
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        for source in cells(lesson):
            if f'check("{name}"' in source:
                break
            with contextlib.suppress(Exception, SystemExit):
                exec(source, space)
    space.pop("answer", None)
    return space


def handed_in(answer):
    """Return what a learner hands to `check`."""
    name = answer["exercise"]
    lesson = _lesson(name)
    try:
        return _executed(answer, dict(given(lesson, name)))
    except NameError:
        return _executed(answer, dict(run_before(lesson, name)))


def _executed(answer, space):
    name = answer["exercise"]
    with contextlib.redirect_stdout(io.StringIO()):
        exec(answer["source"], space)
    if isinstance(space.get("answer"), dict):
        return space["answer"]
    source = next(s for s in cells(_lesson(name)) if f'check("{name}"' in s)
    call = next(
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "check"
    )
    return eval(ast.unparse(call.args[1]), space)


def _lesson(name):
    from bplib.course.registry import lesson_of

    return lesson_of(name)


@functools.lru_cache(maxsize=64)  # a lesson's
def drawn(name, seed):
    """Return an exercise's cases, which keep what they were found to give, and their request."""
    from bplib.course.checks.cases import Cases
    from bplib.course.registry import find

    exercise = find(name)
    cases = Cases(exercise.inputs(seed))
    return cases, exercise.requests(cases)


def verdicts(answer, seeds):
    """Yield the verdicts on an answer, one for each seed; None is the visible one."""
    from bplib.course.checks import Code, calling, judge
    from bplib.course.registry import find

    exercise = find(answer["exercise"])
    value = handed_in(answer)
    for seed in seeds if isinstance(exercise, Code) else [None]:
        seed = exercise.fixed_seed if seed is None else seed
        cases, request = drawn(exercise.name, seed)
        results = calling.collect(request, value)
        if any(r["error"] and r["error"]["type"] == "NameError" for r in results):
            lesson = _lesson(exercise.name)
            value = _executed(answer, dict(run_before(lesson, exercise.name)))
            results = calling.collect(request, value)
        yield judge(exercise, cases, results, seed)


def main():
    """Print the verdicts on the answers to some exercises, or to all."""
    for answer in answers():
        if len(sys.argv) == 1 or answer["exercise"] in sys.argv[1:]:
            (verdict,) = verdicts(answer, [None])
            print(f"{answer['exercise']}: {answer['mistake'] or 'right'}")
            print(f"    {verdict.outcome}: {verdict.mistake or '-'}\n    {verdict.question}")


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    main()
