"""`bplib new`: a new exercise's file, the file of its right answers, and its three cells.

Everything that an author must still write stands between ‹ and ›; `bplib build` lists it and
refuses the lesson as long as something is left.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from bplib.course import notebooks, registry
from bplib.course.faults import RAISES
from bplib.course.lessons import CourseError, find_lesson, notebook_path

STILL_TO_DO = re.compile(r"‹[^›\n]*›")
KINDS = ("function", "steps", "class", "numbers", "expressions", "training")

_CALLED = {
    "function": (
        "call_case",
        'def {name}(x, *, factor=2):\n    """Return ‹what›."""\n    return factor * x',
        '    return [call_case("‹what is special›", x=float(rng.uniform(1.5, 2.5)))]',
        "factor=3",
    ),
    "steps": (
        "steps_case",
        "def {name}(w, x, lr, *, sign=-1):\n"
        '    """Return ‹which state›."""\n'
        "    return w + sign * lr * x",
        '    steps = [{{"x": float(rng.uniform(1, 2))}} for _ in range(3)]\n'
        '    return [steps_case({{"w": 0.5}}, steps, {{"lr": 0.1}}, "‹what is special›")]',
        "sign=1",
    ),
    "class": (
        "class_case",
        "class {camel}:\n"
        '    """‹What its objects do›."""\n\n'
        "    factor = 2\n\n"
        "    def __init__(self, w):\n"
        "        self.w = w\n\n"
        "    def forward(self, x):\n"
        '        """Return ‹what›."""\n'
        "        return self.factor * self.w * x",
        '    calls = [("forward", {{"x": float(rng.uniform(1, 2))}})]\n'
        '    return [class_case({{"w": 1.5}}, calls, "‹what is special›")]',
        "factor=3",
    ),
}
_NAMED = {
    "numbers": (
        "def {name}(*, half=0.5):\n"
        '    """Return ‹which numbers›."""\n'
        '    return {{"loss": half * 0.3**2}}',
        "",
        "half=1.0",
    ),
    "expressions": (
        "def {name}(*, derived=lambda x: 2 * x):\n"
        '    """Return ‹which expressions›."""\n'
        '    return {{"slope": derived(sp.Symbol("x"))}}',
        '    symbols={{"x": (-2.0, 2.0)}},\n',
        "derived=lambda x: x",
    ),
}
_SETTINGS = """\
    title="‹what the learner is asked for›",
    points=1,
    difficulty=1,
    read_again="‹a heading of the lesson›",
"""
_SLIPS = """\
    slips=[
        slip("‹the mistake in a few words›", {place}).asks(
            "‹one question, never the fix›?"
        ),
    ],
"""


def exercise_source(name: str, kind: str) -> str:
    """Return the file of a new exercise.

    Parameters
    ----------
    name : str
        The exercise's name.
    kind : str
        One of `KINDS`.

    Returns
    -------
    str
        Python that runs, with what is still to write between ‹ and ›.
    """
    camel = name.title().replace("_", "")
    constructor = kind.title()
    if kind in _CALLED:
        case, reference, cases, place = _CALLED[kind]
        subject, more = (camel if kind == "class" else name), ""
        names = ", ".join(sorted([case, "slip"]))
        imports = f"from bplib.course.checks import {constructor}, {names}"
        drawn = f'\n\ndef cases(rng):\n    """Draw ‹what, and why›."""\n{cases}\n'
        first = f"    {subject},\n    cases,\n"
    elif kind in _NAMED:
        reference, more, place = _NAMED[kind]
        subject, drawn = name, ""
        imports = f"from bplib.course.checks import {constructor}, slip"
        imports += "\nfrom bplib.course.checks.algebra import sp" * (kind == "expressions")
        first = f"    {subject},\n"
    else:
        reference = 'def {name}():\n    """Train ‹what›."""\n    return {{"accuracy": 1.0}}'
        more = (
            '    measure=lambda result: result["accuracy"],\n'
            '    at_least=0.9,\n    unit="‹what is measured›",\n'
        )
        subject, drawn, place = name, "", ""
        imports, first = f"from bplib.course.checks import {constructor}", f"    {subject},\n"
    named = f'    name="{name}",\n' if kind == "class" else ""
    slips = _SLIPS.format(place=place) if place else ""
    text = (
        f'"""‹What the exercise asks›."""\n\n{imports}\n\n\n{reference}\n{drawn}\n\n'
        f"EXERCISE = {constructor}(\n{first}{_SETTINGS}{named}{more}{slips})\n"
    )
    return text.format(name=name, camel=camel)


def cells(name: str, kind: str) -> list[NotebookNode]:
    """Return the three cells of a new exercise: statement, answer and check."""
    statement = (
        "‹delete this line: `bplib build` then says the heading›\n\n‹what is given, what is "
        "asked, in which form›\n\n<details><summary>Hint 1</summary>‹where to look›</details>\n"
        "<details><summary>Hint 2</summary>‹the step that is hard›</details>"
    )
    region = "### BEGIN SOLUTION\n{}\n### END SOLUTION"
    if kind in ("function", "steps"):
        answer = f'def {name}(‹arguments›):\n    """‹shapes and types›"""\n    ' + region.format(
            "    ‹the answer›"
        ).replace("\n###", "\n    ###")
        handed = name
    elif kind == "class":
        handed = name.title().replace("_", "")
        answer = f"class {handed}:\n    " + region.format("    ‹the answer›").replace(
            "\n###", "\n    ###"
        )
    else:
        answer, handed = region.format("‹name› = ‹value›"), '{"‹name›": ‹name›}'
    check = f'# ‹what the check tries›\ncheck("{name}", {handed})'
    made = [
        new_markdown_cell(statement, id=f"{name}-statement".replace("_", "-")),
        new_code_cell(answer, id=f"{name}_answer"),
        new_code_cell(check, id=name),
    ]
    for cell, graded in zip(made[1:], (False, True), strict=True):
        cell.metadata.nbgrader = NotebookNode(
            grade=graded, grade_id=cell.id, locked=graded, schema_version=3, solution=not graded
        )
        cell.metadata.nbgrader.task = False
        if graded:
            cell.metadata.nbgrader.points = 1
        cell.metadata.tags = [RAISES]
    return made


def new(root: Path, name: str, wanted: str, kind: str = "function") -> list[str]:
    """Make a new exercise, to be filled in.

    Parameters
    ----------
    root : Path
        The course's folder.
    name : str
        The exercise's name: words of small letters joined by ``_``.
    wanted : str
        The lesson, as a user names it.
    kind : str
        One of `KINDS`.

    Returns
    -------
    list of str
        What was made, a line each.

    Raises
    ------
    CourseError
        If the name is none, or is taken; if there is no such lesson or kind.
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name):
        raise CourseError(
            f"{name!r} cannot be an exercise's name: write words of small letters joined by _"
        )
    if kind not in KINDS:
        raise CourseError(
            f"no kind of exercise is called {kind!r}: choose one of {', '.join(KINDS)}"
        )
    lesson = find_lesson(root, wanted)
    if name in registry.modules():
        raise CourseError(f"an exercise is called {name!r} already: {registry.path_of(name)}")
    folder = registry.folder(root) / f"{registry.PREFIX}{lesson}"
    answers = root / "tests" / "right_answers" / f"{registry.PREFIX}{lesson}" / f"{name}.py"
    source = notebook_path(root, "solutions", lesson)
    notebook = notebooks.read(source)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.py").write_text(exercise_source(name, kind), encoding="utf-8")
    made = [f"{folder / (name + '.py')}: reference, inputs, slips"]
    if answers.parent.parent.is_dir():
        answers.parent.mkdir(exist_ok=True)
        answers.write_text(
            f'"""Right answers to `{name}`: ‹in which styles›."""\n\n'
            "ANSWERS = [‹three or more, each in a style of its own›]\n",
            encoding="utf-8",
        )
        made.append(f"{answers}: right answers")
    notebook.cells += cells(name, kind)
    notebooks.write(notebook, source)
    made.append(f"{source}: three cells at its end, to be moved to their place")
    return made


def still_to_do(root: Path, lesson: str, notebook: NotebookNode) -> Iterator[str]:
    """Yield what an author has not written yet, in a lesson's cells and its exercises' files."""
    for cell in notebook.cells:
        for found in STILL_TO_DO.findall(cell.source):
            yield f"cell {cell.id!r}: still to write: {found}"
    for folder in (registry.folder(root), root / "tests" / "right_answers"):
        for path in sorted((folder / f"{registry.PREFIX}{lesson}").glob("*.py")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                for found in STILL_TO_DO.findall(line):
                    yield f"{os.path.relpath(path, root)}, line {number}: still to write: {found}"
