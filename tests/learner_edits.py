"""A small course that changes at random, and a learner who writes in it at random."""

import json

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from bplib.course import notebooks

LESSON = "06_model"


def graded(source, name, **more):
    """Return a cell of an exercise."""
    meta = {"grade_id": name, "grade": False, "solution": False, "locked": False, **more}
    return new_code_cell(source, id=name, metadata={"nbgrader": meta})


def lesson():
    """Return a lesson with text, given code, guesses, a function and named values."""
    cells = [
        new_markdown_cell("# Title\n\n[words](../../lessons/GLOSSARY.md)", id="title"),
        new_code_cell("import numpy as np", id="imports"),
        new_markdown_cell("## A section\n\nText of it.", id="section"),
        new_code_cell("guess_one = ...  # a number", id="guess-one"),
        new_code_cell("print(guess_one)", id="one"),
    ]
    for name in ("double", "half"):
        stub = f'def {name}(x):\n    """Return it."""\n    raise NotImplementedError'
        cells.append(new_markdown_cell(f"### Exercise: {name}", id=f"{name}-text"))
        cells.append(graded(stub, f"{name}_answer", solution=True))
        cells.append(graded(f'check("{name}", {name})', name, grade=True, locked=True))
    cells.append(graded("slope = ...\nchange = ...", "numbers_answer", solution=True))
    cells.append(graded('check("numbers", {"slope": slope})', "numbers", grade=True, locked=True))
    cells.append(new_markdown_cell("## Recap", id="recap"))
    notebook = new_notebook(cells=cells, metadata=notebooks.metadata())
    notebooks.sign(notebook)
    return notebook


def a_course(folder):
    """Make a course of one lesson in a folder."""
    (folder / "nbgrader_config.py").touch()
    publish(folder, lesson())
    solution = folder / "solutions" / LESSON / f"{LESSON}.ipynb"
    notebooks.write(lesson(), solution)
    (folder / "lessons" / "GLOSSARY.md").write_text("# Glossary\n")
    tasks = [
        {"name": name, "title": name, "points": 1, "minutes": 2, "core": True}
        for name in ("double", "half", "numbers")
    ]
    outline = [{"name": LESSON, "title": "A model", "page": 10, "tasks": tasks}]
    (folder / "lessons" / "outline.json").write_text(json.dumps(outline))
    return folder


def published(course):
    """Return where a course has its lesson."""
    return course / "lessons" / LESSON / f"{LESSON}.ipynb"


def publish(course, notebook):
    """Let a course have a version of the lesson."""
    notebooks.sign(notebook)
    notebooks.write(notebook, published(course))


def changed_course(notebook, rng, number):
    """Return the next version of a lesson."""
    cells = [nbformat.from_dict(dict(cell)) for cell in notebook.cells]
    cells[0].source = f"# Title {number}\n\n[words](../../lessons/GLOSSARY.md)"
    for _ in range(rng.randint(1, 4)):
        k = rng.randrange(1, len(cells))
        cell = cells[k]
        match rng.choice(("text", "text", "stub", "value", "new", "gone", "moved")):
            case "text":
                cell.source += f"\n# Version {number}."
            case "stub":
                cell.source = cell.source.replace("Return it", f"Return it, {number}")
            case "value" if cell.id == "numbers_answer":
                cell.source += f"\nvalue_{number} = ..."
            case "new":
                cells.insert(k, new_markdown_cell(f"News {number}.", id=f"news-{number}-{k}"))
            case "gone" if len(cells) > 8:
                del cells[k]
            case "moved":
                cells.insert(rng.randrange(1, len(cells)), cells.pop(k))
    for k, cell in enumerate(cells):
        assert cell.id not in [other.id for other in cells[:k]]
    return new_notebook(cells=cells, metadata=notebooks.metadata())


class Learner:
    """Somebody who writes words of their own everywhere, all of them different."""

    def __init__(self, rng):
        self.rng = rng
        self.count = 0

    def word(self):
        """Return a word that was never written before."""
        self.count += 1
        return f"mine{self.count:05d}z"

    def edit(self, notebook):
        """Change a notebook at random, as an editor could."""
        cells = notebook.cells
        k = self.rng.randrange(len(cells))
        cell, word = cells[k], self.word()
        kinds = ("answer", "value", "value", "line", "own", "own", "note", "copy", "split", "move",
                 "type", "delete", "no ids", "picture", "taken id", "ran")  # fmt: skip
        match self.rng.choice(kinds):
            case "answer" if "raise NotImplementedError" in cell.source:
                cell.source = cell.source.replace("raise NotImplementedError", f"return '{word}'")
            case "value" if "= ..." in cell.source:
                cell.source = cell.source.replace("= ...", f"= '{word}'", 1)
            case "line":
                cell.source += f"\n# {word}"
            case "own":
                cells.insert(k, new_code_cell(f"print('{word}')"))
            case "note":
                cells.insert(k, new_markdown_cell(f"Mind: {word}"))
            case "copy":
                double = nbformat.from_dict(dict(cell))
                double.source += f"\n# {word}"
                cells.insert(k + self.rng.randint(0, 1), double)
            case "split":
                rest = nbformat.from_dict({**cell, "id": f"split-{self.count}", "metadata": {}})
                rest.source = f"# {word}\n{cell.source[len(cell.source) // 2 :]}"
                cell.source = cell.source[: len(cell.source) // 2]
                cells.insert(k + 1, rest)
            case "move":
                cells.insert(self.rng.randrange(len(cells)), cells.pop(k))
            case "type":
                cells[k] = new_raw_cell(f"{cell.source}\n{word}", id=cell.get("id") or "raw")
            case "delete" if len(cells) > 4:
                del cells[k]
            case "no ids":
                notebook.nbformat_minor = 4  # which knows no ids
                notebook.metadata.pop("bplib", None)
            case "picture" if cell.cell_type == "markdown":
                cell["attachments"] = {f"{word}.png": {"image/png": "aGFsbG8="}}
            case "taken id":
                cells.insert(k, new_markdown_cell(word, id=self.rng.choice(("title", "news-3-2"))))
            case "ran" if cell.cell_type == "code":
                shown = nbformat.v4.new_output("stream", name="stdout", text=f"{word}\n")
                cell.outputs, cell.execution_count = [shown], 7
        if notebook.nbformat_minor == 4:
            for one in cells:
                one.pop("id", None)
