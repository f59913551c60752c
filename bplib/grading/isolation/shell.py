"""The student's side: an IPython shell that runs cells and lets an answer be called.

Runs alone inside the sandbox. It knows no exercise, no expected value and no score; whatever it
says is only ever compared with what the grader knows. So a shell that a submission has taken
over can give answers, and nothing else.
"""

import contextlib
import io
import os
import sys
import traceback
from typing import Any

# by name: a submission that patches these modules does not reach its own shell
from bplib.course.checks.called import called
from bplib.course.checks.calling import collect
from bplib.grading.isolation.wire import WireError, receive, send

MAX_TEXT = 20_000
MAX_DISPLAY = 2_000_000


class Capped(io.StringIO):
    """Keeps the first `MAX_TEXT` characters and drops the rest."""

    encoding = "utf-8"

    def write(self, text: str) -> int:
        """Keep what there is room for; say that all was written."""
        room = MAX_TEXT - self.tell()
        if room > 0:
            super().write(text[:room])
        return len(text)

    def close(self) -> None:
        """Stay open: a cell may close its output, and what it wrote is still asked for."""


def main() -> None:
    """Answer requests from the pipe until it is closed."""
    inbox, outbox, memory = (int(number) for number in sys.argv[1:4])
    serve(make_shell(), inbox, outbox, memory)


def serve(shell: Any, inbox: int, outbox: int, memory: int) -> None:
    """Answer requests from the pipe until it is closed.

    Parameters
    ----------
    shell : InteractiveShell
        As `make_shell` returns it.
    inbox, outbox : int
        The ends of two pipes, to read from and to write to.
    memory : int
        The most bytes of address space from now on.
    """
    with contextlib.suppress(ImportError):  # Windows has no such limit
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    send(outbox, {"ready": True})
    answers = {"run": run, "probe": probe, "calls": calls}
    while True:
        try:
            request = receive(inbox)
        except WireError:
            os._exit(0)
        reply = answers[request["op"]](shell, request)
        send(outbox, {**reply, "number": request["number"]})


def make_shell() -> Any:
    """Return an IPython shell that keeps no history and captures what is displayed."""
    from IPython.core.displayhook import DisplayHook
    from IPython.core.displaypub import CapturingDisplayPublisher
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.text import SList
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "NoColor"

    class Shell(InteractiveShell):
        def enable_gui(self, gui: Any = None) -> None:
            """Do nothing: there is no window here, and `%matplotlib` should not fail."""

        def system(self, cmd: str) -> None:
            """Say that a command is not run; the cell goes on."""
            print(f"not run by the grader: {cmd}", file=sys.stderr)

        def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:  # noqa: ARG002
            """Say that a command is not run, and return what one returns that prints nothing."""
            self.system(cmd)
            return SList() if split else ""

        def run_line_magic(self, *arguments: Any, **named: Any) -> Any:
            """Run a magic; where it fails, for want of a package say, the cell goes on."""
            try:
                return super().run_line_magic(*arguments, **named)
            except Exception as error:
                print(f"%{arguments[0]} failed: {error}", file=sys.stderr)

    class Hook(DisplayHook):
        def write_output_prompt(self) -> None:
            """Write no prompt."""

        def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:  # noqa: ARG002
            """Show the value of a cell's last expression in all its forms."""
            shell: Any = self.shell
            shell.display_pub.outputs.append({"data": format_dict})

    shell = Shell.instance(
        config=config, display_pub_class=CapturingDisplayPublisher, displayhook_class=Hook
    )
    for name in ("hint", "diff"):  # in a notebook `begin` puts them there
        shell.user_ns[name] = lambda *_, **__: None
    return shell


def run(shell: Any, request: dict[str, Any], *, store_history: bool = True) -> dict[str, Any]:
    """Run a cell; return what it showed, as a notebook stores it, and its exception."""
    stdout, stderr = Capped(), Capped()
    shown: list[Any] = []
    shell.display_pub.outputs = shown
    with contextlib.redirect_stdout(stdout), contextlib.redirect_stderr(stderr):
        result = shell.run_cell(request["source"], store_history=store_history, silent=False)
    error = result.error_before_exec or result.error_in_exec
    outputs: list[dict[str, Any]] = []
    for name, stream in (("stdout", stdout), ("stderr", stderr)):
        if stream.getvalue():
            outputs.append({"output_type": "stream", "name": name, "text": stream.getvalue()})
    room = MAX_DISPLAY
    for display in shown:
        data = {str(k): v for k, v in dict(display.get("data", {})).items() if isinstance(v, str)}
        room -= sum(map(len, data.values()))
        if data and room > 0:
            outputs.append({"output_type": "display_data", "data": data, "metadata": {}})
    said = {"outputs": outputs, "error": describe(error) if error else None}
    return {**said, "compiled": not result.error_before_exec}


def probe(shell: Any, request: dict[str, Any]) -> dict[str, Any]:
    """Call the answer of a check cell on inputs."""
    handed, failure = hand_over(shell, request["source"])
    if failure:
        return failure
    try:
        return {"results": collect(request["request"], handed)}
    except BaseException as error:  # an answer may raise what is no Exception
        return {"error": describe(error)}


def calls(shell: Any, request: dict[str, Any]) -> dict[str, Any]:
    """Call the answer of a check cell once more, to see what it calls in turn."""
    handed, failure = hand_over(shell, request["source"])
    if failure:
        return failure
    try:
        return {"used": called(request["request"], handed)}
    except BaseException as error:
        return {"error": describe(error)}


def hand_over(shell: Any, source: str) -> tuple[Any, dict[str, Any]]:
    """Evaluate a check cell up to what it hands to `check`; return that, or why there is nothing.

    The check cell's text comes from the grader, never from the submission.
    """
    handed: list[Any] = []
    space = {**shell.user_ns, "check": lambda _, answer: handed.append(answer)}
    quiet = Capped()
    try:
        with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
            exec(compile(source, "<check>", "exec"), space)
        return handed[0], {}
    except NameError as error:
        return None, {"missing": str(getattr(error, "name", ""))}
    except BaseException as error:
        return None, {"error": describe(error)}


def describe(error: BaseException) -> dict[str, Any]:
    """Return an exception's type, message and the submission's own lines of its traceback."""
    lines = [
        f"line {frame.lineno} in {frame.name}: {frame.line}"
        for frame in traceback.extract_tb(error.__traceback__)
        if "ipython-input" in frame.filename or "/ipykernel_" in frame.filename
    ]
    message = str(error)
    if isinstance(error, SyntaxError) and error.lineno:  # without a file's name
        message = f"line {error.lineno}: {error.msg}: {(error.text or '').strip()[:200]}"
    return {"type": type(error).__name__, "message": message[:500], "lines": lines[-6:]}


if __name__ == "__main__":
    main()
