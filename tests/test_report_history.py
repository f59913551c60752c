"""What earlier reports counted: kept, compared, and no report is lost for a broken file."""

import json
import os
from datetime import date, timedelta

import pytest

from bplib.grading.report import history
from bplib.grading.report.history import History, Snapshot

TODAY = date(2026, 12, 4)


def counted(days_ago, graded=10, lesson="05_losses"):
    day = TODAY - timedelta(days=days_ago)
    return Snapshot(day, lesson, graded, 50.0, {"softmax_loss": (graded // 2, graded)})


def written(path, *snapshots):
    assert history.add(path, snapshots, History()) == ()
    return path


@pytest.fixture
def path(tmp_path):
    return tmp_path / history.FILE


def test_what_is_added_is_read_again(path):
    one, other = counted(7), counted(1, 11, "06_one_one_one")
    written(path, one, other)
    assert history.read(path, TODAY) == History((one, other))


@pytest.mark.parametrize(
    ("ago", "chosen"),
    [
        ((), None),
        ((0,), None),
        ((1,), 1),
        ((5, 3, 1), 5),
        ((30, 7, 6), 7),
        ((30, 8, 2), 8),
        ((2, 30, 9), 9),
    ],
)
def test_a_week_ago_is_the_newest_that_old_else_the_first(ago, chosen):
    known = History(tuple(map(counted, ago)))
    found = history.before(known, "05_losses", TODAY)
    assert (found and (TODAY - found.day).days) == chosen
    assert history.before(known, "06_one_one_one", TODAY) is None


def test_the_last_of_a_day_counts(path):
    written(path, counted(7, 10), counted(7, 20))
    assert history.before(history.read(path, TODAY), "05_losses", TODAY).graded == 20


def test_a_day_on_which_nothing_changes_has_one_line(path):
    for graded in (10, 10, 11, 11, 10):
        known = history.read(path, TODAY)
        history.add(path, [counted(0, graded)], known)
    assert path.read_text().count("\n") == 3


def test_lines_that_are_none_are_passed_over_with_a_sentence(path):
    good = counted(7).line()
    broken = [
        *("no JSON", "[]", "{}", "null", "1", '{"format": 1}', "[" * 100_000),
        good.replace("2026", "20x6").strip(),
        good.replace("[5,10]", "[11,10]").strip(),
        good.replace("[5,10]", "[5]").strip(),
        good.replace("50.0", "NaN").strip(),
        good.replace("50.0", "Infinity").strip(),
        good.replace('"graded":10', '"graded":-1').strip(),
        good.replace('"graded":10', '"graded":1e999').strip(),
        good.replace('"graded":10', f'"graded":{"9" * 5_000}').strip(),
    ]
    path.write_bytes("\n".join([*broken, good]).encode() + b"\xff\xfe\n")
    known = history.read(path, TODAY)
    assert known.snapshots == (counted(7),)
    assert known.remarks == (
        f"Lines of {history.FILE} that cannot be read are passed over ({len(broken) + 1}).",
    )


def test_lines_of_the_future_and_of_another_version_are_passed_over(path):
    later = dict(json.loads(counted(8).line()), format=2)
    path.write_text(counted(-1).line() + json.dumps(later) + "\n" + counted(8).line())
    known = history.read(path, TODAY)
    assert known.snapshots == (counted(8),)
    assert known.remarks == (
        f"Lines of {history.FILE} that another version of bplib wrote are passed over (1).",
        f"Lines of {history.FILE} that are dated after 2026-12-04 are passed over (1).",
    )


def test_of_a_huge_file_the_end_is_read(path):
    with path.open("wb") as file:
        file.truncate(3_000_000_000)  # holes, which take no room
    with path.open("ab") as file:
        file.write(b"\n" + counted(7).line().encode())
    known = history.read(path, TODAY)
    assert known.snapshots == (counted(7),)
    assert known.remarks[0].startswith(f"{history.FILE} has 3,000,0")
    assert "only the last 4,000,000 are compared" in known.remarks[0]


def test_half_a_line_of_a_killed_run_spoils_no_other(path):
    path.write_text(counted(8).line()[:40])
    assert history.add(path, [counted(0)], history.read(path, TODAY)) == ()
    assert history.read(path, TODAY).snapshots == (counted(0),)


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_what_is_no_file_is_said_and_waited_for_by_nobody(path, kind):
    path.mkdir() if kind == "folder" else os.mkfifo(path)
    known = history.read(path, TODAY)
    assert known == History((), (f"{history.FILE} is no file, so nothing is compared.",))
    (said,) = history.add(path, [counted(0)], known)
    assert said.startswith(f"{history.FILE} ")
    assert said.endswith(("to compare.", "no later report can compare."))
