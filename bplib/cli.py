"""The `bplib` command."""

import argparse
import difflib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import bplib
from bplib.course import lean, learning  # noqa: F401 - `lean` before whatever imports nbformat
from bplib.course.lessons import CourseError, course_root
from bplib.course.selfcheck import command as selfcheck
from bplib.grading import commands as grading

DESCRIPTION = """\
bplib: backpropagation you can check.

A course in Jupyter notebooks. Every formula is derived by hand and by SymPy,
coded by you in NumPy, and proven against a numeric gradient; every answer is
checked at once, and a wrong one is told which mistake it is.
"""
EPILOG = """\
examples:
  bplib lab                 open your own copy of the course, my-lessons/, in JupyterLab
  bplib lab 06              open lesson 06
  bplib progress            what is done, and what comes next?
  bplib update              bring newer lessons; what you wrote comes along
  bplib check               how does every lesson of mine stand?
  bplib check 06            how do my answers to lesson 06 stand?
  bplib check my/copy.ipynb the same for a notebook somewhere else
  bplib course DIR          make a course's folder without a clone, to grade in
  bplib build               regenerate every lesson from its solution
  bplib new NAME --lesson 6 begin a new exercise of lesson 06
  bplib collect FILE        sort what a platform handed out into submitted/
  bplib grade 06            grade what was submitted for lesson 06
  bplib export --csv        write the grades into a file
  bplib report              what did the class get wrong, and who needs a human?
  bplib doctor              is everything here that the course needs?
  bplib doctor --grading    does the grader hold here what it promises?

exit status:
  0  all is well
  1  some exercise does not pass yet, a submission was not collected or has no
     verdict or no grade, something is missing, or the grader breaks a promise
  2  the command cannot be carried out; one sentence says why

LESSON is a number (6 or 06) or a lesson's name (06_one_one_one).
Run these inside the course's folder; `bplib check` of a notebook's path works anywhere.
"""

COMMANDS = (
    "lab",
    "progress",
    "update",
    "reset",
    "setup",
    "course",
    "build",
    "new",
    "check",
    "collect",
    "grade",
    "export",
    "report",
    "doctor",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    command = "bplib"
    try:
        words = sys.argv[1:] if arguments is None else arguments
        _refuse_unknown(words[0] if words else "", COMMANDS)
        options, more = _parser().parse_known_args(words)
        command = f"bplib {options.command}"
        if more:
            raise _Usage(_not_understood(command, words, more))
        return int(options.run(options))
    except _Usage as error:
        print(error, file=sys.stderr)
        return 2
    except CourseError as error:
        print(f"{command}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"{command}: stopped", file=sys.stderr)
        return 130


class _Usage(Exception):
    """What was typed cannot be understood; its message is one clear sentence."""


class _Parser(argparse.ArgumentParser):
    """Says in one sentence what is wrong with what was typed."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing the usage."""
        raise _Usage(f"{self.prog}: {message}; `{self.prog} --help` says more")


def _refuse_unknown(word: str, commands: Sequence[str]) -> None:
    """Raise `_Usage` where a word is neither a command nor an option."""
    if word in commands or word.startswith("-"):
        return
    close = difflib.get_close_matches(word, commands, 1)
    advice = f"did you mean {close[0]}?" if close else f"choose one of {', '.join(commands)}"
    wrong = f"there is no command {word!r}" if word else "no command is given"
    raise _Usage(f"bplib: {wrong}: {advice}")


def _not_understood(command: str, words: Sequence[str], more: Sequence[str]) -> str:
    """Return a sentence about words that no command takes, as of a name without its quotes."""
    said, advice = " ".join(more), ""
    place = words.index(more[0]) if more[0] in words else 0
    before = words[place - 1] if place > 1 else "-"
    if Path(said).suffix and not said.startswith("-") and not before.startswith("-"):
        advice = f": a name with blanks must stand in quotes, as {f'{before} {said}'!r}"
    return f"{command}: {said} is not understood{advice}; `{command} --help` says more"


def _version() -> str:
    return f"bplib {bplib.__version__}, Python {sys.version.split()[0]}"


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = _Parser(prog="bplib", description=DESCRIPTION, epilog=EPILOG, formatter_class=raw)
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    learning.add_to(commands)

    course = commands.add_parser(
        "course",
        help="make a course's folder, to grade in",
        description=(
            "Make a folder of the whole course from an installed bplib: lessons, nbgrader's "
            "configuration, and the solutions where they are installed. A clone is one already."
        ),
    )
    course.add_argument("folder", metavar="DIR")
    course.set_defaults(run=_course)

    build = commands.add_parser(
        "build",
        help="execute the solutions and regenerate the lessons",
        description=(
            "Execute solutions/LESSON, store its outputs, and generate lessons/LESSON from it. "
            "A lesson is refused, with the cell named, if it leaks an answer, has a nameless or "
            "repeated grade cell, raises, or takes over 20 s. Twice gives no difference."
        ),
    )
    build.add_argument("lessons", nargs="*", metavar="LESSON", help="all where none is named")
    build.add_argument(
        "--force",
        action="store_true",
        help="overwrite lessons that somebody has typed in; a copy is kept beside each",
    )
    build.set_defaults(run=_build)

    new = commands.add_parser(
        "new",
        help="begin a new exercise",
        description=(
            "Make the file of a new exercise, the file of its right answers, and its three cells "
            "at the end of the lesson's solution. What is still to write stands between ‹ and ›; "
            "`bplib build` lists it."
        ),
    )
    new.add_argument("name", metavar="NAME", help="words of small letters joined by _")
    new.add_argument("--lesson", required=True, metavar="LESSON", help="the lesson it belongs to")
    new.add_argument(
        "--kind",
        default="function",
        help="function, steps, class, numbers, expressions or training (function)",
    )
    new.set_defaults(run=_new)

    selfcheck.add_to(commands)

    grading.add(commands)

    doctor = commands.add_parser(
        "doctor",
        help="look for what is missing",
        description="Look at Python, the packages, nbgrader's tools, the kernel and the processor.",
    )
    doctor.add_argument(
        "--grading",
        action="store_true",
        help="test the grader instead: does it hold here what it promises?",
    )
    doctor.set_defaults(run=_doctor)
    return parser


def _course(options: argparse.Namespace) -> int:
    from bplib.course.folder import make

    print(make(Path(options.folder).expanduser()))
    return 0


def _build(options: argparse.Namespace) -> int:
    from bplib.course.build import build

    for line in build(course_root(), options.lessons, force=options.force):
        print(line)
    return 0


def _new(options: argparse.Namespace) -> int:
    from bplib.course.new import new

    for line in new(course_root(), options.name, options.lesson, options.kind):
        print(line)
    return 0


def _doctor(options: argparse.Namespace) -> int:
    if options.grading:
        from bplib.grading import selftest

        return 0 if selftest.report() else 1
    from bplib.course import doctor

    return 0 if doctor.report() else 1
