"""Links: `lesson 06` leads there, a message to the place that it names, and no link is dead."""

import copy
import re

import lesson_files
import pytest
from nbformat.v4 import new_markdown_cell, new_notebook
from samples import verdict
from test_lessons import LESSONS, solution

from bplib.course import glossary, links, notebooks
from bplib.course.checks import anchors, report
from bplib.course.lessons import notebook_path
from bplib.course.registry import find, lesson_exercises

NAMES = ["02_two", "03_three", "06_six", "07_seven"]
OTHERS = {name[:2]: f"../{name}/{name}.ipynb" for name in NAMES}
L2, L3, L6, L7 = (f"](../{name}/{name}.ipynb)" for name in NAMES)


# ---- words become links --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("see lesson 06, please", f"see [lesson 06{L6}, please"),
        ("Lesson 06's net.", f"[Lesson 06{L6}'s net."),
        ("Lessons 02, 03 and 07 say", f"Lessons [02{L2}, [03{L3} and [07{L7} say"),
        ("lessons 02 to 06 and 07.", f"lessons [02{L2} to [06{L6} and [07{L7}."),
        ("lessons 02 and 04", f"lessons [02{L2} and 04"),
        ("in lesson\n06", f"in [lesson\n06{L6}"),
        ("lesson 04, lesson 065, lesson 06.5, lesson 6", ""),
        ("`lesson 06` and $lesson 06$ and\n$$lesson 06$$", ""),
        ("```\nlesson 06\n```\n\n# lesson 06\n\n## After lesson 06", ""),
        ("[lesson 06](x.md) and [as lesson 06 says](y.md)", ""),
        ('<a href="x">lesson 06</a> <b title="lesson 06">b</b>', ""),
        (
            "<details><summary>A</summary>Yes (lesson 06)</details>",
            f'<details><summary>A</summary>Yes (<a href="{OTHERS["06"]}">lesson 06</a>)</details>',
        ),
        (
            "<details><summary>A</summary>\n\nlesson 06\n\n</details>\n\nlesson 07",
            f"<details><summary>A</summary>\n\n[lesson 06{L6}\n\n</details>\n\n[lesson 07{L7}",
        ),
    ],
)
def test_the_number_of_a_lesson_becomes_a_link(text, made):
    assert links.linked(text, OTHERS) == (made or text)
    assert links.linked(made or text, OTHERS) == (made or text)
    assert links.without_links(made) == (made and text)


def test_a_page_gets_places_the_glossary_and_its_neighbours():
    exercise = find("double")
    page = new_notebook(
        cells=[
            new_markdown_cell("# Title\n\nSee [words](../GLOSSARY.md#words) and lesson 06."),
            new_markdown_cell(
                f"text\n\n### {exercise.read_again}\n\n```\n### {exercise.read_again}\n```"
            ),
            new_markdown_cell(f"{exercise.heading}\n\nDouble it."),
            new_markdown_cell("## Recap\n\n**Next:** lesson 07 goes on."),
        ]
    )
    links.write_links("03_three", page, NAMES, [exercise])
    title, again, stated, recap = (cell.source for cell in page.cells)
    words = "[words](../../lessons/GLOSSARY.ipynb#words)"
    assert title == f"# Title\n\nSee {words} and [lesson 06{L6}."
    place = f'<div id="{anchors.of_heading(exercise.read_again)}"></div>'
    assert again.startswith(f"text\n\n{place}\n\n### {exercise.read_again}\n")
    assert again.count("<div") == 1
    assert stated.startswith('<div id="exercise-double"></div>\n\n### Exercise: ')
    assert recap.splitlines()[2] == f"**Next:** [lesson 07{L7} goes on."
    assert recap.splitlines()[-1] == (
        f"[← lesson 02{L2} · [glossary](../../lessons/GLOSSARY.ipynb) · [lesson 06 →{L6}"
    )
    before = copy.deepcopy(page)
    links.write_links("03_three", page, NAMES, [exercise])
    assert page == before
    links.write_links("03_three", page, NAMES[1:], [])
    assert "<div" not in str(page.cells)
    assert page.cells[3].source.splitlines()[-1].startswith("[glossary](")


def test_a_title_without_the_glossary_gets_its_line():
    page = new_notebook(cells=[new_markdown_cell("# Title")])
    for _ in range(2):
        links.write_links("02_two", page, NAMES, [])
        assert page.cells[0].source == f"# Title\n\n{links.GLOSSARY_LINE}"


# ---- what a message links to ---------------------------------------------------------------------


def test_a_place_has_a_name_that_needs_no_escapes():
    assert anchors.of_heading("By hand: δ, one “number” at a time") == (
        "by-hand-u3b4-one-number-at-a-time"
    )


def test_a_card_links_the_exercise_and_what_to_read_again():
    card = report.html(verdict(find("double"), lambda x: 3 * x))
    assert '✗ <a href="#exercise-double">double</a>: ' in card
    assert '<a href="#your-first-exercise">“Your first exercise”</a>' in card
    assert "<a" in card
    assert "<a" not in links.without_links(card)


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_place_that_a_message_links_to_is_in_its_lesson(root, lesson):
    cells = solution(root, lesson).cells
    text = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    here = links.places(notebook_path(root, "lessons", lesson), text)
    for exercise in lesson_exercises()[lesson]:
        assert anchors.of_exercise(exercise.name) in here, "run `bplib build`"
        assert anchors.of_heading(exercise.read_again) in here, exercise.name


# ---- no link is dead -----------------------------------------------------------------------------


def shown(notebook):
    """Return all Markdown of a notebook and all HTML that it shows."""
    texts = [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            texts += [
                output.get("data", {}).get(kind, "") for kind in ("text/html", "text/markdown")
            ]
    return "\n\n".join(texts)


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_link_of_a_lesson_is_dead(root, lesson):
    dead = links.dead_links(
        notebook_path(root, "solutions", lesson), shown(solution(root, lesson)), root
    )
    dead += links.dead_links(
        notebook_path(root, "lessons", lesson), shown(lesson_files.lesson(root, lesson)), root
    )
    assert dead == []


def test_no_link_of_a_markdown_page_is_dead(root):
    pages = [
        path
        for path in sorted(root.rglob("*.md"))
        if not {part for part in path.relative_to(root).parts if part.startswith(".")}
    ]
    assert root / "README.md" in pages
    dead = [
        line for page in pages for line in links.dead_links(page, page.read_text("utf-8"), root)
    ]
    assert dead == []


def test_a_dead_link_is_found(tmp_path):
    page = tmp_path / "page.md"
    (tmp_path / "other.md").write_text("# The `one` heading\n")
    text = (
        "# Here, twice\n[a](other.md#the-one-heading) [b](#here-twice) [c](https://nowhere.invalid)\n"
        "`[code](no.md)` [d](no.md) [e](other.md#two) [f](#no) "
        '<a href="no.html">g</a> [h](../../)'
    )
    found = [line.removeprefix(f"{page}: ") for line in links.dead_links(page, text, tmp_path)]
    assert found == [
        "no.md leads nowhere",
        "other.md#two has no such place",
        "#no has no such place",
        "../../ leads nowhere",
        "no.html leads nowhere",
    ]


# ---- the glossary as a notebook ------------------------------------------------------------------


def test_the_glossarys_notebook_is_its_page_section_by_section(root, tmp_path):
    text = (root / glossary.SOURCE).read_text("utf-8")
    page = notebooks.read(root / glossary.PAGE)
    assert page == glossary.as_notebook(text), "run `bplib build`"
    assert [cell.source for cell in page.cells] == text.strip().split("\n\n## ")[:1] + [
        f"## {section}" for section in text.strip().split("\n\n## ")[1:]
    ]
    assert all(cell.cell_type == "markdown" for cell in page.cells)
    assert not re.search(r"<(?!br>)[a-z]", text.replace("`", "")), "VS Code hides some HTML"
    assert glossary.update_glossary(tmp_path) == []


def test_every_lesson_links_the_notebook_and_none_the_markdown_page(root):
    for lesson in LESSONS:
        found = [t for t in links.targets(shown(solution(root, lesson))) if "GLOSSARY" in t]
        assert set(found) == {links.GLOSSARY}, lesson
        assert (notebook_path(root, "lessons", lesson).parent / links.GLOSSARY).is_file()


# What VS Code leaves of HTML in a Markdown cell: these of the tags that its renderer allows.
KEPT_BY_VS_CODE = {
    "a",
    "b",
    "br",
    "code",
    "details",
    "div",
    "em",
    "i",
    "strong",
    "sub",
    "summary",
    "sup",
}


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_text_needs_html_that_vs_code_takes_away(root, lesson):
    for cell in solution(root, lesson).cells:
        if cell.cell_type == "markdown":
            bare = re.sub(
                r"```.*?```|`[^`\n]*`|\$\$.*?\$\$|\$[^$]*\$", "", cell.source, flags=re.DOTALL
            )
            assert set(re.findall(r"</?([a-z]\w*)[^<>]*>", bare)) <= KEPT_BY_VS_CODE, cell.id
