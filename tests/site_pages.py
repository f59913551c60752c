"""What must hold on the built site, page by page: `make site` ends with it.

`python tests/site_pages.py FOLDER` prints a line for everything that does not.
"""

import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

from bplib.course import notebooks
from bplib.course.lessons import course_root, lesson_names, notebook_path
from bplib.course.site.lessons import SHOW

REMOTE = re.compile(r"(?:https?:)?//")
LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
IN_CSS = re.compile(r"(?:url\(|@import)\s*['\"]?([^'\")\s]+)")
IN_SCRIPT = re.compile(r"(?:\bimport\b[^;\n]*?|\bfetch\()\s*[\"'`]((?:https?:)?//[^\"'`]+)")
FROM = re.compile(r'<figure\b[^>]*\bdata-moving="(\w+)"')


@dataclass
class Page(HTMLParser):
    """What stands on one page."""

    path: Path
    text: str
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)
    nested: int = 0
    in_link: bool = False

    def __post_init__(self):
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a":
            self.nested += self.in_link
            self.in_link = True
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        if found.get(LOADED.get(tag, "")) and found.get("rel") not in ("next", "prev", "search"):
            self.loaded.append(found[LOADED[tag]])
        drawn = tag == "figure" and found.get("role") == "img"
        if (tag == "img" and not found.get("alt")) or (drawn and not found.get("aria-label")):
            self.unnamed.append(f"{tag} {(found.get('src') or found.get('style') or '')[:40]}")

    def handle_endtag(self, tag):
        self.in_link &= tag != "a"


def read(site):
    """Return all pages of a site by their path."""
    paths = [path for path in sorted(site.rglob("*.html")) if "_static" not in path.parts]
    return {path.resolve(): Page(path, path.read_text(encoding="utf-8")) for path in paths}


def of_page(page, pages, site):
    """Yield what is wrong with one page, wherever it stands."""
    for address in (*page.loaded, *IN_SCRIPT.findall(page.text)):
        if REMOTE.match(address):
            yield f"loads {address} from elsewhere"
    for address in (*page.links, *page.loaded):
        if re.match(r"[a-z]+:|//", address):
            continue
        file, _, place = unquote(address).partition("#")
        other = (
            (page.path.parent / file.partition("?")[0]).resolve() if file else page.path.resolve()
        )
        if not other.is_file() or site.resolve() not in other.parents:
            yield f"{address} leads nowhere"
        elif place and other in pages and place not in pages[other].ids:
            yield f"{address} has no such place"
    for what in page.unnamed:
        yield f"a picture has no words: {what}"
    if page.nested:
        yield f"{page.nested} links stand inside of links"
    for name, times in Counter(page.ids).items():
        if times > 1:
            yield f"{times} places are called {name}"


def of_lesson(page, solution):
    """Yield what is wrong with the page of a lesson, beside its solution."""
    answers = len(notebooks.answer_cells(solution))
    folds = len(re.findall(rf'<details class="[^"]*\bhide\b[^"]*">(?:(?!</summary>).)*?{SHOW}',
                           page.text, re.DOTALL))  # fmt: skip
    if folds != answers:
        yield f"{folds} of {answers} answers are folded"
    if "SOLUTION" in page.text:
        yield "a marker of a solution can be read"
    shown = " ".join(
        output["data"].get("text/html", "")
        for cell in solution.cells
        for output in cell.get("outputs", ())
        if "data" in output
    )
    if sorted(FROM.findall(shown)) != sorted(FROM.findall(page.text)):
        yield f"figures that move: {FROM.findall(page.text)} instead of {FROM.findall(shown)}"
    for name in FROM.findall(shown):
        if f'mount("{name}"' not in page.text:
            yield f"nothing moves {name}"
    if "std-term" not in page.text:
        yield "no word leads to the glossary"


def of_site(site, root):
    """Return a line for everything that is wrong with a site."""
    pages = read(site)
    wrong = [
        f"{path.relative_to(site.resolve())}: {what}"
        for path, page in pages.items()
        for what in of_page(page, pages, site)
    ]
    for path in sorted(site.rglob("*.css")):
        remote = filter(REMOTE.match, IN_CSS.findall(path.read_text(encoding="utf-8")))
        wrong += [f"{path.relative_to(site)}: loads {address} from elsewhere" for address in remote]
    for lesson in lesson_names(root):
        page = pages.get((site / "lessons" / f"{lesson}.html").resolve())
        solution = notebooks.read(notebook_path(root, "solutions", lesson))
        complaints = of_lesson(page, solution) if page else ["has no page"]
        wrong += [f"{lesson}: {what}" for what in complaints]
    index = site / "searchindex.js"
    if not index.is_file() or lesson_names(root)[-1] not in index.read_text(encoding="utf-8"):
        wrong.append("the search knows no lesson")
    return wrong


def main():
    """Print what is wrong; return the exit status."""
    site = Path(sys.argv[1])
    wrong = of_site(site, course_root())
    print("\n".join(wrong) or f"{len(read(site))} pages: links lead somewhere, nothing is fetched")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
