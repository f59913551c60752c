"""The page of sources: every link leads somewhere, and every number on it is computed again."""

import re
from pathlib import Path

import numpy as np
import pytest

from bplib.course.coursemap import sources_by_lesson
from bplib.course.lessons import lesson_names, notebook_path
from bplib.course.notebooks import read

ROOT = Path(__file__).resolve().parent.parent
LESSONS = {name[:2]: name for name in lesson_names(ROOT)}
PAGE = (ROOT / "lessons" / "SOURCES.md").read_text(encoding="utf-8")

HEAD = ["section", "what it says", "lessons", "what becomes of it"]
LIST_HEAD = ["no.", "where", "printed", "computed", "worked in"]
OUTCOMES = (
    *("taught", "shown by experiment", "checked and right"),
    *("corrected", "questioned", "left out"),
)
LINK = re.compile(r"\[(?:lesson )?(\d\d)\]\(([^)]+)\)")


def tables(text):
    """Return the rows of each table under its heading, as lists of cells."""
    found, letter = {}, ""
    for line in text.splitlines():
        if line.startswith("## "):
            letter = "list" if line.startswith("## Misprints") else line[3]
        if line.startswith("|"):
            found.setdefault(letter, []).append([cell.strip() for cell in line[1:-1].split("|")])
    return found


TABLES = tables(PAGE)
ROWS = [(letter, *row) for letter in "ABCDE" for row in TABLES[letter][2:]]
FOUND = {row[0]: row[1:] for row in TABLES["list"][2:]}


def sigmoid(z):
    return 1 / (1 + np.exp(-np.asarray(z)))


X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
Y = np.array([[0], [1], [1], [0]], dtype=float)


def entropy(P):
    return -np.mean(np.log(np.where(Y == 1, P, 1 - P)))


def four(*values):
    return ", ".join(f"{v:.4f}".replace("-", "−") for v in np.ravel(values))


def two_two_one():
    """Return every number of the worked example of document B."""
    x, y = np.array([0.05, 0.10]), 0.01
    W1, b1 = np.array([[0.15, 0.20], [0.25, 0.30]]), np.array([0.35, 0.35])
    W2, b2, lr = np.array([0.40, 0.45]), 0.50, 0.01
    n = {"z(1)": W1 @ x + b1}
    n["a(1)"] = sigmoid(n["z(1)"])
    n["z(2)"] = W2 @ n["a(1)"] + b2
    n["a(2)"] = sigmoid(n["z(2)"])
    n["C"] = (y - n["a(2)"]) ** 2 / 2
    n["slope 2"] = n["a(2)"] * (1 - n["a(2)"])
    n["δ(2)"] = (n["a(2)"] - y) * n["slope 2"]
    n["W(2)"] = n["δ(2)"] * n["a(1)"]
    n["slope 1"] = n["a(1)"] * (1 - n["a(1)"])
    n["δ(1)"] = W2 * n["δ(2)"] * n["slope 1"]
    n["W(1)"] = np.outer(n["δ(1)"], x)
    n["new W(2), b(2)"] = np.append(W2 - lr * n["W(2)"], b2 - lr * n["δ(2)"])
    n["new W(1)"], n["new b(1)"] = W1 - lr * n["W(1)"], b1 - lr * n["δ(1)"]
    return n


def one_one_one():
    """Return every number of the worked example of document E."""
    x, y, w1, w2, lr = 2.0, 1.0, 0.5, 0.8, 0.1
    z1 = w1 * x
    a1 = sigmoid(z1)
    z2 = w2 * a1
    a2 = sigmoid(z2)
    d2 = a2 - y
    d1 = d2 * w2 * a1 * (1 - a1)
    new = w2 - lr * d2 * a1, w1 - lr * d1 * x
    after = -np.log(sigmoid(new[0] * sigmoid(new[1] * x)))
    n = {"z1": z1, "a1": a1, "z2": z2, "a2": a2, "L": -np.log(a2), "d2": d2, "d1": d1}
    return n | {"dw2": d2 * a1, "dw1": d1 * x, "new": new, "fall": -np.log(a2) - after}


def relu_program():
    rng, rate = np.random.RandomState(42), 0.5
    W1, b1 = rng.randn(2, 4) * 0.1, np.zeros(4)
    W2, b2 = rng.randn(4, 1) * 0.1, np.zeros(1)
    for _ in range(1000):
        Z1 = X @ W1 + b1
        A1 = np.maximum(0, Z1)
        d2 = (sigmoid(A1 @ W2 + b2) - Y) / 4
        d1 = d2 @ W2.T * (Z1 > 0)
        W2, b2 = W2 - rate * A1.T @ d2, b2 - rate * d2.sum(axis=0)
        W1, b1 = W1 - rate * X.T @ d1, b1 - rate * d1.sum(axis=0)
    P = sigmoid(np.maximum(0, X @ W1 + b1) @ W2 + b2)
    return f"{(P > 0.5).astype(int).ravel()}, cross-entropy {entropy(P):.4f}"


def sigmoid_program():
    """Return the cross-entropy of the XOR program of document B, and how many answers are right."""
    rng, rate = np.random.RandomState(1), 0.1
    W1, b1, W2, b2 = rng.randn(2, 4), np.zeros(4), rng.randn(4, 1), np.zeros(1)
    for _ in range(10_000):
        A1 = sigmoid(X @ W1 + b1)
        d2 = (sigmoid(A1 @ W2 + b2) - Y) / 4
        d1 = d2 @ W2.T * A1 * (1 - A1)
        W2, b2 = W2 - rate * A1.T @ d2, b2 - rate * d2.sum(axis=0)
        W1, b1 = W1 - rate * X.T @ d1, b1 - rate * d1.sum(axis=0)
    P = sigmoid(sigmoid(X @ W1 + b1) @ W2 + b2)
    return entropy(P), int(((P > 0.5) == Y).sum())


def nudged(f, v, h=1e-6):
    """Return the slopes of f() by the entries of v, which is changed in place and restored."""
    slopes = np.zeros_like(v)
    for at in np.ndindex(v.shape):
        old = v[at]
        v[at] = old + h
        up = f()
        v[at] = old - h
        slopes[at], v[at] = (up - f()) / (2 * h), old
    return slopes


def mismatch():
    """Return by what the delta, the weights' and the biases' gradients of document C are off."""
    rng = np.random.default_rng(0)
    W1, b1, W2, b2 = (rng.normal(size=s) for s in ((2, 2), (2,), (2, 1), (1,)))
    logits = sigmoid(X @ W1 + b1) @ W2 + b2
    dz2 = sigmoid(logits) - Y
    A1 = sigmoid(X @ W1 + b1)
    dz1 = dz2 @ W2.T * A1 * (1 - A1)
    used = (X.T @ dz1, dz1.mean(axis=0), A1.T @ dz2, dz2.mean(axis=0))
    delta = dz2 / nudged(lambda: entropy(sigmoid(logits)), logits)
    ratios = [
        theirs / nudged(lambda: entropy(sigmoid(sigmoid(X @ W1 + b1) @ W2 + b2)), mine)
        for theirs, mine in zip(used, (W1, b1, W2, b2), strict=True)
    ]
    groups = delta, np.append(ratios[0], ratios[2]), np.append(ratios[1], ratios[3])
    for group in groups:
        assert np.ptp(group) < 1e-4 * abs(np.mean(group))
    return [round(float(np.mean(group)), 3) for group in groups]


def early_sigmoid():
    try:
        exec("p = late(0)\n\ndef late(z):\n    return z\n", {})
    except NameError as error:
        return type(error).__name__
    return "it trains"


def one_path():
    """The slope of a loss by an activation that feeds two neurons, as its nudge has it."""
    weights, slopes = np.array([0.40, 0.50]), np.array([0.10, -0.30])
    a = np.array(0.7)
    measured = nudged(lambda: float(slopes @ (weights * a)), a)
    assert measured == pytest.approx(weights @ slopes)
    each, first = f"{measured:.2f}", f"{weights[0] * slopes[0]:.2f}"
    return f"with weights 0.40 and 0.50, slopes by z 0.10 and −0.30: {each}, not {first}"


def rising():
    w = 1.0
    before, w = 50 * w**2, w - 0.021 * 100 * w
    return (
        f"½ · 100 w² rises from {before:.2f} to {50 * w**2:.2f} at the rate 0.021, "
        "with the right sign"
    )


def clipped():
    g = np.array([0.0006, 0.0008])
    norm = np.linalg.norm(g * min(1, 1 / np.linalg.norm(g)))
    return f"a gradient of norm 0.001, clipped at 1, keeps norm {norm:g}"


def tanh_ends():
    low, high = np.tanh([-20.0, 20.0])
    return f"output near {low:.0f} or {high:.0f}"


def relative_errors():
    n = np.array([0.3, -0.2, 0.5])
    a = -0.999 * n
    gap = np.linalg.norm(a - n)
    theirs, ours = gap / np.linalg.norm(a + n), gap / (np.linalg.norm(a) + np.linalg.norm(n))
    return f"{theirs:.0f} for a = −0.999 n, where ‖a‖ + ‖n‖ below gives {ours:.0f}"


def skipped():
    order = np.random.default_rng(0).permutation(1437)
    seen = {i for k in range(1437 // 200) for i in order[200 * k : 200 * (k + 1)]}
    return f"{1437 - len(seen)} of 1,437 images skipped with batches of 200"


def largest_slopes():
    z = np.linspace(-8, 8, 16_001)
    s, t = sigmoid(z), np.tanh(z)
    return f"{np.max(s * (1 - s)):.2f} and {np.max(1 - t**2):.0f}"


def two_products():
    delta, W, slope = np.ones(2), np.ones((3, 2)), np.ones(3)
    return f"entrywise {((W @ delta) * slope).shape}, matrix product {W.shape} by {delta.shape}"


def copied_step(early):
    """Return the error after one step of the copied 2-2-2 example."""
    x, y, lr = np.array([0.05, 0.10]), np.array([0.01, 0.99]), 0.5
    W1, W2 = np.array([[0.15, 0.20], [0.25, 0.30]]), np.array([[0.40, 0.45], [0.50, 0.55]])
    a1 = sigmoid(W1 @ x + 0.35)
    a2 = sigmoid(W2 @ a1 + 0.60)
    d2 = (a2 - y) * a2 * (1 - a2)
    new = W2 - lr * np.outer(d2, a1)
    d1 = (new if early else W2).T @ d2 * a1 * (1 - a1)
    a1 = sigmoid((W1 - lr * np.outer(d1, x)) @ x + 0.35)
    return f"{np.sum((y - sigmoid(new @ a1 + 0.60)) ** 2) / 2:.9f}"


def kinks():
    def slope(x, h=1e-5):
        return (max(0.0, x + h) - max(0.0, x - h)) / (2 * h)

    return f"slope {slope(-1e6):g} at −1e6, slope {slope(-1e-6):.2g} at −1e-6"


B, E = two_two_one(), one_one_one()
TIMES = "{:g} times the gradient of the mean cross-entropy for weights, {:g} times for biases"
COMPUTED = {
    "A1": relu_program,
    "A2": lambda: f"at most {-np.log(1e-8):.2f}",
    "A3": lambda: tanh_ends().replace("-", "−"),
    "A4": clipped,
    "B1": lambda: four(B["a(1)"]),
    "B2": lambda: four(B["z(2)"]),
    "B3": lambda: four(B["C"]),
    "B4": lambda: four(B["slope 2"]),
    "B5": lambda: four(B["δ(2)"]),
    "B6": lambda: four(B["W(2)"]),
    "B7": lambda: four(B["δ(2)"]),
    "B8": lambda: four(B["slope 1"][0]),
    "B9": lambda: four(B["new W(1)"]),
    "B10": lambda: (
        f"{four((0.01 - 0.7322) ** 2 / 2)} by the line, {four((0.01 - 0.7322) ** 2)} by the formula"
    ),
    "B11": lambda: f"{four(B['z(2)'] * (1 - B['z(2)']))} for x = z, {four(B['slope 2'])} for x = a",
    "C1": lambda: (
        f"the delta is {mismatch()[0]:g} times that of the mean cross-entropy over 4 samples"
    ),
    "C2": lambda: TIMES.format(*mismatch()[1:]),
    "C3": early_sigmoid,
    "C4": lambda: one_path().replace("-", "−"),
    "D1": relative_errors,
    "D2": skipped,
    "D3": rising,
    "E1": lambda: four(E["dw1"]),
    "E2": largest_slopes,
    "E3": lambda: f"{four(E['d1'])} for b₁, {four(E['d2'])} for b₂",
    "E4": two_products,
    "F1": lambda: (
        f"{copied_step(False)}; with output weights updated too early {copied_step(True)}"
    ),
    "F2": kinks,
}


def test_every_mistake_found_has_a_computation():
    assert list(FOUND) == list(COMPUTED)


@pytest.mark.parametrize("number", COMPUTED)
def test_what_the_list_prints_is_what_comes_out(number):
    _, printed, computed, _ = FOUND[number]
    assert computed == COMPUTED[number]()
    assert computed != printed


RIGHT = {
    "Example, z(1)": B["z(1)"],
    "Example, a(2)": B["a(2)"],
    "Example, δ(1), also the gradient of b(1)": B["δ(1)"],
    "Example, gradient of W(1)": B["W(1)"],
    "Example, new W(2) and b(2)": B["new W(2), b(2)"],
    "Example, new b(1)": B["new b(1)"],
    "4. Example, z₁, a₁, z₂, ŷ": (E["z1"], E["a1"], E["z2"], E["a2"]),
    "4. Example, loss": (E["a2"], E["L"]),
    "4. Example, δ₂ and ∂L/∂w₂": (E["d2"], E["dw2"]),
    "4. Example, δ₁": (E["d1"],),
    "4. Example, new weights": E["new"],
}
RIGHT_IN_WORDS = {"4. Example, remark"}


def decimals(text):
    """Return the numbers with a decimal point in a text, and how many decimals each has."""
    found = re.findall(r"−?\d+\.\d+", text)
    return [(float(n.replace("−", "-")), len(n.partition(".")[2])) for n in found]


def test_numbers_called_right_are_right():
    examples = {
        section: says
        for _, section, says, _, outcome in ROWS
        if "Example," in section and outcome.startswith("checked and right")
    }
    assert set(examples) == set(RIGHT) | RIGHT_IN_WORDS
    for section, values in RIGHT.items():
        printed = decimals(examples[section])
        assert len(printed) == np.size(values), section
        for (number, digits), value in zip(printed, np.ravel(values), strict=True):
            assert abs(number - value) <= 0.5 * 10.0**-digits, section


def test_numbers_called_wrong_are_wrong_and_in_the_list():
    for letter, section, _, _, outcome in ROWS:
        if "Example," not in section or not outcome.startswith("corrected: "):
            continue
        right = [number for number, _ in decimals(outcome.partition("→")[2].partition(";")[0])]
        listed = [
            number
            for key, row in FOUND.items()
            if key[0] == letter
            for number, _ in decimals(row[2])
        ]
        assert right, section
        assert set(right[:1]) <= set(listed), section


def test_the_other_numbers_of_the_tables():
    loss, right = sigmoid_program()
    assert right == 4
    for text in (
        f"cross-entropy {loss:.4f} at the end, all four answers right",
        f"by {E['fall']:.5f}",
        f"{0.25**10:.3e}, but a bound",
        f"than {-np.log(1e-8):.2f},",
        "−0.113 at three decimals",
        "37 of 1,437 with batches of 200",
    ):
        assert text in PAGE, text
    assert round(float(E["dw1"]), 3) == -0.113


def test_each_document_has_its_table():
    assert re.findall(r"^## ([A-E])\.", PAGE, re.MULTILINE) == list("ABCDE")
    assert list(TABLES) == [*"ABCDE", "list"]
    for letter in "ABCDE":
        assert TABLES[letter][0] == HEAD
        assert len(TABLES[letter]) > 10
    assert TABLES["list"][0] == LIST_HEAD


def test_no_cell_is_empty():
    for rows in TABLES.values():
        for row in rows:
            assert len(row) == len(rows[0]), row
            assert all(row), row


def test_links_lead_to_the_lessons_that_they_name():
    links = LINK.findall(PAGE)
    assert len(links) == PAGE.count("](")
    for number, target in links:
        assert target == f"{LESSONS[number]}/{LESSONS[number]}.ipynb"
        assert (ROOT / "lessons" / target).is_file()


def test_every_lesson_is_linked_and_the_map_reads_the_same_letters():
    seen = {}
    for letter, *cells in ROWS:
        for number, _ in LINK.findall(" ".join(cells)):
            if letter not in seen.setdefault(number, []):
                seen[number].append(letter)
    assert set(seen) == set(LESSONS) - {"00"}
    assert sources_by_lesson(ROOT) == seen


def test_every_row_says_what_became_of_it():
    for _, section, _, lessons, outcome in ROWS:
        assert outcome.startswith(OUTCOMES), section
        if lessons == "none":
            assert outcome.startswith("left out: "), section
        else:
            assert LINK.fullmatch(lessons.split(", ")[0]), section
            assert not LINK.sub("", lessons).replace(", ", ""), section


def headings(number):
    """Return the headings of a lesson, an exercise's without the word before its name."""
    found = []
    for cell in read(notebook_path(ROOT, "solutions", LESSONS[number])).cells:
        if cell.cell_type == "markdown":
            found += re.findall(r"^#{1,4} (?:Exercise: )?(.+?)\s*$", cell.source, re.MULTILINE)
    return set(found)


def test_the_headings_that_the_tables_quote_are_in_the_linked_lessons():
    known = {number: headings(number) for number in LESSONS}
    missing = []
    for letter, section, _, lessons, outcome in ROWS:
        linked = [number for number, _ in LINK.findall(lessons)]
        quoted = re.findall("“(.+?)”", outcome)
        missing += [
            (letter, section, quote)
            for quote in quoted
            if not any(quote in known[number] for number in linked)
        ]
        missing += [
            (letter, section, f"nothing in {number}")
            for number in linked
            if not any(quote in known[number] for quote in quoted)
        ]
    assert not missing, "\n".join(map(str, missing))
