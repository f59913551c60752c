"""Progress as it is shown: in a terminal, in lesson 00, and where a lesson begins."""

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Any

from bplib.course.doctor import typed
from bplib.course.workspace import outline, progress, review, standing
from bplib.course.workspace.ahead import begun, core, minutes_left, next_task, open_tasks
from bplib.course.workspace.outline import Lesson, Task
from bplib.course.workspace.places import around, course
from bplib.course.workspace.standing import Standing

HEADS = ("lesson", "title", "exercises", "core", "points", "minutes left", "for the core")
DONE = "Every exercise of the course passes."
NO_WORKSPACE = (
    "Nothing is recorded here. `bplib lab` makes a copy of the lessons that is your own; in it, "
    "this cell shows what you have solved and what comes next."
)
OFF = "Checks are not recorded here; `bplib progress --on` turns the record on again."
_LEFT = ' style="text-align: left"'
_FONT = "font-family: var(--jp-content-font-family, sans-serif)"


def text(folder: Path, lessons: list[Lesson]) -> str:
    """Return the progress in a workspace as plain text, with what to do next."""
    now = standing.read(folder, outline.lesson_of(lessons))
    table = [HEADS, *rows(lessons, now)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = []
    for number, title, *figures in table:
        shown = [figure.rjust(width) for figure, width in zip(figures, widths[2:], strict=True)]
        first = f"{number:{widths[0]}}  {title:{widths[1]}}"
        lines.append("  ".join([first, *shown]).rstrip())
    return "\n".join([*lines, "", comes_next(lessons, now), *_remarks(folder, now)])


def rows(lessons: list[Lesson], now: Standing) -> Iterator[tuple[str, ...]]:
    """Yield a row for each lesson, and one for all."""
    for lesson in lessons:
        yield (lesson.number, lesson.title, *_figures([lesson], now))
    yield ("", "all", *_figures(lessons, now))


def _figures(lessons: list[Lesson], now: Standing) -> tuple[str, ...]:
    tasks = [task for lesson in lessons for task in lesson.tasks]
    in_core = [task for lesson in lessons for task in core(lesson)]
    left = (
        sum(minutes_left(lesson, now, core_alone=core_alone) for lesson in lessons)
        for core_alone in (False, True)
    )
    return (_share(tasks, now), _share(in_core, now), _points(tasks, now), *map(str, left))


def _share(tasks: list[Task], now: Standing) -> str:
    return f"{len(tasks) - len(open_tasks(tasks, now))}/{len(tasks)}"


def _points(tasks: list[Task], now: Standing) -> str:
    total = sum(task.points for task in tasks)
    return f"{total - sum(task.points for task in open_tasks(tasks, now))}/{total}"


def comes_next(lessons: list[Lesson], now: Standing, *, how: bool = True) -> str:
    """Return in a sentence what to do next, and how to get there."""
    ahead = next_task(lessons, now)
    if ahead is None:
        return DONE
    opens = f" `{typed()} lab {ahead[0].number}` opens it." if how else ""
    return f"{_leads(*ahead)}: {_named(*ahead, now)}.{opens}"


def _leads(lesson: Lesson, task: Task) -> str:
    """Return the words before the next thing to do: of the core or not, where there is a core."""
    if not any(one.core for one in lesson.tasks):
        return "Next"
    return "Next in the core" if task.core else "Left beyond the core"


def _named(lesson: Lesson, task: Task, now: Standing) -> str:
    """Return the next thing to do in words: a new lesson, or an exercise of one that is begun."""
    if not begun(lesson, now):
        return f"lesson {lesson.number}, “{lesson.title}”"
    return f"“{task.title}” in lesson {lesson.number}, about {_minutes(task.minutes)}"


def _minutes(count: int) -> str:
    return f"{count} minute{'s' * (count != 1)}"


def _remarks(folder: Path, now: Standing) -> list[str]:
    return [*([] if progress.is_on(folder) else [OFF]), *now.remarks]


# ---- in a notebook -------------------------------------------------------------------------------


def show_progress() -> None:
    """Show the progress in the workspace that the notebook stands in, and the next thing to do."""
    from bplib.course.display import show

    workspace = around()
    if workspace is None:
        print(NO_WORKSPACE)
        return
    lessons = outline.read(course())
    now = standing.read(workspace.folder, outline.lesson_of(lessons))
    remarks = "".join(f"<div>{escape(said)}</div>" for said in _remarks(workspace.folder, now))
    page = f'<div style="{_FONT}">{_table(lessons, now)}{_link(lessons, now)}{remarks}</div>'
    show({"text/plain": text(workspace.folder, lessons), "text/html": page})


def _table(lessons: list[Lesson], now: Standing) -> str:
    body = []
    for lesson in lessons:
        number = f'<a href="{_address(lesson)}">{lesson.number}</a>'
        row = _cells(escape(lesson.title), _figures([lesson], now))
        body.append(f'<tr><th scope="row">{number}</th>{row}</tr>')
    body.append(f"<tr><td></td>{_cells('<b>all</b>', _figures(lessons, now))}</tr>")
    heads = "".join(f'<th scope="col"{_LEFT * (head == "title")}>{head}</th>' for head in HEADS)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def _cells(title: str, figures: Iterable[str]) -> str:
    return f"<td{_LEFT}>{title}</td>" + "".join(f"<td>{figure}</td>" for figure in figures)


def _link(lessons: list[Lesson], now: Standing) -> str:
    ahead = next_task(lessons, now)
    if ahead is None:
        return f"<p>{DONE}</p>"
    lesson, task = ahead
    place = f"#cell-id={task.name}_answer" if begun(lesson, now) else ""
    return (
        f"<p><b>{_leads(lesson, task)}:</b> "
        f'<a href="{_address(lesson)}{place}">{escape(_named(*ahead, now))}</a></p>'
    )


def _address(lesson: Lesson) -> str:
    return f"../{lesson.name}/{lesson.name}.ipynb"


def show_where_i_am() -> None:
    """Show, where a lesson of a workspace begins, how it stands, and what comes back in it."""
    from bplib.course.display import show

    workspace = around()
    if workspace is None:
        return
    bundle = where_i_am(workspace.folder, Path.cwd().name)
    if bundle:
        show(bundle)


def where_i_am(folder: Path, name: str) -> dict[str, Any] | None:
    """Return the line of a lesson and the questions that come back in it; None elsewhere."""
    lessons = outline.read(course())
    lesson = next((one for one in lessons if one.name == name), None)
    if lesson is None:
        return None
    died = [
        f"The kernel ended while “{exercise}” was checked; what you wrote is in the notebook. "
        "Does it call itself without end, or fill the memory?"
        for exercise in progress.died(folder)
    ]
    by_exercise = outline.lesson_of(lessons)
    now = standing.read(folder, by_exercise)
    lines = [_line(lesson, now), *died, *now.remarks]
    plain, page = lines[:], [f"<div>{escape(line)}</div>" for line in lines]
    for missed in review.due(now, by_exercise, name):
        asked = review.question(missed)
        if asked:
            title, question, mistake = asked
            number = by_exercise[missed.exercise][:2]
            begins = f"Before you start, from lesson {number}, “{title}”: "
            plain.append(f"{begins}{question}")
            page.append(
                f"<div><b>{escape(begins)}</b>{escape(question)}<details><summary>What it was"
                f"</summary>{escape(mistake)}</details></div>"
            )
            review.ask(folder, missed, name)
    style = f"{_FONT}; border-left: 6px solid var(--jp-info-color1, #0277bd); padding: 2px 14px"
    html = f'<div style="{style}">{"".join(page)}</div>'
    return {"text/plain": "\n".join(plain), "text/html": html}


def _line(lesson: Lesson, now: Standing) -> str:
    exercises, in_core, points, *_ = _figures([lesson], now)
    left = minutes_left(lesson, now)
    if not left:
        return f"Lesson {lesson.number}: all {len(lesson.tasks)} exercises pass, {points} points."
    has_core = any(task.core for task in lesson.tasks)
    of_core = f", core {in_core}" if has_core else ""
    ahead = open_tasks(core(lesson), now) or open_tasks(lesson.tasks, now)
    return (
        f"Lesson {lesson.number}: exercises {exercises}{of_core}, points {points}, "
        f"about {_minutes(left)} left. {_leads(lesson, ahead[0])}: “{ahead[0].title}”."
    )
