"""Which page of the site a file of the course becomes, and where links lead from there."""

import os
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from bplib.course.lessons import lesson_names

# Markdown files that become pages, by pattern; everything else that a page links to is named only.
GUIDES = ("bplib/**/*.md", "tests/**/*.md", "findings/*.md")
NAMED = {
    "README.md": "setup",
    "CONTRIBUTING.md": "contributing",
    "CHANGELOG.md": "changelog",
    "lessons/GLOSSARY.ipynb": "glossary",
    "lessons/GLOSSARY.md": "glossary",
    "lessons/SOURCES.md": "sources",
}

_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_MARKDOWN_LINK = re.compile(
    r"(?<![!\\])\[(?P<words>(?:[^\[\]]|\[[^\]]*\])*)\]\(\s*(?P<target>[^)\s]+)\s*\)"
)
_HTML_LINK = re.compile(r'<a\b[^>]*\bhref="(?P<target>[^"]*)"[^>]*>(?P<words>.*?)</a>', re.DOTALL)
_ELSEWHERE = re.compile(r"[a-z]+:")


def pages(root: Path) -> dict[str, str]:
    """Return the name of each page by the file, seen from the course's folder, that becomes it.

    Parameters
    ----------
    root : Path
        The course's folder.

    Returns
    -------
    dict of str to str
        For ``"lessons/06_one_one_one/06_one_one_one.ipynb"`` it is ``"lessons/06_one_one_one"``,
        and the same for its solution.
    """
    found = {file: page for file, page in NAMED.items() if (root / file).is_file()}
    for lesson in lesson_names(root):
        for folder in ("lessons", "solutions"):
            found[f"{folder}/{lesson}/{lesson}.ipynb"] = f"lessons/{lesson}"
    for pattern in GUIDES:
        for path in sorted(root.glob(pattern)):
            file = path.relative_to(root)
            words = file.parts[:-1] if file.name == "README.md" else (*file.parts[:-1], file.stem)
            found[file.as_posix()] = "guides/" + "-".join(words)
    return found


def source(page: str) -> str:
    """Return the file that Sphinx makes a page of."""
    kinds = {"lessons": ".ipynb", "reference": ".rst"}
    return page + kinds.get(page.partition("/")[0], ".md")


@dataclass(frozen=True)
class Links:
    """Translates the links of one file of the course into those of its page.

    Parameters
    ----------
    file : str
        The file, seen from the course's folder, with slashes.
    page : str
        The name of its page.
    others : dict of str to str
        The name of the page of every file that has one.
    """

    file: str
    page: str
    others: dict[str, str]

    def text(self, text: str) -> str:
        """Return a Markdown text whose links lead to pages; what has no page is named only.

        Code stays as it is. Sphinx follows links between files and complains of dead ones; a place
        in a lesson is raw HTML to it, so links there are written as HTML.
        """
        masked = _CODE.sub(lambda found: "\0" * len(found[0]), text)
        changes = [
            *((found, self._markdown) for found in _MARKDOWN_LINK.finditer(masked)),
            *((found, self._html) for found in _HTML_LINK.finditer(masked)),
        ]
        for found, written in sorted(changes, key=lambda change: -change[0].start()):
            begin, end = found.span()
            words = text[slice(*found.span("words"))]
            text = text[:begin] + written(text[begin:end], found["target"], words) + text[end:]
        return text

    def _markdown(self, link: str, target: str, words: str) -> str:
        page, place = self.page_of(target)
        if page is None:
            return link if _ELSEWHERE.match(target) else words
        if page == self.page and not place:
            return words
        if place and page.startswith("lessons/"):
            return f'<a href="{self.address(page, place)}">{words}</a>'
        here = PurePosixPath(self.page).parent
        file = os.path.relpath(source(page), here).replace(os.sep, "/") if page != self.page else ""
        return f"[{words}]({file}{'#' * bool(place)}{place})"

    def _html(self, link: str, target: str, words: str) -> str:
        page, place = self.page_of(target)
        if page is None:
            return link if _ELSEWHERE.match(target) else words
        return link.replace(target, self.address(page, place), 1)

    def page_of(self, target: str) -> tuple[str | None, str]:
        """Return which page a link leads to, None for one without or elsewhere, and the place."""
        if _ELSEWHERE.match(target):
            return None, ""
        file, _, place = unquote(target).partition("#")
        folder = PurePosixPath(self.file).parent
        wanted = os.path.normpath(folder / file).replace(os.sep, "/") if file else self.file
        return self.others.get(wanted), place

    def address(self, page: str, place: str = "") -> str:
        """Return the address of a place on a page, seen from this one."""
        here = PurePosixPath(self.page).parent
        file = os.path.relpath(f"{page}.html", here).replace(os.sep, "/")
        return f"{file if page != self.page else ''}{'#' * bool(place)}{place}"
