"""The pages beside the lessons: the first one, the map, the glossary, the sources, the guides."""

import re
from pathlib import Path

from bplib.course.coursemap import course_map
from bplib.course.lessons import CourseError, lesson_names
from bplib.course.site.addresses import Links
from bplib.course.site.words import WORD_HEAD, table

HOME = """\
# Backpropagation you can check

{introduction}

You can read all of it here. Every lesson comes solved, with its answers folded behind “Show one
solution”: try first, then unfold. Figures with knobs move, by mouse and by keys.

**Begin with [lesson 00](lessons/{first}.ipynb)**, or look at [the map](map.md) for what builds on
what and how long it takes. To type your own answers, and be told which mistake a wrong one is,
[set the course up](setup.md).

```{{toctree}}
:caption: Lessons
:hidden:

{lessons}
```

```{{toctree}}
:caption: Look up
:hidden:

Map <map>
Glossary <glossary>
Sources <sources>
Reference <reference/index>
```

```{{toctree}}
:caption: Guides
:hidden:

Set up <setup>
For instructors <instructors>
For contributors <contributing>
{guides}
Changes <changelog>
```
"""

_IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")


def write(root: Path, folder: Path, names: dict[str, str]) -> None:
    """Write all pages beside the lessons.

    Parameters
    ----------
    root : Path
        The course's folder.
    folder : Path
        Where Sphinx reads.
    names : dict of str to str
        The name of the page of every file that has one.

    Raises
    ------
    CourseError
        If README lacks a section that becomes a page.
    """
    readme = (root / "README.md").read_text(encoding="utf-8")
    from_root = Links("README.md", "index", names)
    texts = {
        "index": _home(root, readme, names),
        "map": f"# The map of the course\n\n{from_root.text(course_map(root, 'lessons/'))}\n",
        "instructors": _instructors(readme, from_root),
    }
    for file, page in names.items():
        if file.endswith(".md"):
            text = (root / file).read_text(encoding="utf-8")
            texts[page] = Links(file, page, names).text(_with_pictures(root, file, text, folder))
    texts["glossary"] = with_definitions(texts["glossary"])
    words = (root / "lessons" / "GLOSSARY.md").read_text(encoding="utf-8")
    (folder / "glossary.words").write_text(words, encoding="utf-8")
    for page, text in texts.items():
        path = folder / f"{page}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _home(root: Path, readme: str, names: dict[str, str]) -> str:
    lessons = lesson_names(root)
    guides = sorted({page for page in names.values() if page.startswith("guides/")})
    return HOME.format(
        introduction=_introduction(readme),
        first=lessons[0],
        lessons="\n".join(f"lessons/{name}" for name in lessons),
        guides="\n".join(guides),
    )


def _introduction(readme: str) -> str:
    """Return what README says of the course before its first section: the last paragraph there."""
    return readme.partition("\n## ")[0].strip().rpartition("\n\n")[2]


def _instructors(readme: str, links: Links) -> str:
    """Return README's section for instructors as a page."""
    section = re.search(r"^## For instructors\n(.*?)(?=^## |\Z)", readme, re.DOTALL | re.MULTILINE)
    if section is None:
        raise CourseError("README.md lacks '## For instructors', which is a page of the site")
    return f"# For instructors\n{links.text(section[1])}"


def with_definitions(text: str) -> str:
    """Return the glossary with its table of words as definitions, which other pages link to."""
    head = text.index(WORD_HEAD)
    end = text.find("\n\n", head)
    rest = text[end:] if end >= 0 else "\n"
    entries = "\n\n".join(
        f"{entry.word}\n  {entry.meaning} Taught in lesson {entry.lesson}." for entry in table(text)
    )
    return f"{text[:head]}```{{glossary}}\n{entries}\n```{rest}"


def _with_pictures(root: Path, file: str, text: str, folder: Path) -> str:
    """Copy the pictures of a page to where Sphinx finds them, and show them from there."""

    def copied(found: re.Match[str]) -> str:
        picture = (root / file).parent / found[2]
        if not picture.is_file():
            return found[1]
        (folder / "_pictures").mkdir(exist_ok=True)
        (folder / "_pictures" / picture.name).write_bytes(picture.read_bytes())
        return f"![{found[1]}](/_pictures/{picture.name})"

    return _IMAGE.sub(copied, text)
