"""The table of figures compares inside rounds, and a peer that is missing is left out by name."""

import json
import xml.etree.ElementTree as ET

import pytest

BENCH = "bench"


@pytest.fixture
def table(monkeypatch, root):
    monkeypatch.syspath_prepend(str(root / "tests" / BENCH))
    import table

    return table


@pytest.fixture
def rows(table):
    import rows

    return rows


def record(contender, round, seconds, steps=1):
    params = {"case": "XOR 2-4-1", "contender": contender, "round": round, "dtype": "float32"}
    info = {"steps": steps}
    return {"group": "training", "params": params, "extra_info": info, "stats": {"median": seconds}}


def test_ratios_are_taken_inside_a_round(rows):
    slow, quick = (1.0, 40.0, 6.0), (0.5, 10.0, 2.0)  # the second round met a busy machine
    results = rows.Results(
        [record("PyTorch", k, 20 * t, steps=20) for k, t in enumerate(slow)]
        + [record("bplib", k, t) for k, t in enumerate(quick)]
    )
    assert results.ratios("training", "XOR 2-4-1", "PyTorch", "bplib", "float32") == [2, 4, 3]
    found = {row.figure: row for row in rows.training(results) if row.values}
    row = found["PyTorch / bplib"]
    assert row.cells()[3:] == ["≥ 4", "3", "2 to 4", "**no**"]
    assert "JAX / bplib" not in found


@pytest.mark.parametrize(
    ("goal", "holds"),
    [("≥ 3", "yes"), ("≥ 3.1", "**no**"), ("≤ 3", "yes"), ("≤ 2.9", "**no**"), ("", "")],
)
def test_a_goal_holds_by_the_median(rows, goal, holds):
    assert rows.Row("group", "case", "figure", [2, 3, 9], goal).holds == holds


def test_a_missing_peer_is_named(table, monkeypatch):
    monkeypatch.setitem(table.PEERS, "JAX", "no_such_module")
    assert "JAX" in table.missing()
    assert "nbgrader" not in table.missing()


def test_a_page_is_changed_between_its_marks_only(table, tmp_path):
    path = tmp_path / "page.md"
    path.write_text("a\n<!-- t: begin -->\nold\n<!-- t: end -->\nb\n", encoding="utf-8")
    table.between(path, "t", "new\n")
    assert path.read_text("utf-8") == "a\n<!-- t: begin -->\nnew\n<!-- t: end -->\nb\n"


def test_the_guide_quotes_the_table(table, rows):
    """The ratios in CONTRIBUTING.md are those of the page."""
    cells = [
        [cell.strip() for cell in line.split("|")]
        for line in table.PAGE.read_text("utf-8").splitlines()
        if line.startswith("| threads")
    ]
    assert [row[2] for row in cells] == list(rows.TRAINING)
    said = table.GUIDE.read_text("utf-8").split("<!-- threads: begin -->")[1]
    for row in cells:
        assert f"{row[5]} for {row[2]}" in said


def test_the_readme_quotes_the_table(table, rows):
    """Every ratio and time in README.md is one of the page."""
    page = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.PAGE.read_text("utf-8").splitlines()
    ]
    measured = {tuple(row[:3]): row[4] for row in page if len(row) == 7}
    text = table.README.read_text("utf-8").split("<!-- figures: begin -->")[1]
    lines = text.split("<!-- figures: end -->")[0].splitlines()
    quoted = [line for line in lines if line.startswith("| ") and "/ bplib" in line]
    assert quoted
    for line in quoted:
        name, *values = [cell.strip() for cell in line.strip("|").split("|")]
        assert values == [measured["training, float32", case, name] for case in rows.TRAINING]
    engine = measured["autodiff", "collector on", "micrograd / bplib, fused neurons"]
    assert any(f"{engine} times as fast as micrograd" in line for line in lines)


def test_a_processor_keeps_its_figures_until_it_is_measured_again(table, rows):
    here = [rows.Row("g", "a", "f", [2.0], "≥ 3"), rows.Row("g", "b", "f", [4.0], "≥ 3")]
    there = [rows.Row("g", "a", "f", [5.0], "≥ 3"), rows.Row("g", "b", "f", [4.0])]
    known = table.remember({}, "here", "2026-01-01", here)
    known = table.remember(known, "there", "2026-01-02", there)
    lines = table.processors(known).splitlines()
    cells = [cell.strip() for cell in lines[2].strip("|").split("|")]
    assert cells == ["g: a: f", "≥ 3", "2 **no**", "5"]
    assert [line for line in lines if "g: b: f" in line] == []
    assert lines[-1] == "The other goals, 1 of 2, hold wherever they were measured."
    again = table.remember(known, "here", "2026-01-03", [rows.Row("g", "a", "f", [3.0], "≥ 3")])
    assert list(again) == ["here", "there"]
    assert "**no**" not in table.processors(again)


def test_the_page_shows_the_processors_that_are_kept(table):
    known = json.loads(table.PROCESSORS.read_text("utf-8"))
    assert table.processors(known) in table.PAGE.read_text("utf-8")


def test_every_benchmark_has_its_rows(rows, root):
    """A file of benchmarks that the table does not know would be measured for nothing."""
    names = {
        path.stem.removeprefix("bench_") for path in (root / "tests" / BENCH).glob("bench_*.py")
    }
    assert names == {group.__name__ for group in rows.GROUPS}


def test_the_time_of_the_tests_is_added_up_by_notebook_and_by_module(table):
    import times

    report = ET.fromstring(
        """<testsuite>
        <testcase classname="solutions.08_any_depth.08_any_depth.ipynb" name="Cell 0" time="2"/>
        <testcase classname="solutions.08_any_depth.08_any_depth.ipynb" name="Cell 1" time="3"/>
        <testcase classname="tests.test_fast" name="test_a" time="4"/>
        <testcase classname="tests.test_lessons.TestLesson05" name="test_b" time="1"/>
        </testsuite>"""
    )
    notebooks, modules = times.seconds(report)
    assert notebooks == {"08_any_depth": 5}
    assert modules == {"test_fast": 4, "test_lessons": 1}
    text = times.page(report, 1.5)
    assert "slowest lesson is `08_any_depth`, 5.0 s" in text
    assert "spare 1.5 s a notebook, 15.0% of the work" in text
