"""What a lesson shows in a notebook, and what a cell still needs."""

import contextlib
import linecache
import os
import re
import sys
import time
import weakref
from typing import Any

from bplib.course.lessons import CourseError
from bplib.course.ran import Record
from bplib.course.remarks import RUN_ABOVE, made_above, remark
from bplib.course.workspace.pages import show_where_i_am

_STARTED = time.time()  # `bplib lab` imports this module when a kernel starts
# What swallows the rest of the running cell's outputs, where one is held back.
_held: list[Any] = []
_records: "weakref.WeakKeyDictionary[Any, Record]" = weakref.WeakKeyDictionary()


def begin() -> None:
    """Begin a lesson: from here on, a check knows whether the cells that it needs have run.

    A name that does not exist says what to run. `hint` and `diff` are there from now on, unless the
    learner has something of these names. In a workspace, how the lesson stands is shown.
    """
    _listen()
    shell = _shell()
    if shell is not None:
        from bplib.course.hinting import diff, hint

        shell.user_ns.setdefault("hint", hint)
        shell.user_ns.setdefault("diff", diff)
    with contextlib.suppress(CourseError, OSError):  # a lesson begins without it, too
        show_where_i_am()


def _listen() -> None:
    """Listen to what runs; outside of a notebook, or a second time, do nothing.

    A handler of errors that is installed already goes on being called for its own.
    """
    shell = _shell()
    if shell is None or shell in _records:
        return
    _records[shell] = Record(shell)
    shell.events.register("post_run_cell", _remark)
    shell.events.register("post_run_cell", _leave_open)
    handled, before = shell.custom_exceptions, shell.CustomTB

    def say_or_pass_on(shell: Any, etype: type, error: BaseException, tb: Any, **_: Any) -> None:
        if isinstance(error, NameError):
            sentence = _instead(shell, error, tb)
        else:
            sentence = _restart(error) if isinstance(error, ImportError) else ""
        if sentence:
            shell._showtraceback(etype, etype(sentence), [sentence])
        elif issubclass(etype, handled):
            before(etype, error, tb)
        else:
            if isinstance(error, NameError) and "check" not in shell.user_ns:
                error.add_note(f"{error.name!r} is not defined: {_JUST_STARTED}")
            elif isinstance(error, NameError) and is_made_above(error.name):
                error.add_note(f"{error.name!r} {_ABOVE}")
            shell.showtraceback((etype, error, tb))

    shell.set_custom_exc((*handled, NameError, ImportError), say_or_pass_on)


def load_ipython_extension(shell: Any) -> None:  # noqa: ARG001, IPython hands it over
    """Listen before the lesson's own first cell has run; `bplib lab` starts kernels so."""
    _listen()


def record() -> Record | None:
    """Return what ran in this kernel since `begin`; None outside of a notebook."""
    shell = _shell()
    return None if shell is None else _records.get(shell)


def show(bundle: dict[str, Any]) -> None:
    """Show a bundle of forms of one thing in the notebook; outside of one, print its text.

    It is shown also where a cell is held back.
    """
    if _shell() is not None:
        from IPython.display import display

        held = _let_go()
        display(bundle, raw=True)
        if held:
            hold_back()
    else:
        print(bundle["text/plain"])


def hold_back() -> None:
    """Show nothing more of what the running cell shows; outside of a notebook, do nothing."""
    shell = _shell()
    if shell is None or _held:
        return
    from IPython.utils.capture import capture_output

    _held.append(capture_output(stderr=False))
    _held[0].__enter__()
    shell.events.register("post_run_cell", _let_go)


def _let_go(_result: Any = None) -> bool:
    """Show again what is shown; return whether anything was held back."""
    if not _held:
        return False
    _held[0].__exit__(None, None, None)
    _held.clear()  # not before: an interrupt in between would hold everything back for good
    _shell().events.unregister("post_run_cell", _let_go)
    return True


def _shell() -> Any:
    """Return the running IPython shell, or None."""
    if "IPython" not in sys.modules:
        return None
    return sys.modules["IPython"].get_ipython()


_GUESS = re.compile(r"^(guess_\w+) *=(?!=)", re.MULTILINE)
_HOW_TO_GUESS = 'A guess is a number, such as 0.5, or words in quotes, such as "falls".'
_JUST_STARTED = (
    "nothing of this lesson is in memory yet; run its first code cell, with the imports, and the "
    f"cells above this one {RUN_ABOVE}"
)
_ABOVE = f"is made in a cell above, which has not run: run the cells above first {RUN_ABOVE}"
_MISSING = re.compile(r"NameError: name '(\w+)' is not defined")


def _instead(shell: Any, error: NameError, tb: Any) -> str:
    """Return the sentence that stands in place of a traceback; nothing where that says more."""
    name, source = str(error.name), _top_level(tb)
    if re.search(r"^check\(", source, re.MULTILINE):
        return _what_to_run(shell, name)
    guess = re.search(rf"{_GUESS.pattern} *{name} *(?:#.*)?$", source, re.MULTILINE)
    if guess:
        return f'{name!r} is not defined: words stand in quotes, {guess[1]} = "{name}"'
    if re.search(rf"{_GUESS.pattern}[^#\n]*\b{name}\b", source, re.MULTILINE):
        return _what_to_run(shell, name)
    asked = re.search(rf"^(hint|diff)\(\s*{name}\b", source, re.MULTILINE)
    if asked:
        return f'{name!r} is not defined: an exercise stands in quotes, {asked[1]}("{name}")'
    return ""


def _restart(error: ImportError) -> str:
    """Return what to do where bplib lacks a name and has been updated since this kernel started."""
    if str(error.name).partition(".")[0] != "bplib":
        return ""
    modules = [module for name, module in sys.modules.items() if name.partition(".")[0] == "bplib"]
    files = [file for module in modules if (file := getattr(module, "__file__", None))]
    if not any(os.path.isfile(file) and os.path.getmtime(file) > _STARTED for file in files):
        return ""
    said = str(error).partition(" (")[0]
    return f"{said}: bplib is newer than this kernel; Kernel → Restart Kernel and Run All Cells"


def _what_to_run(shell: Any, name: str) -> str:
    """Return one sentence on a name that a check needs and that is not defined."""
    failed = _records[shell].failed(name)
    missing = _MISSING.match(failed.error) if failed else None
    if failed and missing and is_made_above(missing[1], failed.cell):
        return (
            f"{name!r} is not defined: its cell needs {missing[1]!r}, which {_ABOVE}, "
            "then this one again"
        )
    if failed is not None:
        where = f" ({failed.where()})" if failed.where() else ""
        return (
            f"{name!r} is not defined: the cell that should define it stopped with "
            f"{failed.error}{where}; correct it, run it, then this one again"
        )
    if "check" not in shell.user_ns:
        return f"{name!r} is not defined: {_JUST_STARTED}, then this one again"
    aside = _records[shell].elsewhere(name)
    if aside is not None:
        return (
            f"{name!r} is not defined: the cell that should define it begins with "
            f"{aside.elsewhere}, so that nothing of it stays in the notebook; take that line away, "
            "run it, then this one again"
        )
    other = _records[shell].renamed(name)
    if other:
        return (
            f"{name!r} is not defined; the cell that ran before this one defines {other!r}: was "
            f"{name!r} renamed?"
        )
    return f"{name!r} is not defined yet: run the cell that defines it, then this one again"


def is_made_above(name: str | None, cell: str | None = None) -> bool:
    """Whether a name is missing that a cell makes which has not run, above the one that asks.

    Parameters
    ----------
    name : str or None
        The name.
    cell : str, optional
        The id of the cell that asks for it; the one that runs where not given.
    """
    runs, shell = record(), _shell()
    if not name or not runs or name in shell.user_ns:
        return False
    return made_above(name, runs.cell() if cell is None else cell, runs.cells())


def _remark(result: Any) -> None:
    """Say of a cell that failed what Python's message leaves unsaid."""
    if result is None or result.success:
        return
    run = _records[_shell()].last()
    said = remark(run.error, run.text(), run.column) if run else ""
    if said:
        print(said)


def _leave_open(result: Any) -> None:
    """Leave open what a cell that failed had not guessed yet: results wait, what follows runs."""
    if result is None or result.success:
        return
    shell = _shell()
    made = _records[shell].made()
    names = [name for name in _GUESS.findall(result.info.raw_cell) if name not in made]
    if not names:
        return
    shell.user_ns.update(dict.fromkeys(names, ...))
    if not isinstance(result.error_in_exec, NameError):
        print(f"Still open: {', '.join(names)}. {_HOW_TO_GUESS}")


def _top_level(tb: Any) -> str:
    """Return the source of the cell at whose top level an error came; nothing where deeper."""
    while tb.tb_next is not None:
        tb = tb.tb_next
    code = tb.tb_frame.f_code
    return "".join(linecache.getlines(code.co_filename)) if code.co_name == "<module>" else ""
