"""The progress bar: one helper, one stream, for `fit` and for many seeds."""

import os
import subprocess
import sys

import pytest

AT_ONCE = "from bplib._support import progress; progress.DELAY = 0\n"
FIT = """
from bplib.network import Network
from bplib.optimizers import SGD
from bplib.training import fit

fit(Network((1, 1)), [[1.0]], [[1.0]], optimizer=SGD(0.1), epochs=3{})
"""
MANY = """
from bplib.fast.many_seeds import draw, train

train(draw([0, 1], 2, "tanh"), [[1.0, 2.0]], [[1.0]], lr=0.1, steps=3{})
"""


@pytest.mark.parametrize(("program", "title"), [(FIT, "training"), (MANY, "2 networks")])
def test_progress_bar_goes_to_stderr_and_can_be_switched_off(program, title):
    for begin, extra, environment, shown in (
        (AT_ONCE, "", {}, True),
        ("", "", {}, False),  # a notebook keeps an empty red line where a bar has been
        (AT_ONCE, "", {"TQDM_DISABLE": "1"}, False),
        (AT_ONCE, ", progress=False", {}, False),
    ):
        plain = {k: v for k, v in os.environ.items() if not k.startswith("TQDM_")}
        done = subprocess.run(
            [sys.executable, "-c", begin + program.format(extra)],
            capture_output=True, text=True, check=True, env={**plain, **environment},
        )  # fmt: skip
        assert done.stdout == ""
        assert (title in done.stderr) is shown
