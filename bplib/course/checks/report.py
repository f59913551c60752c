"""Showing a verdict: HTML that suits JupyterLab's light and dark themes, plain text elsewhere."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from bplib.course.checks import anchors
from bplib.course.checks.calling import MAX_PRINTED
from bplib.course.checks.judge import Outcome, Verdict

MIME = "application/vnd.bplib.verdict+json"
READ_AGAIN = "Read again"
PRINTED = "Printed"
BESIDE = "Yours beside expected"
MAX_LINES = 10
MAX_SHOWN = 1_000

_STYLES = {
    Outcome.PASSED: ("✓", "var(--jp-success-color1, #2e7d32)"),
    Outcome.NOT_ATTEMPTED: ("○", "var(--jp-info-color1, #0277bd)"),
    Outcome.WRONG: ("✗", "var(--jp-error-color1, #c62828)"),
    Outcome.WRONG_TYPE: ("✗", "var(--jp-warn-color1, #b26a00)"),
    Outcome.EXCEPTION: ("✗", "var(--jp-error-color1, #c62828)"),
}
_CARD = (
    "border: 1px solid var(--jp-border-color1, #bdbdbd); border-left: 6px solid {colour}; "
    "border-radius: 4px; padding: 8px 14px; margin: 2px 0; max-width: 46em; "
    "color: var(--jp-content-font-color1, inherit); background: var(--jp-layout-color1, inherit); "
    "font-family: var(--jp-content-font-family, sans-serif);"
)
# A check of what is still to do must end in an error: nbgrader's own grading gives full points
# wherever there is none. JupyterLab need not show it below the card, which says the same.
_QUIET = (
    '<style class="bplib-to-do">.jp-OutputArea-child:has(.bplib-to-do) + .jp-OutputArea-child:has('
    '> [data-mime-type="application/vnd.jupyter.stderr"], '
    '> [data-mime-type="application/vnd.jupyter.error"]) {display: none}</style>'
)
_CODE = (
    "font-family: var(--jp-code-font-family, monospace); white-space: pre-wrap; "
    "overflow-wrap: anywhere;"
)

_ROW = "margin-top: 3px; overflow-wrap: anywhere;"
_COLUMNS = (
    "font-family: var(--jp-code-font-family, monospace); margin: 4px 0; overflow-x: auto; "
    "color: inherit; background: transparent;"
)


def headline(verdict: Verdict) -> str:
    """Return the verdict in one line: its sign, the exercise, the outcome."""
    sign = _STYLES[verdict.outcome][0]
    text = f"{sign} {verdict.exercise}: {verdict.ended}"
    if verdict.passed:
        tried = f"{verdict.cases} {verdict.counted}{'s' * (verdict.cases > 1)}"
        points = f"{verdict.points:g} of {verdict.points:g} point{'s' * (verdict.points != 1)}"
        return f"{text} ({tried}), {points}"
    return text


def rows(verdict: Verdict, hints: str = "") -> Iterator[tuple[str, str, bool]]:
    """Yield what there is to say: a label, the text, and whether it is code.

    `hints` is what a learner types for a hint; nothing where there is none.
    """
    if verdict.outcome is Outcome.NOT_ATTEMPTED:
        blank, begin = ", ".join(verdict.blank), "Write your answer in the cell above"
        if blank:
            yield "Still blank", blank, False
            begin = "Fill in the rest in the cell above"
        helps = f" `{hints}` helps{' to begin' * (not blank)}." if hints else ""
        yield "Next", f"{begin}, run it, then run this one.{helps}", False
    if verdict.called:
        yield "Called as", verdict.called, True
    if verdict.error:
        yield "Raised", "\n".join(verdict.error), True
    if verdict.outcome in (Outcome.WRONG, Outcome.WRONG_TYPE):
        where = "; ".join(filter(None, [verdict.place, *verdict.diff[:1]]))
        if where:
            yield "First difference", where, True
        yield "Yours", verdict.got, True
        yield "Expected", verdict.expected, True
        if verdict.diff:
            yield BESIDE, "\n".join(verdict.diff[1:]), True
        if verdict.blank:
            yield "So far", f"{verdict.filled}; still blank: {', '.join(verdict.blank)}", False
    if verdict.again:
        yield "Again", verdict.again, False
    elif verdict.right_for:
        yield "Right for", verdict.right_for, False
    if verdict.question:
        yield "Ask yourself", verdict.question, False
    for one in verdict.noticed:
        yield "Noticed", one, False
    if verdict.changed:
        names = ", ".join(verdict.changed)
        yield "Mind", f"Your answer changes its input {names} in place. Who else uses it?", False
    if verdict.warnings:
        yield "Warned", "\n".join(verdict.warnings), True
    if verdict.printed:
        yield PRINTED, _beginning(verdict.printed), True
    if verdict.read_again and not verdict.passed:
        more = f", and `{hints}` goes on from here" if hints else ""
        yield READ_AGAIN, f"“{verdict.read_again}”{more}", False


def _beginning(printed: str) -> str:
    """Return the first lines of what an answer printed, and how many more there are."""
    lines = printed.rstrip("\n").split("\n")
    shown = "\n".join(lines[:MAX_LINES])
    if len(shown) > MAX_SHOWN:
        shown = f"{shown[:MAX_SHOWN]}…"
    more = len(lines) - MAX_LINES
    if more <= 0:
        return shown
    least = "at least " * (len(printed) >= MAX_PRINTED)  # what came after was not kept
    return f"{shown}\n… and {least}{more} more line{'s' * (more > 1)}"


def text(verdict: Verdict, hints: str = "") -> str:
    """Return the verdict as plain text for a terminal, where nothing folds: `diff` unfolds it."""
    said = list(rows(verdict, hints))
    if hints and verdict.diff:
        shows = f'; diff("{verdict.exercise}") shows them'
        said = [(label, t + shows * (label == "First difference"), code) for label, t, code in said]
    return _text(headline(verdict), said)


def html(verdict: Verdict, hints: str = "") -> str:
    """Return the verdict as an HTML card; its links lead to places in the lesson."""
    colour = _STYLES[verdict.outcome][1]
    card = _html(verdict.exercise, headline(verdict), rows(verdict, hints), colour)
    return card + _QUIET if verdict.outcome is Outcome.NOT_ATTEMPTED else card


def bundle(verdict: Verdict, hints: str = "") -> dict[str, Any]:
    """Return the verdict in every form that a notebook can show or a program can read.

    `hints` is what a learner types for a hint; nothing where there is none.
    """
    forms = {"text/plain": text(verdict, hints), "text/html": html(verdict, hints)}
    return {**forms, MIME: verdict.data()}


def hint(exercise: str, head: str, said: Iterable[tuple[str, str, bool]]) -> dict[str, Any]:
    """Return a hint as a card of two forms: its head, and its rows as `rows` yields them."""
    lines, colour = list(said), _STYLES[Outcome.NOT_ATTEMPTED][1]
    return {
        "text/plain": _text(head, lines),
        "text/html": _html(exercise, head, lines, colour),
    }


def difference(verdict: Verdict) -> dict[str, Any]:
    """Return how arrays differ, in the two forms of a hint."""
    lines = "\n".join(verdict.diff)
    return {"text/plain": lines, "text/html": _columns(lines)}


def _columns(lines: str, label: str = BESIDE) -> str:
    """Return lines of text as HTML that keeps their columns, and scrolls where it is narrow."""
    return (
        f'<pre role="group" aria-label="{label}" tabindex="0" style="{_COLUMNS}">'
        f"{escape(lines)}</pre>"
    )


def no_verdict(
    exercise: str, outcome: str, said: Iterable[tuple[str, str, bool]]
) -> dict[str, Any]:
    """Return a card for an answer that could not be judged, in the forms that `bundle` returns.

    Parameters
    ----------
    exercise : str
        Its name.
    outcome : str
        What happened, in a few words.
    said : iterable of (str, str, bool)
        What there is to say: a label, the text, and whether it is code.
    """
    head, lines = f"✗ {exercise}: {outcome}", list(said)
    told = {label: text.replace("\n", ", ") for label, text, _ in lines}
    remark = told.get("Raised") or told.get("It was at") or told.get("Noticed") or ""
    return {
        "text/plain": _text(head, lines),
        "text/html": _html(exercise, head, lines, _STYLES[Outcome.WRONG_TYPE][1]),
        MIME: {"exercise": exercise, "outcome": outcome, "remark": remark},
    }


def _text(head: str, said: Iterable[tuple[str, str, bool]]) -> str:
    lines = [head]
    for label, content, _ in said:
        if label == BESIDE:
            continue
        first, *rest = content.split("\n")
        lines.append(f"  {label}: {first}")
        lines += [f"    {line}" for line in rest]
    return "\n".join(lines)


def _html(exercise: str, head: str, said: Iterable[tuple[str, str, bool]], colour: str) -> str:
    name = f'<a href="#{anchors.of_exercise(exercise)}">{escape(exercise)}</a>'
    parts = [
        f'<div role="status" style="{_CARD.format(colour=colour)}">'
        f'<div style="font-weight: 600;">{escape(head).replace(escape(exercise), name, 1)}</div>'
    ]
    for label, content, is_code in said:
        shown = escape(content)
        if label == BESIDE:
            parts.append(f"<details><summary>{label}</summary>{_columns(content)}</details>")
            continue
        if label == PRINTED:
            parts.append(f'<div style="{_ROW}"><b>{label}:</b>{_columns(content, label)}</div>')
            continue
        if not is_code:
            shown = shown.replace("\n", "<br>")
        if is_code:
            shown = f'<span style="{_CODE}">{shown}</span>'
        else:
            shown = re.sub("`([^`]+)`", r"<code>\1</code>", shown)
        if label == READ_AGAIN:
            heading, end, more = shown.partition("”")
            place = anchors.of_heading(content.partition("”")[0])
            shown = f'<a href="#{place}">{heading}{end}</a>{more}'
        parts.append(f'<div style="{_ROW}"><b>{label}:</b> {shown}</div>')
    return "".join(parts) + "</div>"
