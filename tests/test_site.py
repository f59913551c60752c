"""The course as a site: how a lesson, its links and the pages beside it are translated.

The whole site is built and looked at by `make site`.
"""

import re
from pathlib import PurePosixPath

import nbformat
import pytest
import site_pages
from docutils.core import publish_doctree

from bplib.course import notebooks
from bplib.course.coursemap import entries
from bplib.course.lessons import CourseError, lesson_names, notebook_path
from bplib.course.links import targets
from bplib.course.site import addresses, extension, lessons, pages, reference, words

LESSON = "06_one_one_one"


@pytest.fixture(scope="module")
def names(root):
    return addresses.pages(root) | reference.of_files()


@pytest.fixture(scope="module")
def solution(root):
    return notebooks.read(notebook_path(root, "solutions", LESSON))


@pytest.fixture(scope="module")
def page(solution, names):
    links = addresses.Links(f"solutions/{LESSON}/{LESSON}.ipynb", f"lessons/{LESSON}", names)
    return lessons.page(LESSON, solution, links)


# ---- a lesson ------------------------------------------------------------------------------------


def test_an_answer_is_a_stub_and_a_folded_solution(solution, page, root):
    handed_out = notebooks.answer_cells(notebooks.read(notebook_path(root, "lessons", LESSON)))
    cells = {cell.id: k for k, cell in enumerate(page.cells)}
    assert notebooks.answer_cells(solution)
    for name, cell in notebooks.answer_cells(solution).items():
        folded = page.cells[cells[cell.id]]
        stub = page.cells[cells[cell.id] - 1]
        assert stub.source == handed_out[name].source
        assert not stub.outputs
        assert folded.metadata.tags == ["hide-input"]
        assert folded.metadata.mystnb.code_prompt_show == lessons.SHOW
        assert "SOLUTION" not in folded.source
        bare = [line for line in cell.source.splitlines() if "SOLUTION" not in line]
        assert folded.source.splitlines() == bare


def test_a_page_shows_what_the_solution_shows_but_nothing_for_programs(solution, page):
    shown = [output for cell in solution.cells for output in cell.get("outputs", ())]
    kept = [output for cell in page.cells for output in cell.get("outputs", ())]
    assert len(shown) == len(kept)
    assert any(lessons.VERDICT in output.get("data", ()) for output in shown)
    assert not any(lessons.VERDICT in output.get("data", ()) for output in kept)
    texts = [output.get("text") or output.data["text/plain"] for output in kept]
    assert texts == [output.get("text") or output.data["text/plain"] for output in shown]
    html = "".join(output.get("data", {}).get("text/html", "") for output in kept)
    assert 'mount("worksheet_111", stage(figure));' in html
    nbformat.validate(page)


def test_a_page_begins_with_its_number_and_what_it_is(page):
    first = page.cells[0].source.splitlines()
    assert first[0] == "# 06 Train the smallest network by hand"
    assert lessons.SHOW in page.cells[0].source.partition("\n**")[0]


# ---- links ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("[a](../05_losses/05_losses.ipynb)", "[a](05_losses.ipynb)"),
        ("[a](../../lessons/GLOSSARY.md)", "[a](../glossary.md)"),
        ("[a](../../lessons/GLOSSARY.md#signs)", "[a](../glossary.md#signs)"),
        ("[`a` b](../05_losses/05_losses.ipynb)", "[`a` b](05_losses.ipynb)"),
        ("[a](../05_losses/05_losses.ipynb#x)", '<a href="05_losses.html#x">a</a>'),
        ("[a](#x_y)", '<a href="#x_y">a</a>'),
        (f"[a](../{LESSON}/{LESSON}.ipynb)", "a"),
        ('<a href="../05_losses/05_losses.ipynb">a</a>', '<a href="05_losses.html">a</a>'),
        (
            "[a](../../Makefile) and [b](../../bplib/fast/)",
            "a and [b](../reference/bplib.fast.rst)",
        ),
        ('<a href="../../LICENSE">a</a>', "a"),
        ("[a](https://x.org/y.ipynb)", "[a](https://x.org/y.ipynb)"),
        ("`[a](../05_losses/05_losses.ipynb)`", "`[a](../05_losses/05_losses.ipynb)`"),
        ("```\n[a](../../Makefile)\n```", "```\n[a](../../Makefile)\n```"),
        ("![a](x.png)", "![a](x.png)"),
    ],
)
def test_a_link_leads_to_a_page(names, text, page):
    links = addresses.Links(f"lessons/{LESSON}/{LESSON}.ipynb", f"lessons/{LESSON}", names)
    assert links.text(text) == page


def test_every_link_of_every_lesson_leads_to_a_page(root, names):
    known = {addresses.source(page) for page in names.values()}
    for lesson in lesson_names(root):
        links = addresses.Links(f"solutions/{lesson}/{lesson}.ipynb", f"lessons/{lesson}", names)
        cells = notebooks.read(notebook_path(root, "solutions", lesson)).cells
        prose = [cell.source for cell in cells if cell.cell_type == "markdown"]
        before = [target for text in prose for target in targets(text)]
        after = [target for text in prose for target in targets(links.text(text))]
        to_itself = sum(links.page_of(t) == (f"lessons/{lesson}", "") for t in before)
        assert len(after) == len(before) - to_itself
        for target in after:
            if ":" not in target and not target.startswith("#"):
                file = PurePosixPath("lessons", target.partition("#")[0]).as_posix()
                file = re.sub(r"^lessons/\.\./", "", file).replace(".html", ".ipynb")
                assert file in known, f"{lesson}: {target}"


# ---- the pages beside the lessons ----------------------------------------------------------------


def test_there_is_a_page_for_all_that_a_reader_looks_for(root, names, tmp_path):
    pages.write(root, tmp_path, names)
    home = (tmp_path / "index.md").read_text(encoding="utf-8")
    listed = re.findall(r"^(?:[A-Z][\w ]*<)?([a-z][\w/.-]+)>?$", home, re.MULTILINE)
    for page in listed:
        made = (tmp_path / f"{page}.md").is_file()
        assert made or page.startswith(("lessons/", "reference/")), page
    assert {f"lessons/{name}" for name in lesson_names(root)} < set(listed)
    assert {"map", "glossary", "sources", "instructors", "contributing", "setup"} < set(listed)
    course = (tmp_path / "map.md").read_text(encoding="utf-8")
    for entry in entries(root):
        assert f"[{entry.number}](lessons/{entry.name}.ipynb) | {entry.title} |" in course
    assert "zip_collect" in (tmp_path / "instructors.md").read_text(encoding="utf-8")


def test_a_readme_without_instructors_is_told(names):
    with pytest.raises(CourseError, match="For instructors"):
        pages._instructors("# A\n\n## B\n", addresses.Links("README.md", "index", names))


def test_every_word_of_the_glossary_is_a_definition(root):
    glossary = (root / "lessons" / "GLOSSARY.md").read_text(encoding="utf-8")
    text = pages.with_definitions(glossary)
    rows = words.table(glossary)
    assert len(rows) == sum(line.count("|") == 4 for line in glossary.splitlines()) - 2
    for row in rows:
        assert f"\n{row.word}\n  {row.meaning} Taught in lesson {row.lesson}.\n" in text
    assert words.WORD_HEAD not in text
    assert glossary.partition(words.WORD_HEAD)[0] in text


def test_every_public_module_has_a_page_of_reference():
    made = reference.pages()
    assert {f"reference/{part}" for part in reference.PARTS} == set(made) - {"reference/index"}
    assert "bplib.beyond.convolution" in made["reference/bplib.beyond"]
    assert ":imported-members:" in made["reference/bplib.gradcheck"]


# ---- Sphinx's side -------------------------------------------------------------------------------


def test_the_first_use_of_a_word_becomes_a_link_and_a_longer_word_counts_as_itself():
    texts = ["A gradient check needs no gradients.", "Two gradients, and gradient checks."]
    found = words.first_uses(texts, ["gradient", "gradient check"])
    assert [[texts[k][b:e] for b, e, _ in uses] for k, uses in enumerate(found)] == [
        ["gradient check", "gradients"],
        [],
    ]


def test_words_are_linked_in_prose_alone():
    document = publish_doctree("The loss\n========\n\n``loss`` and losses. The loss again.\n")
    extension.link_words(document, ["loss"], "lessons/06_x")
    (link,) = document.findall(extension.addnodes.pending_xref)
    assert (link["reftarget"], link.astext()) == ("loss", "losses")
    assert document.astext().endswith("loss and losses. The loss again.")


def test_no_word_is_linked_inside_of_a_link():
    document = publish_doctree("A loss.\n")
    (paragraph,) = document.findall(extension.nodes.paragraph)
    paragraph.insert(0, extension.nodes.raw("", '<a href="#x">', format="html"))
    extension.link_words(document, ["loss"], "lessons/06_x")
    assert not list(document.findall(extension.addnodes.pending_xref))
    paragraph.insert(1, extension.nodes.raw("", "</a>", format="html"))
    extension.link_words(document, ["loss"], "lessons/06_x")
    assert list(document.findall(extension.addnodes.pending_xref))


def test_bars_are_escaped_outside_of_code():
    lines = ["where |z| is large, ``a | b``"]
    extension.escape_bars(None, "function", "f", None, None, lines)
    assert lines == [r"where \|z\| is large, ``a | b``"]


def test_what_the_libraries_write_against_accessibility_is_mended():
    context = {
        "body": '<summary aria-label="Toggle hidden content">\n<th class="head"><p></p></th>'
    }
    extension.mend(None, "", "", context, None)
    assert context["body"] == "<summary>\n<td></td>"


# ---- what is looked at on the built site ---------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ('<script src="https://x.org/a.js"></script>', "loads https://x.org/a.js from elsewhere"),
        ('<link rel="stylesheet" href="//x.org/a.css">', "loads //x.org/a.css from elsewhere"),
        (
            '<script>import "https://x.org/m.js";</script>',
            "loads https://x.org/m.js from elsewhere",
        ),
        ('<img src="data:," alt="">', "a picture has no words"),
        ('<figure role="img"></figure>', "a picture has no words"),
        ('<a href="b.html">b</a>', "b.html leads nowhere"),
        ('<a href="../a.html">b</a>', "../a.html leads nowhere"),
        ('<a href="#b">b</a>', "#b has no such place"),
        ('<a href="#c" id="c"><a href="#c">c</a></a>', "1 links stand inside of links"),
        ('<p id="c"></p><p id="c"></p>', "2 places are called c"),
        ('<a href="https://x.org">x</a><a href="a.html?q=1#c" id="c">c</a>', None),
    ],
)
def test_what_is_wrong_on_a_page_is_found(tmp_path, body, complaint):
    site = tmp_path / "html"
    site.mkdir()
    (tmp_path / "a.html").write_text("")
    (site / "a.html").write_text(f"<main>{body}</main>")
    found = site_pages.read(site)
    (page,) = found.values()
    said = list(site_pages.of_page(page, found, site))
    assert said == [] if complaint is None else said[0].startswith(complaint)


def test_what_is_wrong_on_the_page_of_a_lesson_is_found(solution, tmp_path):
    fold = (
        f'<details class="admonition hide above-input">\n<summary><p>{lessons.SHOW}</p></summary>'
    )
    folds = fold * len(notebooks.answer_cells(solution))
    moves = (
        '<figure data-moving="worksheet_111"></figure><script>mount("worksheet_111", x)</script>'
    )
    term = '<span class="std std-term">loss</span>'

    def said(text):
        return list(site_pages.of_lesson(site_pages.Page(tmp_path, text), solution))

    assert said(folds + moves + term) == []
    assert "answers are folded" in said(folds[len(fold) :] + moves + term)[0]
    assert "figures that move" in said(folds + term)[0]
    assert said(folds + moves.replace("mount", "m") + term) == ["nothing moves worksheet_111"]
    assert said(folds + moves) == ["no word leads to the glossary"]
    assert "marker" in said(folds + moves + term + "### BEGIN SOLUTION")[0]
