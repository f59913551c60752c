"""Sphinx's side: words become links, a place is named once, |z| stays, all can be read aloud."""

import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx

from bplib.course.site.words import first_uses, table

_PLACE = re.compile(r'\s*<div id="([\w-]+)"></div>\s*')
_CODE_OR_BAR = re.compile(r"(`+)[^`]*\1|\|")
# What a reader who listens would hear otherwise: a name that hides the words, an empty heading.
_MENDED = {
    '<summary aria-label="Toggle hidden content">': "<summary>",
    '<th class="head"><p></p></th>': "<td></td>",
}
# What stands in these is a link, code or a formula already, or a heading.
_NO_PROSE = (
    nodes.reference,
    nodes.literal,
    nodes.literal_block,
    nodes.math,
    nodes.math_block,
    nodes.raw,
    nodes.title,
    nodes.note,
    addnodes.pending_xref,
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect all of it with Sphinx."""
    app.connect("doctree-read", finish)
    app.connect("html-page-context", mend)
    app.connect("autodoc-process-docstring", escape_bars, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "version": "1"}


def finish(app: Sphinx, document: nodes.document) -> None:
    """Finish a lesson's page as it was read."""
    page = app.env.docname
    if page.startswith("lessons/"):
        glossary = Path(app.srcdir, "glossary.words").read_text(encoding="utf-8")
        number = page.removeprefix("lessons/")[:2]
        known = [entry.word for entry in table(glossary) if entry.lesson <= number]
        link_words(document, known, page)
        drop_places(document)


def link_words(document: nodes.document, words: list[str], page: str) -> None:
    """Link the first use of each word on a page to its row of the glossary."""
    prose = [node for node in document.findall(nodes.Text) if _is_prose(node)]
    uses = first_uses([str(node) for node in prose], words)
    for node, found in zip(prose, uses, strict=True):
        text, parts, end = str(node), [], 0
        for begin, stop, word in found:
            link = addnodes.pending_xref(
                refdomain="std", reftype="term", reftarget=word, refdoc=page, refwarn=True
            )
            link += nodes.inline(text[begin:stop], text[begin:stop], classes=["std", "std-term"])
            parts += [nodes.Text(text[end:begin]), link]
            end = stop
        if parts:
            parts.append(nodes.Text(text[end:]))
            node.parent.replace(node, [part for part in parts if part.astext()])


def _is_prose(node: nodes.Text) -> bool:
    parent = node.parent
    before = [sibling.astext() for sibling in parent.children[: parent.index(node)]]
    tags = [text for text in before if text.startswith(("<a ", "</a>"))]
    if tags and tags[-1].startswith("<a "):
        return False
    while parent is not None:
        if isinstance(parent, _NO_PROSE) or "cell" in parent.get("classes", ()):
            return False
        parent = parent.parent
    return True


def drop_places(document: nodes.document) -> None:
    """Drop a named place where the heading below it has got the same name from Sphinx."""
    for node in list(document.findall(nodes.raw)):
        place = _PLACE.fullmatch(node.astext())
        if place and place[1] in document.ids:
            node.parent.remove(node)


def escape_bars(*event: Any) -> None:
    """Escape the bars of absolute values in a docstring, which Sphinx takes for substitutions."""
    lines = event[-1]
    lines[:] = [_CODE_OR_BAR.sub(_escaped, line) for line in lines]


def mend(*event: Any) -> None:
    """Mend what the libraries write against the rules of accessibility."""
    context = event[3]
    for wrong, right in _MENDED.items():
        context["body"] = context.get("body", "").replace(wrong, right)


def _escaped(found: re.Match[str]) -> str:
    return r"\|" if found[0] == "|" else found[0]
