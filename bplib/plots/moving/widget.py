"""The side of a moving figure that a kernel keeps; imported only where a front end is there."""

from typing import Any

import anywidget
import traitlets

KINDS: tuple[tuple[type, type], ...] = (
    (bool, traitlets.Bool),
    (int, traitlets.Int),
    (float, traitlets.Float),
    (str, traitlets.Unicode),
    (list, traitlets.List),
)


def make(name: str, module: str, settings: dict[str, Any]) -> anywidget.AnyWidget:
    """Return a widget with one synchronised trait for each setting.

    Parameters
    ----------
    name : str
        The figure's name.
    module : str
        Its front end, a JavaScript module.
    settings : dict of str to object
        What it begins with.
    """
    traits = {
        key: next(trait for kind, trait in KINDS if isinstance(value, kind))(value).tag(sync=True)
        for key, value in settings.items()
    }
    return type(name, (anywidget.AnyWidget,), {"_esm": module, **traits})()
