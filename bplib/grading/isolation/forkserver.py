"""The fork server: a process that has imported what submissions use, and forks one for each.

Runs inside a bubblewrap of its own, which shows the interpreter and the libraries and nothing
else. It never runs a cell and knows no exercise. A child enters namespaces of its own, gives up
every right, and only then reads its first request, from a pipe that nobody but the grader holds.
Nothing of a child reaches the server or another child: it shares no memory that can be written, no
open file, no process group and no random stream with them, and cannot see or signal them.
"""

import contextlib
import gc
import importlib
import json
import os
import pkgutil
import random
import signal
import socket
import sys
from typing import Any

from bplib.grading.isolation import landlock, namespaces, shell, wire

MAX_REQUEST = 10_000
CONFINED = {"confined": True}
_SUBREAPER = 36
# What lessons and learners import; the rest of bplib comes by `_everything_of`.
LIBRARIES = (
    *("numpy", "sympy", "matplotlib.pyplot", "matplotlib_inline.backend_inline"),
    *("sympy.tensor.tensor", "sympy.physics.units", "sympy.codegen.ast", "sympy.printing.latex"),
    *("numpy.testing", "IPython.display", "IPython.core.pylabtools", "uuid", "dataclasses"),
    *("collections", "functools", "itertools", "math", "statistics", "fractions", "decimal"),
)
# What is imported, compiled or cached when it is first used.
FIRST_USES = """
import numpy as np, sympy as sp, matplotlib.pyplot as plt
x = sp.symbols("x")
sp.lambdify(x, sp.simplify(sp.diff(sp.exp(x) * sp.tanh(x), x)))(0.5)
sp.latex(sp.Matrix([[x, 1], [1, x]]).inv())
np.linalg.solve(np.eye(2), np.random.default_rng(0).normal(size=2))
plt.plot([1, 2]); plt.title("$x^2$"); plt.show()
"""


def main() -> None:
    """Answer requests for children until the grader is gone."""
    control, spec = socket.socket(fileno=int(sys.argv[1])), json.loads(sys.argv[2])
    namespaces.prctl(_SUBREAPER, 1, "taking in grandchildren")
    kernel: Any = warm() if spec["warm"] else None
    gc.collect()
    gc.freeze()  # so that collections do not write to pages that children share
    _send(control, {"ready": True})
    while True:
        said, fds, _, _ = socket.recv_fds(control, MAX_REQUEST, 2)
        _bury_the_dead()
        if not said:
            os._exit(0)
        try:
            pid = fork(kernel, {**spec, **json.loads(said)}, *fds)
        except OSError as error:
            _send(control, {"failed": str(error)})
        else:
            handle = os.pidfd_open(pid)
            _send(control, {"forked": True}, [handle])
            os.close(handle)
        for fd in fds:
            os.close(fd)


def warm() -> Any:
    """Return a shell in a process that has imported, and used once, what submissions use."""
    kernel = shell.make_shell()
    for name in LIBRARIES:
        importlib.import_module(name)
    for name in _everything_of("bplib"):
        with contextlib.suppress(ImportError):  # a peer library may not be installed
            importlib.import_module(name)
    known = set(kernel.user_ns)
    shell.run(kernel, {"source": FIRST_USES}, store_history=False)
    sys.modules["matplotlib.pyplot"].close("all")
    for name in set(kernel.user_ns) - known:
        del kernel.user_ns[name]
    if len(os.listdir("/proc/self/task")) > 1:
        raise RuntimeError("a library has started a thread, and threads do not survive a fork")
    return kernel


def _everything_of(package: str) -> list[str]:
    path = importlib.import_module(package).__path__
    found = [module.name for module in pkgutil.walk_packages(path, f"{package}.")]
    return [name for name in found if ".grading." not in f"{name}." and "moving" not in name]


def fork(kernel: Any, spec: dict[str, Any], inbox: int, outbox: int) -> int:
    """Return the number of a child that is on its way into a sandbox of its own.

    Between the two stands a process that makes the namespaces and ends; the child is then the
    server's own, whose number cannot be used again before the server has buried it.
    """
    read, write = os.pipe()
    first = os.fork()
    if first == 0:
        try:
            os.setsid()
            namespaces.enter(spec["work"], spec["disk"])
            second = os.fork()
            if second == 0:
                live(kernel, spec, inbox, outbox)
            os.write(write, str(second).encode())
        except BaseException as error:
            with contextlib.suppress(wire.WireError):
                wire.send(outbox, {"failed": str(error)})
        finally:
            os._exit(0)
    os.close(write)
    os.waitpid(first, 0)
    said = os.read(read, 20)
    os.close(read)
    if not said:
        raise OSError("a child did not get into its namespaces")
    return int(said)


def live(kernel: Any, spec: dict[str, Any], inbox: int, outbox: int) -> None:
    """Be a submission's process until its end."""
    try:
        _keep_only(inbox, outbox)
        namespaces.hide_processes()
        os.chdir(spec["work"])
        _limit(spec["limits"])
        _reseed(spec["stream"])
        namespaces.drop_capabilities()
        namespaces.give_up_new_privileges()
        landlock.restrict_files(spec["read"], spec["list"], spec["work"], alone=False)
        landlock.filter_calls()
        if kernel is None:
            wire.send(outbox, CONFINED)
        else:
            shell.serve(kernel, inbox, outbox, spec["limits"]["memory"])
    except BaseException as error:
        with contextlib.suppress(BaseException):
            wire.send(outbox, {"failed": str(error)})
    finally:
        os._exit(0)


def _keep_only(*kept: int) -> None:
    """Close every open file but these and the three standard streams."""
    begin = 3
    for fd in sorted(kept):
        os.closerange(begin, fd)
        begin = fd + 1
    os.closerange(begin, os.sysconf("SC_OPEN_MAX"))


def _limit(limits: dict[str, int]) -> None:
    import resource

    for what, most in (
        (resource.RLIMIT_CPU, limits["seconds"]),
        (resource.RLIMIT_FSIZE, limits["disk"]),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _reseed(stream: int) -> None:
    """Begin random streams that no other submission has."""
    random.seed(stream)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(stream % (1 << 32))


def _bury_the_dead() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _send(control: socket.socket, message: dict[str, Any], fds: list[int] | None = None) -> None:
    try:
        socket.send_fds(control, [json.dumps(message).encode()], fds or [])
    except OSError:
        os._exit(0)  # the grader is gone


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    main()
