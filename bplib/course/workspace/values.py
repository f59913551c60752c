"""Named values and guesses: what somebody wrote in place of dots, carried over by its name."""

import ast
from collections.abc import Mapping

DOTS = "..."


def values(source: str) -> dict[str, str]:
    """Return what a cell assigns to single names, outside of functions, as it is written."""
    found = {}
    for name, node in _assigned(source):
        found[name] = ast.get_source_segment(source, node) or DOTS
    return found


def with_values(source: str, given: Mapping[str, str]) -> str:
    """Return a cell's source with other values for some of the names that it assigns."""
    lines = source.encode().splitlines(keepends=True)
    for name, node in reversed(_assigned(source)):
        if name in given:
            first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
            before = lines[first][: node.col_offset]
            after = lines[last][node.end_col_offset :]
            lines[first : last + 1] = [before + given[name].encode() + after]
    return b"".join(lines).decode()


def filled_in(mine: str, old: str, new: str) -> str | None:
    """Return the new cell with the values that somebody wrote in place of the old one's dots.

    Parameters
    ----------
    mine, old, new : str
        What the learner has, what it was made of, and what the course has now.

    Returns
    -------
    str or None
        None where more than values was changed, or a value has no place any more.
    """
    to_fill = [name for name, value in values(old).items() if value == DOTS]
    written = values(mine)
    if not to_fill or with_values(mine, dict.fromkeys(to_fill, DOTS)) != old:
        return None
    answers = {name: written[name] for name in to_fill if written[name] != DOTS}
    places = values(new)
    if any(places.get(name) != DOTS for name in answers):
        return None
    return with_values(new, answers)


def _assigned(source: str) -> list[tuple[str, ast.expr]]:
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError):  # a command of the notebook, or unfinished
        return []
    return [
        (node.targets[0].id, node.value)
        for node in statements
        if isinstance(node, ast.Assign)
        and len(node.targets) == 1
        and isinstance(node.targets[0], ast.Name)
    ]
