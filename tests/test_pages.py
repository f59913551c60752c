"""What instructors and learners read: verdicts, a summary, and nothing of a learner's that runs."""

import base64
import html
import html.parser
import os
import re
import shutil
from pathlib import Path

import nbformat
import pytest
import warm
from classroom import ANSWERS, LESSON, course, grade, hand_in, page, solved
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook
from traitlets.config import PyFileConfigLoader

from bplib.grading.judging.scores import Result, Score
from bplib.grading.pages import apart, clean
from bplib.grading.pages.apart import Allowance
from bplib.grading.pages.page import ADVICE, bundle, summary

isolated = pytest.mark.usefixtures("sandboxed")
HOSTILE = [
    "<script>owned()</script>",
    "<img src=x onerror=owned()>",
    "<svg onload=owned()><script>owned()</script><circle r='3'/></svg>",
    "<iframe src='javascript:owned()'></iframe>",
    "<iframe srcdoc='<script>owned()</script>'></iframe>",
    "<a href='javascript:owned()'>x</a>",
    "<a href='java&#x73;cript:owned()'>x</a>",
    "<a href='data:text/html,<script>owned()</script>'>x</a>",
    "<img src='https://example.org/who-reads-this.png'>",
    "<form action='https://example.org'><input name=x><button>ok</button></form>",
    "<style>.panel { display: none }</style>",
    "<link rel=stylesheet href=//example.org/x.css>",
    "<meta http-equiv=refresh content='0; url=https://example.org'>",
    "<base href='https://example.org'>",
    "<div style='position: fixed; top: 0' class='panel' id='double' name='double'>3 of 3</div>",
    "<math><mtext><table><mglyph><style><img src=x onerror=owned()></style></table></mtext></math>",
    "<noscript><p title='</noscript><img src=x onerror=owned()>'></noscript>",
    "<object data='javascript:owned()'></object><embed src='javascript:owned()'>",
    "<a href='da&#10;ta:text/html,owned'>x</a>",
    "<a href='&#9;data:text/html,x'>x</a>",
    "<a href='java&#10;script:1'>x</a>",
]


OURS = {("table", "width: auto"), ("summary", "display: list-item"), ("div", clean.BOX)}


class Dangers(html.parser.HTMLParser):
    """Collects every tag and attribute that could do more than be looked at."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        if tag in ("script", "iframe", "style", "link", "meta", "base", "form", "input", "object"):
            self.found.append(tag)
        for name, value in attributes:
            address = re.sub(r"\s", "", (value or "").lower())
            local = address.startswith("data:image/")
            link = ":" not in address or address.startswith("https:")
            safe = (
                name in ("alt", "class") or (name == "src" and local) or (name == "href" and link)
            )
            safe = safe or (tag, value) in OURS
            if not safe or (name == "class" and "panel" in address):
                self.found.append((tag, name, value))


LEARNERS = ("text/html", "text/latex")


def dangers(text):
    parser = Dangers()
    parser.feed(text)
    parser.close()
    return parser.found


@pytest.mark.parametrize(
    ("bomb", "why"),
    [
        ("<div>" * 399_000, "more than 10,000 tags"),
        ("<svg " * 100_000, "more than 10,000 tags"),
        ("<svg></svg" * 100_000, "more than 10,000 tags"),
        ("<div>" * 101, "more than 100 tags of HTML in each other"),
        ("x" * 2_000_001, "it has 2,000,001 characters, more than 2,000,000"),
    ],
)
def test_html_without_end_is_not_shown(bomb, why):
    assert f"HTML that is not shown: {why}" in clean.html(bomb)
    shown = clean.outputs([{"output_type": "display_data", "data": {"text/html": bomb}}])
    assert why in shown[0].data["text/html"]


def test_a_page_has_one_allowance_for_all_that_is_on_it():
    page = Allowance(characters=100)
    assert "<em>" in clean.markdown("*a* " + "b" * 60, allowance=page)
    assert "there is too much on this page" in clean.markdown("*b* " + "b" * 60, allowance=page)
    assert "there is too much on this page" in clean.code("c", allowance=page)
    assert "there is too much on this page" in clean.html("<b>d</b>", allowance=page)
    assert "e &amp; f" in clean.printed("e & f", allowance=page)
    tags = Allowance(tags=10)
    assert "too much" not in clean.html("<i>a</i><i>b</i>", tags)
    assert "too much" in clean.html("<i>a</i><i>b</i><i>c</i><i>d</i>", tags)
    text = [{"output_type": "stream", "name": "stdout", "text": "x" * 80}] * 2
    kept = clean.outputs(text, Allowance(characters=100))
    assert [len(output.text) for output in kept] == [80, 20]


def test_the_filters_of_a_page_share_its_allowance_and_show_what_is_pasted():
    pasted = {"a": {"image/png": "iVBORw0KGgo="}}
    page = {"resources": {}, "cell": {"attachments": pasted}}
    shown = clean.FILTERS["markdown2html"](page, "![a](attachment:a)")
    assert 'src="data:image/png;base64,iVBORw0KGgo="' in shown
    full = {"resources": {"bplib_allowance": Allowance(characters=100)}}
    assert "<em>" in clean.FILTERS["markdown2html"](full, "*a* " + "b" * 60)
    assert "too much" in clean.FILTERS["markdown2html"](full, "*b* " + "b" * 60)
    assert "too much" in clean.FILTERS["highlight_code"](full, "c")
    left = page["resources"]["bplib_allowance"].characters
    clean.FILTERS["ansi2html"](page, "printed")
    assert page["resources"]["bplib_allowance"].characters < left < Allowance().characters


@pytest.fixture
def drowsy(monkeypatch):
    """A process of converters that sleep over some texts, and one second for each text."""
    monkeypatch.setattr(apart, "PROGRAM", "converters_that_sleep")
    monkeypatch.setattr(apart, "LONGEST", 1.0)
    paths = str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    process = apart.Process()
    monkeypatch.setattr(apart, "_process", process)
    yield process
    process.close()


def test_a_converter_that_takes_too_long_is_ended_and_the_next_text_converted(drowsy):
    page = Allowance(seconds=1.5)
    late = "Shown as it was written: to convert it takes too long"
    assert clean.markdown("*awake*", allowance=page).strip() == "<p><em>awake</em></p>"
    first = drowsy._process.pid
    shown = clean.markdown("*asleep* <b>", allowance=page)
    assert late in shown
    assert "<pre>*asleep* &lt;b&gt;</pre>" in shown
    assert not Path(f"/proc/{first}").exists()
    assert "<em>awake</em>" in clean.markdown("*awake*", allowance=page)
    assert drowsy._process.pid != first
    assert late in clean.code("asleep", allowance=page)  # in what is left of the page's time
    assert "there is too much on this page" in clean.markdown("*awake*", allowance=page)
    assert "<em>awake</em>" in clean.markdown("*awake*")  # the next page has its own


def test_a_converter_that_does_not_start_is_no_empty_page(monkeypatch):
    monkeypatch.setattr(apart, "PROGRAM", "no_such_program")
    monkeypatch.setattr(apart, "_process", apart.Process())
    with pytest.raises(RuntimeError, match="does not start"):
        clean.markdown("text")


def test_pasted_pictures_are_shown():
    png, svg = (base64.b64encode(data).decode() for data in (b"picture", b"<svg/>"))
    pasted = {"a b.png": {"image/png": png}, "c": {"image/svg+xml": svg}}
    source = "![one](attachment:a%20b.png) ![two](attachment:c) ![three](attachment:d)"
    shown = clean.markdown(clean.quoted(source), pasted)
    assert dangers(shown) == []
    assert f'<img src="data:image/png;base64,{png}" alt="one">' in shown
    assert f'<img src="data:image/svg+xml;base64,{svg}" alt="two">' in shown
    assert "Not shown: d, not a PNG, JPEG, GIF or SVG of up to 2 MB." in shown
    assert "Not shown" not in clean.markdown("![one](picture.png)", {})


def test_all_that_a_learner_wrote_is_in_a_box():
    box = f'<div style="{clean.BOX}">'
    assert "contain: content" in clean.BOX
    formula = r"$$\raise 9em {3 of 3}$$"
    sent = [{"output_type": "display_data", "data": {kind: formula}} for kind in LEARNERS]
    shown = [output.data["text/html"] for output in clean.outputs(sent)]
    _, _, words = clean.markdown(clean.quoted(formula)).partition("by the learner:</em></p>")
    for text in (*shown, clean.code("x = 1"), words):
        assert text.startswith(box)
        assert text.endswith("</div>")
    assert clean.printed("text").startswith('<span style="display: block; contain: content')
    assert "<div style" not in clean.markdown(formula)


def test_formulas_that_change_others_are_not_typeset_in_html():
    ignored = '<div class="tex2jax_ignore mathjax_ignore"'
    assert clean.html(r"<b>$\gdef\frac{3}$</b>").startswith(ignored)
    assert clean.html(r"<b>$&#92;let\frac{3}$</b>").startswith(ignored)
    assert not clean.html(r"<b>$\frac{1}{2}$</b>").startswith(ignored)


def test_drawings_become_pictures_wherever_they_stand():
    shown = clean.html("İ<b>a</b><SVG x='1'><g/></SVG>b<svg/>c</svg><svgx>")
    shown = shown.removeprefix(f'<div style="{clean.BOX}">').removesuffix("</div>")
    assert re.fullmatch('İ<b>a</b><img alt="a drawing" src="[^"]*">b<img [^>]*>', shown), shown


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_is_left(text):
    assert dangers(text), "the test itself sees no danger"
    assert dangers(clean.html(text)) == []
    shown = clean.markdown(f"Before.\n\n{text}\n\nAnd *{text}* after.")
    assert dangers(shown) == []
    assert "Before." in shown
    assert dangers(clean.markdown(clean.quoted(text))) == []


def test_links_to_pages_and_colours_of_code_stay():
    for address in ("https://example.org/a", "mailto:a@example.org", "page.html#part"):
        assert f'href="{address}"' in clean.html(f"<a href='{address}'>x</a>")
    assert '<span class="k">' in clean.html("<span class='k'>def</span>")


@pytest.mark.parametrize(
    "source",
    ["[x](javascript:owned())", "<javascript:owned()>", "[x][1]\n\n[1]: javascript:owned()"],
)
def test_no_link_of_markdown_runs(source):
    assert dangers(clean.markdown(source)) == []


def test_formulas_that_make_links_or_change_others_are_shown_as_written():
    for source in (r"$\href{javascript:owned()}{x}$", r"$&#92;href{x}{y}$", r"$\def\frac{3}$"):
        assert clean.markdown(source).startswith("<pre>")
    assert "$" in clean.markdown(r"$\frac{a}{b}$")


def test_a_lessons_own_markdown_stays():
    source = (
        "## Head\n\n<details><summary>Hint</summary>\n\n`code` *em*\n\n</details>\n\n|a|\n|-|\n|1|"
    )
    shown = clean.markdown(source)
    for part in ("<h2>Head", "<details>", ">Hint</summary>", "<code>code</code>", "<td>1</td>"):
        assert part in shown


def test_a_learners_markdown_is_a_quotation_that_cannot_be_left():
    shown = clean.markdown(clean.quoted("# 3 of 3 points\n</blockquote>\n\nstill inside"))
    assert "Written by the learner" in shown
    mark, box = "<p><em>Written by the learner:</em></p>", f'<div style="{clean.BOX}"><blockquote>'
    assert shown.startswith(mark + box)
    assert shown.index("</blockquote>") > shown.index("still inside")


def test_only_forms_of_an_output_that_cannot_act_are_kept():
    png = base64.b64encode(b"picture").decode()
    sent = [
        {"output_type": "display_data", "data": {"application/javascript": "owned()"}},
        {"output_type": "display_data", "data": {"image/png": '"><script>owned()</script>'}},
        {"output_type": "display_data", "data": {"image/png": png, "text/plain": "p"}},
        {"output_type": "display_data", "data": {"image/svg+xml": "<svg><script>1</script></svg>"}},
        {"output_type": "display_data", "data": {"text/html": HOSTILE[0]}, "metadata": {"a": 1}},
        {"output_type": "display_data", "data": {"text/latex": r"$\href{a}{b}$"}},
        {"output_type": "display_data", "data": {"text/markdown": "# fake", "text/plain": "m"}},
        {"output_type": "stream", "name": "other", "text": "<b>text</b>"},
        {"output_type": "stream", "text": ["no", "text"]},
        *(None, 7, {}, {"output_type": "error"}, {"data": 3}),
    ]
    kept = clean.outputs(sent)
    forms = [sorted(o.data) if "data" in o else o.text for o in kept]
    assert forms == [
        ["image/png", "text/plain"],
        ["text/html"],
        ["text/html"],
        ["text/plain"],
        "<b>text</b>",
    ]
    assert all(dangers(o.data.get("text/html", "")) == [] for o in kept if "data" in o)
    assert [o.metadata for o in kept if "data" in o] == [{}] * 4
    assert clean.outputs("x") == clean.outputs(None) == []


def test_every_verdict_without_values_says_what_to_do():
    for result in set(Result) - {Result.PASSED, Result.WRONG, Result.WRONG_TYPE, Result.INTERNAL}:
        shown = bundle(Score("double", result, 0, 1, 7, reason="because <of> it"))
        assert str(result) in shown["text/plain"]
        assert ADVICE[result] in shown["text/plain"]
        assert "because &lt;of&gt; it" in shown["text/html"]


def test_the_summary_counts_penalties():
    text = summary([("double", "passed", 1, 1), ("halve", "time limit", 0, 2)], late=0.5)
    assert text.startswith("## 0.5 of 3 points")
    assert "| [double](#double) | ✓ passed | 1 of 1 |" in text
    assert "| [halve](#halve) | ✗ time limit | 0 of 2 |" in text


FAKE = "# 3 of 3 points\n\n| exercise | verdict |\n|---|---|\n| double | ✓ passed |"


def with_fakes(notebook):
    source = f"from IPython.display import HTML\nHTML({' '.join(HOSTILE)!r})"
    notebook.cells[3:3] = [new_markdown_cell(FAKE), new_code_cell(source)]


@isolated
def test_feedback_tells_a_learner_all_and_lets_nobody_fake_it(root, tmp_path):
    folder = course(tmp_path / "course")
    hand_in(folder, "ada", solved(ANSWERS["wrong"], with_fakes))
    assert grade(folder)[0] == 0
    place = LESSON, LESSON, "ada"
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}", "bplib") as book:
        book.find_submission_notebook(*place).late_submission_penalty = 0.5
        book.find_comment("double_answer", *place).manual_comment = f"Look *again*. {HOSTILE[1]}"
        book.find_grade("double", *place).manual_score = 0.75
        book.db.commit()
    status, printed = warm.nbgrader(folder, "generate_feedback", LESSON)
    assert status == 0, printed
    text = (folder / "feedback" / "ada" / LESSON / f"{LESSON}.html").read_text(encoding="utf-8")
    for words in (
        "2.25 of 3 points",
        '<a href="#double">double</a>',
        '<a name="double">',
        "✗ wrong values, points by an instructor",
        "handed in late",
        "Look <em>again</em>.",
        "Called as:",
        "Expected:",
        "Ask yourself",
        "Read again",
        '<div class="tex2jax_ignore mathjax_ignore" style="contain: content',
        "Written by the learner",
    ):
        assert words in text, words
    assert "Traceback (most recent" not in text
    assert text.index("2.25 of 3 points") < text.index("Written by the learner")
    assert text.count('id="double"') == 0

    # Formgrader shows the graded notebook with nbconvert's exporter under the same configuration
    config = PyFileConfigLoader("nbgrader_config.py", path=str(folder)).load_config()
    graded = page(folder, "ada")
    shown = HTMLExporter(config=config, template_name="classic").from_notebook_node(graded)[0]
    body = shown[shown.index("<body") :]
    for code in (text[text.index("<body") :], body):
        assert not re.search(r"<(?!/)[^>]*\b(?:onerror|onload|srcdoc)\b", code)
        assert "javascript:" not in re.sub(r"<pre>.*?</pre>", "", code, flags=re.DOTALL)
    assert graded.cells[0].id == "summary"
    nbformat.validate(graded)
    shutil.rmtree(folder)


@isolated
def test_every_page_shows_what_was_handed_in_in_its_order(tmp_path):
    """The graded notebook, feedback and what Formgrader shows, own cells included."""
    handed_in = []

    def with_own_cells(notebook):
        cells = []
        for cell in notebook.cells:
            cells.append(cell)
            if cell.id.endswith("_answer"):
                cell.source += f"\nby_hand = '<{cell.id}> & more'"
                cells += [new_code_cell(f"behind = '{cell.id}'"), new_markdown_cell("My *words*.")]
        notebook.cells = cells
        handed_in.extend(cell.source for cell in cells if cell.cell_type == "code")

    folder = course(tmp_path / "course")
    hand_in(folder, "ada", solved(change=with_own_cells))
    assert grade(folder)[0] == 0
    graded = page(folder, "ada")
    assert [cell.source for cell in graded.cells if cell.cell_type == "code"] == handed_in
    assert sum("My *words*." in cell.source for cell in graded.cells) == 3

    assert warm.nbgrader(folder, "generate_feedback", LESSON)[0] == 0
    feedback = (folder / "feedback" / "ada" / LESSON / f"{LESSON}.html").read_text("utf-8")
    config = PyFileConfigLoader("nbgrader_config.py", path=str(folder)).load_config()
    shown = HTMLExporter(config=config, template_name="classic").from_notebook_node(graded)[0]
    for text in (feedback, shown):
        assert code_of(text) == [source.strip() for source in handed_in]
        assert text.count("My <em>words</em>.") == 3


def code_of(text):
    """Return the code that a page shows, cell by cell."""
    cells = re.findall(r'class="[^"]*\binput_area\b.*?<pre>(.*?)</pre>', text, flags=re.DOTALL)
    return [html.unescape(re.sub("<[^>]*>", "", cell)).strip() for cell in cells]
