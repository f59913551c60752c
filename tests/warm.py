"""Processes that start warm: forked from a server that has imported everything heavy once."""

import multiprocessing
import os
import sys
import traceback
from pathlib import Path

from bplib.course import notebooks

START = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
PRELOAD = [
    *("bplib.course.lean", "sympy", "matplotlib.pyplot", "bplib.plots", "bplib.symbolic"),
    *("nbgrader.apps", "nbconvert.exporters", "bplib.grading.gradebook.batch", "warm"),
    # what SymPy, NumPy and IPython import when they are first used
    *("sympy.tensor.tensor", "sympy.physics.units", "sympy.codegen.ast", "sympy.printing.latex"),
    *("numpy.f2py", "numpy.testing", "matplotlib_inline.backend_inline", "IPython.display"),
    *("bplib.gradcheck", "bplib.training", "bplib.course.checking"),
]
INLINE = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}

processes = multiprocessing.get_context(START)
if START == "forkserver":
    processes.set_forkserver_preload(PRELOAD)


def _call(connection, function, arguments):
    os.environ.update(notebooks.EXECUTION_ENVIRONMENT | INLINE)
    try:
        reply = function(*arguments), ""
    except BaseException:
        reply = None, traceback.format_exc()
    connection.send(reply)


def call(function, *arguments, timeout=300):
    """Call a function in a warm process of its own; return what it returns, or say why it died."""
    here, there = processes.Pipe(duplex=False)
    process = processes.Process(target=_call, args=(there, function, arguments))
    process.start()
    there.close()
    try:
        if not here.poll(timeout):
            raise TimeoutError(f"{function.__name__} took longer than {timeout} s")
        returned, error = here.recv()
    except EOFError:
        process.join()
        raise RuntimeError(f"{function.__name__} died, exit code {process.exitcode}") from None
    finally:
        process.kill()
        process.join()
        here.close()
    if error:
        raise RuntimeError(f"{function.__name__} died\n{error}")
    return returned


def run_cells(sources, folder, environment):
    """Run cells in one IPython shell; return the outputs of each and the exception's name."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    os.chdir(folder)
    os.environ.update(environment)
    shell = InteractiveShell.instance(history_load_length=0)
    seen = []
    for source in sources:
        with capture_output() as captured:
            result = shell.run_cell(source, store_history=True)
        error = result.error_before_exec or result.error_in_exec
        data = [output.data for output in captured.outputs]
        data += [{"text/plain": captured.stdout}] if captured.stdout else []
        seen.append((data, type(error).__name__ if error else ""))
    return seen


def run(notebook, folder, **environment):
    """Run a notebook; return the MIME data of every code cell's outputs, and what cells raised.

    The shell is IPython's own, without the kernel around it: what a kernel adds is covered by
    nbval and by the sample class.
    """
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    seen = call(run_cells, [cell.source for cell in code], str(folder), environment)
    assert len(seen) == len(code)
    shown = {cell.id: data for cell, (data, _) in zip(code, seen, strict=True)}
    raised = {cell.id: error for cell, (_, error) in zip(code, seen, strict=True) if error}
    return shown, raised


def _nbgrader(folder, arguments):
    from nbgrader.apps import NbGraderApp

    os.chdir(folder)
    log = Path(folder) / "command.log"
    with log.open("w", encoding="utf-8") as file:
        sys.stdout = sys.stderr = file
        try:
            NbGraderApp.launch_instance(arguments)
            status = 0
        except SystemExit as end:
            status = int(end.code or 0)
    return status, log.read_text(encoding="utf-8")


def nbgrader(folder, *arguments):
    """Run nbgrader's command line; return its exit status and what it printed."""
    return call(_nbgrader, str(folder), list(arguments))
