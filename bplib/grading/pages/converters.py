"""Converters and cleaners of others, in the process that `apart` starts and may end.

What a learner wrote meets nbconvert, Pygments and nh3 here and nowhere else.
"""

import base64
import contextlib
import os
import re
import signal
import sys
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import unquote

from bplib.course import lean  # noqa: F401 - before anything imports jsonschema
from bplib.grading.isolation.wire import WireError, receive, send

MAX_TAGS = 10_000  # of a text
MAX_DEPTH = 100  # of tags in tags
MEMORY = 2 << 30
SECONDS = 60  # then it ends by itself, should nobody be left to end it
_TEXT_TAGS = {
    *("a", "b", "blockquote", "br", "caption", "code", "dd", "del", "details", "div", "dl", "dt"),
    *("em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "li"),
    *("ol", "p", "pre", "s", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td"),
    *("th", "thead", "tr", "ul"),
}
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "div": {"class"},
    "span": {"class"},
    "details": {"open"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|svg\+xml);base64,[A-Za-z0-9+/=\s]*")
_SVG, _SVG_END = (re.compile(tag, re.IGNORECASE) for tag in (r"<svg\b", "</svg>"))
_PAGE = re.compile(r"https?:|mailto:|[^:]*$")
_LABEL = re.compile(r'aria-label="([^"]*)"')
_ANCHOR = re.compile(r'<a class="anchor-link"[^>]*>[^<]*</a>')
_TAG = re.compile(r"<(/?)(?!br\b|hr\b|img\b)[a-z]")


class Refused(Exception):
    """A text that is not converted; its message says why, in words that stand on the page."""


def html(text: str) -> str:
    """Return HTML with nothing in it that could run, or be placed or styled at will.

    Drawings become pictures, in which nothing runs; ids go, so that no link leads astray.
    """
    label = _LABEL.search(text)
    alt = label[1] if label else "a drawing"

    parts, begin = [], 0
    while (start := _SVG.search(text, begin)) and (end := _SVG_END.search(text, start.end())):
        drawing = text[start.start() : end.end()]
        parts += [text[begin : start.start()], f'<img alt="{alt}" src="{svg_address(drawing)}">']
        begin = end.end()
    return _cleaned("".join([*parts, text[begin:]]))


def svg_address(text: str) -> str:
    """Return a drawing as an address that a picture can have."""
    if "xmlns=" not in text:
        text = text.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return f"data:image/svg+xml;base64,{base64.b64encode(text.encode()).decode()}"


def _cleaned(text: str) -> str:
    import nh3

    if text.count("<") > MAX_TAGS:
        raise Refused(f"more than {MAX_TAGS:,} tags of HTML")
    cleaned = nh3.clean(
        text,
        tags=_TEXT_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_kept,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel=None,
    )
    depth = 0
    for tag in _TAG.finditer(cleaned):
        depth += -1 if tag[1] else 1
        if depth > MAX_DEPTH:
            raise Refused(f"more than {MAX_DEPTH} tags of HTML in each other")
    return cleaned


def _kept(_: str, name: str, value: str) -> str | None:
    """Return an attribute's value where it may stay."""
    if name == "href":  # a link may lead to a page, never hold one
        address = re.sub(r"[\x00-\x20]", "", unescape(value)).lower()
        return value if _PAGE.match(address) else None
    if name == "src":
        return value if _PICTURE.fullmatch(value) else None
    if name == "class":
        return value if set(value.split()) <= _colours() else None
    return value


def _colours() -> set[str]:
    """Return the classes that Pygments gives to parts of code."""
    from pygments.token import STANDARD_TYPES

    return {"highlight", *STANDARD_TYPES.values()} - {""}


class Pictures(dict[str, dict[str, str]]):
    """The pictures pasted into a cell; for one that is not there an empty one."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> dict[str, str]:
        return self.get(unquote(name), {"image/png": ""})


def markdown(text: str, attachments: dict[str, dict[str, str]]) -> str:
    """Return Markdown as HTML, cleaned, with the pictures that were pasted into its cell."""
    from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

    renderer = IPythonRenderer(escape=False, attachments=Pictures(attachments))
    return html(_ANCHOR.sub("", MarkdownWithMath(renderer=renderer).render(text)))


def code(text: str, language: str | None) -> str:
    """Return code as HTML with colours."""
    from nbconvert.filters.highlight import Highlight2HTML

    return str(Highlight2HTML()(text, language))


def ansi(text: str) -> str:
    """Return what was printed as HTML, with the terminal's colours."""
    from nbconvert.filters import ansi2html

    return str(ansi2html(text))


KINDS: dict[str, Callable[..., str]] = {
    "html": html,
    "markdown": markdown,
    "code": code,
    "ansi": ansi,
}


def load(kinds: dict[str, Callable[..., str]], kind: str) -> None:
    """Import what a kind of conversion needs, so that no text pays for the time."""
    more: dict[str, Any] = {"markdown": {"attachments": {}}, "code": {"language": None}}
    kinds[kind]("<b>text</b>", **more.get(kind, {}))


def main(kinds: dict[str, Callable[..., str]]) -> None:
    """Answer requests from the pipe until it is closed."""
    inbox, outbox = (int(number) for number in sys.argv[1:3])
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    while True:
        try:
            request = receive(inbox)
        except WireError:
            os._exit(0)
        signal.alarm(SECONDS)
        reply: dict[str, Any]
        try:
            if "load" in request:
                load(kinds, request["load"])
                reply = {"loaded": True}
            else:
                reply = {"html": kinds[request["kind"]](**request["given"])}
        except Refused as reason:
            reply = {"refused": str(reason)}
        except Exception as error:
            reply = {"refused": f"it cannot be converted ({type(error).__name__})"}
        signal.alarm(0)
        send(outbox, {**reply, "number": request["number"]})


if __name__ == "__main__":
    main(KINDS)
