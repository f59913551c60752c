"""What a learner's cells show, made harmless: nothing of it runs, or looks like the grader's word.

The pages that instructors and learners read are HTML with the rights of whoever opens them. So of
a cell's outputs only text, pictures and plain HTML without styles are kept, Markdown is shown
without anything that could run, hide or cover what else is on the page, and what a browser makes
of a learner's text stays in a box. All of it is converted apart, see `apart`.
"""

import re
from collections.abc import Mapping
from html import escape, unescape
from typing import Any
from urllib.parse import unquote

import nbformat
from jinja2 import pass_context
from jinja2.runtime import Context
from nbformat import NotebookNode

from bplib.course.reading import is_base64
from bplib.grading.pages.apart import Allowance, NotConverted
from bplib.grading.pages.converters import svg_address

MAX_TEXT = 20_000  # characters of what a cell printed
MAX_SOURCE = 50_000  # of a cell
MAX_HTML = 2_000_000  # of an output, drawings in it included
_TABLE = '<table class="table table-condensed table-bordered" style="width: auto">'
_SUMMARY = '<summary style="display: list-item">'  # the page's own styles hide its arrow
BOX = "contain: content; isolation: isolate; overflow: auto; max-height: 60em;"
_MARK = "> *Written by the learner:*\n>\n"
_MADE_MARK = "<p><em>Written by the learner:</em></p>"  # outside of the box: nothing covers it
_ATTACHED = re.compile(r"attachment:([^\s)\"'>]+)")
# MathJax commands that make links or tips, name elements or change what later formulas show.
_UNSAFE_MATHS = re.compile(
    r"\\(?:href|require|class|cssId|style|data|html\w*|unicode|bbox|g?def|let|(?:re)?newcommand"
    r"|(?:re)?newenvironment|DeclareMathOperator|mmlToken|toggle|(?:math|text)tip)\b"
)


def boxed(made: str, *, typeset: bool = True) -> str:
    """Return HTML in a box that nothing in it can leave.

    Parameters
    ----------
    made : str
        Clean HTML.
    typeset : bool
        Whether formulas in it are typeset.
    """
    ignored = "" if typeset else ' class="tex2jax_ignore mathjax_ignore"'
    return f'<div{ignored} style="{BOX}">{made}</div>'


def _as_written(text: str, why: object = "") -> str:
    """Return text as it was written, the beginning of it where it is long, and why."""
    note = f"<p><em>Shown as it was written: {escape(str(why))}.</em></p>" if why else ""
    if len(text) > MAX_SOURCE:
        more = f"<p><em>{len(text) - MAX_SOURCE:,} more characters are in the file.</em></p>"
        return f"{note}<pre>{escape(text[:MAX_SOURCE])}</pre>{more}"
    return f"{note}<pre>{escape(text)}</pre>"


def html(text: str, allowance: Allowance | None = None) -> str:
    """Return HTML with nothing in it that could run, be placed, or be styled at will.

    Parameters
    ----------
    text : str
        What a learner's cell showed.
    allowance : Allowance, optional
        The page's; one of its own where not given.
    """
    try:
        made = (allowance or Allowance()).convert("html", text, MAX_HTML)
    except NotConverted as why:
        return f"<p><em>HTML that is not shown: {escape(str(why))}.</em></p>"
    return boxed(made, typeset=not _UNSAFE_MATHS.search(unescape(made)))


def markdown(
    source: str,
    attachments: Mapping[str, Mapping[str, str]] | None = None,
    allowance: Allowance | None = None,
) -> str:
    """Return Markdown as HTML for every page that nbgrader makes.

    Parameters
    ----------
    source : str
        A cell's source, or a comment.
    attachments : mapping, optional
        The pictures that were pasted into the cell.
    allowance : Allowance, optional
        The page's; one of its own where not given.
    """
    if source.startswith(_MARK):
        words = markdown(source.removeprefix(_MARK), attachments, allowance)
        return f"{_MADE_MARK}{boxed(words)}"
    pasted = dict(attachments or {})
    lost = {name for name in _ATTACHED.findall(source) if not {name, unquote(name)} & pasted.keys()}
    if _UNSAFE_MATHS.search(unescape(source)):
        made = _as_written(source)
    else:
        try:
            given = (allowance or Allowance()).convert(
                "markdown", source, MAX_SOURCE, attachments=pasted
            )
            made = given.replace("<table>", _TABLE).replace("<summary>", _SUMMARY)
        except NotConverted as why:
            made = _as_written(source, why)
    if lost:
        names = escape(", ".join(sorted(lost))[:200])
        made += f"<p><em>Not shown: {names}, not a PNG, JPEG, GIF or SVG of up to 2 MB.</em></p>"
    return made


def code(source: str, language: str | None = None, allowance: Allowance | None = None) -> str:
    """Return code as HTML with colours, in a box."""
    try:
        made = (allowance or Allowance()).convert("code", source, MAX_SOURCE, language=language)
    except NotConverted as why:
        made = f'<div class="highlight">{_as_written(source, why)}</div>'
    return boxed(made)


def printed(text: str, allowance: Allowance | None = None) -> str:
    """Return what a cell printed as HTML that stands in a `pre`, in a box."""
    try:
        made = (allowance or Allowance()).convert("ansi", text, 2 * MAX_TEXT)
    except NotConverted:
        made = escape(text[: 2 * MAX_TEXT])
    return f'<span style="display: block; {BOX}">{made}</span>'


def quoted(source: str) -> str:
    """Return a learner's own Markdown as a quotation that says whose words it holds."""
    inert = re.sub(r"<(?=[A-Za-z/!?])", "<\u200b", source)  # tags become text
    lines = "\n".join(f"> {line}" for line in inert.splitlines())
    return f"{_MARK}{lines}"


def outputs(found: Any, allowance: Allowance | None = None) -> list[NotebookNode]:
    """Return what may be shown of the outputs that a learner's process sent.

    Parameters
    ----------
    found : object
        A list of outputs as a notebook stores them; whatever is not that is dropped.
    allowance : Allowance, optional
        The page's; one of its own where not given.
    """
    allowance = allowance or Allowance()
    shown = []
    for output in found if isinstance(found, list) else []:
        if not isinstance(output, dict):
            continue
        if output.get("output_type") == "stream" and isinstance(output.get("text"), str):
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            text = output["text"][: max(0, min(MAX_TEXT, allowance.characters))]
            allowance.characters -= len(text)
            shown.append(_output("stream", name=name, text=text))
        elif isinstance(output.get("data"), dict) and (
            data := _safe_data(output["data"], allowance)
        ):
            shown.append(display(data))
    return shown


def display(data: dict[str, str]) -> NotebookNode:
    """Return an output that shows data in several forms."""
    return _output("display_data", data=data, metadata={})


def _output(kind: str, **parts: Any) -> NotebookNode:
    """Return an output; nbformat's own maker checks each one against the whole schema."""
    return nbformat.from_dict({"output_type": kind, **parts})


def _safe_data(data: dict[str, Any], allowance: Allowance) -> dict[str, str]:
    """Return the forms of an output that can do nothing but be looked at."""
    given = {kind: text for kind, text in data.items() if isinstance(text, str)}
    safe: dict[str, str] = {
        kind: given[kind]
        for kind in ("image/png", "image/jpeg")
        if kind in given and is_base64(given[kind])
    }
    latex = given.get("text/latex", "")
    if "image/svg+xml" in given:
        address = svg_address(given["image/svg+xml"])
        safe["text/html"] = f'<img alt="a drawing" src="{address}">'
    elif "text/html" in given:
        safe["text/html"] = html(given["text/html"], allowance)
    elif latex and not _UNSAFE_MATHS.search(latex):
        safe["text/html"] = boxed(escape(latex[:MAX_TEXT]))
    if "text/plain" in given:
        safe["text/plain"] = given["text/plain"][: max(0, min(MAX_TEXT, allowance.characters))]
        allowance.characters -= len(safe["text/plain"])
    return safe


# ---- filters of nbconvert ------------------------------------------------------------------------


def _of_page(context: Context) -> Allowance:
    """Return the allowance of the page that is being made; all of its cells share it."""
    resources = context.get("resources")
    if not isinstance(resources, dict):
        return Allowance()
    found = resources.setdefault("bplib_allowance", Allowance())
    assert isinstance(found, Allowance)
    return found


@pass_context
def _markdown(context: Context, source: str) -> str:
    cell = context.get("cell") or {}
    return markdown(source, cell.get("attachments"), _of_page(context))


@pass_context
def _code(context: Context, source: str, metadata: Mapping[str, Any] | None = None) -> str:
    language = (metadata or {}).get("magics_language")
    return code(source, language if isinstance(language, str) else None, _of_page(context))


@pass_context
def _printed(context: Context, text: str) -> str:
    return printed(text, _of_page(context))


def _unchanged(text: str) -> str:
    return text


FILTERS = {
    "markdown2html": _markdown,
    "highlight_code": _code,
    "ansi2html": _printed,
    "strip_files_prefix": _unchanged,  # what it is for does not occur; its time has no bound
}
