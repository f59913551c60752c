"""The `bplib` command."""

import argparse
import contextlib
import difflib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import bplib
from bplib.course import lean  # noqa: F401 - before whatever imports nbformat
from bplib.course.lessons import CourseError, course_root

if TYPE_CHECKING:
    from bplib.grading.engines.engine import Engine

DESCRIPTION = """\
bplib: backpropagation you can check.

A course in Jupyter notebooks. Every formula is derived by hand and by SymPy,
coded by you in NumPy, and proven against a numeric gradient; every answer is
checked at once, and a wrong one is told which mistake it is.
"""
EPILOG = """\
examples:
  bplib lab                 open the course in JupyterLab
  bplib lab 06              open lesson 06
  bplib check 06            how do my answers to lesson 06 stand?
  bplib check my/copy.ipynb the same for a notebook somewhere else
  bplib build               regenerate every lesson from its solution
  bplib new NAME --lesson 6 begin a new exercise of lesson 06
  bplib collect FILE        sort what a platform handed out into submitted/
  bplib grade 06            grade what was submitted for lesson 06
  bplib export --csv        write the grades into a file
  bplib doctor              is everything here that the course needs?
  bplib doctor --grading    does the grader hold here what it promises?

exit status:
  0  all is well
  1  some exercise does not pass yet, a submission was not collected or has no
     verdict or no grade, something is missing, or the grader breaks a promise
  2  the command cannot be carried out; one sentence says why

LESSON is a number (6 or 06) or a lesson's name (06_one_one_one).
Run these inside the course's folder.
"""

COMMANDS = ("lab", "build", "new", "check", "collect", "grade", "export", "doctor")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    command = "bplib"
    try:
        words = sys.argv[1:] if arguments is None else arguments
        _refuse_unknown(words[0] if words else "", COMMANDS)
        options = _parser().parse_args(words)
        command = f"bplib {options.command}"
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


def _port(word: str) -> int:
    try:
        port = int(word)
    except ValueError:
        port = -1
    if not 0 < port < 65_536:
        raise argparse.ArgumentTypeError(f"{word} is no port: give a number from 1 to 65535")
    return port


def _workers(word: str) -> int:
    if not word.isascii() or not word.isdigit() or not 0 < int(word) <= 1_000:
        raise argparse.ArgumentTypeError(f"{word} is no number of workers: give one from 1 to 1000")
    return int(word)


def _version() -> str:
    return f"bplib {bplib.__version__}, Python {sys.version.split()[0]}"


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = _Parser(prog="bplib", description=DESCRIPTION, epilog=EPILOG, formatter_class=raw)
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    lab = commands.add_parser(
        "lab",
        help="open the course in JupyterLab",
        description="Open JupyterLab on a lesson, the first one where none is named.",
    )
    lab.add_argument("lesson", nargs="?", default="0", metavar="LESSON")
    lab.add_argument("--no-browser", action="store_true", help="print the address, open nothing")
    lab.add_argument("--port", type=_port, default=8888, help="the port to listen on (8888)")
    lab.set_defaults(run=_lab)

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

    check = commands.add_parser(
        "check",
        help="say how your answers stand",
        description=(
            "Run your notebooks in lessons/ from top to bottom with nbval, and print a table: "
            "exercise, outcome, points, diagnosis. Your notebooks are not changed."
        ),
    )
    check.add_argument(
        "lessons", nargs="*", metavar="LESSON", help="a lesson or a notebook's path; all where none"
    )
    check.set_defaults(run=_check)

    _add_collect(commands)

    grade = commands.add_parser(
        "grade",
        help="grade what was submitted",
        description=(
            "Grade every submission in submitted/STUDENT/LESSON/ that is new or changed: run it "
            "in a sandbox, judge it outside, save the scores in the gradebook, and print a table."
        ),
    )
    grade.add_argument("lessons", nargs="*", metavar="LESSON", help="all where none is named")
    grade.add_argument("--force", action="store_true", help="grade everything again")
    grade.add_argument(
        "--student", action="append", metavar="STUDENT", help="only this one; may be repeated"
    )
    grade.add_argument("--dry-run", action="store_true", help="say what would be graded")
    grade.add_argument("--json", action="store_true", help="print the table as JSON")
    grade.add_argument(
        "--workers", type=_workers, metavar="N", help="processes that grade (one for every core)"
    )
    grade.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="let the workers of a Dask scheduler grade, as tcp://host:8786",
    )
    grade.add_argument(
        "--require-sandbox",
        action="store_true",
        help="refuse to grade where this machine has no sandbox for submissions",
    )
    grade.set_defaults(run=_grade)

    _add_export(commands)

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


def _add_collect(commands: "argparse._SubParsersAction[_Parser]") -> None:
    collect = commands.add_parser(
        "collect",
        help="sort what a platform handed out into submitted/",
        description=(
            "Sort what Moodle, Canvas, Blackboard, Brightspace, GitHub Classroom or nbgrader's "
            "exchange handed out into submitted/STUDENT/LESSON/, and print a table: student, "
            "lesson, time, file, what happened. The latest attempt counts. Nothing is lost, and "
            "nobody is guessed."
        ),
    )
    collect.add_argument("source", metavar="SOURCE", help="an archive, a folder or a file")
    collect.add_argument(
        "--lesson", default="", metavar="LESSON", help="the lesson; read from names where not given"
    )
    collect.add_argument(
        "--roster",
        metavar="CSV",
        help="the platform's own sheet of students: tells who is meant by its ids and by names",
    )
    collect.add_argument(
        "--timezone",
        default="",
        metavar="ZONE",
        help="the zone of times that name none, as Europe/Berlin; else the configuration's",
    )
    collect.add_argument("--dry-run", action="store_true", help="change nothing, print the table")
    collect.set_defaults(run=_collect)


def _add_export(commands: "argparse._SubParsersAction[_Parser]") -> None:
    export = commands.add_parser(
        "export",
        help="write the grades into a file for a platform",
        description=(
            "Write the grades of the gradebook, late penalties taken off. FILE is the sheet that "
            "the platform itself exports: it is filled in, and written elsewhere. A submission "
            "that has no grade, or waits for a human, leaves its cell as it is and is listed."
        ),
    )
    kind = export.add_mutually_exclusive_group(required=True)
    kind.add_argument(
        "--moodle", nargs="?", const="", metavar="FILE", help="Moodle's grading worksheet"
    )
    kind.add_argument("--canvas", nargs="?", const="", metavar="FILE", help="Canvas's gradebook")
    kind.add_argument("--csv", action="store_true", help="a plain table, as nbgrader's")
    export.add_argument("lessons", nargs="*", metavar="LESSON", help="all where none is named")
    export.add_argument("-o", "--output", default="", metavar="OUT", help="the file to write")
    export.set_defaults(run=_export)


def _lab(options: argparse.Namespace) -> int:
    from bplib.course.lab import open_lesson

    open_lesson(course_root(), options.lesson, options.port, not options.no_browser)
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


def _check(options: argparse.Namespace) -> int:
    from bplib.course.selfcheck import check_lessons, table, total

    rows = []
    lessons = 0
    for found in check_lessons(course_root(), options.lessons):
        print(f"{table(found)}\n", flush=True)
        rows += found
        lessons += 1
    if lessons > 1:
        print(f"{lessons} lessons: {total(rows)} points")
    return 0 if all(row.passed for row in rows) else 1


def _collect(options: argparse.Namespace) -> int:
    from bplib.grading.gradebook import collecting

    rows = collecting.collect(
        course_root(),
        Path(options.source),
        lesson=options.lesson,
        timezone=options.timezone,
        roster=Path(options.roster) if options.roster else None,
        dry_run=options.dry_run,
    )
    print(collecting.table(rows))
    return 0 if rows and all(row.clear for row in rows) else 1


def _export(options: argparse.Namespace) -> int:
    from bplib.grading.gradebook import exporting

    kind = "csv" if options.csv else "moodle" if options.moodle is not None else "canvas"
    done = exporting.export(
        course_root(),
        kind,
        options.lessons,
        template=getattr(options, kind) if kind != "csv" else "",
        output=options.output,
    )
    print(exporting.table(done))
    return 1 if done.open else 0


def _grade(options: argparse.Namespace) -> int:
    root = course_root()
    with contextlib.closing(_engine(options)) as engine:
        from bplib.grading.gradebook import batch, rows

        found = batch.grade_class(
            root,
            options.lessons,
            None if options.dry_run else engine,
            students=options.student,
            force=options.force,
            sandboxed=options.require_sandbox,
        )
    print(rows.as_json(found) if options.json else rows.table(found))
    return 0 if all(row.judged for row in found) or options.dry_run else 1


def _engine(options: argparse.Namespace) -> "Engine":
    """Return who grades; a worker of this machine comes up while nbgrader is imported."""
    if options.scheduler and not options.dry_run:
        if options.workers:
            raise _Usage(
                "bplib grade: --workers and --scheduler exclude each other: a cluster has as many "
                "workers as were started"
            )
        from bplib.grading.engines.cluster import ClusterEngine

        return ClusterEngine(options.scheduler)
    from bplib.grading.engines.local import LocalEngine

    engine = LocalEngine(options.workers)
    if not options.dry_run:
        engine.start_ahead()
    return engine


def _doctor(options: argparse.Namespace) -> int:
    if options.grading:
        from bplib.grading import selftest

        return 0 if selftest.report() else 1
    from bplib.course import doctor

    return 0 if doctor.report() else 1
