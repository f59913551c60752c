"""Run a lesson as fast as it computes, and say which outputs are not the stored ones.

No kernel and no pixels: cells run in a warm forked shell, and figures are computed but not drawn.
Outputs are compared as nbval compares them: by kind, in order, pictures by their text alternative.
"""

import json
import os
import re
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
SANITIZE = Path(__file__).with_name("sanitize.cfg")
os.environ["TQDM_DISABLE"] = "1"  # how slow a lesson is run here says nothing of its outputs
IGNORED = "nbval-ignore-output"
NOT_COMPARED = {"image/png", "image/jpeg"}


@dataclass(frozen=True)
class Moved:
    """An output that is not the stored one; texts of one kind, such as stdout, in order."""

    lesson: str
    cell: str
    kind: str
    stored: tuple[str, ...]
    seen: tuple[str, ...]

    def __str__(self):
        before, after = ("\n".join(texts).splitlines() for texts in (self.stored, self.seen))
        lines = [f"{self.lesson}, cell {self.cell}, {self.kind}:"]
        if len(before) != len(after):
            lines.append(f"  {len(before)} stored lines, {len(after)} now: {after[:20]}")
        for old, new in zip(before, after, strict=False):
            if old != new:
                pairs = enumerate(zip(old + "\n", new + "\n", strict=False))
                at = next(i for i, (a, b) in pairs if a != b)
                near = slice(max(0, at - 60), at + 60)
                lines += [f"  - {old[near]}", f"  + {new[near]}"]
        return "\n".join(lines[:41])


@dataclass(frozen=True)
class Died:
    """A lesson that did not come to its end, and why."""

    lesson: str
    error: str

    def __str__(self):
        return "\n  ".join([f"{self.lesson} died:", *self.error.splitlines()[-8:]])


def counted(found):
    """Return in words how many outputs moved and how many lessons died."""
    died = sum(isinstance(one, Died) for one in found)
    moved = f"{len(found) - died} outputs moved"
    return f"{moved}, {died} died" if died else moved


def shown(outputs):
    """Return {kind: texts} of a stored cell's outputs."""
    found = defaultdict(list)
    for output in outputs:
        if output.output_type == "stream":
            found[output.name].append(output.text)
        elif output.output_type == "error":
            found["error"].append(output.ename)
        else:
            for kind, text in output.data.items():
                found[kind].append(text)
    return found


def run_cells(sources, folder, before=None):
    """Run cells in one IPython shell; return {kind: texts} for each."""
    from IPython.core.displayhook import CapturingDisplayHook
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    os.chdir(folder)
    sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - what IPython itself says of a traceback
    shell = InteractiveShell.instance(history_load_length=0)
    shell.showtraceback = lambda *_, **__: None
    if before:
        before(shell)
    seen = []
    with ExitStack() as stack:
        stack.enter_context(
            mock.patch.object(FigureCanvasAgg, "draw", lambda canvas: canvas.get_renderer())
        )
        for source in sources:
            results = []
            shell.display_trap.hook = CapturingDisplayHook(shell, results)
            with capture_output() as captured:
                result = shell.run_cell(source, store_history=True)
            found = defaultdict(list)
            for stream in ("stdout", "stderr"):
                if text := getattr(captured, stream):
                    found[stream].append(text)
            for data in [
                *(output.data for output in captured.outputs),
                *(r["data"] for r in results),
            ]:
                for kind, text in data.items():
                    found[kind].append(text)
            if error := result.error_before_exec or result.error_in_exec:
                found["error"].append(type(error).__name__)
            seen.append(dict(found))
    return seen


def compare(lesson, cells, seen):
    """Return what is not as stored, of cells and what they showed now."""
    from nbval.plugin import get_sanitize_patterns

    patterns = get_sanitize_patterns(SANITIZE.read_text(encoding="utf-8"))

    def tidy(texts, kind):
        if kind in ("stdout", "stderr"):
            texts = ["".join(texts)]
        texts = [
            text if isinstance(text, str) else json.dumps(text, sort_keys=True) for text in texts
        ]
        for regex, replace in patterns:
            texts = [re.sub(regex, replace, text) for text in texts]
        return tuple(texts)

    moved = []
    for cell, now in zip(cells, seen, strict=True):
        if IGNORED in cell.metadata.get("tags", []):
            continue
        stored = shown(cell.outputs)
        for kind in sorted((set(stored) | set(now)) - NOT_COMPARED):
            before, after = (tidy(texts.get(kind, ()), kind) for texts in (stored, now))
            if before != after:
                moved.append(Moved(lesson, cell.id, kind, before, after))
    return moved


def code_cells(lesson):
    """Return the code cells of a solved lesson."""
    import bplib
    from bplib.course import notebooks
    from bplib.course.lessons import notebook_path

    if not Path(bplib.__file__).is_relative_to(ROOT):
        sys.exit(
            f"bplib is {bplib.__file__}, not the one of {ROOT}: install this one, `make setup`"
        )
    notebook = notebooks.read(notebook_path(ROOT, "solutions", lesson))
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def run_lesson(lesson, run=run_cells, *arguments, timeout=3000):
    """Run a lesson in a process of its own, by a function of sources and folder."""
    import warm

    cells = code_cells(lesson)
    with TemporaryDirectory() as folder:
        seen = warm.call(run, [cell.source for cell in cells], folder, *arguments, timeout=timeout)
    return compare(lesson, cells, seen)


def run_all(jobs, workers):
    """Call `run_lesson` with each tuple of arguments, so many at a time; yield what each found."""

    def run(job):
        try:
            return run_lesson(*job)
        except Exception as error:
            return [Died(job[0], f"{type(error).__name__}: {error}")]

    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(run, jobs)
