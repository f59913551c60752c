"""What all pictures share: a text alternative, the same bytes every time, the course's style."""

import base64
import io
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from bplib import plots

XOR = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


@pytest.fixture(autouse=True)
def coarse(monkeypatch):
    """Render few pixels; one test asks for the density that readers get."""
    monkeypatch.setattr("bplib.plots.figures.DENSITY", 0.5)


def labelled_figure():
    fig, ax = plots.new_figure()
    ax.plot([0, 1], [1, 0])
    ax.set(xlabel="time (s)", ylabel="loss")
    return fig


DRAW = {
    "computation_graph": lambda alt: plots.computation_graph(
        ["x", ("y", "exp", ("x",))], {"x": 0, "y": 1}, {"x": 1, "y": 1}, alt=alt
    ),
    "network_diagram": lambda alt: plots.network_diagram((2, 2, 1), alt=alt),
    "show": lambda alt: plots.show(labelled_figure(), alt),
    "lines": lambda alt: plots.lines(
        [1, 2, 3], {"a": [1, 2, 3], "b": [3, 2, 1]}, xlabel="x", ylabel="y", alt=alt
    ),
    "loss_curves": lambda alt: plots.loss_curves(
        {"train": [1, 0.5, 0.2], "diverged": [1, np.inf]}, ylabel="loss", log=True, alt=alt
    ),
    "gradient_flow": lambda alt: plots.gradient_flow({"σ": [0, 1e-9, 1]}, alt=alt),
    "heatmap": lambda alt: plots.heatmap(
        [[1e-3, 1, 0], [1, np.nan, 10]], "abc", "de", xlabel="x", ylabel="y", label="z", alt=alt
    ),
    "decision_boundary": lambda alt: plots.decision_boundary(
        {"before": lambda Q: 0 * Q[:, :1] + 0.5, "after": lambda Q: Q[:, 0] > 0.5},
        XOR, [0, 1, 1, 0], alt=alt,
    ),
    "three classes": lambda alt: plots.decision_boundary(
        lambda Q: np.stack([*Q.T, 1 - Q.sum(axis=1)], axis=1), XOR, [2, 1, 0, 0], alt=alt
    ),
    "trajectories": lambda alt: plots.trajectories(
        lambda x, y: x**2 + 10 * y**2, {"descent": [[1, 1], [0.5, -0.4], [np.inf, 0.1]]},
        (-1, 1.5), (-1, 1.5), 8, minimum=(0, 0), alt=alt,
    ),
    "image_grid": lambda alt: plots.image_grid(np.eye(3)[[0, 1]].repeat(3, 1), ["a", "b"], alt=alt),
}  # fmt: skip


@pytest.mark.parametrize("name", DRAW)
def test_every_picture_needs_a_text_alternative(name):
    for alt in ("", "  \n", None):
        with pytest.raises(ValueError, match="needs a text alternative"):
            DRAW[name](alt=alt)


@pytest.mark.parametrize("name", DRAW)
def test_pictures_are_sound_and_the_same_every_time(name):
    alt = 'It shows "a < b" & more.'
    picture = DRAW[name](alt=alt)
    assert picture.content == DRAW[name](alt=alt).content
    assert repr(picture) == alt
    html = picture._repr_html_()
    figure = ET.fromstring(re.sub(r"(<img[^>]*)>", r"\1/>", html))
    assert "background:#ffffff" in figure.get("style")
    assert not any(e.get("id") for e in figure.iter())
    image = figure.find("img")
    assert image.get("alt") == alt
    kind = {"svg": "svg+xml", "png": "png"}[picture.kind]
    data = base64.b64decode(image.get("src").removeprefix(f"data:image/{kind};base64,"))
    assert data == picture.content
    if picture.kind == "svg":
        drawing = ET.fromstring(data)
        assert drawing.get("width") == image.get("width")
        return
    with Image.open(io.BytesIO(data)) as png:
        png.load()
        assert png.width == pytest.approx(int(image.get("width")) / 2, abs=2)
        assert "Software" not in png.info
        assert len(np.unique(np.asarray(png.convert("L")))) > 10  # something was drawn


def test_importing_plots_is_cheap_and_drawings_do_not_depend_on_the_process():
    code = (
        "import sys; from bplib import plots; assert 'matplotlib' not in sys.modules; "
        "p = plots.network_diagram((2, 3, 1), highlight=[(0, 1, 2), (1, 2, 0)], alt='a'); "
        "assert 'matplotlib' not in sys.modules; print(hash('a'), p.content.hex())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in "12"
    }
    hashes, contents = zip(*(run.split() for run in runs), strict=True)
    assert len(set(hashes)) == 2
    assert len(set(contents)) == 1


@pytest.mark.parametrize("draw", ["lines", "surface", "nothing"])
def test_256_colours_look_like_all_of_them(draw):
    figure, axes = plots.new_figure()
    if draw == "lines":
        for k in range(7):
            axes.plot([0, 1], [k, 7 - k])
    elif draw == "surface":
        axes.pcolormesh(np.random.default_rng(0).normal(size=(30, 30)), cmap="viridis")
    else:
        axes.set_axis_off()
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    picture = plots.show(figure, alt="Many colours.")
    drawn = np.asarray(figure.canvas.buffer_rgba())[..., :3].astype(int)
    with Image.open(io.BytesIO(picture.content)) as png:
        assert png.mode == "P"
        kept = np.asarray(png.convert("RGB")).astype(int)
    ground = (drawn == drawn[0, 0]).all(axis=2)
    assert ground.mean() > 0.2
    assert np.array_equal(kept[ground], drawn[ground])
    assert np.abs(kept - drawn).mean() < 0.5


def test_figures_have_two_pixels_for_each_of_the_page(monkeypatch):
    monkeypatch.undo()
    picture = DRAW["show"](alt="A line.")
    with Image.open(io.BytesIO(picture.content)) as png:
        assert png.width == 2 * picture.width == 1228


def test_figures_leave_no_trace_in_matplotlib():
    import matplotlib

    before = dict(matplotlib.rcParams)
    DRAW["lines"](alt="Two lines.")
    assert dict(matplotlib.rcParams) == before
    import matplotlib.pyplot as plt

    fig, ax = plt.subplots()
    ax.set(xlabel="x", ylabel="y")
    plots.show(fig, "An empty frame.")
    assert plt.get_fignums() == []


def test_new_figure_has_the_style_and_the_shape_asked_for():
    fig, axes = plots.new_figure(ncols=2, nrows=3, size=(8, 9))
    assert axes.shape == (3, 2)
    assert tuple(fig.get_size_inches()) == (8, 9)
    first, second = (axes[0, 0].plot([0, 1])[0] for _ in range(2))
    assert first.get_color().lower() == "#0072b2"
    assert first.get_linestyle() != second.get_linestyle()
    assert not axes[0, 0].spines["top"].get_visible()
    for bad in ({"ncols": 0}, {"size": (0, 1)}):
        with pytest.raises(ValueError):
            plots.new_figure(**bad)


def test_axis_labels_are_mandatory():
    fig, ax = plots.new_figure()
    ax.plot([0, 1])
    ax.set_xlabel("step")
    with pytest.raises(ValueError, match="has no label"):
        plots.show(fig, "A line.")
    with pytest.raises(ValueError, match="ylabel=''"):
        plots.lines([0], {"a": [1]}, xlabel="x", ylabel="", alt="A point.")


def test_where_nobody_sees_it_a_figure_is_not_drawn_and_keeps_its_rules(monkeypatch):
    monkeypatch.setenv("BPLIB_UNSEEN", "1")
    fig, ax = plots.new_figure()
    monkeypatch.setattr(fig, "draw", None)  # it would fail
    ax.plot([1, 2])
    with pytest.raises(ValueError, match="no label"):
        plots.show(fig, alt="A line.")
    ax.set(xlabel="x", ylabel="y")
    with pytest.raises(ValueError, match="text alternative"):
        plots.show(fig, alt="")
    shown = plots.show(fig, alt="A line.")
    assert Image.open(io.BytesIO(shown.content)).size == (1, 1)
    assert (shown.kind, shown.alt, shown.width) == ("png", "A line.", 614)
