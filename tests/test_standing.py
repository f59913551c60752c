"""Where one is: what checks record, whatever state the record is in, and what is made of it."""

import json
import os
import re
import subprocess
import sys
import time

import lesson_files
import pytest
from learner_edits import LESSON, a_course

from bplib import course as lessons_side
from bplib.cli import main
from bplib.course import checking, display
from bplib.course.doctor import typed
from bplib.course.lessons import CourseError, lesson_names
from bplib.course.workspace import (
    ahead,
    copies,
    files,
    outline,
    pages,
    progress,
    review,
    standing,
)
from bplib.course.workspace.outline import Lesson, Task

DAY = review.DAY
NOW = 2_000_000_000.0


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """A workspace of a small course, in whose lesson one works."""
    monkeypatch.setattr(os, "fsync", lambda _: None)  # which takes longer than all the rest
    course = a_course(tmp_path)
    workspace, _ = copies.make(tmp_path / "my-lessons", course)
    monkeypatch.chdir(workspace.notebook(LESSON).parent)
    monkeypatch.setattr(progress, "_told", set())
    marks = {}
    monkeypatch.setattr(progress, "_marks", marks)
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    yield workspace
    for mark in marks.values():
        mark.close()


def recorded(workspace):
    """Return the record, each entry without its time."""
    if not workspace.progress.exists():
        return []
    entries = [json.loads(line) for line in workspace.progress.read_text("utf-8").splitlines()]
    assert all(abs(entry.pop("time") - time.time()) < 100 for entry in entries)
    return entries


def read(workspace, *entries, now=NOW):
    """Return what a record of some entries says."""
    if entries:
        lines = [one if isinstance(one, str) else json.dumps(one) for one in entries]
        workspace.progress.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return standing.read(workspace.folder, {"double": "06_model"}, now)


def entry(exercise="double", outcome="passed", slips=(), ago=0.0, **more):
    return {"time": NOW - ago, "exercise": exercise, "outcome": outcome, "slips": slips, **more}


# ---- recording -----------------------------------------------------------------------------------


def tried(answer):
    """Let a learner check an answer to an exercise of lesson 00."""
    try:
        checking.check("double", answer)
    except checking.CheckFailed as failed:
        return failed
    return None


def test_a_check_records_outcome_time_and_mistake(mine, capsys):
    tried(lambda x: x * x)
    tried(lambda x: 2 * x)
    tried(lambda x: 1 / 0)
    assert recorded(mine) == [
        {"exercise": "double", "outcome": "wrong values", "slips": ["slip: square"]},
        {"exercise": "double", "outcome": "passed", "slips": []},
        {"exercise": "double", "outcome": "exception", "slips": ["relation: divided by zero"]},
    ]


def test_what_was_not_attempted_is_not_recorded(mine, capsys):
    def double(x):
        raise NotImplementedError

    assert isinstance(tried(double), checking.NotAttempted)
    assert recorded(mine) == []


def test_nothing_is_recorded_while_grading_or_outside_or_switched_off(
    mine, tmp_path, monkeypatch, capsys
):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    tried(lambda x: 2 * x)
    monkeypatch.delenv("NBGRADER_EXECUTION")
    assert main(["progress", "--off"]) == 0
    tried(lambda x: 2 * x)
    assert main(["progress"]) == 0
    assert pages.OFF in capsys.readouterr().out
    assert main(["progress", "--on"]) == 0
    monkeypatch.chdir(tmp_path)
    tried(lambda x: 2 * x)
    assert recorded(mine) == []


def test_a_record_that_cannot_be_written_is_said_once_and_no_check_fails(mine, monkeypatch, capsys):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(progress, "open", full, raising=False)
    assert tried(lambda x: 2 * x) is None
    assert tried(lambda x: 2 * x) is None
    said = capsys.readouterr().out
    assert said.count("This check is not recorded: ") == 1
    assert "progress.jsonl: the disk is full.\n" in said


def test_a_check_in_a_folder_that_is_gone_still_judges(mine, monkeypatch, tmp_path, capsys):
    def gone():
        raise FileNotFoundError

    monkeypatch.setattr(os, "getcwd", gone)
    assert tried(lambda x: 2 * x) is None
    assert recorded(mine) == []


def test_a_line_that_was_cut_off_spoils_no_other(mine):
    mine.progress.write_text('{"time": 1, "exercise": "dou')
    progress.note(mine.folder, {"exercise": "double", "outcome": "passed", "slips": []})
    found = standing.read(mine.folder, {})
    assert found.outcomes == {"double": "passed"}
    assert found.remarks == [
        f"{mine.progress}: 1 line cannot be read and is left out; the file is not changed."
    ]


def test_two_kernels_write_whole_lines(mine):
    program = (
        "from pathlib import Path\nfrom bplib.course.workspace import progress\n"
        "for k in range(200): progress.note(Path.cwd().parent, {'exercise': 'e' * 100 + str(k)})"
    )
    both = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(2)]
    assert [one.wait() for one in both] == [0, 0]
    assert len(recorded(mine)) == 400


def test_checks_that_a_machine_runs_are_recorded_too(root, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(os, "fsync", lambda _: None)
    workspace, _ = copies.make(tmp_path / "mine", root)
    path = workspace.notebook("00_start_here")
    text = path.read_text("utf-8")
    assert text.count('"    raise NotImplementedError"') == 1
    path.write_text(text.replace("raise NotImplementedError", "return x * x"), encoding="utf-8")
    monkeypatch.chdir(workspace.folder)
    assert main(["check", "0"]) == 1
    assert [one["slips"] for one in recorded(workspace)] == [["slip: square"]]


# ---- a kernel that dies --------------------------------------------------------------------------


def test_a_kernel_that_died_in_a_check_is_told_where_the_lesson_begins(mine, capsys):
    program = "import os\nfrom bplib.course import check\ncheck('double', lambda x: os._exit(1))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 1
    display.begin()
    said = capsys.readouterr().out
    assert "The kernel ended while “double” was checked; what you wrote is in the notebook." in said
    assert recorded(mine) == [{"exercise": "double", "outcome": "kernel died", "slips": []}]
    display.begin()
    assert "The kernel ended" not in capsys.readouterr().out


def test_a_check_that_runs_in_another_kernel_is_not_taken_for_a_dead_one(mine):
    (mine.own / "checking" / str(os.getppid())).write_text("double")
    assert list(progress.died(mine.folder)) == []


def test_a_check_that_ended_leaves_nothing_behind(mine, capsys):
    tried(lambda x: 2 * x)
    [mark] = (mine.own / "checking").iterdir()
    assert mark.read_bytes() == b""


# ---- a record in any state -----------------------------------------------------------------------


def test_the_last_outcome_counts_and_a_reset_clears_a_lesson(mine):
    assert read(mine, entry(), entry(outcome="wrong values")).passed("double") is False
    assert read(mine, entry(outcome="exception"), entry()).passed("double") is True
    found = read(mine, entry(), entry("other"), {"time": NOW, "reset": "06_model"})
    assert found.outcomes == {"other": "passed"}


@pytest.mark.parametrize(
    "line",
    [
        *("broken", "[]", "3", '"x"', "null", "{}", '{"time": "now"}', '{"time": NaN}'),
        *('{"time": 1, "exercise": 3}', '{"time": 1, "slips": 3}', "[" * 100_000, "\x00\ufffd"),
        '{"time": 1e999}',
    ],
)
def test_a_broken_line_is_left_out_and_said(mine, line):
    found = read(mine, entry(), line)
    assert found.outcomes == {"double": "passed"}
    if "1e999" not in line:
        assert "1 line cannot be read and is left out" in found.remarks[0]
    assert len(found.remarks) == 1


def test_bytes_that_are_no_text_are_left_out(mine):
    mine.progress.write_bytes(b"\xff\xfe\x00" * 100 + b"\n" + json.dumps(entry()).encode() + b"\n")
    assert read(mine).passed("double")


def test_what_a_newer_bplib_records_is_no_trouble(mine):
    found = read(mine, entry(mood="good"), {"time": NOW, "something": "new"})
    assert found.passed("double")
    assert found.remarks == []


def test_of_a_huge_record_the_end_is_read(mine, monkeypatch):
    monkeypatch.setattr(standing, "MAX_BYTES", 300)
    found = read(mine, *[entry(outcome="exception") for _ in range(100)], entry())
    assert found.passed("double")
    assert found.remarks[0].endswith("the last 300 of them are read.")


def test_a_clock_that_jumped_is_said_and_the_check_counts_as_of_now(mine):
    found = read(mine, entry(outcome="wrong values", slips=["slip: square"], ago=-100 * DAY))
    assert "1 check of a time that is still to come counts as of now" in found.remarks[0]
    assert found.missed["double", "slip: square"].since == NOW


def test_a_record_that_may_not_be_read_is_said(mine, monkeypatch):
    mine.progress.mkdir()
    assert read(mine).remarks == [
        f"{mine.progress} cannot be read: a folder is where a file should be; it is not changed."
    ]


# ---- what is next --------------------------------------------------------------------------------


def lesson(number, *tasks):
    made = [Task(name, name.title(), 2, 4, core) for name, core in tasks]
    return Lesson(f"{number}_l", f"Lesson {number}", 10, tuple(made))


LESSONS = [
    lesson("00", ("a", False)),
    lesson("01", ("b", True), ("c", False)),
    lesson("02", ("d", True), ("e", True)),
]


def after(*passed, last=""):
    return standing.Standing(outcomes=dict.fromkeys(passed, "passed"), last=last)


@pytest.mark.parametrize(
    ("passed", "last", "expected"),
    [
        ("", "", "a"),
        ("a", "a", "b"),
        ("ab", "b", "d"),  # the core first
        ("d", "d", "e"),  # goes on where one works
        ("de", "e", "a"),  # then what was left out
        ("abde", "e", "c"),  # then what is beyond the core
        ("abcde", "c", None),
    ],
)
def test_the_next_thing_to_do(passed, last, expected):
    found = ahead.next_task(LESSONS, after(*passed, last=last))
    assert (found[1].name if found else None) == expected


def test_minutes_left_shrink_to_nothing():
    two = LESSONS[2]
    left = [ahead.minutes_left(two, after(*passed)) for passed in ("", "d", "de")]
    assert left == [10 + 8, 5 + 4, 0]
    assert ahead.minutes_left(LESSONS[1], after(), core_alone=True) == 10 + 4


def test_the_outline_is_the_courses(root):
    from bplib.course.coursemap import course_outline, entries

    lessons = outline.read(root)
    assert (root / "lessons" / outline.FILE).read_text("utf-8") == course_outline(root)
    assert [one.name for one in lessons] == lesson_names(root)
    for one, known in zip(lessons, entries(root), strict=True):
        assert sum(task.points for task in one.tasks) == known.points
        assert ahead.minutes_left(one, standing.Standing()) == known.minutes
        text = "\n".join(cell.source for cell in lesson_files.lesson(root, one.name).cells)
        for task in one.tasks:
            stated = re.search(rf"### Exercise: {re.escape(task.title)}\n\n.*?(\d+) minutes", text)
            assert int(stated[1]) == task.minutes


def test_an_outline_that_is_not_there_is_one_sentence(tmp_path):
    with pytest.raises(CourseError, match=r"outline.json cannot be read: `bplib build 00` writes"):
        outline.read(tmp_path)


# ---- what comes back -----------------------------------------------------------------------------

LESSON_OF = {"double": "00_start_here", "later": "12_later"}


def due_after(mine, *entries, lesson="06_model", now=NOW):
    found = read(mine, *entries, now=now)
    return [missed.exercise for missed in review.due(found, LESSON_OF, lesson, now)]


def wrong(ago):
    return entry(outcome="wrong values", slips=["slip: square"], ago=ago * DAY)


def right(ago):
    return entry(ago=ago * DAY)


def asked(ago, lesson="05_losses"):
    return {
        "time": NOW - ago * DAY,
        "exercise": "double",
        "asked": "slip: square",
        "lesson": lesson,
    }


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([wrong(0.9), right(0.9)], False),
        ([wrong(1.1), right(1.1)], True),  # a day
        ([wrong(9), asked(8)], False),  # never put right
        ([wrong(9), right(9), asked(6)], False),
        ([wrong(9), right(9), asked(7.1)], True),  # a week
        ([wrong(50), right(50), asked(40), asked(29)], False),
        ([wrong(50), right(50), asked(40), asked(31)], True),  # a month
        ([wrong(300), right(300), asked(200), asked(150), asked(100)], False),  # then no more
        ([wrong(300), asked(200), asked(150), asked(100), wrong(2), right(2)], True),  # once more
        ([wrong(9), right(9), asked(0.2, "06_model")], True),  # stays for the day where it is
        ([wrong(9), right(9), asked(0.2, "05_losses")], False),
    ],
)
def test_a_mistake_comes_back_after_a_day_a_week_and_a_month(mine, entries, expected):
    assert due_after(mine, *entries) == ["double"] * expected


def test_only_earlier_lessons_ask_back_and_two_at_most(mine):
    assert due_after(mine, wrong(2), right(2), lesson="00_start_here") == []
    many = []
    for name in "abcd":
        slips = [f"slip: {name}", "variant: x"]
        many += [entry(outcome="wrong values", slips=slips, ago=3 * DAY), right(3)]
    assert len(due_after(mine, *many)) == 2


def test_a_lesson_begins_with_how_it_stands_and_asks_what_was_wrong_once(
    mine, root, monkeypatch, capsys
):
    now = time.time()
    lines = [
        {"time": now - 2 * DAY, "exercise": "double", "outcome": "wrong values",
         "slips": ["slip: square"]},
        {"time": now - 2 * DAY, "exercise": "double", "outcome": "passed", "slips": []},
    ]  # fmt: skip
    mine.progress.write_text("\n".join(map(json.dumps, lines)) + "\n")
    workspace = mine.folder / "01_what_training_is"
    workspace.mkdir()
    monkeypatch.chdir(workspace)
    monkeypatch.setattr(pages, "course", lambda: root)
    for _ in range(2):  # a kernel that starts again asks the same, and notes it once
        display.begin()
        said = capsys.readouterr().out.splitlines()
        assert said[0].startswith("Lesson 01: exercises 0/5, core 0/5, points 0/14, about ")
        assert said[1] == (
            "Before you start, from lesson 00, “Double a number”: "
            "For which two numbers are x·x and x + x the same?"
        )
        assert len(said) == 2
    assert len(mine.progress.read_text().splitlines()) == 3


def test_outside_of_a_workspace_a_lesson_begins_in_silence(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    display.begin()
    assert capsys.readouterr().out == ""
    lessons_side.show_progress()
    assert capsys.readouterr().out == f"{pages.NO_WORKSPACE}\n"


def test_a_lesson_begins_whatever_is_wrong_with_its_workspace(mine, tmp_path, capsys):
    (tmp_path / "lessons" / "outline.json").write_text("{broken")
    display.begin()
    assert capsys.readouterr().out == ""


# ---- how it is shown -----------------------------------------------------------------------------


def test_progress_in_a_terminal_and_on_the_page_say_the_same(mine, monkeypatch, capsys):
    progress.note(mine.folder, {"exercise": "double", "outcome": "passed", "slips": []})
    assert main(["progress"]) == 0
    text = capsys.readouterr().out
    assert text.splitlines()[1].split() == ["06", "A", "model", *["1/3"] * 3, "11", "11"]
    assert (
        text.splitlines()[-1]
        == f"Next in the core: “half” in lesson 06, about 2 minutes. `{typed()} lab 06` opens it."
    )
    shown = []
    monkeypatch.setattr(display, "show", shown.append)
    lessons_side.show_progress()
    assert shown[0]["text/plain"] + "\n" == text
    page = shown[0]["text/html"]
    assert f'href="../{LESSON}/{LESSON}.ipynb#cell-id=half_answer"' in page
    assert "<b>Next in the core:</b>" in page
    assert "<td>11</td>" in page


def test_what_is_next_says_whether_it_is_of_the_core():
    _, one, two = LESSONS
    assert pages.comes_next([one, two], after("b"), how=False) == (
        "Next in the core: lesson 02, “Lesson 02”."
    )
    assert pages.comes_next([one], after("b"), how=False) == (  # as after `bplib check 01`
        "Left beyond the core: “C” in lesson 01, about 4 minutes."
    )
    assert pages.comes_next(LESSONS[:1], after(), how=False).startswith("Next: lesson 00")


def test_when_all_is_done_nothing_is_next(mine, capsys):
    for name in ("double", "half", "numbers"):
        progress.note(mine.folder, {"exercise": name, "outcome": "passed", "slips": []})
    assert main(["progress"]) == 0
    assert capsys.readouterr().out.endswith(f"{pages.DONE}\n")
    lessons_side.show_progress()
    display.begin()
    assert "Lesson 06: all 3 exercises pass, 3/3 points." in capsys.readouterr().out


def test_progress_imports_nothing_that_takes_long(mine):
    program = (
        "import sys\nfrom bplib.cli import main\nmain(['progress'])\n"
        "print({'numpy', 'nbformat', 'IPython', 'jupyter_core', 'tqdm'} & set(sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert ran.stdout.splitlines()[-1] == "set()"


def test_reasons_of_the_disk_are_words():
    assert files.reason(OSError(13, "Permission denied")) == "you may not write there"
    assert files.reason(OSError(5, "Input/output error")) == "input/output error"
