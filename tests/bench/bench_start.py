"""How long a fresh process takes: to start, to import bplib, and to draw the first plot."""

import subprocess
import sys

from pairing import paired

PLOT = """
import numpy as np
from bplib import plots
figure, axes = plots.new_figure()
axes.plot(np.arange(10.0))
axes.set_xlabel("x")
axes.set_ylabel("y")
plots.show(figure, alt="A straight line from 0 to 9.")
"""
MATPLOTLIB = """
import io
import numpy as np
from matplotlib.figure import Figure
figure = Figure()
axes = figure.subplots()
axes.plot(np.arange(10.0))
axes.set_xlabel("x")
axes.set_ylabel("y")
figure.savefig(io.BytesIO(), format="png")
"""
PROGRAMS = {
    "Python alone": "pass",
    "import numpy": "import numpy",
    "import bplib": "import bplib",
    "first plot": PLOT,
    "first plot, matplotlib alone": MATPLOTLIB,
}


def run(program):
    subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.DEVNULL)


@paired(["fresh process"], PROGRAMS, rounds=11)
def test_start(benchmark, round, case, contender):
    benchmark.group = "start"
    benchmark.pedantic(run, (PROGRAMS[contender],), rounds=1, warmup_rounds=int(round == 0))
