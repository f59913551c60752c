"""A course that came with an installed bplib: found, and made a folder of."""

import runpy
import shutil

import pytest

from bplib.cli import main
from bplib.course import folder, notebooks
from bplib.course.lessons import lesson_names, notebook_path, packaged_course
from bplib.course.workspace import places

LESSON = "06_one_one_one"


@pytest.fixture
def packaged(root, tmp_path, monkeypatch):
    """A course of one lesson, beside modules that stand in no clone."""
    course = tmp_path / "bplib" / "packaged"
    shutil.copytree(root / "lessons" / LESSON, course / "lessons" / LESSON)
    shutil.copyfile(root / "nbgrader_config.py", course / "nbgrader_config.py")
    monkeypatch.setattr("bplib.course.lessons.__file__", str(tmp_path / "bplib" / "lessons.py"))
    monkeypatch.setattr("bplib.__file__", str(tmp_path / "bplib" / "__init__.py"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return course


def test_a_clone_has_no_packaged_course():
    assert packaged_course() is None


def test_lessons_are_handed_out_from_where_they_came(packaged):
    assert packaged_course() == packaged
    assert places.course() == packaged
    assert places.default().parent.name == "here"
    assert lesson_names(packaged) == [LESSON]
    (packaged / "solutions" / "07_x").mkdir(parents=True)
    (packaged / "solutions" / "07_x" / "07_x.ipynb").touch()
    assert lesson_names(packaged) == ["07_x"]


def test_a_folder_of_the_course_is_made_once(packaged, tmp_path, capsys):
    assert main(["course", "class"]) == 0
    assert "without its solutions" in capsys.readouterr().out
    made = tmp_path / "here" / "class"
    assert lesson_names(made) == [LESSON]
    assert (made / "nbgrader_config.py").is_file()
    assert main(["course", "class"]) == 2
    assert "class is not empty: name a new folder" in capsys.readouterr().err
    (packaged / "solutions").mkdir()
    assert "with its solutions" in folder.make(tmp_path / "here" / "again")
    with pytest.raises(folder.CourseError, match="cannot be written"):
        folder.make(made / "nbgrader_config.py" / "inside")


def test_a_clone_is_a_folder_of_the_course_already(root, tmp_path, capsys):
    assert main(["course", str(tmp_path / "class")]) == 2
    assert f"{root}, which is a course's folder already" in capsys.readouterr().err


def test_no_wheel_hands_out_what_somebody_typed(root, tmp_path, monkeypatch):
    monkeypatch.setattr("setuptools.setup", lambda **_: None)
    monkeypatch.setattr("sys.argv", ["setup.py"])
    is_as_handed_out = runpy.run_path(str(root / "setup.py"))["is_as_handed_out"]
    path = tmp_path / "lesson.ipynb"
    for lesson in lesson_names(root):
        notebook = notebooks.read(notebook_path(root, "lessons", lesson))
        notebooks.sign(notebook)
        notebooks.write(notebook, path)
        assert is_as_handed_out(path)
        notebook.cells[-1].source += "\n# mine"
        notebooks.write(notebook, path)
        assert not is_as_handed_out(path)
