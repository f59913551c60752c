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


def headline(verdict: Verdict) -> str:
    """Return the verdict in one line: its sign, the exercise, the outcome."""
    sign = _STYLES[verdict.outcome][0]
    text = f"{sign} {verdict.exercise}: {verdict.outcome}"
    if verdict.passed:
        tried = f"{verdict.cases} {verdict.counted}{'s' * (verdict.cases > 1)}"
        points = f"{verdict.points:g} of {verdict.points:g} point{'s' * (verdict.points != 1)}"
        return f"{text} ({tried}), {points}"
    return text


def rows(verdict: Verdict) -> Iterator[tuple[str, str, bool]]:
    """Yield what there is to say: a label, the text, and whether it is code."""
    if verdict.outcome is Outcome.NOT_ATTEMPTED:
        if verdict.place:
            yield "Still to do", f"{verdict.place} and whatever else is still `...`", False
        else:
            yield "Next", "Write your answer in the cell above, run it, then run this one.", False
    if verdict.called:
        yield "Called as", verdict.called, True
    if verdict.error:
        yield "Raised", "\n".join(verdict.error), True
    if verdict.outcome in (Outcome.WRONG, Outcome.WRONG_TYPE):
        if verdict.place:
            yield "First difference", verdict.place, True
        yield "Yours", verdict.got, True
        yield "Expected", verdict.expected, True
    if verdict.right_for:
        yield "Right for", verdict.right_for, False
    if verdict.question:
        yield "Ask yourself", verdict.question, False
    if verdict.changed:
        names = ", ".join(verdict.changed)
        yield "Mind", f"Your answer changes its input {names} in place. Who else uses it?", False
    if verdict.warnings:
        yield "Warned", "\n".join(verdict.warnings), True
    if verdict.printed:
        yield "Printed", _beginning(verdict.printed), True
    if verdict.read_again and not verdict.passed:
        yield READ_AGAIN, f"“{verdict.read_again}”", False


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


def text(verdict: Verdict) -> str:
    """Return the verdict as plain text for a terminal."""
    return _text(headline(verdict), rows(verdict))


def html(verdict: Verdict) -> str:
    """Return the verdict as an HTML card; its links lead to places in the lesson."""
    colour = _STYLES[verdict.outcome][1]
    card = _html(verdict.exercise, headline(verdict), rows(verdict), colour)
    return card + _QUIET if verdict.outcome is Outcome.NOT_ATTEMPTED else card


def bundle(verdict: Verdict) -> dict[str, Any]:
    """Return the verdict in every form that a notebook can show or a program can read."""
    return {"text/plain": text(verdict), "text/html": html(verdict), MIME: verdict.data()}


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
        if not is_code:
            shown = shown.replace("\n", "<br>")
        if is_code:
            shown = f'<span style="{_CODE}">{shown}</span>'
        else:
            shown = re.sub("`([^`]+)`", r"<code>\1</code>", shown)
        if label == READ_AGAIN:
            shown = f'<a href="#{anchors.of_heading(content)}">{shown}</a>'
        parts.append(f'<div style="margin-top: 3px;"><b>{label}:</b> {shown}</div>')
    return "".join(parts) + "</div>"
