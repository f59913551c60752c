"""`bplib lab`: the workspace that it opens, the server that it opens it in, and its kernels."""

import http.server
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import webbrowser
from pathlib import Path

import lesson_files
import nbformat
import pytest
from learner_edits import LESSON, a_course, lesson, publish

from bplib.cli import main
from bplib.course import lab, learning, notebooks
from bplib.course.doctor import typed
from bplib.course.lessons import CourseError, notebook_path
from bplib.course.workspace import copies, files, places, progress
from bplib.course.workspace.places import Workspace


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A small course, which is the current folder."""
    monkeypatch.setattr(os, "fsync", lambda _: None)  # which takes longer than all the rest
    (tmp_path / "course").mkdir()
    monkeypatch.chdir(tmp_path / "course")
    return a_course(tmp_path / "course")


@pytest.fixture
def launched(course, tmp_path, monkeypatch):
    """What a new server would have been started with; no other one runs."""
    from jupyterlab import labapp
    from jupyterlab_server.config import get_page_config

    found = {}

    def launch(argv):
        left_out = get_page_config([], app_settings_dir=None)["disabledExtensions"]
        threads = os.environ["OPENBLAS_NUM_THREADS"]
        found.update(arguments=argv, threads=threads, left_out=set(left_out))

    monkeypatch.setattr(labapp.LabApp, "launch_instance", launch)
    monkeypatch.setattr(webbrowser, "open", lambda link: found.update(link=link))
    monkeypatch.setattr(webbrowser, "get", lambda: None)
    monkeypatch.setenv("PATH", os.environ["PATH"])
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/elsewhere")
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    return found


@pytest.mark.parametrize("chosen", [None, "2"])
def test_lab_opens_a_lesson_with_one_thread_unless_told_otherwise(launched, monkeypatch, chosen):
    if chosen:
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", chosen)
    assert main(["lab", "06", "--no-browser", "--port", "9000"]) == 0
    assert launched["threads"] == (chosen or "1")
    assert "--ServerApp.port=9000" in launched["arguments"]
    assert f"--LabApp.default_url=/lab/tree/{LESSON}/{LESSON}.ipynb" in launched["arguments"]
    assert f"--ServerApp.root_dir={Path.cwd() / 'my-lessons'}" in launched["arguments"]


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/base/api" else 404)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    """The address of a server that answers as Jupyter's does."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as running:
        threading.Thread(target=running.serve_forever).start()
        yield f"http://127.0.0.1:{running.server_port}/base/"
        running.shutdown()


def announce(folder, root_dir, url):
    info = {"root_dir": str(root_dir), "url": url, "token": "abc", "pid": os.getpid()}
    (Path(folder) / "jpserver-1.json").write_text(json.dumps(info))


@pytest.mark.parametrize("browser", [[], ["--no-browser"]])
def test_lab_opens_a_lesson_in_the_server_that_has_the_course(
    course, tmp_path, launched, server, capsys, browser
):
    announce(tmp_path, course / "my-lessons", server)
    assert main(["lab", "6", *browser]) == 0
    link = f"{server}lab/tree/{LESSON}/{LESSON}.ipynb?token=abc"
    assert launched == ({} if browser else {"link": link})
    assert link in capsys.readouterr().out


def test_a_server_of_another_folder_or_one_that_is_silent_is_not_used(
    course, tmp_path, launched, server
):
    announce(tmp_path, tmp_path, server)
    assert lab.running(course) is None
    announce(tmp_path, course, server.replace("/base/", "/gone/"))
    assert lab.running(course) is None
    announce(tmp_path, course, server)
    assert lab.running(course) == (server, "abc")


def test_lab_starts_kernels_in_which_a_check_after_a_restart_says_what_to_run(launched):
    from jupyter_client.manager import KernelManager

    assert main(["lab", "06"]) == 0
    option = "--ServerApp.kernel_spec_manager_class="
    named = [a.removeprefix(option) for a in launched["arguments"] if a.startswith(option)]
    assert named == [f"{lab.KernelSpecs.__module__}.KernelSpecs"]
    manager = KernelManager(kernel_name="python3", kernel_spec_manager=lab.KernelSpecs())
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    said = []
    try:
        client.wait_for_ready(timeout=60)
        for cell in (
            '# Checks.\ncheck("double", double)',
            "slope = w1 * 2",
            "from bplib.course import begin, check\nbegin()",
            "slope = w1 * 2",
            '# Checks.\ncheck("double", double)',
        ):
            reply = client.execute_interactive(cell, timeout=60, output_hook=lambda _: None)
            said.append("".join(reply["content"].get("traceback", [])))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    first = "run its first code cell, with the imports, and the cells above this one"
    assert said[0].startswith("'check' is not defined: nothing of this lesson is in memory yet")
    assert first in said[0]
    assert first in said[1]
    assert "w1" in said[3]
    assert first not in said[3]
    assert said[4].startswith("'double' is not defined yet: run the cell that defines it")


def test_kernels_of_other_pythons_are_started_as_they_are(tmp_path, monkeypatch):
    for name, python in (("other", sys.executable), ("python3", "/another/python")):
        folder = tmp_path / "kernels" / name
        folder.mkdir(parents=True)
        spec = {"argv": [python, "-m", "k"], "display_name": name, "language": "python"}
        (folder / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    for name in ("other", "python3"):
        assert lab.KernelSpecs().get_kernel_spec(name).argv[1:] == ["-m", "k"]


# ---- which lesson, which folder ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "wanted", "folder"),
    [
        ([], "", "my-lessons"),
        (["06"], "06", "my-lessons"),
        (["model"], "model", "my-lessons"),
        (["./mine"], "", "mine"),
        (["mine/", "6"], "6", "mine"),
        ([LESSON, "there"], LESSON, "there"),  # it exists
        ([f"lessons/{LESSON}"], f"lessons/{LESSON}", "my-lessons"),
        ([f"lessons/{LESSON}/{LESSON}.ipynb"], f"lessons/{LESSON}/{LESSON}.ipynb", "my-lessons"),
    ],
)
def test_a_word_is_a_lesson_unless_it_is_a_folder(course, words, wanted, folder):
    (course / "there").mkdir()
    (course / "06").mkdir()
    assert lab.meant(words, course) == (wanted, course / folder)


def test_where_no_lesson_is_named_the_one_with_something_to_do_opens(course, launched):
    for part in ("lessons", "solutions"):
        notebooks.write(lesson(), notebook_path(course, part, "07_other"))
    path = course / "lessons" / "outline.json"
    [first] = json.loads(path.read_text("utf-8"))
    task = {"name": "more", "title": "More", "points": 1, "minutes": 2, "core": True}
    second = {"name": "07_other", "title": "Another", "page": 1, "tasks": [task]}
    path.write_text(json.dumps([first, second]), "utf-8")

    def opened():
        assert main(["lab"]) == 0
        [url] = [a for a in launched["arguments"] if a.startswith("--LabApp.default_url=")]
        return url.split("/")[-2]

    assert opened() == LESSON
    for name in ("double", "half", "numbers"):
        what = {"exercise": name, "outcome": "passed", "slips": []}
        progress.note(course / "my-lessons", what)
    assert opened() == "07_other"
    path.unlink()
    assert opened() == LESSON


def test_the_list_of_files_goes_along_with_the_lesson(course, launched):
    from jupyterlab_server.settings_utils import _get_overrides

    assert main(["lab"]) == 0
    overrides, _ = _get_overrides("/nowhere")
    [(name, setting)] = lab.SETTINGS.items()
    assert overrides[name] == setting
    schema = Path(sys.prefix, "share/jupyter/lab/schemas", *name.split(":")).with_suffix(".json")
    assert json.loads(schema.read_text("utf-8"))["properties"].keys() >= setting.keys()


def test_a_copy_says_of_its_kernel_what_jupyterlab_would_write(course, launched):
    from jupyter_client.manager import KernelManager

    assert main(["lab"]) == 0
    mine = notebooks.read(Workspace(course / "my-lessons").notebook(LESSON))
    manager = KernelManager(kernel_name="python3", kernel_spec_manager=lab.KernelSpecs())
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        told = client.kernel_info(reply=True, timeout=60)["content"]["language_info"]
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    assert mine.metadata.language_info == told
    spec = manager.kernel_spec
    assert mine.metadata.kernelspec == {
        "name": "python3",
        "display_name": spec.display_name,
        "language": spec.language,
    }
    assert not notebooks.is_typed_in(mine)


def test_the_workspace_around_the_current_folder_is_the_one_that_opens(course, launched):
    assert main(["lab", "./mine"]) == 0
    os.chdir(course / "mine" / LESSON)
    assert main(["lab"]) == 0
    assert f"--ServerApp.root_dir={course / 'mine'}" in launched["arguments"]
    assert not (course / "my-lessons").exists()


def test_the_courses_own_folder_opens_as_it_is_for_whoever_grades(course, launched):
    assert main(["lab", "06", "."]) == 0
    assert f"--ServerApp.root_dir={course}" in launched["arguments"]
    assert sorted(path.name for path in course.iterdir()) == [
        *("lessons", "nbgrader_config.py", "solutions"),
    ]


# ---- what a learner is told ----------------------------------------------------------------------


def test_a_workspace_is_made_once_and_what_is_in_it_is_never_overwritten(course, launched, capsys):
    assert main(["lab"]) == 0
    assert "my-lessons/ holds your own copy of 1 lesson." in capsys.readouterr().out
    mine = Workspace(course / "my-lessons").notebook(LESSON)
    mine.write_text("mine, broken")
    assert main(["lab"]) == 0
    assert "holds your own copy" not in capsys.readouterr().out
    assert mine.read_text() == "mine, broken"


def test_learners_see_no_graders_tools_and_nothing_that_asks_the_network(course, launched):
    assert main(["lab"]) == 0
    assert set(lab.LEFT_OUT) <= launched["left_out"]
    assert os.environ["JUPYTER_CONFIG_PATH"].endswith(f"{os.pathsep}/elsewhere")


def test_who_teaches_sees_the_graders_tools_and_nothing_that_asks_the_network(course, launched):
    assert main(["lab", "."]) == 0
    assert launched["left_out"] & set(lab.LEFT_OUT) == {lab.NEWS}
    assert list(course.iterdir()) == list(course.glob("[!.]*")), "and the folder stays as it is"


def test_links_of_a_copy_lead_to_its_own_pages(course, launched):
    main(["lab"])
    mine = Workspace(course / "my-lessons")
    assert "(../GLOSSARY.md)" in notebooks.read(mine.notebook(LESSON)).cells[0].source
    assert (mine.folder / "GLOSSARY.md").read_text() == "# Glossary\n"


def test_somebody_who_wrote_in_the_courses_lessons_is_told_how_to_move(
    root, course, launched, capsys
):
    first = "00_start_here"
    for part, data in (
        ("solutions", notebook_path(root, "solutions", first).read_bytes()),
        ("lessons", lesson_files.data(root, first)),
    ):
        shutil.rmtree(course / part)
        notebook_path(course, part, first).parent.mkdir(parents=True)
        notebook_path(course, part, first).write_bytes(data)
    shutil.copy(root / "nbgrader_config.py", course)
    theirs = notebooks.read(notebook_path(course, "lessons", first))
    notebooks.answer_cells(theirs)["double_answer"].source = "def double(x): return 2 * x"
    theirs.cells.append(nbformat.v4.new_markdown_cell("A note of mine.", id="note"))
    notebooks.write(theirs, notebook_path(course, "lessons", first))
    before = notebook_path(course, "lessons", first).read_bytes()
    main(["lab"])
    said = capsys.readouterr().out
    assert f"`{typed()} update --from lessons` copies it into my-lessons/" in said
    mine = Workspace(course / "my-lessons").notebook(first)
    assert not notebooks.is_typed_in(notebooks.read(mine))
    assert main(["update", "--from", "lessons"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{first}: 1 of your answers and notes carried over, 1 of your own")
    brought = notebooks.read(mine)
    answer = notebooks.answer_cells(brought)["double_answer"].source
    assert answer == "def double(x): return 2 * x"
    assert brought.cells[-1].source == "A note of mine."
    assert len(brought.cells) == len(theirs.cells)
    assert notebook_path(course, "lessons", first).read_bytes() == before
    assert main(["update", "--from", "lessons"]) == 0
    assert capsys.readouterr().out == "Nothing to bring.\n"


def test_newer_lessons_are_announced_and_brought(course, launched, capsys):
    main(["lab"])
    newer = lesson()
    newer.cells[2].source = "## Another section"
    publish(course, newer)
    capsys.readouterr()
    main(["lab"])
    said = capsys.readouterr().out
    assert f"The course has newer versions of 06: save, then `{typed()} update` brings" in said
    assert main(["update"]) == 0
    assert main(["update"]) == 0
    assert capsys.readouterr().out.endswith("Every lesson is the newest.\n")
    mine = notebooks.read(Workspace(course / "my-lessons").notebook(LESSON))
    assert mine.cells[2].source == "## Another section"


def test_a_notebook_that_cannot_be_read_is_left_and_said(course, launched, capsys):
    main(["lab"])
    mine = Workspace(course / "my-lessons").notebook(LESSON)
    mine.write_text("{broken")
    publish(course, nbformat.from_dict({**lesson(), "cells": lesson().cells[:-1]}))
    assert main(["update"]) == 0
    assert f"{LESSON}: left as it is, since {mine} is not a readable" in capsys.readouterr().out
    assert mine.read_text() == "{broken"


def test_a_page_that_somebody_wrote_in_is_kept(course, launched, capsys):
    main(["lab"])
    mine = course / "my-lessons" / "GLOSSARY.md"
    mine.write_text("# Glossary\n\nMy own word.\n")
    (course / "lessons" / "GLOSSARY.md").write_text("# Glossary, new\n")
    assert main(["update"]) == 0
    [kept] = (course / "my-lessons" / "kept").iterdir()
    assert "My own word." in kept.read_text()
    assert mine.read_text() == "# Glossary, new\n"


# ---- what is in the way --------------------------------------------------------------------------


def test_a_full_or_read_only_disk_is_one_sentence(course, launched, monkeypatch, capsys):
    for number, words in ((28, "the disk is full"), (30, "the disk is read-only")):

        def refused(*_, number=number):
            raise OSError(number, "no")

        with monkeypatch.context() as patch:
            patch.setattr(files.os, "replace", refused)
            assert main(["lab"]) == 2
        said = capsys.readouterr().err
        assert f"my-lessons cannot be written: {words}; nothing is lost; name a folder" in said
        assert said.count("\n") == 1
    assert main(["lab"]) == 0  # and goes on where it was


def test_a_workspace_of_a_newer_bplib_is_left_alone(course, launched, capsys):
    main(["lab"])
    settings = course / "my-lessons" / ".bplib" / "workspace.json"
    settings.write_text('{"format": 2}')
    for command in (["lab"], ["progress"], ["update"], ["reset", "06"], ["check", "06"]):
        assert main(command) == 2
        assert "was made by a newer bplib: update bplib, or" in capsys.readouterr().err
    assert settings.read_text() == '{"format": 2}'


def test_a_port_that_is_taken_is_said(course, launched, capsys):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert main(["lab", "--port", str(port)]) == 2
    assert f"bplib lab: port {port} is taken" in capsys.readouterr().err
    assert "arguments" not in launched
    assert main(["lab", "--port", str(port)]) == 0


def test_validate_tells_the_terminal_nothing_of_its_kernel(root, tmp_path):
    path = tmp_path / "one.ipynb"
    notebooks.write(notebooks.made_of([nbformat.v4.new_code_cell("1", id="one")]), path)
    command = [sys.executable, "-m", "nbgrader", "validate", path]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert "Success!" in ran.stdout
    assert "TCP" not in ran.stderr


def test_without_a_browser_the_address_is_to_be_opened(course, launched, monkeypatch, capsys):
    def none():
        raise webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr(webbrowser, "get", none)
    assert main(["lab"]) == 0
    assert lab.NO_BROWSER in capsys.readouterr().out
    assert "--no-browser" in launched["arguments"]


def test_two_commands_start_one_server(course, tmp_path, launched, server, monkeypatch, capsys):
    main(["lab"])
    mine = Workspace(course / "my-lessons")
    launched.clear()
    with files.held(mine.own / "lab.lock") as alone:  # the first is starting
        assert alone
        monkeypatch.setattr(lab, "STARTING", 0.0)
        assert main(["lab"]) == 2
        assert f"another `{typed()} lab` is starting" in capsys.readouterr().err
        announce(tmp_path, mine.folder, server)
        assert main(["lab"]) == 0
        assert launched["link"].startswith(server)
    assert "arguments" not in launched


def test_a_folder_of_ones_own_is_told_to_the_other_commands(course, launched, monkeypatch, capsys):
    main(["lab"])
    assert "Every other command" not in capsys.readouterr().out
    main(["lab", "./elsewhere"])
    said = capsys.readouterr().out
    assert f"elsewhere{os.sep} holds your own copy of 1 lesson." in said
    assert "from inside of it, after `cd elsewhere/`. Typed here, it means my-lessons/." in said
    main(["lab", "elsewhere"])
    assert "after `cd elsewhere/`" in capsys.readouterr().out
    assert places.find() == Workspace(course / "my-lessons")
    monkeypatch.chdir(course / "elsewhere")
    assert places.find() == Workspace(course / "elsewhere")
    main(["lab"])
    assert "Every other command" not in capsys.readouterr().out


def test_one_command_at_a_time_changes_a_workspace(course, launched, capsys):
    main(["lab"])
    mine = Workspace(course / "my-lessons")
    with files.held(mine.own / "update.lock"):
        assert main(["update"]) == 2
    assert "is being changed by another bplib: wait for it" in capsys.readouterr().err


def test_outside_of_a_workspace_commands_say_how_to_make_one(course, capsys):
    for command in (["progress"], ["update"], ["reset", "06"]):
        assert main(command) == 2
        assert "there is no" in (said := capsys.readouterr().err)
        assert f"my-lessons yet: `{typed()} lab` makes it" in said


def test_a_lesson_that_is_reset_is_as_new_and_kept(course, launched, capsys):
    main(["lab"])
    mine = Workspace(course / "my-lessons")
    notebook = notebooks.read(mine.notebook(LESSON))
    notebook.cells[7].source = "def double(x): return 2 * x"
    notebooks.write(notebook, mine.notebook(LESSON))
    capsys.readouterr()
    assert main(["reset", "6"]) == 0
    [kept] = mine.kept.iterdir()
    said = capsys.readouterr().out
    source = kept.relative_to(course)
    assert said.startswith(f"{LESSON}: as new; yours is kept as kept/{kept.name}: ")
    assert f"`{typed()} update --from {source}` brings it back" in said
    assert notebooks.read(kept).cells[7].source == "def double(x): return 2 * x"
    assert not notebooks.is_typed_in(notebooks.read(mine.notebook(LESSON)))
    assert main(["update", "--from", str(source)]) == 0
    assert capsys.readouterr().out.startswith(f"{LESSON}: ")
    assert "def double(x): return 2 * x" in mine.notebook(LESSON).read_text("utf-8")


def test_a_notebook_that_is_no_lesson_cannot_be_brought(course, launched, tmp_path, capsys):
    main(["lab"])
    for path in (tmp_path, tmp_path / "nowhere.ipynb"):
        assert main(["update", "--from", str(path)]) == 2
        assert f"{path} holds no lesson" in capsys.readouterr().err


def test_a_lesson_that_a_copy_does_not_hold_is_named_with_those_that_it_holds(
    course, launched, tmp_path, capsys
):
    for part in ("lessons", "solutions"):
        other = shutil.copytree(course / part / LESSON, course / part / "07_other")
        (other / f"{LESSON}.ipynb").rename(other / "07_other.ipynb")
    main(["lab"])
    copy = tmp_path / "copy"
    shutil.copytree(course / "lessons" / LESSON, copy / LESSON)
    assert main(["update", "07", "--from", str(copy)]) == 2
    assert f"{copy} does not hold 07_other, but {LESSON}" in capsys.readouterr().err


def test_a_word_that_is_neither_lesson_nor_folder_is_said(course):
    with pytest.raises(CourseError, match="no lesson is called 'mine'"):
        lab.open_lesson(["mine"], None, False)
    assert not (course / "mine").exists()


# ---- an update while JupyterLab is open ----------------------------------------------------------


@pytest.fixture
def open_lab(course, launched):
    """The learner's copy, while JupyterLab has it open."""
    main(["lab"])
    mine = Workspace(course / "my-lessons")
    with files.held(mine.own / "lab.lock"):
        yield mine


def answered(notebook, **answers):
    """Return a notebook with answers in it."""
    for cell in notebook.cells:
        cell.source = answers.get(cell.id, cell.source)
    return notebook


def newer(course):
    """Let the course have another section."""
    publish(course, answered(lesson(), section="## Another section"))


@pytest.mark.parametrize("command", [["update"], ["update", "--from", "lessons"], ["reset", "06"]])
def test_on_a_terminal_one_saves_before_a_lesson_changes(
    course, open_lab, monkeypatch, capsys, command
):
    newer(course)
    path = open_lab.notebook(LESSON)
    before = path.read_bytes()
    asked = []

    def leave_it(sentence):
        asked.append(sentence)
        raise KeyboardInterrupt

    def save(sentence):
        asked.append(sentence)
        notebooks.write(answered(copies.read(path), half_answer="mine"), path)
        return ""

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", leave_it)
    assert main(command) == 130
    assert path.read_bytes() == before
    monkeypatch.setattr("builtins.input", save)
    capsys.readouterr()
    assert main(command) == 0
    assert asked == [learning.SAVE_FIRST] * 2
    everywhere = [path, *(open_lab.kept.iterdir() if open_lab.kept.is_dir() else ())]
    assert any('"mine"' in one.read_text("utf-8") for one in everywhere)


def test_nobody_is_asked_where_there_is_nothing_to_bring(open_lab, monkeypatch, capsys):
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    capsys.readouterr()
    assert main(["update"]) == 0
    assert capsys.readouterr().out == "Every lesson is the newest.\n"


def test_what_jupyterlab_writes_over_an_update_is_brought_into_it_by_the_next(
    course, open_lab, capsys
):
    path = open_lab.notebook(LESSON)
    page = answered(copies.read(path), double_answer="saved")
    notebooks.write(page, path)
    newer(course)
    capsys.readouterr()
    assert main(["update"]) == 0
    said = capsys.readouterr().out
    assert "File → Reload Notebook from Disk, then Kernel → Restart Kernel and Run All" in said
    assert f"choose Overwrite, which keeps what you see there; then `{typed()} update` once" in said
    assert "Revert" not in said
    notebooks.write(answered(page, half_answer="not saved before"), path)  # Overwrite
    assert main(["update"]) == 0
    now = {cell.id: cell.source for cell in notebooks.read(path).cells}
    assert now["section"] == "## Another section"
    assert now["double_answer"] == "saved"
    assert now["half_answer"] == "not saved before"


# ---- lessons that are not begun, and lessons by name ---------------------------------------------


def test_lessons_that_were_not_begun_are_one_line_and_leave_no_copies(course, launched, capsys):
    main(["lab"])
    mine = Workspace(course / "my-lessons")
    newer(course)
    capsys.readouterr()
    assert main(["update"]) == 0
    assert capsys.readouterr().out == "1 newer lesson that you had not begun: 06\n"
    assert not mine.kept.exists()
    ran = notebooks.read(mine.notebook(LESSON))
    ran.cells[1].outputs = [nbformat.v4.new_output("stream", text="1")]
    notebooks.write(ran, mine.notebook(LESSON))
    publish(course, lesson())
    assert main(["update"]) == 0
    [kept] = mine.kept.iterdir()
    assert capsys.readouterr().out == (
        f"{LESSON}: newer; you had written nothing in it; yours from before is kept as "
        f"kept/{kept.name}\n"
    )


def test_a_lesson_that_is_named_is_updated_alone(course, launched, capsys):
    main(["lab"])
    other = notebook_path(course, "lessons", "07_other")
    notebooks.write(lesson(), other)
    notebooks.write(lesson(), notebook_path(course, "solutions", "07_other"))
    main(["update"])
    newer(course)
    changed = lesson()
    changed.cells[0].source = "# Changed"
    notebooks.sign(changed)
    notebooks.write(changed, other)
    capsys.readouterr()
    assert main(["update", "7"]) == 0
    assert capsys.readouterr().out == "1 newer lesson that you had not begun: 07\n"
    assert main(["update", "nonsense"]) == 2
    assert "no lesson is called 'nonsense'" in capsys.readouterr().err


def test_what_was_brought_says_when_it_counts_and_whose_change_is_in_the_way(
    course, launched, capsys
):
    main(["lab"])
    mine = Workspace(course / "my-lessons")
    path = mine.notebook(LESSON)
    notebooks.write(
        answered(notebooks.read(path), imports="import numpy\n1", half_answer="h"), path
    )
    main(["reset", "06"])
    [kept] = mine.kept.iterdir()
    notebooks.write(answered(notebooks.read(path), imports="import numpy\n2"), path)
    capsys.readouterr()
    assert main(["update", "--from", str(kept)]) == 0
    said = capsys.readouterr().out
    assert f"counts in `{typed()} progress` once it has run: `{typed()} check` runs it." in said
    text = path.read_text("utf-8")
    assert "from the copy that was brought in. The cell above reads otherwise here." in text
    assert "The course has changed" not in text
