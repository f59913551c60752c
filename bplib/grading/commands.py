"""The commands of an instructor: collect, grade, export, report."""

import argparse
import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bplib._support import workers
from bplib.course.lessons import CourseError, course_root

if TYPE_CHECKING:
    from bplib.grading.engines.engine import Engine


def add(commands: Any) -> None:
    """Add the commands' parsers to those of `bplib`."""
    _add_collect(commands)
    _add_grade(commands)
    _add_export(commands)
    _add_report(commands)


def _add_collect(commands: Any) -> None:
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


def _add_export(commands: Any) -> None:
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


def _add_grade(commands: Any) -> None:
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
        "--workers",
        type=workers.number,
        metavar="N",
        help="processes that grade (one for every core)",
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


def _add_report(commands: Any) -> None:
    report = commands.add_parser(
        "report",
        help="say what the class got wrong, and who needs a human",
        description=(
            "Make one HTML page and one CSV of what is graded: what needs a human, the commonest "
            "mistakes, scores, what is unusual, and the change since last week."
        ),
    )
    report.add_argument("lesson", nargs="?", default="", metavar="LESSON", help="all where none")
    report.add_argument("-o", "--out", metavar="DIR", help="the folder to write to (report/)")
    report.add_argument(
        "--anonymous",
        action="store_true",
        help="call students by pseudonyms, which stay the same",
    )
    report.set_defaults(run=_report)


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
            raise CourseError(
                "--workers and --scheduler exclude each other: a cluster has as many "
                "workers as were started"
            )
        from bplib.grading.engines.cluster import ClusterEngine

        return ClusterEngine(options.scheduler)
    from bplib.grading.engines.local import LocalEngine

    engine = LocalEngine(options.workers)
    if not options.dry_run:
        engine.start_ahead()
    return engine


def _report(options: argparse.Namespace) -> int:
    from bplib.grading.report.make import course, make

    out = Path(options.out) if options.out else None
    made = make(course(course_root()), options.lesson, out, anonymous=options.anonymous)
    for remark in made.remarks:
        print(f"bplib report: {remark}", file=sys.stderr)
    print(f"{made.summary}\n{made.page}\n{made.table}")
    return 0
