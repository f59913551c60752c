"""What a learner's cells show, made harmless: nothing of it runs, or looks like the grader's word.

The pages that instructors and learners read are HTML with the rights of whoever opens them. So of
a cell's outputs only text, pictures and plain HTML without styles are kept, and Markdown is shown
without anything that could run, hide or cover what else is on the page.
"""

import base64
import binascii
import re
from html import escape, unescape
from typing import Any

import bleach
from nbconvert.filters import markdown2html
from nbformat import NotebookNode
from nbformat.v4 import new_output
from pygments.token import STANDARD_TYPES

MAX_TEXT = 20_000
MAX_TAGS = 1_000  # of an output: the time to clean it grows with their square
_TEXT_TAGS = (
    *("a", "b", "blockquote", "br", "caption", "code", "dd", "del", "details", "div", "dl", "dt"),
    *("em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li"),
    *("ol", "p", "pre", "s", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td"),
    *("th", "thead", "tr", "ul"),
)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|svg\+xml);base64,[A-Za-z0-9+/=\s]*")
_COLOURS = {"highlight", *STANDARD_TYPES.values()} - {""}
_SVG, _SVG_END = (re.compile(tag, re.IGNORECASE) for tag in (r"<svg\b", "</svg>"))
_PAGE = re.compile(r"https?:|mailto:|[^:]*$")
_LABEL = re.compile(r'aria-label="([^"]*)"')
_TABLE = '<table class="table table-condensed table-bordered" style="width: auto">'
_SUMMARY = '<summary style="display: list-item">'  # the page's own styles hide its arrow
_ANCHOR = re.compile(r'<a class="anchor-link"[^>]*>[^<]*</a>')
# MathJax commands that make links, name elements or change what later formulas show.
_UNSAFE_MATHS = re.compile(
    r"\\(?:href|require|class|cssId|style|data|html\w*|unicode|bbox|g?def|let|(?:re)?newcommand"
    r"|(?:re)?newenvironment|DeclareMathOperator|mmlToken)\b"
)


def _may_stay(tag: str, name: str, value: str) -> bool:
    if name == "href":  # a link may lead to a page, never hold one
        address = re.sub(r"[\x00-\x20]", "", unescape(value)).lower()
        return tag == "a" and _PAGE.match(address) is not None
    if name == "src":
        return tag == "img" and _PICTURE.fullmatch(value) is not None
    if name == "class":
        return tag in ("div", "span") and set(value.split()) <= _COLOURS
    return (tag, name) in {
        *(("img", "alt"), ("details", "open")),
        *((cell, span) for cell in ("td", "th") for span in ("colspan", "rowspan")),
    }


_CLEANER = bleach.Cleaner(
    tags=_TEXT_TAGS, attributes=_may_stay, protocols=("http", "https", "mailto", "data"), strip=True
)


def html(text: str) -> str:
    """Return HTML with nothing in it that could run, or be placed or styled at will.

    Drawings become pictures, in which nothing runs; ids go, so that no link leads astray.
    """
    label = _LABEL.search(text)
    alt = label[1] if label else "a drawing"

    parts, begin = [], 0
    while (start := _SVG.search(text, begin)) and (end := _SVG_END.search(text, start.end())):
        drawing = text[start.start() : end.end()]
        parts += [text[begin : start.start()], f'<img alt="{alt}" src="{_svg_address(drawing)}">']
        begin = end.end()
    plain = "".join([*parts, text[begin:]])
    if plain.count("<") > MAX_TAGS:
        return f"<p>More than {MAX_TAGS} tags of HTML are not shown.</p>"
    return str(_CLEANER.clean(plain))


def _svg_address(text: str) -> str:
    if "xmlns=" not in text:
        text = text.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return f"data:image/svg+xml;base64,{base64.b64encode(text.encode()).decode()}"


def markdown(source: str) -> str:
    """Return Markdown as HTML for every page that nbgrader makes; in place of nbconvert's filter.

    Parameters
    ----------
    source : str
        A cell's source, or a comment.
    """
    if _UNSAFE_MATHS.search(unescape(source)):
        return f"<pre>{escape(source)}</pre>"
    cleaned = html(_ANCHOR.sub("", markdown2html(source)))
    return cleaned.replace("<table>", _TABLE).replace("<summary>", _SUMMARY)


def quoted(source: str) -> str:
    """Return a learner's own Markdown as a quotation that says whose words it holds."""
    inert = re.sub(r"<(?=[A-Za-z/!?])", "<\u200b", source)  # tags become text
    lines = "\n".join(f"> {line}" for line in inert.splitlines())
    return f"> *Written by the learner:*\n>\n{lines}"


def outputs(found: Any) -> list[NotebookNode]:
    """Return what may be shown of the outputs that a learner's process sent.

    Parameters
    ----------
    found : object
        A list of outputs as a notebook stores them; whatever is not that is dropped.
    """
    shown = []
    for output in found if isinstance(found, list) else []:
        if not isinstance(output, dict):
            continue
        if output.get("output_type") == "stream" and isinstance(output.get("text"), str):
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            shown.append(new_output("stream", name=name, text=output["text"][:MAX_TEXT]))
        elif isinstance(output.get("data"), dict) and (data := _safe_data(output["data"])):
            shown.append(new_output("display_data", data=data))
    return shown


def _safe_data(data: dict[str, Any]) -> dict[str, str]:
    """Return the forms of an output that can do nothing but be looked at."""
    given = {kind: text for kind, text in data.items() if isinstance(text, str)}
    safe = {}
    for kind in ("image/png", "image/jpeg"):
        try:
            base64.b64decode(given.get(kind, "").replace("\n", ""), validate=True)
        except (binascii.Error, ValueError):
            continue
        if given.get(kind):
            safe[kind] = given[kind]
    if "image/svg+xml" in given:
        address = _svg_address(given["image/svg+xml"])
        safe["text/html"] = f'<img alt="a drawing" src="{address}">'
    elif "text/html" in given:
        safe["text/html"] = html(given["text/html"])
    latex = given.get("text/latex", "")
    if latex and not _UNSAFE_MATHS.search(latex):
        safe["text/latex"] = latex[:MAX_TEXT]
    if "text/plain" in given:
        safe["text/plain"] = given["text/plain"][:MAX_TEXT]
    return safe
