"""What `check` does beside judging: an answer that does not end is stopped, so are interrupts."""

import signal
import time

import pytest
import warm

from bplib.course import checking
from bplib.course.checking import CheckFailed, NotAttempted, Stopped, assess, check, working_version
from bplib.course.limit import TooLong, at_most


def endless(x):
    while True:
        x = x + 1


def deaf(x):
    while True:
        try:
            endless(x)
        except Exception:
            x = 0


def catches_all_but_the_second(x):
    try:
        endless(x)
    except BaseException:
        endless(x)


def interrupts_itself(x):
    signal.raise_signal(signal.SIGINT)
    return 2 * x


def outcome_of(answer, seconds=0.2):
    checking.SECONDS = seconds
    try:
        assess("double", answer)
    except Stopped as stopped:
        return stopped.outcome, stopped.said
    return "judged", []


@pytest.mark.parametrize("answer", [endless, deaf, catches_all_but_the_second])
def test_an_endless_answer_is_stopped_and_its_line_shown(answer):
    outcome, said = warm.call(outcome_of, answer, timeout=60)
    assert outcome == "stopped after 0.2 s"
    rows = {label: text for label, text, _ in said}
    assert rows["Called as"].startswith("double(x=")
    assert "in endless: " in rows["It was at"]
    assert "Ask yourself" in rows


def test_a_check_without_an_answer_or_without_quotes_says_how_in_one_line():
    for arguments in (["double"], [endless], [endless, endless]):
        with pytest.raises(CheckFailed, match="in quotes, and its answer, as in check") as failed:
            check(*arguments)
        assert failed.value._render_traceback_() == [checking.HOW]


def test_the_limit_is_ten_seconds_for_all_inputs_together():
    assert checking.SECONDS == 10


def slow_reference():
    exercise = checking.find("double")
    answer = exercise.reference

    def judge(*arguments):
        time.sleep(0.5)
        return "judged"

    checking.judge, checking.SECONDS = judge, 0.2
    return assess("double", answer)


def test_what_the_judge_needs_is_not_counted():
    assert warm.call(slow_reference, timeout=60) == "judged"


def test_a_class_of_card_and_one_line_for_an_interrupt(capsys):
    with pytest.raises(CheckFailed) as caught:
        check("double", interrupts_itself)
    assert str(caught.value) == "double: interrupted, 0 of 1 point"
    assert caught.value._render_traceback_() == ["double: interrupted, 0 of 1 point"]
    card = capsys.readouterr().out
    assert card.startswith("✗ double: interrupted\n  Called as: double(x=")
    assert "in interrupts_itself: signal.raise_signal(signal.SIGINT)" in card
    assert "bplib" not in card


def test_an_interrupt_while_judging_is_a_card_too(capsys, monkeypatch):
    monkeypatch.setattr(checking, "judge", lambda *_: signal.raise_signal(signal.SIGINT))
    with pytest.raises(CheckFailed, match="double: interrupted"):
        check("double", lambda x: 2 * x)
    card = capsys.readouterr().out
    assert card.startswith("✗ double: interrupted\n")
    assert "Called as" not in card
    assert card.endswith("  Next: Run this cell again.\n")


def test_a_later_cell_uses_the_courses_version_of_what_does_not_end(capsys):
    assert working_version("double", interrupts_itself)(3) == 6
    said = capsys.readouterr().out
    assert "your answer was interrupted" in said
    assert "bplib's version is used" in said


def test_the_validate_button_is_told_all_of_it(capsys, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    with pytest.raises(CheckFailed, match=r"(?s)double: interrupted.*Called as: double"):
        check("double", interrupts_itself)


def test_a_limit_leaves_signals_as_they_were():
    def own(*_):
        raise AssertionError

    before = signal.signal(signal.SIGALRM, own)
    try:
        signal.setitimer(signal.ITIMER_REAL, 1000)
        with pytest.raises(TooLong), at_most(0.05):
            endless(0)
        assert signal.getsignal(signal.SIGALRM) is own
        assert 900 < signal.getitimer(signal.ITIMER_REAL)[0] <= 1000
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def in_a_thread():
    import threading

    seen = []

    def run():
        with at_most(0.01):
            time.sleep(0.05)
        seen.append("ended")

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return seen


def test_outside_the_main_thread_there_is_no_limit_and_no_error():
    assert warm.call(in_a_thread, timeout=60) == ["ended"]


def test_an_answer_that_is_half_filled_in_is_told_so_and_how_to_go_on(capsys):
    with pytest.raises(NotAttempted, match=r"^first_numbers: 1 of 2 filled in, 1 right, 0 of 1 po"):
        check("first_numbers", {"slope": 6, "change": ...})
    said = capsys.readouterr().out
    assert "Still blank: change" in said
    assert '`hint("first_numbers")` helps.' in said
    with pytest.raises(CheckFailed, match=r"^first_numbers: wrong values, 0 of 1 point"):
        check("first_numbers", {"slope": ..., "change": 9})
    assert "So far: 1 of 2 filled in, 0 right; still blank: slope" in capsys.readouterr().out


def test_a_blank_gets_nothing_from_nbgraders_own_grading():
    from nbformat.v4 import new_code_cell, new_output
    from nbgrader.utils import determine_grade

    with pytest.raises(NotAttempted) as caught:
        check("double", ...)
    error = new_output("error", ename="NotAttempted", evalue=str(caught.value), traceback=[])
    marks = {"grade": True, "solution": False, "points": 1, "grade_id": "double"}
    cell = new_code_cell(metadata={"nbgrader": {**marks, "schema_version": 3}})
    cell.outputs = [new_output("display_data", data={"text/plain": "○"}), error]
    assert determine_grade(cell) == (0, 1)
    cell.outputs.pop()
    assert determine_grade(cell) == (1, 1)  # why a blank must raise
