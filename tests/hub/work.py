"""What people do between commands and buttons, and what must be so afterwards."""

import json
import os
from collections.abc import Mapping
from pathlib import Path

from machine import ADDRESS, ROOT
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from people import INSTRUCTOR, LEARNERS, Person

from bplib.course import links, notebooks
from bplib.course.lessons import notebook_path

SIGN_FORGOTTEN = {
    "one_one_one_update_answer": "def one_one_one_update(w1, w2, dw1, dw2, lr):\n"
    "    return w1 + lr * dw1, w2 + lr * dw2\n"
}
OWN = """\
\"\"\"Three times a number: an exercise of the instructor's own.\"\"\"

from bplib.course.checks import Function, call_case, slip


def own_treble(x, *, factor=3):
    return factor * x


EXERCISE = Function(
    own_treble,
    lambda rng: [call_case(x=float(rng.uniform(1, 9)))],
    title="Treble a number",
    points=2,
    difficulty=1,
    read_again="Your first exercise",
    slips=[slip("doubled", factor=2).asks("How often is x in three times x?")],
)
"""
OWN_CHECK = '# Three times a number.\ncheck("own_treble", own_treble)'
OWN_RIGHT = "def own_treble(x):\n    return 3 * x\n"
OWN_WRONG = {
    "own_treble_answer": "def own_treble(x):\n    return 2 * x\n",
    "double_answer": "def double(x):\n    return x + 2\n",
}


def know_the_address(instructor: Person, folder: Path) -> None:
    """Let git find the course at the address that the guide clones from."""
    lines = ["[safe]", "\tdirectory = *", f'[url "{folder / "bplib.git"}"]']
    text = "\n".join([*lines, f"\tinsteadOf = {ADDRESS}", ""])
    instructor.write(instructor.home / ".gitconfig", text.encode())


def answer(learner: Person, lesson: str, wrong: Mapping[str, str]) -> None:
    """Write the solution's answers into a lesson where it was fetched, some of them wrongly."""
    path = learner.home / lesson / f"{lesson}.ipynb"
    notebook = notebooks.read(path)
    solution = notebooks.answer_cells(notebooks.read(notebook_path(ROOT, "solutions", lesson)))
    right = {name: cell.source for name, cell in solution.items()}
    right["own_treble_answer"] = OWN_RIGHT
    for name, cell in notebooks.answer_cells(notebook).items():
        cell.source = wrong.get(name, right[name])
    learner.write(path, json.dumps(notebook).encode())


def feedback(learner: Person, lesson: str) -> list[str]:
    """Return the pages of feedback that a learner has."""
    found = sorted((learner.home / lesson / "feedback").glob("*/*.html"))
    return [path.read_text(encoding="utf-8") for path in found]


def add_own_exercise(instructor: Person, lesson: str) -> None:
    """Put an exercise of the instructor's own into the course and into a lesson."""
    course = instructor.home / "bplib"
    settings = (course / "pyproject.toml").read_text(encoding="utf-8")
    settings += '\n[tool.bplib]\nexercises = "own_exercises"\n'
    instructor.write(course / "pyproject.toml", settings.encode())
    place = course / "own_exercises" / f"lesson_{lesson}"
    place.mkdir(parents=True)
    for made in (place.parent, place):
        os.chown(made, instructor.uid, instructor.gid)
    instructor.write(place / "own_treble.py", OWN.encode())
    path = notebook_path(course, "solutions", lesson)
    notebook = notebooks.read(path)
    solution = "def own_treble(x):\n    ### BEGIN SOLUTION\n    return 3 * x\n    ### END SOLUTION"
    notebook.cells += [_cell("own_treble_answer", solution), _cell("own_treble", OWN_CHECK, 2)]
    instructor.write(path, json.dumps(notebook).encode())


def _cell(name: str, source: str, points: int = 0) -> NotebookNode:
    mark = {"grade_id": name, "grade": bool(points), "solution": not points, "task": False}
    mark |= {"locked": bool(points), "schema_version": 3} | ({"points": points} if points else {})
    tags = ["raises-exception"]
    return new_code_cell(source, id=name, metadata={"nbgrader": mark, "tags": tags})


def look_at_what_is_public(who: Mapping[str, Person], folder: Path, lesson: str) -> None:
    """Assert that learners get the lesson, and nothing with an answer, nor each other's work."""
    outbound = folder / "exchange" / "bplib" / "outbound"
    found = sorted(path.relative_to(outbound) for path in outbound.rglob("*") if path.is_file())
    assert found == [Path(lesson, "06_one_one_one.ipynb"), Path(lesson, "GLOSSARY.md")], found
    for path in outbound.rglob("*.ipynb"):
        handed_out = notebooks.read(notebook_path(ROOT, "lessons", lesson))
        answers = notebooks.answer_cells(notebooks.read(path))
        for name, cell in notebooks.answer_cells(handed_out).items():
            assert answers[name].source == cell.source, name
    ada, ben, ivy = who[LEARNERS[0]], who[LEARNERS[1]], who[INSTRUCTOR]
    inbound = folder / "exchange" / "bplib" / "inbound"
    secrets = [ivy.home / "bplib" / "solutions", ivy.home / "bplib" / "gradebook.db"]
    for place in (*secrets, ben.home / lesson, inbound):
        status, said = ada.run(f"ls {place}")
        assert status, place
        assert "Permission denied" in said, said


def look_at_what_was_fetched(learner: Person, lesson: str) -> None:
    """Assert that a fetched lesson works where it stands: its links, and its checks."""
    place = learner.home / lesson
    for path in [place / f"{lesson}.ipynb", *place.glob("*.md")]:
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".ipynb":
            cells = [c.source for c in notebooks.read(path).cells if c.cell_type == "markdown"]
            text = "\n\n".join(cells)
        assert links.dead_links(path, text, place) == [], path
    status, said = learner.run(f"bplib check {lesson}/{lesson}.ipynb")
    assert status == 1, said  # one answer is wrong
    total = said.split("total")[1].split()[0]
    assert total == "12/14", said
