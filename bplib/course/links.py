"""Links between and inside lessons: `lesson 06` leads there, a page to its neighbours.

What links lead to inside a page are empty elements with a name, one before each heading that an
answer may be sent back to and before each exercise: all programs that show notebooks know them,
while each makes names of its own for headings.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from nbformat import NotebookNode

from bplib.course.checks import anchors
from bplib.course.checks.exercise import Exercise

# From `lessons/NN_slug` and from `solutions/NN_slug` alike; `glossary` says why a notebook.
_PAGES_FOLDER = "../../lessons/"
GLOSSARY = f"{_PAGES_FOLDER}GLOSSARY.ipynb"
PAGES = {"GLOSSARY.ipynb": "GLOSSARY.md", "SOURCES.md": "SOURCES.md"}  # as a lesson alone has them
GLOSSARY_LINE = f"Every symbol and every word of the course is in the [glossary]({GLOSSARY})."

_NUMBERS = re.compile(
    r"\b([Ll]essons?)(\s)(\d\d\b(?:(?:, (?:and )?| and | or | to )\d\d\b)*)(?!\.\d)"
)
_LEFT_ALONE = re.compile(
    r"```.*?```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$"  # code, formulas
    r"|\[[^\]]*\]\([^)]*\)|<a\b.*?</a>|</?[a-z][^<>\n]*>"  # links, tags
    r"|^#{1,6} [^\n]*",  # headings
    re.DOTALL | re.MULTILINE,
)
_HTML_BLOCK = re.compile(r"^ {0,3}(?:[-*] +|\d+\. +)?</?(?:details|div|summary|table|p|ul|ol)\b")
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
_CODE_BLOCK = re.compile(r"```.*?```", re.DOTALL)
_ANCHOR = re.compile(r'^<div id="[\w-]+"></div>\n\n', re.MULTILINE)
_NEIGHBOURS = re.compile(
    r"\n+(?:\[← lesson \d\d\]\(\S+\) · )?\[glossary\]\(\S+\)(?: · \[lesson .+)?$"
)
_GLOSSARY = re.compile(r"\]\((?:\.\./)+(?:lessons/)?GLOSSARY\.(?:md|ipynb)")
_PAGE = re.compile(r"\]\(\.\./(SOURCES\.md)")
_MARKDOWN_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
_HTML_LINK = re.compile(r'<a\b[^>]*\bhref="([^"]*)"')
_NAMED = re.compile(r'\b(?:id|name)="([^"]+)"')


# ---- what `bplib build` writes -------------------------------------------------------------------


def write_links(
    lesson: str, notebook: NotebookNode, lessons: list[str], exercises: Iterable[Exercise]
) -> None:
    """Write all links of a solution, and the places that links inside of it lead to.

    Parameters
    ----------
    lesson : str
        The lesson's name.
    notebook : NotebookNode
        Its solution, which is changed in place.
    lessons : list of str
        The names of all lessons, in order.
    exercises : iterable of Exercise
        The lesson's exercises.
    """
    others = {name[:2]: f"../{name}/{name}.ipynb" for name in lessons if name != lesson}
    places = {}
    for exercise in exercises:
        places[exercise.read_again] = anchors.of_heading(exercise.read_again)
        places[f"Exercise: {exercise.title}"] = anchors.of_exercise(exercise.name)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            text = _GLOSSARY.sub(f"]({GLOSSARY}", cell.source)
            text = _PAGE.sub(rf"]({_PAGES_FOLDER}\1", text)
            cell.source = with_places(linked(text, others), places)
    title = notebook.cells[0]
    if GLOSSARY not in title.source:
        title.source = f"{title.source}\n\n{GLOSSARY_LINE}"
    recap = next((cell for cell in notebook.cells if "**Next:**" in cell.source), None)
    if recap is not None:
        recap.source = f"{_NEIGHBOURS.sub('', recap.source)}\n\n{neighbours(lesson, lessons)}"


def linked(text: str, lessons: Mapping[str, str]) -> str:
    """Return a Markdown text in which the numbers of lessons are links; once more, the same text.

    Code, formulas, headings and what is a link already stay as they are.

    Parameters
    ----------
    text : str
        A cell's source.
    lessons : mapping of str to str
        Where each lesson is, by its number; the page's own has no entry.
    """
    masked = _LEFT_ALONE.sub(lambda found: "\0" * len(found[0]), text)
    in_html = list(_html_blocks(text))
    parts, end = [], 0
    for found in _NUMBERS.finditer(masked):
        as_html = any(begin <= found.start() < stop for begin, stop in in_html)

        def link(word: str, number: str, as_html: bool = as_html) -> str:
            target = lessons.get(number)
            if target is None:
                return word
            return f'<a href="{target}">{word}</a>' if as_html else f"[{word}]({target})"

        word, space, numbers = found.groups()
        if len(numbers) == 2:
            made = link(f"{word}{space}{numbers}", numbers)
        else:
            made = word + space + re.sub(r"\d\d", lambda n: link(n[0], n[0]), numbers)
        parts += [text[end : found.start()], made]
        end = found.end()
    return "".join([*parts, text[end:]])


def _html_blocks(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a text holds HTML blocks, in which Markdown is not read: up to an empty line."""
    begin, inside = 0, False
    at = 0
    for line in text.splitlines(keepends=True):
        if not inside and _HTML_BLOCK.match(line):
            begin, inside = at, True
        elif inside and not line.strip():
            yield begin, at
            inside = False
        at += len(line)
    if inside:
        yield begin, at


def with_places(text: str, places: Mapping[str, str]) -> str:
    """Return a Markdown text with a named place before each of some headings, and no other place.

    Parameters
    ----------
    text : str
        A cell's source.
    places : mapping of str to str
        The name of the place by the heading's text.
    """
    bare = _ANCHOR.sub("", text)
    code = [found.span() for found in _CODE_BLOCK.finditer(bare)]

    def named(found: re.Match[str]) -> str:
        inside = any(begin <= found.start() < end for begin, end in code)
        place = None if inside else places.get(found[1])
        return f'<div id="{place}"></div>\n\n{found[0]}' if place else found[0]

    return _HEADING.sub(named, bare)


def neighbours(lesson: str, lessons: list[str]) -> str:
    """Return the line below a recap: the lesson before, the glossary, the lesson after."""
    at = lessons.index(lesson)
    parts = [f"[glossary]({GLOSSARY})"]
    if at:
        name = lessons[at - 1]
        parts.insert(0, f"[← lesson {name[:2]}](../{name}/{name}.ipynb)")
    if at + 1 < len(lessons):
        name = lessons[at + 1]
        parts.append(f"[lesson {name[:2]} →](../{name}/{name}.ipynb)")
    return " · ".join(parts)


def without_links(text: str) -> str:
    """Return a Markdown text with the words of its links to files and places alone."""
    return _unlinked(text, "https?:|mailto:")


@functools.cache
def standing_alone(text: str) -> str:
    """Return a Markdown text of a lesson as it reads where no other lesson is.

    Links to the course's pages lead beside the lesson, those inside of it and to the web stay, and
    of those to other lessons the words do.
    """
    for name, alone in PAGES.items():
        text = text.replace(f"{_PAGES_FOLDER}{name}", alone)
    return _unlinked(text, f"https?:|mailto:|#|(?:{'|'.join(map(re.escape, PAGES.values()))})")


def _unlinked(text: str, kept: str) -> str:
    text = re.sub(rf"(?<!!)\[([^\]]*)\]\((?!{kept})[^)]*\)", r"\1", text)
    return re.sub(rf'<a href="(?!{kept})[^"]*">(.*?)</a>', r"\1", text)


# ---- where links lead ----------------------------------------------------------------------------


def targets(text: str) -> list[str]:
    """Return where the links of a Markdown or HTML text lead, those in code left out."""
    bare = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
    return [*_MARKDOWN_LINK.findall(bare), *_HTML_LINK.findall(bare)]


def places(path: Path, text: str) -> set[str]:
    """Return the names that a link into a page may end with.

    A Markdown page has those that GitHub makes of its headings, a notebook the ones in it.
    """
    found = set(_NAMED.findall(text))
    if path.suffix == ".md":
        headings = _HEADING.findall(_CODE_BLOCK.sub("", text))
        plain = (re.sub(r"[^\w\- ]", "", h.replace("`", "").lower()) for h in headings)
        found |= {heading.replace(" ", "-") for heading in plain}
    return found


def dead_links(path: Path, text: str, root: Path) -> list[str]:
    """Return a line for every link of a page that leads nowhere; the web is not asked.

    Parameters
    ----------
    path : Path
        The page, a notebook or Markdown.
    text : str
        What it says: all its Markdown, and the HTML that it shows.
    root : Path
        The course's folder; a link may not lead out of it.
    """
    dead = []
    for target in targets(text):
        if re.match(r"https?:|mailto:|data:", target):
            continue
        address, _, place = unquote(target).partition("#")
        other = (path.parent / PurePosixPath(address)).resolve() if address else path.resolve()
        if address and not (other.exists() and root.resolve() in (other, *other.parents)):
            dead.append(f"{path}: {target} leads nowhere")
        elif place and place not in places(other, text if not address else _text(other)):
            dead.append(f"{path}: {target} has no such place")
    return dead


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8").replace('\\"', '"')
