"""The pages on newcomers' ways show what was measured, with pictures that are small."""

import re

import pytest
import ran
import ways
from PIL import Image


@pytest.fixture(params=ways.PAGES)
def way(request):
    return request.param


def test_the_page_is_what_was_recorded(way):
    page = ways.PAGES[way].read_text(encoding="utf-8")
    assert page == ways.renewed(page, way), "`make test-browser RECORD=--record` renews it"
    assert re.search(r"^\| \*\*all of it\*\* \| \*\*\d+\*\* \|$", page, re.MULTILINE)


def test_every_picture_is_shown_small_and_in_words(way):
    page = ways.PAGES[way]
    shown = re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    there = ways.pictures(page)
    assert sorted(path for _, path in shown) == sorted(
        f"{there.name}/{path.name}" for path in there.iterdir()
    )
    assert 4 <= len(shown) <= 6
    for words, path in shown:
        assert len(words) > 40, path
        assert (page.parent / path).stat().st_size <= 100_000, path
        with Image.open(page.parent / path) as picture:
            assert picture.width <= 1000, path


def test_the_first_solved_exercise_is_three_minutes_away():
    known = ran.read()[ways.name("learner")]
    assert 10 < ways.total(known) <= 180


def test_both_ways_are_linked(root):
    for place in ("README.md", "bplib/grading/INSTRUCTORS.md"):
        assert "FIRST_CLASS.md" in (root / place).read_text(encoding="utf-8"), place
    assert "FIRST_STEPS.md" in (root / "README.md").read_text(encoding="utf-8")
