"""The table of figures compares inside rounds, and a peer that is missing is left out by name."""

import xml.etree.ElementTree as ET

import pytest

BENCH = "bench"


@pytest.fixture
def table(monkeypatch, root):
    monkeypatch.syspath_prepend(str(root / "tests" / BENCH))
    import table

    return table


def record(contender, round, seconds, steps=1):
    params = {"case": "XOR 2-4-1", "contender": contender, "round": round, "dtype": "float32"}
    info = {"steps": steps}
    return {"group": "training", "params": params, "extra_info": info, "stats": {"median": seconds}}


def test_ratios_are_taken_inside_a_round(table):
    slow, quick = (1.0, 40.0, 6.0), (0.5, 10.0, 2.0)  # the second round met a busy machine
    results = table.Results(
        [record("PyTorch", k, 20 * t, steps=20) for k, t in enumerate(slow)]
        + [record("bplib", k, t) for k, t in enumerate(quick)]
    )
    assert results.ratios("training", "XOR 2-4-1", "PyTorch", "bplib", "float32") == [2, 4, 3]
    rows = {row.figure: row for row in table.training(results) if row.values}
    row = rows["PyTorch / bplib"]
    assert row.cells()[3:] == ["≥ 4", "3", "2 to 4", "**no**"]
    assert "JAX / bplib" not in rows


@pytest.mark.parametrize(
    ("goal", "holds"),
    [("≥ 3", "yes"), ("≥ 3.1", "**no**"), ("≤ 3", "yes"), ("≤ 2.9", "**no**"), ("", "")],
)
def test_a_goal_holds_by_the_median(table, goal, holds):
    assert table.Row("group", "case", "figure", [2, 3, 9], goal).holds == holds


def test_a_missing_peer_is_named(table, monkeypatch):
    monkeypatch.setitem(table.PEERS, "JAX", "no_such_module")
    assert "JAX" in table.missing()
    assert "nbgrader" not in table.missing()


def test_a_page_is_changed_between_its_marks_only(table, tmp_path):
    path = tmp_path / "page.md"
    path.write_text("a\n<!-- t: begin -->\nold\n<!-- t: end -->\nb\n", encoding="utf-8")
    table.between(path, "t", "new\n")
    assert path.read_text("utf-8") == "a\n<!-- t: begin -->\nnew\n<!-- t: end -->\nb\n"


def test_the_guide_quotes_the_table(table):
    """The ratios in CONTRIBUTING.md are those of the page."""
    cells = [
        [cell.strip() for cell in line.split("|")]
        for line in table.PAGE.read_text("utf-8").splitlines()
        if line.startswith("| threads")
    ]
    assert [row[2] for row in cells] == list(table.TRAINING)
    said = table.GUIDE.read_text("utf-8").split("<!-- threads: begin -->")[1]
    for row in cells:
        assert f"{row[5]} for {row[2]}" in said


def test_every_benchmark_has_its_rows(table, root):
    """A file of benchmarks that the table does not know would be measured for nothing."""
    names = {
        path.stem.removeprefix("bench_") for path in (root / "tests" / BENCH).glob("bench_*.py")
    }
    assert names == {group.__name__ for group in table.GROUPS}


def test_the_time_of_the_tests_is_added_up_by_notebook_and_by_module(table):
    import times

    report = ET.fromstring(
        """<testsuite>
        <testcase classname="solutions.07_any_depth.07_any_depth.ipynb" name="Cell 0" time="2"/>
        <testcase classname="solutions.07_any_depth.07_any_depth.ipynb" name="Cell 1" time="3"/>
        <testcase classname="tests.test_fast" name="test_a" time="4"/>
        <testcase classname="tests.test_lessons.TestLesson05" name="test_b" time="1"/>
        </testsuite>"""
    )
    notebooks, modules = times.seconds(report)
    assert notebooks == {"07_any_depth": 5}
    assert modules == {"test_fast": 4, "test_lessons": 1}
    assert "slowest lesson is `07_any_depth`, 5.0 s" in times.page(report)
