"""Figures to move: their numbers are bplib's, and they work without a kernel, a script or a net."""

import inspect
import json
import re
import subprocess
import sys
import types
import xml.etree.ElementTree as ET
from itertools import pairwise

import moving_oracles
import moving_page
import numpy as np
import pytest
import stills

from bplib.plots import moving
from bplib.plots.moving import figure as front

NAMES = stills.NAMES
needs_node = pytest.mark.skipif(stills.NODE is None, reason="Node.js is not installed")


def make(name):
    return getattr(moving, name)()


def test_every_figure_has_its_function_its_still_picture_and_its_oracle():
    assert set(NAMES) == set(moving.__all__) - {"Moving"} == set(moving_oracles.ORACLES)
    assert len(NAMES) >= 10


@pytest.mark.parametrize("name", NAMES)
def test_without_a_kernel_a_figure_is_one_piece_of_html(name):
    figure = make(name)
    html = figure.html()
    assert html == make(name).html()
    assert len(html.encode()) < 100_000
    picture, alt = front.still(name)
    ET.fromstring(picture)
    assert len(alt) > 60
    assert "{" not in alt + re.sub(r"<style>.*?</style>", "", picture)
    assert not re.search(r"NaN|undefined|Infinity", alt + picture)
    assert html.count("<script") == html.count("</script>") == 1
    assert f'<figure data-moving="{name}"' in html
    assert repr(figure) == alt
    shown = re.sub(r'src="data:[^"]*"', "", html).replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?:|//\w+\.|\bimport\b|fetch\(|url\(|XMLHttp|eval\(", shown)


def test_no_widget_is_imported_where_nobody_can_move_it():
    code = (
        "import sys; from bplib.plots import moving; moving.valley()._ipython_display_(); "
        "print({'anywidget', 'ipywidgets'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("set()\n")


@pytest.mark.parametrize("name", NAMES)
def test_settings_are_read_and_set(name):
    figure = make(name)
    before = figure.settings
    assert before
    for key, value in before.items():
        assert getattr(figure, key) == value
        setattr(figure, key, value)
    with pytest.raises(AttributeError, match="no setting of this figure; it has"):
        figure.speed = 3
    with pytest.raises(AttributeError, match="no setting"):
        _ = figure.speed
    assert figure.settings == before
    assert json.loads(json.dumps(before)) == before


def test_a_setting_that_was_changed_is_in_the_page():
    figure = moving.worksheet_111()
    figure.w1 = -1.5
    assert "&quot;w1&quot;: -1.5" in figure.html()


@pytest.mark.parametrize("name", NAMES)
def test_the_widget_has_a_synchronised_trait_for_every_setting(name):
    figure = make(name)
    before = figure.settings
    widget = figure.widget
    assert figure.widget is widget
    assert figure.settings == before
    assert set(before) <= set(widget.keys)
    assert "stage(figure)" in widget._esm
    for key, value in before.items():
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            setattr(figure, key, value + 1)
            assert getattr(widget, key) == value + 1
            setattr(widget, key, value)  # what the learner moves
            assert getattr(figure, key) == value


def test_a_widget_is_made_where_somebody_can_move_it_and_nowhere_else(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda what, **_: shown.append(what))
    figure = moving.worksheet_111()
    figure._ipython_display_()
    assert [set(bundle) for bundle in shown] == [{"text/plain", "text/html"}]
    sent = {"metadata": {"cellId": "to-move"}}
    kernel = types.SimpleNamespace(get_parent=lambda channel: sent)
    shell = types.SimpleNamespace(kernel=kernel, user_ns={})
    monkeypatch.setattr("IPython.core.getipython.get_ipython", lambda: shell)
    figure._ipython_display_()
    assert shown[2] is figure.widget
    sent["metadata"] = {}
    figure._ipython_display_()
    assert len(shown) == 4
    shell.user_ns["__vsc_ipynb_file__"] = "lesson.ipynb"
    figure._ipython_display_()
    assert shown[5] is figure.widget


@needs_node
@pytest.mark.parametrize("name", NAMES)
def test_the_still_picture_is_the_one_that_the_module_draws(name):
    assert stills.draw(name) == front.still(name)[0], "`python tests/stills.py` renews it"


@needs_node
@pytest.mark.parametrize("name", NAMES)
def test_python_and_the_module_begin_alike(name):
    begun = json.loads(stills.run(name, "console.log(JSON.stringify(defaults(figure)));"))
    assert begun == make(name).settings
    assert list(begun) == list(inspect.signature(getattr(moving, name)).parameters)


@needs_node
@pytest.mark.parametrize("name", NAMES)
def test_numbers_are_those_of_bplib(name):
    oracle, settings = moving_oracles.ORACLES[name]
    assert len(settings) >= 8
    for setting, found in zip(settings, stills.numbers(name, settings), strict=True):
        same(found, oracle(**setting), f"{name} at {setting}")


def same(found, wanted, where):
    if isinstance(wanted, dict):
        for key, value in wanted.items():
            same(found[key], value, f"{key} of {where}")
    else:
        seen = np.asarray(found, float)
        np.testing.assert_allclose(seen, wanted, rtol=1e-9, atol=1e-13, err_msg=where)


@pytest.mark.skipif(moving_page.CHROMIUM is None, reason="Chromium is not installed")
def test_in_a_browser_every_knob_says_what_it_did_and_nothing_is_fetched(tmp_path):
    report = moving_page.use(tmp_path, rounds=2)
    assert report["wrong"] == []
    assert set(report["seen"]) == set(NAMES)
    for name, figure in report["seen"].items():
        told = figure["told"]
        assert told[0] in front.still(name)[1], name
        assert figure["again"] == told[0], name
        assert all(before != after for before, after in pairwise(told)), (name, told)
        assert (figure["unnamed"], figure["stills"], figure["live"]) == (0, 0, 1), name
        assert not figure["broken"], name
        assert not figure["too_wide"], name
        assert figure["smallest"] >= 11, (
            f"{name}: the smallest text has {figure['smallest']:.1f} px"
        )


@needs_node
@pytest.mark.parametrize("edge", [1.2, 2.0])
def test_a_path_is_drawn_up_to_the_frame(edge):
    """From inside to outside and back: two pieces, each with one end on the frame."""
    points = [[0, 0], [3, 1.5], [0, 1], [9, 9]]
    said = stills.run("valley", f"console.log(JSON.stringify(cut({json.dumps(points)}, {edge})))")
    ends = [point for point in json.loads(said) if point != [None, None]]
    assert len(ends) == 6
    assert ends[0] == [0, 0]
    for place in (ends[1], ends[2], ends[5]):
        assert max(map(abs, place)) == pytest.approx(edge)
    np.testing.assert_allclose(ends[1], [edge, edge / 2])
    np.testing.assert_allclose(ends[5], [(edge - 1) * 9 / 8, edge])
    np.testing.assert_allclose(ends[4], [0, 1])
