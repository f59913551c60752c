"""The page about many machines: its tests exist, and its simulation adds up."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
PAGE = TESTS.parent / "bplib" / "grading" / "MANY.md"


@pytest.fixture
def simulate(monkeypatch):
    monkeypatch.syspath_prepend(TESTS / "bench")
    import simulate

    return simulate


def costs(simulate, **changed):
    free = {"give": 0.0, "take": 0.0, "schedule": 0.0, "write": 0.0, "sent": 0.0, "returned": 0.0}
    return simulate.Costs(**{**free, "work": [0.5], **changed})


def test_every_test_that_the_page_names_exists():
    named = set(re.findall(r"`(test_\w+)`", PAGE.read_text("utf-8")))
    found = {
        name
        for path in TESTS.glob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert len(named) >= 15
    assert named <= found


def test_where_nothing_else_costs_the_workers_are_all_that_counts(simulate):
    found = simulate.simulate(costs(simulate), 2, 1_600)
    assert found.seconds == pytest.approx(1_600 * 0.5 / 16)
    assert found.busy["workers"] == pytest.approx(1.0)
    assert found.narrow == "workers"


@pytest.mark.parametrize(
    ("given", "place", "each"),
    [
        ({"give": 0.02}, "coordinator", 0.02),
        ({"take": 0.02}, "coordinator", 0.02),
        ({"write": 0.02}, "coordinator", 0.02),
        ({"schedule": 0.02}, "scheduler", 0.02),
        ({"sent": 2.5e6, "returned": 2.5e6}, "network", 0.04),
    ],
)
def test_a_place_that_serves_one_after_another_sets_the_pace(simulate, given, place, each):
    found = simulate.simulate(costs(simulate, **given), 100, 3_000)
    assert found.narrow == place
    assert found.busy[place] == pytest.approx(1.0, abs=0.05)
    assert found.seconds == pytest.approx(3_000 * each, rel=0.05)


def test_the_page_holds_the_simulation_of_what_was_measured(simulate):
    text = PAGE.read_text("utf-8")
    assert simulate.page(text, simulate.costs()) == text
    assert text.partition(simulate.BEGIN)[2].count("| 100 |") == 3
