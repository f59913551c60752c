"""A lesson that is fetched stands alone: what it links to lies beside it, or is no link."""

import re
import shutil

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from test_lessons import LESSONS

from bplib.course import handout, links, notebooks
from bplib.course.lessons import notebook_path

CODE = re.compile(r"```.*?```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$", re.DOTALL)


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_link_of_a_lesson_is_dead_where_it_was_fetched(root, tmp_path, lesson):
    folder = tmp_path / lesson
    shutil.copytree(root / "lessons" / lesson, folder)
    handout.stand_alone(folder, root / "lessons")
    found = notebooks.read(folder / f"{lesson}.ipynb")
    text = "\n\n".join(cell.source for cell in found.cells if cell.cell_type == "markdown")
    dead = links.dead_links(folder / f"{lesson}.ipynb", text, folder)
    for name in links.PAGES.values():
        if (folder / name).exists():
            page = (folder / name).read_text(encoding="utf-8")
            dead += links.dead_links(folder / name, page, folder)
    assert dead == []
    assert (folder / "GLOSSARY.md").is_file()
    assert "](GLOSSARY.md" in text
    assert {path.suffix for path in folder.iterdir()} == {".ipynb", ".md"}
    assert notebooks.is_as_handed_out(found)
    # nothing but links has changed
    before = notebooks.read(notebook_path(root, "lessons", lesson))
    for old, new in zip(before.cells, found.cells, strict=True):
        if old.cell_type == "markdown":
            assert links.without_links(new.source) == links.without_links(old.source)
            assert CODE.findall(new.source) == CODE.findall(old.source)
        else:
            assert new == old


def test_what_nbgrader_knows_by_every_letter_stays_as_it_is(tmp_path):
    elsewhere = (
        "[lesson 03](../03_three/03_three.ipynb) and [words](../../lessons/GLOSSARY.ipynb#w)"
    )
    known = new_markdown_cell(elsewhere, id="k", metadata={"nbgrader": {"grade_id": "k"}})
    text = new_markdown_cell(f"{elsewhere} [here](#x)", id="m")
    page = new_notebook(cells=[text, known, new_code_cell(f"# {elsewhere}", id="c")])
    notebooks.write(page, tmp_path / "x.ipynb")
    (tmp_path / "pages").mkdir()
    handout.stand_alone(tmp_path, tmp_path / "pages")  # no page is there to be copied
    found = notebooks.read(tmp_path / "x.ipynb")
    assert [cell.source for cell in found.cells] == [
        "lesson 03 and [words](GLOSSARY.md#w) [here](#x)",
        elsewhere,
        f"# {elsewhere}",
    ]
