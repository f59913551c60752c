"""What ran in this kernel: which run of a cell made a name, and what went wrong since.

A check judges what is in memory. Where the cell above it was run again and did not compile, or no
longer defines the name, that is an older answer than the one on the page.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from bplib.course.binding import bound, bound_before, syntax_error

# Magics of a whole cell that run it elsewhere, or only keep its text: it defines nothing here.
_MAGIC = re.compile(r"\s*%%(\w+)")
_ELSEWHERE = frozenset(
    (
        *("timeit", "writefile", "file", "script", "bash", "sh", "cmd", "system", "sx", "perl"),
        *("ruby", "pypy", "python", "python2", "python3", "html", "HTML", "latex", "markdown"),
        *("svg", "SVG", "js", "javascript"),
    )
)


@dataclass(frozen=True)
class Run:
    """One run of a cell.

    Attributes
    ----------
    cell : str
        The id that the notebook gave the cell; ``""`` where it sent none.
    source : str
        What ran.
    made : frozenset of str
        The names that it bound.
    indirect : bool
        Whether it may have bound names that are not in its text.
    error : str
        What it ended with: ``"SyntaxError: '(' was never closed"``; ``""`` where it ended well.
    line, column : int
        The line of the error, 0 where there is none; in it how far a `SyntaxError` has read.
    compiled : bool
        Whether any of it ran.
    around : bool
        Whether it ran another cell, as ``%%capture`` does; that one stands before it.
    elsewhere : str
        The magic by which all of it ran elsewhere, such as ``"%%timeit"``; ``""`` where none did.
    """

    cell: str
    source: str
    made: frozenset[str]
    indirect: bool
    error: str
    line: int
    column: int
    compiled: bool
    around: bool
    elsewhere: str

    def where(self) -> str:
        """Return the line of the error with its number; nothing where there is none."""
        return line_of(self.source, self.line)

    def text(self) -> str:
        """Return the line of the error as it stands in the cell; nothing where there is none."""
        return "".join(self.source.splitlines()[self.line - 1 : self.line]) if self.line else ""


class Record:
    """The runs of one shell's cells, in order.

    Parameters
    ----------
    shell : IPython.core.interactiveshell.InteractiveShell
        Whose events are listened to from now on.
    """

    def __init__(self, shell: Any) -> None:
        self._shell = shell
        self._runs: list[Run] = []
        self._running: list[tuple[Any, dict[str, Any]]] = []
        self._ran_inside = False
        shell.events.register("pre_run_cell", self._before)
        shell.events.register("post_run_cell", self._after)

    def _before(self, info: Any) -> None:
        self._running.append((info, dict(self._shell.user_ns)))
        self._ran_inside = False

    def _after(self, result: Any) -> None:
        if result is None:  # interrupted before anything was known of it
            del self._running[-1:]
            return
        before = None
        if any(info is result.info for info, _ in self._running):
            while before is None:
                info, names = self._running.pop()
                before = names if info is result.info else None
        ids = [getattr(info, "cell_id", None) for info, _ in self._running]
        cell = getattr(result.info, "cell_id", None) or next(filter(None, ids), "")
        self._runs.append(_run(self._shell, result, cell, before, self._ran_inside))
        self._ran_inside = bool(self._running)

    def made(self) -> frozenset[str]:
        """Return the names that the last run bound."""
        return self._runs[-1].made if self._runs else frozenset()

    def last(self) -> Run | None:
        """Return the last run; None where none has ended."""
        return self._runs[-1] if self._runs else None

    def made_by(self, name: str) -> Run | None:
        """Return the last run that bound a name; None where none did."""
        return next((run for run in reversed(self._runs) if name in run.made), None)

    def cell(self) -> str:
        """Return the id of the cell that is running; "" where none is, or it is not known."""
        infos = [info for info, _ in self._running[-1:]]
        return next((getattr(info, "cell_id", None) or "" for info in infos), "")

    def cells(self) -> frozenset[str]:
        """Return the ids of the cells that have run."""
        return frozenset(run.cell for run in self._runs)

    def running(self) -> str:
        """Return the source of the cell that is running, as Python; nothing where none is."""
        return _as_python(self._shell, self._running[-1][0].raw_cell) if self._running else ""

    def sources(self) -> list[str]:
        """Return what ran so far, as Python, in order."""
        return [_as_python(self._shell, run.source) for run in self._runs if run.compiled]

    def older(self, name: str) -> Run | None:
        """Return the run after which what a name holds is older than its cell; None where none is.

        Parameters
        ----------
        name : str
            A name that is defined.

        Returns
        -------
        Run or None
            A run, later than the one that bound the name, of the same cell that did not bind it,
            or of any cell that would have, had it compiled.
        """
        maker = next((k for k in reversed(range(len(self._runs))) if self._makes(k, name)), None)
        if maker is None:
            return None
        mine = self._runs[maker].cell
        later = [
            run
            for run in self._runs[maker + 1 :]
            if (mine and run.cell == mine and not (run.indirect and not run.error))
            or (not run.compiled and name in bound(run.source))
        ]
        for run in reversed(later):
            if run.error:
                return run
            if not run.around:
                break
        return later[-1] if later else None

    def failed(self, name: str) -> Run | None:
        """Return the last run of a cell that would bind a name, had it not failed."""
        return next((r for r in reversed(self._runs) if r.error and name in bound(r.source)), None)

    def elsewhere(self, name: str) -> Run | None:
        """Return the last run of a cell that would bind a name, had it not run elsewhere."""
        runs = reversed(self._runs)
        return next((r for r in runs if r.elsewhere and name in bound(r.source)), None)

    def renamed(self, name: str) -> str:
        """Return what the last cell that ran binds in place of a name, where it looks alike."""
        return next(iter(get_close_matches(name, self.made(), n=1)), "")

    def _makes(self, place: int, name: str) -> bool:
        return name in self._runs[place].made


def asked(source: str, exercise: str) -> list[str]:
    """Return the names that a cell hands to ``check("exercise", ...)``, those behind them too.

    Parameters
    ----------
    source : str
        A cell.
    exercise : str
        The exercise's name.

    Returns
    -------
    list of str
        In the order in which they are read. A name that the cell itself assigns counts as the
        names that it is made of, one that it defines or imports not at all.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return []
    made_of = {
        target.id: list(_loaded(node.value))
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    found: list[str] = []
    seen: set[str] = set()
    waiting = [
        name
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _checks(node, exercise)
        for part in node.args[1:]
        for name in _loaded(part)
    ]
    while waiting:
        name = waiting.pop(0)
        if name in seen:
            continue
        seen.add(name)
        if name in made_of:
            waiting = made_of[name] + waiting
        else:
            found.append(name)
    own, _ = bound_before(source, None)
    return [name for name in found if name not in own]


def line_of(source: str, number: int) -> str:
    """Return a line of a cell with its number; a comment by its number only."""
    lines = source.splitlines()
    if not 1 <= number <= len(lines):
        return ""
    text = lines[number - 1].strip()
    return f"line {number}" if text.startswith("#") else f"line {number}: {text}"


def _checks(call: ast.Call, exercise: str) -> bool:
    first = call.args[0] if call.args else None
    return isinstance(first, ast.Constant) and first.value == exercise


def _loaded(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id


def _run(shell: Any, result: Any, cell: str, before: dict[str, Any] | None, around: bool) -> Run:
    """Return what a run was, from IPython's result and the names as they were before it."""
    raw = result.info.raw_cell
    python = _as_python(shell, raw)
    failed = result.error_before_exec or result.error_in_exec
    magic = _MAGIC.match(raw)
    line = column = 0
    inner = _error_inside(raw, magic) if isinstance(result.error_in_exec, SyntaxError) else None
    if inner is not None:
        failed, line = inner
        column = failed.offset or 0
    elif result.error_before_exec is not None:
        failed = syntax_error(python) or failed
        line, column = (getattr(failed, place, None) or 0 for place in ("lineno", "offset"))
    elif failed is not None:
        line = _line_in_cell(failed, shell.user_ns)
    made, indirect = bound_before(python, line if failed is not None else None)
    if result.error_before_exec is not None:
        made = set()
    if before is not None:
        space = shell.user_ns
        made |= {name for name, value in space.items() if before.get(name, space) is not value}
    said = f"{type(failed).__name__}: {getattr(failed, 'msg', failed)}"[:200] if failed else ""
    elsewhere = f"%%{magic[1]}" if magic and magic[1] in _ELSEWHERE else ""
    return Run(
        cell=cell,
        source=raw,
        made=frozenset(made),
        indirect=indirect and not elsewhere,
        error=said.rstrip(": "),
        line=line,
        column=column,
        compiled=result.error_before_exec is None,
        around=around,
        elsewhere=elsewhere,
    )


def _error_inside(raw: str, magic: re.Match[str] | None) -> tuple[SyntaxError, int] | None:
    """Return why the cell below a cell magic does not compile, and in which line of the whole."""
    if magic is None:
        return None
    above = raw[: magic.end()].count("\n") + 1
    error = syntax_error("".join(raw.splitlines(keepends=True)[above:]))
    return (error, above + (error.lineno or 0)) if error else None


def _as_python(shell: Any, raw: str) -> str:
    try:
        return str(shell.transform_cell(raw))
    except Exception:  # a cell that cannot even be transformed has not run
        return raw


def _line_in_cell(error: BaseException, space: dict[str, Any]) -> int:
    """Return the line at which a cell stopped: of its own top level, not of what it called."""
    tb = error.__traceback__
    while tb is not None:
        if tb.tb_frame.f_globals is space or tb.tb_frame.f_locals is space:
            return tb.tb_lineno
        tb = tb.tb_next
    return 0
