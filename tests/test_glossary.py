r"""Every symbol of the lessons stands in the glossary, and every row of the glossary is in use.

A symbol is a Latin letter, a command such as ``\delta`` or ``\odot``, or an accent or a font with
what it stands on, such as ``\hat m`` or ``\mathsf T``. A row's symbols are the first ones of the
formulas in its first column.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
import terms

import bplib
from bplib.course import notebooks
from bplib.course.lessons import lesson_names, notebook_path
from bplib.course.registry import lesson_exercises
from bplib.course.site.words import FORMS, WORD_HEAD

LESSONS = lesson_names(Path(__file__).resolve().parent.parent)

SYMBOL_HEAD = "| symbol | in code | shape | meaning | lessons |"

CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
MATHS = re.compile(r"\$\$(.+?)\$\$|\$(.+?)\$", re.DOTALL)
WORDING = re.compile(r"\\(?:text|textbf|mathrm|operatorname|begin|end)\*?\{[^{}]*\}")
ACCENT = re.compile(
    r"\\(hat|dot|bar|tilde|vec|mathbb|mathbf|mathcal|mathsf)(?![a-zA-Z])\s*\{?\s*(\\[a-zA-Z]+|[a-zA-Z])\s*\}?"
)
TOKEN = re.compile(r"\\[a-zA-Z]+|[^\W\d_]")

LAYOUT = """left right phantom big Big bigl bigr Bigl Bigr quad qquad textstyle displaystyle
    underbrace overbrace frac dfrac tfrac sqrt rVert rvert rfloor"""
ARITHMETIC = """cdot times pm cdots dots ldots le leq ge geq ne neq to Longrightarrow infty
    ln log exp sin cos tan tanh max min arg
    Rightarrow Longleftrightarrow mp"""
NO_SYMBOLS = {"\\" + name for name in f"{LAYOUT} {ARITHMETIC}".split()}
SIGNS = {"∂": r"\partial", "⊙": r"\odot", "Σ": r"\sum", "ε": r"\varepsilon", "λ": r"\lambda"}


def of_formula(formula):
    """Return the symbols of a formula, in order."""
    rest = WORDING.sub(" ", formula).replace(r"\|", r"\lVert ")
    places = [(m.start(), rf"\{m[1]} {m[2]}") for m in ACCENT.finditer(rest)]
    rest = ACCENT.sub(lambda m: " " * len(m[0]), rest)
    places += [(m.start(), m[0]) for m in TOKEN.finditer(rest)]
    found = [symbol for _, symbol in sorted(places)]
    return [
        symbol for symbol in found if symbol not in NO_SYMBOLS and symbol.lstrip("\\")[0].isalpha()
    ]


def formulas(text):
    """Return the formulas in a text."""
    return [m[1] or m[2] for m in MATHS.finditer(CODE.sub(" ", text))]


def of_prose(text):
    """Return the symbols that a text writes without maths: Greek letters and two signs."""
    rest = MATHS.sub(" ", CODE.sub(" ", text))
    found = []
    for letter in dict.fromkeys(rest):
        words = unicodedata.name(letter, "").split()
        if letter in SIGNS:
            found.append(SIGNS[letter])
        elif len(words) == 4 and words[:1] == ["GREEK"] and words[2] == "LETTER":
            name = words[3].lower()
            found.append("\\" + (name if words[1] == "SMALL" else name.capitalize()))
    return found


def of_text(text):
    """Return the set of symbols in a text, in its formulas and outside."""
    return {s for formula in formulas(text) for s in of_formula(formula)} | set(of_prose(text))


def names_of(code):
    """Return the names in Python code: variables, attributes, arguments, functions, nodes.

    A graph's nodes and SymPy's symbols get their names as strings.
    """
    found = set()
    for node in ast.walk(ast.parse(code)):
        for field in ("id", "attr", "arg", "name", "value"):
            name = getattr(node, field, None)
            if isinstance(name, str) and name.isidentifier():
                found.add(name)
    return found


@dataclass(frozen=True)
class Row:
    """A row of a table of symbols."""

    symbols: tuple[str, ...]
    code: frozenset[str]
    shape: str
    meaning: str
    lessons: str

    def covers(self, number):
        """Return whether the row speaks of a lesson."""
        if self.lessons.startswith("all"):
            return number not in numbers_in(self.lessons)
        return number in numbers_in(self.lessons)


def numbers_in(text):
    """Return the lessons in "01, 03 to 05"."""
    spread = re.sub(
        r"(\d\d) to (\d\d)",
        lambda m: " ".join(f"{n:02d}" for n in range(int(m[1]), int(m[2]) + 1)),
        text,
    )
    return re.findall(r"\b\d\d\b", spread)


def cells_under(text, head):
    """Return the rows, as lists of cells, of all tables that have this head."""
    found, inside = [], False
    for line in text.splitlines():
        if line == head:
            inside = True
        elif not line.startswith("|"):
            inside = False
        elif inside and not line.startswith("|--"):
            found.append([cell.strip() for cell in line.strip("|").split("|")])
    return found


def read_rows(text):
    """Return the rows of all tables of symbols."""
    rows = []
    for symbol, code, shape, meaning, lessons in cells_under(text, SYMBOL_HEAD):
        snippets = re.findall(r"`([^`]+)`", code)
        symbols = tuple(dict.fromkeys(of_formula(formula)[0] for formula in formulas(symbol)))
        names = frozenset().union(*map(names_of, snippets))
        rows.append(Row(symbols, names, shape, meaning, lessons))
    return rows


def unlisted(lesson, cells, rows):
    """Return a line for each symbol in markdown cells that no row explains for this lesson."""
    listed = {symbol for row in rows if row.covers(lesson[:2]) for symbol in row.symbols}
    return [
        f"{lesson}, cell {name}: {symbol} is not in lessons/GLOSSARY.md for lesson {lesson[:2]}"
        for name, source in cells
        for symbol in sorted(of_text(source) - listed)
    ]


@pytest.fixture(scope="module")
def glossary(root):
    return (root / "lessons" / "GLOSSARY.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rows(glossary):
    return read_rows(glossary)


@pytest.fixture(scope="module")
def solutions(root):
    return {
        lesson: notebooks.read(notebook_path(root, "solutions", lesson)).cells
        for lesson in lesson_names(root)
    }


@pytest.fixture(scope="module")
def markdown(solutions):
    return {
        lesson: [(cell.id, cell.source) for cell in cells if cell.cell_type == "markdown"]
        for lesson, cells in solutions.items()
    }


@pytest.fixture(scope="module")
def used(markdown):
    return {
        lesson[:2]: of_text("\n\n".join(source for _, source in cells))
        for lesson, cells in markdown.items()
    }


@pytest.fixture(scope="module")
def lesson_code(solutions):
    return {
        lesson[:2]: set().union(
            *(names_of(plain(cell.source)) for cell in cells if cell.cell_type == "code")
        )
        for lesson, cells in solutions.items()
    }


def plain(source):
    """Return a cell's code without the notebook's own commands."""
    return re.sub(r"^[%!].*$", "", source, flags=re.MULTILINE)


def public_functions():
    """Yield (module, name, parameters) of everything public in bplib that can be called."""
    for found in pkgutil.walk_packages(bplib.__path__, "bplib."):
        if found.name.split(".")[1] not in bplib.__all__:
            continue
        module = importlib.import_module(found.name)
        for name, item in vars(module).items():
            if name.startswith("_") or getattr(item, "__module__", "") != found.name:
                continue
            members = [(name, item)]
            if inspect.isclass(item) and issubclass(item, BaseException):
                continue
            if inspect.isclass(item):
                members += [
                    (f"{name}.{n}", f)
                    for n, f in vars(item).items()
                    if inspect.isfunction(f) and not n.startswith("_")
                ]
            for full_name, member in members:
                if callable(member):
                    yield found.name, full_name, tuple(inspect.signature(member).parameters)


# ---- the extraction ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "symbols"),
    [
        (r"W^{(l)}_{ij}", ["W", "l", "i", "j"]),
        (
            r"\frac{\partial L}{\partial z_2} \odot a",
            [r"\partial", "L", r"\partial", "z", r"\odot", "a"],
        ),
        (r"\hat m / (1 - \beta_1^t)", [r"\hat m", r"\beta", "t"]),
        (r"W^{\mathsf T}\,x", ["W", r"\mathsf T", "x"]),
        (r"\mathbb{E}[x] + \operatorname{Var} w", [r"\mathbb E", "x", "w"]),
        (r"\text{loss of } x \text{ rows}", ["x"]),
        (r"\|g\| \ge \tfrac12 \ln 3 + ½", [r"\lVert", "g", r"\lVert"]),
    ],
)
def test_a_formula_is_reduced_to_its_symbols(formula, symbols):
    assert of_formula(formula) == symbols


def test_a_text_gives_its_formulas_and_its_greek_letters_but_no_code():
    text = "The λ of `q` in $a$ and\n$$b\n= c$$ <details>or ∂L/∂w, $\\eta$</details>"
    assert of_text(text) == {"a", "b", "c", r"\lambda", r"\partial", r"\eta"}


def test_the_lessons_of_a_row_are_read():
    row = Row(("x",), frozenset(), "()", "", "01, 03 to 05")
    assert [n for n in range(8) if row.covers(f"{n:02d}")] == [1, 3, 4, 5]
    rest = Row(("x",), frozenset(), "()", "", "all but 02")
    assert rest.covers("01")
    assert not rest.covers("02")


# ---- the lessons against the glossary ------------------------------------------------------------


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_symbol_of_a_lesson_is_in_the_glossary(lesson, markdown, rows):
    assert unlisted(lesson, markdown[lesson], rows) == []


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_symbol_in_what_an_answer_is_told_is_in_the_glossary(lesson, rows):
    said = [
        (exercise.name, slip.question)
        for exercise in lesson_exercises()[lesson]
        for slip in exercise.slips
    ]
    assert unlisted(lesson, said, rows) == []


def test_a_symbol_that_nobody_explained_is_reported_with_its_lesson_and_cell(markdown, rows):
    lesson = "06_one_one_one"
    planted = [*markdown[lesson], ("made-up", r"Let $\Xi$ be $\hat w \cdot x$, or Υ.")]
    assert unlisted(lesson, planted, rows) == [
        rf"{lesson}, cell made-up: {symbol} is not in lessons/GLOSSARY.md for lesson 06"
        for symbol in (r"\Upsilon", r"\Xi", r"\hat w")
    ]


def test_a_symbol_of_another_lesson_is_reported_too(rows):
    cells = [("made-up", r"The condition number $\kappa$.")]
    assert unlisted("16_step_size_and_momentum", cells, rows) == []
    assert len(unlisted("06_one_one_one", cells, rows)) == 1


# ---- the glossary against the lessons ------------------------------------------------------------


def test_every_row_is_filled(rows, glossary):
    assert len(rows) > 50
    for row in rows:
        assert row.symbols, row
        assert row.shape, row
        assert row.meaning, row
        assert re.fullmatch(r"all( but \d\d(, \d\d)*)?|\d\d(( to|,) \d\d)*", row.lessons), row
    tables = [line for line in glossary.splitlines() if line.startswith("| symbol |")]
    assert set(tables) == {SYMBOL_HEAD}


def test_no_symbol_has_two_rows_for_the_same_lessons(rows):
    keys = Counter((symbol, row.lessons) for row in rows for symbol in row.symbols)
    assert [key for key, count in keys.items() if count > 1] == []


def test_every_row_is_used_by_the_lessons_that_it_names(rows, used, lesson_code):
    for row in rows:
        covered = [number for number in used if row.covers(number)]
        written = {n: used[n] | (row.code & lesson_code[n]) for n in covered}
        for symbol in row.symbols:
            assert any(symbol in written[n] for n in covered), f"{symbol}: no lesson uses it"
        if not row.lessons.startswith("all"):
            assert covered == numbers_in(row.lessons), f"{row.symbols}: {row.lessons}?"
            for number in covered:
                used_here = written[number] & set(row.symbols)
                assert used_here, f"{row.symbols}: not in lesson {number}"


def test_every_name_in_code_exists_in_the_lessons_or_in_bplib(rows, lesson_code):
    signatures = set()
    for _, name, parameters in public_functions():
        signatures.update(name.split("."), parameters)
    for row in rows:
        covered = (names for number, names in lesson_code.items() if row.covers(number))
        unknown = row.code - signatures.union(*covered)
        assert not unknown, f"{row.symbols}, lessons {row.lessons}: nothing is called {unknown}"


def test_every_single_letter_that_a_function_takes_is_in_the_glossary(rows):
    missing = []
    for module, name, parameters in public_functions():
        lesson = re.search(r"\.lesson_(\d\d)_", module)
        known = set().union(*(r.code for r in rows if not lesson or r.covers(lesson[1])))
        letters = [p for p in parameters if len(p) == 1 and p not in known]
        missing += [f"{module}.{name}: {letter}" for letter in letters]
    assert missing == []


def test_every_word_is_found_in_the_lesson_that_introduces_it(glossary, markdown):
    texts = {lesson[:2]: "\n".join(s for _, s in cells) for lesson, cells in markdown.items()}
    words = cells_under(glossary, WORD_HEAD)
    assert len(words) > 40
    for word, meaning, number in words:
        assert meaning.endswith("."), word
        assert word.lower() in texts[number].lower(), f"{word}: not in lesson {number}"
    names = [word.lower() for word, _, _ in words]
    assert names == sorted(names)
    assert len(names) == len(set(names))


# ---- no word before the lesson that teaches it ---------------------------------------------------


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_word_is_used_before_the_lesson_that_teaches_it(lesson, glossary, markdown):
    early = terms.too_early(lesson, markdown[lesson], terms.taught(glossary))
    assert early == [], "\n".join(early)


def test_a_word_is_found_in_its_forms_and_not_where_it_points_ahead_or_is_none():
    words = {"gradient check": "09", "gradient": "01", "momentum": "16", "held-out": "01"}
    words |= {"label": "05", "kernel": "19"}
    cells = [
        ("plain", "A *gradient check*.\n\nTwo held out, both labelled."),
        ("ahead", "Lesson 16 adds momentum, and lessons 09 and 16 momentum and gradient checks."),
        ("code", "`momentum`, $momentum$, [x](momentum.md), <b momentum>"),
        ("parts", "momentums, momentum-like, label2, kernels"),
        (
            "bridge",
            "Gradients.\n\n**Next:** momentum.\nmomentum\n\n**Further reading.** *Momentum*",
        ),
        ("after", "lesson 16. Momentum"),
        ("course-map", "momentum"),
    ]
    found = [line.split(": …")[0] for line in terms.too_early("03_x", cells, words)]
    assert found == [
        "03_x, cell plain: “gradient check” is taught in 09",
        "03_x, cell plain: “labelled” is taught in 05",
        "03_x, cell parts: “momentums” is taught in 16",
        "03_x, cell after: “Momentum” is taught in 16",
    ]
    assert terms.too_early("16_x", cells[5:6], words) == []


def test_what_is_said_of_single_words_is_of_words_of_the_glossary(glossary):
    words = terms.taught(glossary)
    assert set(terms.EVERYDAY) <= set(words)
    assert set(FORMS) <= {*words, "training"}
    for forms in FORMS.values():
        assert len(forms) == len(set(forms))
