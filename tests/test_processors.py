"""What `make test-processors` and `make test-perturbed` stand on: they see what moves, no more."""

import json
import operator
import os
import re
import subprocess
import sys

import numpy as np
import perturb
import processors
import pytest
import ran
import stored_outputs
import warm
from nbformat.v4 import new_code_cell, new_output
from processors import Processor, emulated

from bplib.plots.svg import text_width

KERNELS = {"New": "New", "Middle": "Middle", "Old": "Old"}


def test_every_kernel_every_simd_level_and_both_thread_counts_occur():
    chosen = emulated(KERNELS, ("narrow", "wide"))
    assert {one.kernels for one in chosen} == {"", *KERNELS}
    assert {one.without for one in chosen} == {(), ("wide",), ("narrow", "wide")}
    assert {one.threads for one in chosen} == {1, 2}


def test_without_kernels_to_choose_from_the_simd_levels_are_left():
    chosen = emulated({}, ("narrow", "wide"))
    assert [one.without for one in chosen] == [(), ("wide",), ("narrow", "wide")]
    assert emulated({}, ()) == [Processor("", (), 2)]


def test_a_fresh_numpy_has_the_simd_sets_and_threads_that_were_asked_for():
    found = processors.simd_found()
    for one in emulated({}, found):
        ran_here = subprocess.run(
            [sys.executable, processors.__file__, "--what"],
            env=one.environment,
            capture_output=True,
            text=True,
            check=True,
        )
        what = json.loads(ran_here.stdout)
        left = [name for name in found if name not in one.without]
        assert what["simd"] == (left[-1] if left else "baseline")


def test_a_moved_digit_is_found_and_a_picture_is_not_compared():
    stored = [
        new_output("stream", text="loss 0.25\n"),
        new_output("display_data", {"text/html": '<img src="data:image/png;base64,AAAA">'}),
    ]
    cell = new_code_cell("", id="loss", outputs=stored)
    picture = '<img src="data:image/png;base64,BBBB">'
    same = {"stdout": ["loss ", "0.25\n"], "text/html": [picture]}
    assert stored_outputs.compare("06", [cell], [same]) == []
    (moved,) = stored_outputs.compare("06", [cell], [{**same, "stdout": ["loss 0.26\n"]}])
    assert (moved.cell, moved.kind) == ("loss", "stdout")
    assert "0.26" in str(moved)
    assert stored_outputs.compare("06", [cell], [{"stdout": same["stdout"]}])[0].kind == "text/html"


# ---- a lesson that dies is told, and the others run ----------------------------------------------

RUNS_ON = {"kernels": "Haswell", "simd": "baseline", "threads": 1, "numpy": "2"}
ZERO = "ZeroDivisionError: division by zero"


def dies_in_the_second(lesson, *_):
    """Stands in for `run_lesson`: in the second lesson the process dies."""
    if lesson.startswith("01"):
        warm.call(operator.truediv, 1, 0)
    return []


@pytest.fixture
def second_lesson_dies(monkeypatch):
    monkeypatch.setattr(stored_outputs, "run_lesson", dies_in_the_second)


def test_a_process_that_dies_says_its_error():
    with pytest.raises(RuntimeError, match=f"(?s)truediv died.*{ZERO}"):
        warm.call(operator.truediv, 1, 0)
    with pytest.raises(RuntimeError, match="_exit died, exit code 3"):
        warm.call(os._exit, 3)


def test_a_lesson_that_dies_is_named_and_the_others_run(second_lesson_dies, capsys, monkeypatch):
    died = list(stored_outputs.run_all([("01_second",), ("02_third",)], 2))
    assert [len(found) for found in died] == [1, 0]
    assert str(died[0][0]).startswith("01_second died:\n")
    assert str(died[0][0]).endswith(ZERO)

    monkeypatch.setattr(warm.processes, "set_forkserver_preload", lambda _: None)
    monkeypatch.setattr(processors, "what_runs", lambda: RUNS_ON)
    monkeypatch.setattr(warm, "call", lambda what, *given: what(*given))
    summary = processors.run_here(["00_first", "01_second", "02_third"])
    assert (summary["moved"], summary["died"]) == (0, 1)
    assert "01_second died:\n" in capsys.readouterr().out
    assert "0 outputs moved, lessons that died: 1" in processors.say(summary)


def test_processors_go_on_after_one_that_dies_and_end_with_status_1(capsys, monkeypatch):
    chosen = [Processor("", (), 1), Processor("Haswell", (), 1), Processor("Zen", (), 1)]
    well = {**RUNS_ON, "seconds": 1, "moved": 0, "died": 0}
    replies = iter([("", -4, "one\nIllegal"), ({**well, "died": 1}, 0, ""), (well, 0, "")])

    def run(command, **_):
        summary, status, error = next(replies)
        return subprocess.CompletedProcess(
            command, status, f"01_second died:\n{json.dumps(summary)}" if summary else "", error
        )

    def no_record(*_):
        raise AssertionError("what failed is not recorded")

    monkeypatch.setattr(processors, "emulated", lambda *_: chosen)
    monkeypatch.setattr(processors, "usable_kernels", dict)
    monkeypatch.setattr(processors, "record", no_record)
    monkeypatch.setattr(processors.subprocess, "run", run)
    monkeypatch.setattr(sys, "argv", ["processors.py", "--record"])
    assert processors.main() == 1
    said = capsys.readouterr().out
    assert f"{chosen[0]} died, exit code -4:\none\nIllegal\n" in said
    assert "01_second died:\nHaswell kernels, SIMD up to baseline, 1 thread: 0 outputs" in said
    assert said.endswith("1 processors passed, 2 failed\n")


def test_a_perturbed_run_that_dies_is_counted(second_lesson_dies, capsys, monkeypatch):
    arguments = ["--lesson", "00", "--lesson", "01", "--lesson", "02", "--seeds", "1"]
    monkeypatch.setattr(sys, "argv", ["perturb.py", *arguments])
    assert perturb.main() == 1
    said = capsys.readouterr().out
    assert re.search("01_.*, seed 0: 0 outputs moved, 1 died\n01_.* died:\n", said)
    assert f"  {ZERO}\n" in said
    assert said.endswith("2 passed, 1 failed\n")


# ---- last digits ---------------------------------------------------------------------------------


def run_with_changed_digits(source, seed):
    """Run Python with its last digits changed, in a process of its own; return what it printed."""
    program = (
        f"import ast, perturb\nperturb.install({seed})\n"
        f"exec(compile(perturb.Rewrite().visit(ast.parse({source!r})), 'source', 'exec'))"
    )
    folder = stored_outputs.ROOT / "tests"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout


SEVENTHS = "import math\nimport numpy as np\na = np.arange(1, 13).reshape(3, 4) / 7\n"
FRAGILE = [
    "a @ a.T",
    "a.dot(a.T)",
    "np.matmul(a, a.T)",
    "np.einsum('ij,kj->ik', a, a)",
    "a.sum()",
    "np.mean(a)",
    "np.add.reduce(a, axis=1)",
    "np.exp(a)",
    "np.tanh(a, out=a)",
    "np.dot(a, a.T, np.empty((3, 3)))",
    "math.log(a[0, 1])",
    "a ** 3",
    "sum(a[0].tolist())",
    "np.linalg.norm(a)",
    "(a + 1j) * (a + 2j)",
]
EXACT = [
    "np.arange(12.0).reshape(3, 4) @ np.full((4, 2), 0.5)",
    "np.mean(a > 1)",
    "a[0, :2].sum()",
    "a ** 2",
    "np.sqrt(a) / a + a * a",
    "np.exp(0 * a)",
    "math.fsum(a[0].tolist())",
    "np.eye(3)[[2, 0]] @ a",
    "np.array([[1.0, 0.0, -1.0, 0.0]]) @ np.array([[0.1], [0.2], [0.1], [0.3]])",
]


@pytest.mark.parametrize("kind", [float, np.float64])
def test_a_single_number_moves_as_it_would_in_an_array(monkeypatch, kind):
    monkeypatch.setattr(perturb.Rewrite, "seed", 5, raising=False)
    special = [0.0, 1.0, -1.0, 0.25, 1e-300, 1e300, np.inf, -np.inf, np.nan]
    moved = 0
    for number in [*np.random.default_rng(0).normal(size=300), *special]:
        for magnitude in (None, 0.0, 3.0):
            near = None if magnitude is None else np.array([magnitude])
            in_array = perturb.moved(np.array([number]), "sum", (), near)[0]
            alone = perturb.moved(kind(number), "sum", (), magnitude)
            assert type(alone) is kind
            np.testing.assert_array_equal(alone, in_array)
            moved += alone != number and not np.isnan(number)
    assert 300 < moved < 500  # two in three, where they may


def values(expressions, seed=None):
    source = SEVENTHS + "".join(f"print(repr(np.array({e}).tolist()))\n" for e in expressions)
    if seed is None:
        done = subprocess.run(
            [sys.executable, "-c", source], capture_output=True, text=True, check=True
        ).stdout
    else:
        done = run_with_changed_digits(source, seed)
    return [np.array(eval(line)) for line in done.splitlines()]


def test_what_processors_round_otherwise_is_changed_and_by_little():
    plain = values(FRAGILE)
    runs = [values(FRAGILE, seed) for seed in range(6)]
    for place, expression in enumerate(FRAGILE):
        others = [run[place] for run in runs]
        assert any((other != plain[place]).any() for other in others), expression
        for other in others:
            np.testing.assert_allclose(other, plain[place], rtol=4e-15, err_msg=expression)


def test_what_is_exact_is_left_alone():
    plain = values(EXACT)
    for seed in range(6):
        for expression, one, other in zip(EXACT, plain, values(EXACT, seed), strict=True):
            np.testing.assert_array_equal(one, other, err_msg=expression)


def test_the_same_computation_twice_gives_the_same():
    source = (
        SEVENTHS + "print(np.array_equal(a @ a.T, a @ a.T), np.array_equal(a @ a.T, (a @ a.T).T))"
    )
    assert all(run_with_changed_digits(source, seed).startswith("True") for seed in range(3))


def test_between_two_looks_at_the_clock_nothing_is_changed():
    source = SEVENTHS + (
        "import time\nfirst = a @ a.T\nbegin = time.perf_counter()\nplain = a @ a.T\n"
        "seconds = time.perf_counter() - begin\n"
        "print(np.array_equal(first, plain), np.array_equal(first, a @ a.T), 0 < seconds < 10)"
    )
    assert {run_with_changed_digits(source, seed) for seed in range(3)} == {"False True True\n"}


def test_bplib_itself_computes_with_changed_digits():
    source = (
        "import numpy as np\nfrom bplib.losses import softmax_cross_entropy\n"
        "z = np.arange(30).reshape(6, 5) / 7\n"
        "print(repr(float(softmax_cross_entropy(z, np.eye(5)[[0, 1, 2, 3, 4, 0]]))))"
    )
    assert len({run_with_changed_digits(source, seed) for seed in range(6)}) > 1


def test_widths_in_drawings_do_not_depend_on_the_order_of_addition():
    """Python's sum is compensated since 3.12, so it differs by version; math.fsum is exact."""
    text = "above a line: weight ∂w₁ = −0.0712 (δ = ∂L/∂z), mW"
    rng = np.random.default_rng(0)
    orders = ["".join(rng.permutation(list(text))) for _ in range(50)]
    assert len({text_width(order, 13) for order in orders}) == 1


def test_readme_says_what_was_run(root):
    text, known = (root / "README.md").read_text(encoding="utf-8"), ran.read()
    assert ran.with_section(text, known) == text, "run `python tests/ran.py`"
    runs = known["processors"]["runs"]
    assert len(runs) >= 4
    assert {run["moved"] for run in runs} == {0}
    assert {run["threads"] for run in runs} == {1, 2}


def test_continuous_integration_runs_the_processors(root):
    script = (root / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert {"make test", "make test-processors"} <= set(script)


@pytest.mark.parametrize("name", ["locked", "newest", "oldest", "perturbed", "processors"])
def test_every_way_to_test_is_a_target(root, name):
    assert re.search(rf"^test-{name}: ", (root / "Makefile").read_text(encoding="utf-8"), re.M)


def test_the_rewriting_leaves_a_program_what_it_was():
    source = "class A:\n    def f(self):\n        return super().__repr__()\nprint(A().f()[:10])"
    assert run_with_changed_digits(source, 0) == "<__main__.\n"
