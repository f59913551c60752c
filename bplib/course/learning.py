"""What learners type: `bplib lab`, `progress`, `update`, `reset` and `setup`."""

import argparse
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bplib.course.doctor import typed
from bplib.course.lessons import course_root, find_lesson

if TYPE_CHECKING:
    from bplib.course.workspace.places import Workspace

SAVE_FIRST = (
    "JupyterLab is open: save all that you have written there (File → Save All), then press Enter "
    "here; Ctrl+C leaves everything as it is. "
)
RELOAD = "File → Reload Notebook from Disk, then Kernel → Restart Kernel and Run All Cells"
OVERWRITE = (
    "If JupyterLab says that a file has changed, choose Overwrite, which keeps what you see there; "
    "then `{again}` once more."
)
RUN = "What was brought counts in `{bplib} progress` once it has run: `{bplib} check` runs it."


def add_to(commands: Any) -> None:
    """Add the learners' commands to the subparsers of `bplib`."""
    lab = commands.add_parser(
        "lab",
        help="open the course in JupyterLab",
        description=(
            "Open JupyterLab on a lesson of your own copy of the course, the one in which there is "
            "something to do next where none is named. The copy is in my-lessons/, or in DIR, and "
            "is made where there is none. A word is a folder where it exists or has a slash in it, "
            "as ./mine has; else a lesson."
        ),
    )
    lab.add_argument("words", nargs="*", metavar="LESSON | DIR")
    lab.add_argument("--no-browser", action="store_true", help="print the address, open nothing")
    lab.add_argument("--port", type=_port, help="the port to listen on (a free one from 8888 on)")
    lab.set_defaults(run=_lab)

    progress = commands.add_parser(
        "progress",
        help="say what is done and what comes next",
        description="Print what the checks in your own copy of the course have recorded.",
    )
    switch = progress.add_mutually_exclusive_group()
    switch.add_argument("--off", action="store_true", help="record no checks from now on")
    switch.add_argument("--on", action="store_true", help="record checks again")
    progress.set_defaults(run=_progress)

    update = commands.add_parser(
        "update",
        help="bring newer lessons into your own copy",
        description=(
            "Bring newer lessons into your own copy of the course. Answers, guesses, notes and "
            "cells of your own come along; what has no place in the new lesson is put beside it, "
            "and the file before is kept in kept/."
        ),
    )
    update.add_argument("lessons", nargs="*", metavar="LESSON", help="which; all where none")
    update.add_argument(
        "--from", dest="source", metavar="PATH", help="copy what you wrote there: lessons, a copy"
    )
    update.set_defaults(run=_update)

    reset = commands.add_parser(
        "reset",
        help="begin a lesson afresh",
        description="Put a lesson back as it was handed out; yours is kept in kept/.",
    )
    reset.add_argument("lesson", metavar="LESSON")
    reset.set_defaults(run=_reset)

    setup = commands.add_parser(
        "setup",
        help="install what the course needs into .venv",
        description=(
            "Make .venv in the course's folder and install what the course needs into it, in the "
            "versions of requirements.lock. Python alone is needed: `python3 -m bplib setup`."
        ),
    )
    setup.add_argument("--dev", action="store_true", help="and what its developers need")
    setup.set_defaults(run=_setup)


def _port(word: str) -> int:
    try:
        port = int(word)
    except ValueError:
        port = -1
    if not 0 < port < 65_536:
        raise argparse.ArgumentTypeError(f"{word} is no port: give a number from 1 to 65535")
    return port


def _lab(options: argparse.Namespace) -> int:
    from bplib.course.lab import open_lesson

    open_lesson(options.words, options.port, not options.no_browser)
    return 0


def _progress(options: argparse.Namespace) -> int:
    from bplib.course.workspace import outline, pages, places, progress

    folder = places.needed().folder
    if options.off or options.on:
        progress.switch(folder, options.on)
        print(f"Checks in {folder} are {'' if options.on else 'not '}recorded from now on.")
    else:
        print(pages.text(folder, outline.read(places.course())))
    return 0


def _update(options: argparse.Namespace) -> int:
    from bplib.course.workspace import places, renewal

    workspace, course = places.needed(), places.course()
    wanted = [find_lesson(course, lesson) for lesson in options.lessons]
    if options.source or renewal.newer(workspace, course, wanted):
        _let_save(workspace)
    if options.source:
        source = Path(options.source).expanduser()
        source = source if source.exists() else course / options.source
        lines = renewal.bring(workspace, course, source, wanted)
    else:
        lines = renewal.update(workspace, course, wanted)
    changed = 0
    for line in lines:
        print(line, flush=True)
        changed += 1
    if not changed:
        print("Nothing to bring." if options.source or wanted else "Every lesson is the newest.")
        return 0
    if options.source:
        print(RUN.format(bplib=typed()))
    if renewal.is_open(workspace):
        words = [*options.lessons, *(["--from", options.source] if options.source else [])]
        again = shlex.join([*typed().split(), "update", *words])
        print(f"JupyterLab is open: in each of these lessons, {RELOAD}.")
        print(OVERWRITE.format(again=again))
    return 0


def _let_save(workspace: "Workspace") -> None:
    """Where JupyterLab is open, let the learner save first: what is only on its page is in no file.

    A program that calls the command is not asked.
    """
    from bplib.course.workspace import renewal

    if renewal.is_open(workspace) and sys.stdin.isatty() and sys.stdout.isatty():
        try:
            input(SAVE_FIRST)
        except EOFError:
            raise KeyboardInterrupt from None


def _reset(options: argparse.Namespace) -> int:
    from bplib.course.workspace import places, renewal

    course = places.course()
    workspace = places.needed()
    lesson = find_lesson(course, options.lesson)
    _let_save(workspace)
    print(renewal.reset(workspace, course, lesson))
    if renewal.is_open(workspace):
        print(f"JupyterLab is open: in this lesson, {RELOAD}.")
    return 0


def _setup(options: argparse.Namespace) -> int:
    from bplib.course.setting_up import set_up

    set_up(course_root(), developer=options.dev)
    return 0
