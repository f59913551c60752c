"""What a learner types: `bplib check`."""

import argparse
import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bplib._support import workers
from bplib.course.lessons import is_notebook, lesson_names

if TYPE_CHECKING:
    from bplib.course.selfcheck.checking import Checked


def add_to(commands: Any) -> None:
    """Add the command to the subparsers of `bplib`."""
    check = commands.add_parser(
        "check",
        help="say how your answers stand",
        description=(
            "Run your notebooks from top to bottom with nbval, those in your own copy of the "
            "course where there is one, else in lessons/. A lesson that is named gets a table: "
            "exercise, outcome, points, diagnosis; where none is named, all get a line each, as "
            "they end. A lesson that you have not begun is not run, nor one in which nothing has "
            "changed since. Your notebooks are not changed. A notebook that is named by its path "
            "may be anywhere."
        ),
    )
    check.add_argument(
        "lessons", nargs="*", metavar="LESSON", help="a lesson or a notebook's path; all where none"
    )
    check.add_argument(
        "--again", action="store_true", help="run what is not begun or not changed, too"
    )
    check.add_argument(
        "--workers",
        type=workers.number,
        metavar="N",
        help="lessons that run side by side (one for every core)",
    )
    check.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from bplib.course.selfcheck import checking, tables
    from bplib.course.workspace import places

    root, wanted = places.to_check(options.lessons)
    wanted = wanted or (lesson_names(root) if root else [])
    width = max((len(Path(name).stem) for name in wanted), default=0)
    found: list[Checked] = []
    lessons = checking.check_lessons(root, wanted, workers=options.workers, again=options.again)
    try:
        with contextlib.closing(lessons):
            for checked in lessons:
                found.append(checked)
                shown = tables.table(checked) if options.lessons else tables.line(checked, width)
                print(shown, end="\n\n" if options.lessons else "\n", flush=True)
    except KeyboardInterrupt:
        print(f"bplib check: {tables.stopped(found, len(set(wanted)))}", file=sys.stderr)
        return 130
    if not options.lessons:
        print()
    for line in tables.summary(found, mine=not any(map(is_notebook, options.lessons))):
        print(line)
    return 0 if all(row.passed for checked in found for row in checked.rows) else 1
