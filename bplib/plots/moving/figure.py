"""A figure that moves: with a kernel, in a page without one, and still where no script runs."""

import base64
import json
import re
from functools import cache
from html import escape, unescape
from pathlib import Path
from typing import Any

from bplib.plots.picture import CARD

FOLDER = Path(__file__).parent

# JupyterLab keeps what a widget showed, and says "model not found" when its kernel has gone. Of the
# two outputs of a figure only one is shown: the widget where it lives, else the page's own figure.
ONE_OF_TWO = (
    ".jp-OutputArea-child:has(figure[data-moving])"
    "+.jp-OutputArea-child:has(.jupyter-widgets):not(:has(.bplib-live)),"
    ".jp-OutputArea-child:has(figure[data-moving]):has(+.jp-OutputArea-child .bplib-live)"
    "{display:none!important}"
)


@cache
def module(name: str) -> str:
    """Return a figure's front end as one JavaScript module that needs nothing else.

    Parameters
    ----------
    name : str
        The figure's name, which is its file's too.

    Returns
    -------
    str
        What all figures share, then the figure's own, without comments and indents.
    """
    files = [FOLDER / "prelude.js", FOLDER / f"{name}.js"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith(("//", "/**")))


@cache
def still(name: str) -> tuple[str, str]:
    """Return the still picture of a figure, an SVG document, and its text alternative."""
    svg = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    title = re.search(r"<title>(.*?)</title>", svg, re.DOTALL)
    return svg, unescape(title.group(1)) if title else name


class Moving:
    """A figure that moves, with the settings that it has now as attributes.

    In a notebook whose kernel runs, a setting is what the learner left it at, and changing it
    moves the figure. Elsewhere it is what the figure begins with.

    Parameters
    ----------
    name : str
        The figure's name.
    **settings : object
        What it begins with: numbers, words, or lists of numbers.
    """

    def __init__(self, name: str, **settings: Any) -> None:
        self.__dict__.update(name=name, _settings=settings, _widget=None)

    @property
    def settings(self) -> dict[str, Any]:
        """What the figure is set to now."""
        if self._widget is not None:
            return {key: getattr(self._widget, key) for key in self._settings}
        return dict(self._settings)

    @property
    def widget(self) -> Any:
        """The figure as an anywidget, whose traits are its settings."""
        if self._widget is None:
            from bplib.plots.moving.widget import make

            self.__dict__["_widget"] = make(self.name, module(self.name), self._settings)
        return self._widget

    def __getattr__(self, key: str) -> Any:
        """Return a setting."""
        if key in self.__dict__.get("_settings", {}):
            return self.settings[key]
        raise AttributeError(f"{key!r} is no setting of this figure")

    def __setattr__(self, key: str, value: Any) -> None:
        """Change a setting, on the page too."""
        if key not in self._settings:
            known = ", ".join(self._settings)
            raise AttributeError(f"{key!r} is no setting of this figure; it has {known}")
        if self._widget is None:
            self._settings[key] = value
        else:
            setattr(self._widget, key, value)

    def html(self) -> str:
        """Return the still picture, and the script that lets it move in any page.

        Nothing is fetched from elsewhere. Where no script runs the still picture stays.
        """
        picture, alt = still(self.name)
        data = base64.b64encode(picture.encode("utf-8")).decode("ascii")
        state = escape(json.dumps(self.settings, ensure_ascii=False), quote=True)
        return (
            f'<figure data-moving="{self.name}" data-state="{state}" style="{CARD}">'
            f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(alt, quote=True)}" '
            'style="display:block;max-width:100%;height:auto"></figure>'
            f"<style>{ONE_OF_TWO}</style>"
            f'<script type="module">{module(self.name)}\n'
            f'mount("{self.name}", stage(figure));</script>'
        )

    def _ipython_display_(self) -> None:
        """Show the figure; where a front end can speak with this kernel, its widget as well."""
        from IPython.display import display

        display({"text/plain": repr(self), "text/html": self.html()}, raw=True)
        if _somebody_can_move_it():
            display(self.widget)

    def __repr__(self) -> str:
        """Return the text alternative."""
        return still(self.name)[1]


def _somebody_can_move_it() -> bool:
    """Whether the running cell was sent by a notebook in a front end.

    JupyterLab and Notebook say which cell it is; VS Code and Colab leave other traces. Programs
    that run a notebook from end to end do none of that.
    """
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    kernel = getattr(shell, "kernel", None)
    if shell is None or kernel is None:
        return False
    if "__vsc_ipynb_file__" in shell.user_ns or type(shell).__module__.startswith("google.colab"):
        return True
    return "cellId" in (kernel.get_parent("shell") or {}).get("metadata", {})
