"""Kernels that start warm: forked from a process that has imported what lessons import.

A kernel is forked before nbval has made any thread or socket, and waits. What nbval would give to
a new process, it is told through a pipe; from there on it is what `ipykernel_launcher` starts.
"""

import asyncio
import contextlib
import gc
import importlib
import json
import os
import random
import signal
import sys
import traceback
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

# What lessons and learners import, and what those import when they are first used.
MODULES = (
    *("numpy", "sympy", "matplotlib.pyplot", "matplotlib.backends.backend_agg"),
    *("sympy.tensor.tensor", "sympy.physics.units", "sympy.codegen.ast", "sympy.printing.latex"),
    *("numpy.testing", "IPython.display", "IPython.core.completer", "ipykernel.kernelapp"),
    *("ipykernel.ipkernel", "ipykernel.zmqshell", "ipykernel.debugger", "ipykernel.heartbeat"),
    *("tornado.platform.asyncio", "IPython.core.debugger", "IPython.core.oinspect", "psutil"),
    *("IPython.core.completerlib", "IPython.core.logger", "IPython.extensions.storemagic"),
    *("numpy.f2py", "numpy.ctypeslib", "numpy.char", "numpy.rec", "numpy.polynomial"),
    *("bplib.plots.moving", "bplib.symbolic", "bplib.training", "bplib.gradcheck"),
    *("bplib.course.checking", "bplib.course.display", "bplib.course.predictions"),
    *("bplib.autodiff", "bplib.data.datasets"),
)
NAME = "bplib-forked"
_NO_HISTORY = "--HistoryManager.enabled=False"  # the learner's own has nothing of a check in it
SOON = 0.005  # seconds between two looks at a kernel that was ended

_waiting: "Forked | None" = None
_streams: list[random.Random] = []  # those that libraries keep


def preload(*others: str) -> None:
    """Import what kernels need, and let the collector of garbage leave it alone from now on.

    It would find nothing there, and write to pages that kernels share.

    Parameters
    ----------
    *others : str
        Modules to import as well.
    """
    gc.disable()
    for name in (*others, *MODULES):
        with contextlib.suppress(ImportError):  # another version of a package may not have it
            importlib.import_module(name)
    _use_once()
    gc.collect()
    _streams.extend(thing for thing in gc.get_objects() if type(thing) is random.Random)
    gc.freeze()
    gc.enable()


def _use_once() -> None:
    """Let libraries make what they keep from their first use on: fonts, parsers, name spaces."""
    import sympy

    from bplib import plots

    x = sympy.Symbol("x")
    sympy.lambdify(x, sympy.simplify(sympy.diff(sympy.exp(x) * x, x)))
    figure, axes = plots.new_figure()
    axes.plot([1, 2])
    axes.set(xlabel="x", ylabel="$x^2$")
    plots.show(figure, alt="A line.")


def is_shadowed(folder: Path) -> bool:
    """Whether a kernel in a folder could import another module there than is imported here.

    Parameters
    ----------
    folder : Path
        Where the notebook stands. Its modules come before those that are installed.
    """
    try:
        names = os.listdir(folder)
    except OSError:
        return True
    for name in names:
        module = sys.modules.get(name.partition(".")[0])
        is_module = name.endswith((".py", ".so", ".pyd"))
        found = folder / name if is_module else folder / name / "__init__.py"
        if name == "matplotlibrc" or (module and found.is_file() and not _is_of(module, found)):
            return True
    return False


def _is_of(module: Any, path: Path) -> bool:
    file = getattr(module, "__file__", None)
    return file is not None and Path(file).resolve() == path.resolve()


def fork_ahead() -> None:
    """Fork a kernel, which waits until nbval starts one."""
    global _waiting
    inbox, outbox = os.pipe()
    number = os.fork()
    if number == 0:
        _be_a_kernel(inbox)
    os.close(inbox)
    _waiting = Forked(number, outbox)
    _lead_a_group(number)
    factory = KernelProvisionerFactory.instance()
    place = f"{__name__}:{ForkedKernel.__name__}"
    factory.provisioners[NAME] = EntryPoint(NAME, place, factory.GROUP_NAME)
    factory.default_provisioner_name = NAME


def _lead_a_group(number: int) -> None:
    """Let a process lead a group of its own: whoever comes first, its parent or it, does so."""
    with contextlib.suppress(OSError):
        os.setpgid(number, number)


def end() -> None:
    """End the forked kernel and whatever it has started."""
    if _waiting is not None:
        _waiting.kill()


class Forked:
    """A process that was forked here, with as much of a `subprocess.Popen` as is asked of it.

    Parameters
    ----------
    pid : int
        Its number, and that of its process group.
    outbox : int
        The end of a pipe through which it is told what it is to be.
    """

    def __init__(self, pid: int, outbox: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._outbox = outbox

    def tell(self, job: dict[str, Any]) -> None:
        """Say what it is to be."""
        with os.fdopen(self._outbox, "w", encoding="utf-8") as file:
            json.dump(job, file)

    def poll(self) -> int | None:
        """Return its exit status; None while it runs."""
        if self.returncode is None:
            number, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if number else None
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it and what it has started."""
        if self.poll() is None:
            os.killpg(self.pid, signal.SIGKILL)


class ForkedKernel(LocalProvisioner):
    """Takes the kernel that waits in place of a new process."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Tell the kernel that waits what a new process would be told."""
        assert _waiting is not None
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        _waiting.tell({"argv": arguments, "env": kwargs["env"], "cwd": kwargs["cwd"]})
        self.process = _waiting  # type: ignore[assignment]
        self.pid = self.pgid = _waiting.pid
        self.cwd = kwargs["cwd"]
        return self.connection_info

    async def wait(self) -> int | None:
        """Wait for the kernel's end."""
        while await self.poll() is None:
            await asyncio.sleep(SOON)
        self.process, ended = None, self.process
        return ended.returncode if ended else 0


def _be_a_kernel(inbox: int) -> None:
    """Be a kernel until its end."""
    try:
        parent = os.getppid()
        _lead_a_group(os.getpid())
        _keep_only(inbox)
        with os.fdopen(inbox, encoding="utf-8") as file:
            said = file.read()
        if said:  # else nobody asks for a kernel any more
            job = json.loads(said)
            os.environ.clear()
            os.environ.update(job["env"])
            os.chdir(job["cwd"])
            _reseed()
            _start([*job["argv"], f"--IPKernelApp.parent_handle={parent}", _NO_HISTORY])
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
    finally:
        os._exit(1)


def _keep_only(inbox: int) -> None:
    """Close every open file but one and the log, and read and print nowhere."""
    os.closerange(3, inbox)
    os.closerange(inbox + 1, os.sysconf("SC_OPEN_MAX"))
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)


def _reseed() -> None:
    """Begin every random stream that a library keeps somewhere else than in other kernels."""
    for stream in _streams:
        stream.seed()
    sys.modules["numpy"].random.seed()


def _start(arguments: list[str]) -> None:
    from ipykernel.kernelapp import IPKernelApp

    sys.argv = ["ipykernel_launcher", *arguments]
    application = IPKernelApp.instance()
    application.initialize()
    os.dup2(1, 2)  # what it says from here on, it says to nbval
    application.start()
