"""A check knows whether the cell above it ran: an older answer is told as such, never judged."""

import queue

import pytest
import warm

from bplib.course.checks.report import MIME
from bplib.course.ran import asked

BEGIN = ("imports", "import numpy as np\nfrom bplib.course import begin, check\nbegin()")
RIGHT = ("answer", "def double(x):\n    return x + x")
CHECK = ("double", '# Checks.\ncheck("double", double)')
NUMBERS = ("numbers", "slope = 6\nchange = 0.06")
BOTH = ("first_numbers", 'check("first_numbers", {"slope": slope, "change": change})')
OPEN = "def double(x):\n    return (x + x"


def run_cells(cells):
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell.instance(history_load_length=0)
    said = []
    for cell_id, source in cells:
        with capture_output() as captured:
            shell.run_cell(source, store_history=True, cell_id=cell_id)
        cards = [o.data[MIME] for o in captured.outputs if MIME in o.data]
        text = [o.data["text/plain"] for o in captured.outputs if MIME in o.data]
        outcome = cards[0]["outcome"] if cards else ""
        said.append((outcome, "".join(text), captured.stdout + captured.stderr))
    return said


def last(*cells):
    """Run cells, each an id and a source, in a warm shell; return the last one's outcome and card.

    Where no card was shown the text that was printed stands in its place.
    """
    outcome, card, printed = warm.call(run_cells, [BEGIN, *cells])[-1]
    return outcome, card or printed


def test_after_a_syntax_error_the_older_answer_is_not_judged():
    outcome, card = last(RIGHT, CHECK, ("answer", OPEN), CHECK)
    assert outcome == "the cell above did not run"
    assert "SyntaxError: '(' was never closed\n    line 2: return (x + x" in card
    assert "`double` is still its older version" in card


@pytest.mark.parametrize("ids", [("", ""), ("answer", "elsewhere")])
def test_a_syntax_error_is_seen_by_its_text_where_the_cell_is_not_known(ids):
    outcome, _ = last((ids[0], RIGHT[1]), (ids[1], OPEN), CHECK)
    assert outcome == "the cell above did not run"


def test_after_a_cell_that_stopped_before_the_answer_the_older_one_is_not_judged():
    outcome, card = last(RIGHT, ("answer", f"import nothing_like_it\n\n{RIGHT[1]}"), CHECK)
    assert outcome == "the cell above stopped"
    assert "ModuleNotFoundError" in card
    assert "line 1: import nothing_like_it" in card


def test_a_renamed_answer_is_told_as_such():
    outcome, card = last(RIGHT, ("answer", "def duble(x):\n    return x + x"), CHECK)
    assert outcome == "double is gone from its cell"
    assert "Was `double` renamed?" in card
    outcome, _ = last(NUMBERS, ("numbers", "slope = 6\nchanged = 0.06"), BOTH)
    assert outcome == "change is gone from its cell"


def test_what_is_told_is_the_last_version_of_the_cell():
    renamed = ("answer", "def duble(x):\n    return x + x")
    assert last(RIGHT, ("answer", OPEN), renamed, CHECK)[0] == "double is gone from its cell"
    assert last(RIGHT, renamed, ("answer", OPEN), CHECK)[0] == "the cell above did not run"


def test_an_emptied_cell_defines_nothing():
    assert last(RIGHT, ("answer", " \n"), CHECK)[0] == "double is gone from its cell"


def test_values_of_a_cell_that_did_not_compile_are_not_judged():
    assert last(NUMBERS, ("numbers", "slope = 6\nchange = 0,06,"), BOTH)[0] != "passed"
    outcome, card = last(NUMBERS, ("numbers", "slope = 7\nchange = (1"), BOTH)
    assert outcome == "the cell above did not run"
    assert "`slope`" in card


def test_a_cell_in_a_cell_that_does_not_compile_is_seen():
    outcome, card = last(RIGHT, ("answer", "%%capture\ndef double(x):\n    return 2 x"), CHECK)
    assert outcome == "the cell above did not run"
    assert "SyntaxError" in card
    renamed = ("answer", "%%capture\ndef duble(x):\n    return 2 * x")
    assert last(RIGHT, ("answer", "%%capture\n("), renamed, CHECK)[0].startswith("double is gone")


@pytest.mark.parametrize("magic", ["timeit -n1 -r1", "writefile answer.py"])
def test_a_cell_that_runs_elsewhere_defines_nothing(magic, tmp_path):
    chdir = ("folder", f"import os\nos.chdir({str(tmp_path)!r})")
    aside = ("answer", f"%%{magic}\n{RIGHT[1]}")
    outcome, card = last(chdir, RIGHT, aside, CHECK)
    assert outcome == "the cell above defines no double"
    name = magic.partition(" ")[0]
    assert f"It begins with `%%{name}`, so that nothing of it stays in the notebook" in card
    assert last(chdir, RIGHT, aside, RIGHT, CHECK)[0] == "passed"
    _, card = last(chdir, aside, CHECK)
    assert card.strip() == (
        f"'double' is not defined: the cell that should define it begins with %%{name}, so that "
        "nothing of it stays in the notebook; take that line away, run it, then this one again"
    )


def test_below_a_magic_the_line_that_does_not_compile_is_named():
    outcome, card = last(RIGHT, ("answer", f"\n%%time\n{OPEN}"), CHECK)
    assert outcome == "the cell above stopped"
    assert "SyntaxError: '(' was never closed\n    line 4: return (x + x" in card


def test_an_import_an_indent_and_an_unknown_magic_are_told_by_line():
    said = {
        f"from math import nothing_like_it\n{RIGHT[1]}": "ImportError: cannot import name",
        "def double(x):\nreturn x + x": "IndentationError: expected an indented block",
        f"%%tiem\n{RIGHT[1]}": "UsageError: Cell magic `%%tiem` not found.\n    line 1: %%tiem",
    }
    for source, error in said.items():
        _, card = last(RIGHT, ("answer", source), CHECK)
        assert error in card
        assert "`double` is still its older version" in card
        _, card = last(("answer", source), CHECK)
        assert f"stopped with {error.partition(chr(10))[0]}" in card
        assert "(line " in card


def test_a_missing_name_that_was_renamed_is_told_as_such():
    _, card = last(("answer", "def duble(x):\n    return x + x"), CHECK)
    assert card.strip() == (
        "'double' is not defined; the cell that ran before this one defines 'duble': was 'double' "
        "renamed?"
    )
    _, card = last(("answer", "def duble(x):\n    return x + x"), ("more", "y = 1"), CHECK)
    assert "is not defined yet: run the cell that defines it" in card


MENDED = {
    "run again": [RIGHT, ("answer", OPEN), RIGHT],
    "moved to another cell": [RIGHT, ("other", RIGHT[1]), ("answer", "helper = 1")],
    "a scratch cell that once defined it": [("other", RIGHT[1]), RIGHT, ("other", "print(1)")],
    "another cell that failed": [RIGHT, ("helper", "1 / 0"), ("helper", "(")],
    "a helper that compares": [RIGHT, ("helper", "if (double(2) == 4:")],
    "a test of its own that fails": [("answer", f"{RIGHT[1]}\nassert double(1) == 3")],
    "imported": [("answer", "import operator\nfrom numpy import negative as double"), RIGHT],
    "in a branch": [RIGHT, ("answer", "if True:\n    def double(x):\n        return 2 * x")],
    "by global": [
        ("answer", "def make():\n    global double\n    double = lambda x: 2 * x\nmake()")
    ]
    * 2,
    "by exec": [("answer", "exec('double = lambda x: 2 * x')")] * 2,
    "timed": [("answer", f"%%time\n{RIGHT[1]}")] * 2,
    "unchanged": [("answer", "double = double if 'double' in globals() else (lambda x: 2 * x)")]
    * 2,
    "tuple": [("answer", "double, _ = (lambda x: 2 * x), 1")] * 2,
    "the same import": [("answer", "from bplib_test_answers import *")] * 2,
    "without any id": [("", RIGHT[1]), ("", "helper = 1"), ("", "1 / 0")],
    "awaited": [("answer", f"import asyncio\nawait asyncio.sleep(0)\n{RIGHT[1]}")] * 2,
    "answer and check in one": [("double", OPEN), ("double", f"{RIGHT[1]}\n{CHECK[1]}")],
}


@pytest.mark.parametrize("name", MENDED)
def test_what_is_in_memory_is_judged_where_it_is_what_the_cells_say(name, tmp_path):
    (tmp_path / "bplib_test_answers.py").write_text(RIGHT[1])
    path = ("path", f"import sys\nsys.path.insert(0, {str(tmp_path)!r})")
    check = (CHECK[0], f"{RIGHT[1]}\n{CHECK[1]}") if "in one" in name else CHECK
    outcome, card = last(path, *MENDED[name], check)
    assert outcome == "passed", card


def test_a_check_run_again_alone_says_the_same():
    assert last(RIGHT, CHECK, ("more", "slope = 1"), CHECK)[0] == "passed"


def test_a_missing_name_says_why_its_cell_did_not_define_it():
    _, card = last(("answer", OPEN), CHECK)
    assert card.strip() == (
        "'double' is not defined: the cell that should define it stopped with SyntaxError: '(' was "
        "never closed (line 2: return (x + x); correct it, run it, then this one again"
    )
    _, card = last(("numbers", "slope = 1 / 0\nchange = 2"), BOTH)
    assert "stopped with ZeroDivisionError: division by zero (line 1: slope = 1 / 0)" in card


def test_names_that_a_check_hands_over():
    source = 'answer = {"a": a, **more}\ncheck("x", answer)\ncheck("y", f)'
    assert asked(source, "x") == ["a", "more"]
    assert asked(source, "y") == ["f"]
    assert asked('f = g(f)\ncheck("x", f)', "x") == ["g"]
    assert asked('def f(): pass\ncheck("x", f)', "x") == []
    assert asked('check("x", (', "x") == []


def shown_by_a_kernel(cells):
    """Run cells in a real kernel, told of as JupyterLab tells; return each one's text."""
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(kernel_name="python3")
    said = []
    try:
        for cell_id, source in cells:
            content = {"code": source, "silent": False, "store_history": True}
            content |= {"user_expressions": {}, "allow_stdin": False, "stop_on_error": False}
            message = client.session.msg("execute_request", content, metadata={"cellId": cell_id})
            client.shell_channel.send(message)
            said.append(_text_of(client, message["header"]["msg_id"]))
    except queue.Empty:
        pytest.fail("the kernel did not answer")
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return said


def _text_of(client, cell):
    text = ""
    while True:
        reply = client.get_iopub_msg(timeout=60)
        if reply["parent_header"].get("msg_id") != cell:
            continue
        content = reply["content"]
        text += content.get("data", {}).get("text/plain", "") + content.get("text", "")
        text += "\n".join(content.get("traceback", []))
        if content.get("execution_state") == "idle":
            return text


def test_a_learners_hour_in_a_real_kernel():
    square, power = ("def double(x):\n    return " + right for right in ("x * x", "x**2"))
    seen = shown_by_a_kernel(
        [
            CHECK,
            BEGIN,
            ("help", 'hint("double")'),
            ("answer", OPEN),
            CHECK,
            ("answer", square),
            CHECK,
            ("answer", power),
            CHECK,
            ("help", 'hint("double")'),
            ("answer", f"import nothing_like_it\n{RIGHT[1]}"),
            CHECK,
            ("answer", "duble = 1"),
            CHECK,
            RIGHT,
            CHECK,
        ]
    )
    expected = [
        "name 'check' is not defined",
        "",
        "Hint 1 of 4 for double\n",
        "SyntaxError",
        "stopped with SyntaxError: '(' was never closed (line 2: return (x + x); correct it",
        "",
        "Ask yourself: For which two numbers are x·x and x + x the same?",
        "",
        "Again: An earlier answer to this exercise made the same mistake.",
        "Hint 2 of 4 for double\n  Called as: double(x=",
        "ModuleNotFoundError",
        "the cell above stopped\n  Raised: ModuleNotFoundError",
        "",
        "double is gone from its cell",
        "",
        "✓ double: passed (4 cases), 1 of 1 point",
    ]
    for text, part in zip(seen, expected, strict=True):
        assert part in text if part else text == ""
