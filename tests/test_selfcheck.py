"""`bplib check` reads what `bplib grade` reads, and says of every exercise why it does not pass."""

import errno
import itertools
import json
import subprocess

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from bplib.cli import main
from bplib.course import notebooks
from bplib.course.checking import assess
from bplib.course.checks.report import MIME
from bplib.course.lessons import CourseError, notebook_path
from bplib.course.registry import NOT_HERE
from bplib.course.selfcheck import checking, notebook, running, staging, tables
from bplib.course.selfcheck.rows import A_CELL, Ran, _row
from bplib.grading.gradebook.register import handed_out
from bplib.grading.job import Job, this_version
from bplib.grading.reading.submission import match, parse
from bplib.grading.work import work

LESSON = "00_start_here"
EXERCISES = ["double", "first_numbers", "first_expression"]


def solved(root):
    return json.loads(notebook_path(root, "solutions", LESSON).read_bytes())


def cells(book):
    return {cell["id"]: cell for cell in book["cells"]}


def plain(book):
    return json.dumps(book).encode()


def as_colab(book):
    book["nbformat_minor"] = 0
    for cell in book["cells"]:
        cell["metadata"]["id"] = cell.pop("id")
    return plain(book)


def as_format_3(book):
    converted = nbformat.convert(nbformat.reads(json.dumps(book), 4), 3)
    return nbformat.writes(converted, version=3).encode()


def stripped(book):
    for cell in book["cells"]:
        cell["metadata"] = {}
        cell.pop("outputs", None)
        cell.pop("execution_count", None)
        del cell["id"]
    return plain({"cells": book["cells"], "nbformat": 4, "nbformat_minor": 4})


def outputs_in_markdown(book):
    for cell in book["cells"]:
        cell["outputs"] = []
    return plain(book)


def of_kernel(kernelspec):
    def form(book):
        book["metadata"] = {"kernelspec": kernelspec}
        return plain(book)

    return form


def lines_apart(book):
    for cell in book["cells"]:
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)
    return plain(book)


FORMS = {
    "as it is": plain,
    "a byte order mark": lambda book: b"\xef\xbb\xbf" + plain(book),
    "UTF-16": lambda book: json.dumps(book).encode("utf-16"),
    "lines of Windows": lambda book: json.dumps(book).replace("\\n", "\\r\\n").encode(),
    "Colab": as_colab,
    "format 3": as_format_3,
    "stripped": stripped,
    "outputs in Markdown": outputs_in_markdown,
    "no kernel": of_kernel(None),
    "a kernel of no language": of_kernel({"name": "python3", "display_name": "Python 3"}),
    "a language in capitals": of_kernel({"language": "IPython"}),
    "lines apart": lines_apart,
}


@pytest.mark.parametrize("form", FORMS)
def test_check_and_grade_read_the_same_cells_and_the_same_exercises(root, tmp_path, form):
    data = FORMS[form](solved(root))
    path = tmp_path / "mine.ipynb"
    path.write_bytes(data)
    read = notebook.read(path)
    code = [c["source"] for c in solved(root)["cells"] if c["cell_type"] == "code"]
    assert [cell.source for cell in read.cells] == ["".join(source) for source in code]
    assert list(read.checks()) == EXERCISES
    lesson = notebooks.read(notebook_path(root, "solutions", LESSON))
    graded = match(lesson, parse(data))
    assert list(graded.after) == EXERCISES


def test_check_and_grade_find_the_same_whatever_the_form_and_the_files_name(root, tmp_path):
    book = solved(root)
    cells(book)["double_answer"]["source"] = "def double(x):\n    return x * x"
    cells(book)["first_expression_answer"]["source"] = "derivative = ..."
    endings = itertools.cycle([".ipynb", ".ipynb.txt", ".IPYNB", ".ipynb.json"])
    handed = json.dumps(handed_out(root, LESSON))
    paths, graded = [], {}
    for (name, form), ending in zip(FORMS.items(), endings, strict=False):
        data = form(json.loads(plain(book)))
        paths.append(tmp_path / f"{name}{ending}")
        paths[-1].write_bytes(data)
        scores = work(Job(LESSON, handed, data, 1, this_version()))["kept"]["scores"]
        graded[name] = {exercise: found["result"] for exercise, found in scores.items()}
    found = checking.check_lessons(root, list(map(str, paths)))
    rows = {one.rows[0].lesson: {r.exercise: r.outcome for r in one.rows} for one in found}
    wanted = dict(zip(EXERCISES, ("wrong values", "passed", "not attempted"), strict=True))
    assert rows == graded == dict.fromkeys(FORMS, wanted)


def test_a_notebook_of_another_form_runs_in_its_own_folder_and_stays_as_it_is(root, tmp_path):
    path = tmp_path / "it's mine {x} $y.ipynb"
    book = solved(root)
    (tmp_path / "beside.py").write_text("def double(x):\n    return 2 * x")
    cells(book)["double_answer"]["source"] = "from beside import double"
    path.write_bytes(as_colab(book))
    rows = checked(root, path)
    assert [(row.exercise, row.outcome) for row in rows] == [(n, "passed") for n in EXERCISES]
    assert path.read_bytes() == plain(book)


def checked(root, path):
    """Return the rows of one notebook."""
    (found,) = checking.check_lessons(root, [str(path)])
    return found.rows


def rows_of(root, path, **changed):
    """Check a solved notebook with other sources in some of its cells; return rows by exercise."""
    book = solved(root)
    for cell_id, source in changed.items():
        cells(book)[cell_id]["source"] = source
    path.write_bytes(plain(book))
    rows = checked(root, path)
    return {row.exercise: row for row in rows}


def test_a_syntax_error_is_named_once_in_the_row_of_its_exercise(root, tmp_path):
    rows = rows_of(
        root,
        tmp_path / "mine.ipynb",
        double_answer="def double(x):\n    ### BEGIN SOLUTION\n    ### END SOLUTION\n",
        first_numbers_answer="slope = (6\nchange = 0.06",
        **{"run-a-cell": "", "symbol": "x = sp.Symbol('x')\ntwice = double(3)\ntwice + 1"},
    )
    assert list(rows) == EXERCISES
    assert rows["double"].outcome == rows["first_numbers"].outcome == "did not run"
    assert rows["double"].diagnosis.startswith("IndentationError: expected an indented block")
    assert "###" not in rows["double"].diagnosis
    assert rows["first_numbers"].diagnosis == (
        "SyntaxError: '(' was never closed (line 1: slope = (6)"
    )
    assert rows["first_expression"].outcome == "passed"


def test_pictures_that_nobody_sees_are_not_drawn(root, tmp_path):
    seen = "from bplib import plots\nfig, ax = plots.new_figure()\nax.set_axis_off()\n"
    seen += "assert len(plots.show(fig, alt='Nothing.').content) < 100\n"
    rows = rows_of(root, tmp_path / "mine.ipynb", double_answer=f"{seen}double = lambda x: 2 * x")
    assert rows["double"].outcome == "passed"


def test_an_import_that_fails_is_named_where_it_is_and_not_by_all_that_it_spoils(root, tmp_path):
    rows = rows_of(
        root,
        tmp_path / "mine.ipynb",
        double_answer="import nothing_like_it\n\ndef double(x):\n    return 2 * x",
    )
    said = "ModuleNotFoundError: No module named 'nothing_like_it'"
    assert (rows["double"].outcome, rows["double"].diagnosis) == ("did not run", said)
    assert list(rows) == EXERCISES
    imports = "".join(cells(solved(root))["imports"]["source"])
    rows = rows_of(root, tmp_path / "mine.ipynb", imports=f"import nothing_like_it\n{imports}")
    assert list(rows) == [*EXERCISES, A_CELL]
    assert rows[A_CELL].diagnosis == f"{said}, at “import nothing_like_it” under “Run a cell”"


def test_an_answer_that_does_not_end_says_where_it_was(root, tmp_path, monkeypatch):
    monkeypatch.setattr(checking, "CELL_SECONDS", 30)
    rows = rows_of(
        root,
        tmp_path / "mine.ipynb",
        imports=cells(solved(root))["imports"]["source"]
        + ["\nimport bplib.course.checking as c\n"]
        + ["c.SECONDS = 0.3"],
        double_answer="def double(x):\n    while True:\n        x = x + 1",
    )
    assert rows["double"].outcome == "stopped after 0.3 s"
    assert "in double:" in rows["double"].diagnosis
    assert rows["first_numbers"].passed


def test_a_cell_that_does_not_end_is_interrupted_and_told(root, tmp_path, monkeypatch):
    monkeypatch.setattr(checking, "CELL_SECONDS", 3)
    endless = new_code_cell("while True:\n    pass", id="endless")
    check = new_code_cell('check("double", double)', id="double")
    path = tmp_path / "mine.ipynb"
    notebooks.write(new_notebook(cells=[endless, check]), path)
    rows = checked(root, path)
    said = {row.exercise: row.diagnosis for row in rows}
    assert said[A_CELL] == "it took longer than 3 s and was interrupted, at “while True:”"


def test_what_is_still_to_do_is_named():
    verdict = assess("first_numbers", {"slope": 6, "change": ...}).data()
    shown = [{"output_type": "display_data", "data": {MIME: verdict}}]
    row = _row(LESSON, "first_numbers", Ran(shown), "")
    assert (row.outcome, row.points) == ("not attempted", 0)
    assert row.diagnosis == "1 of 2 filled in, 1 right; still blank: change"


def test_an_exercise_whose_check_is_gone_still_counts(root, tmp_path):
    book = solved(root)
    book["cells"] = [cell for cell in book["cells"] if cell["id"] != "double"]
    path = tmp_path / "mine.ipynb"
    path.write_bytes(plain(book))
    rows = checked(root, path)
    assert {row.exercise: row.outcome for row in rows}["double"] == "no check"
    assert tables.total(rows) == "2/3"


def test_a_lesson_that_was_fetched_is_checked_outside_of_the_course(
    root, tmp_path, monkeypatch, capsys
):
    book = solved(root)
    book["cells"] = [cell for cell in book["cells"] if cell["id"] != "double"]
    own = new_code_cell('check("own_double", double)', id="own")
    book["cells"].append({**own, "source": [own.source]})
    (tmp_path / LESSON).mkdir()
    (tmp_path / LESSON / f"{LESSON}.ipynb").write_bytes(plain(book))
    monkeypatch.chdir(tmp_path)
    assert main(["check", f"{LESSON}/{LESSON}.ipynb"]) == 1
    lines = capsys.readouterr().out.splitlines()
    rows = {line.split()[0]: " ".join(line.split()) for line in lines if line}
    assert rows["double"] == "double no check 0/1 the cell that checks it is not in this notebook"
    assert rows["first_numbers"].startswith("first_numbers passed 1/1")
    assert rows["own_double"] == f"own_double no such exercise 0/0 {NOT_HERE}"
    assert rows["total"] == "total 2/3"
    for words in ["00"], ["00", f"{LESSON}/{LESSON}.ipynb"], []:
        assert main(["check", *words]) == 2
        assert "is not inside the course" in capsys.readouterr().err


@pytest.mark.parametrize("start", ["forked", "fresh"])
def test_a_kernel_that_cannot_start_is_told(root, tmp_path, monkeypatch, start):
    settings = tmp_path / "ipython" / "profile_default" / "ipython_kernel_config.py"
    settings.parent.mkdir(parents=True)
    settings.write_text("c.IPKernelApp.transport = 'pigeons'")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setattr(running, "CAN_FORK", start == "forked")
    path = tmp_path / "mine.ipynb"
    path.write_bytes(plain(solved(root)))
    rows = checked(root, path)
    assert {row.outcome for row in rows} == {"no answer"}
    assert all("the kernel did not start; `bplib doctor`" in row.diagnosis for row in rows)


def test_a_file_that_may_not_be_read_and_a_full_disk_are_a_sentence_each(
    root, tmp_path, monkeypatch, capsys
):
    path = tmp_path / "mine.ipynb"
    path.write_bytes(plain(solved(root)))

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(staging, "put", full)
        assert main(["check", str(path)]) == 2
    said = capsys.readouterr().err
    assert said.endswith("cannot be written: the disk is full; nothing is lost\n")
    assert said.count("\n") == 1

    def forbidden(_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(type(path), "read_bytes", forbidden)
    assert main(["check", str(path)]) == 2
    said = f"bplib check: {path} cannot be read: you have no right to\n"
    assert capsys.readouterr().err == said


TWO_VERSIONS = """{
 "cells": [
<<<<<<< Updated upstream
  {"cell_type": "code", "source": "def double(x): ..."}
=======
  {"cell_type": "code", "source": "def double(x): return 2 * x"}
>>>>>>> Stashed changes
 ]
}
"""


def test_a_file_with_two_versions_is_told_as_such_and_left_alone(tmp_path, capsys):
    path = tmp_path / "mine.ipynb"
    path.write_text(TWO_VERSIONS)
    with pytest.raises(CourseError, match="holds two versions between marks of git") as caught:
        notebooks.read(path)
    assert main(["check", str(path)]) == 2
    assert capsys.readouterr().err == f"bplib check: {caught.value}\n"
    assert path.read_text() == TWO_VERSIONS


def test_the_advice_after_a_conflict_brings_back_both_versions(root, tmp_path):
    path = tmp_path / f"{LESSON}.ipynb"

    def git(*arguments, check=True):
        by = ["-c", "user.name=a", "-c", "user.email=a@b"]
        command = ["git", *by, *arguments]
        return subprocess.run(command, cwd=tmp_path, check=check, capture_output=True).stdout

    def write(source):
        book = solved(root)
        cells(book)["double_answer"]["source"] = source
        path.write_text(json.dumps(book, indent=1))

    git("init", "-q")
    write("def double(x):\n    return ...")
    git("add", ".")
    git("commit", "-qm", "Course")
    write("def double(x):\n    return 2 * x  # mine")
    git("stash")
    write("def double(x):\n    return NotImplemented")
    git("commit", "-qam", "Course, next")
    git("stash", "pop", check=False)
    with pytest.raises(CourseError, match="two versions") as caught:
        notebooks.read(path)
    commands = [part for part in str(caught.value).split("`") if part.startswith("git show")]
    written = [git(*command.split(" > ")[0].split()[1:]) for command in commands]
    answers = ["".join(cells(json.loads(text))["double_answer"]["source"]) for text in written]
    assert [answer.split()[-1] for answer in answers] == ["NotImplemented", "mine"]
