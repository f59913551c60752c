"""Where links inside a lesson lead: the names of places on its page."""

import re


def of_heading(heading: str) -> str:
    """Return the name of the place of a heading: small letters, digits and dashes.

    JupyterLab follows a link inside a page only where its address needs no escapes, so a letter
    that is not ASCII stands with its number, as ``u3b4`` for δ.
    """
    plain = "".join(c if c.isascii() else f" u{ord(c):x} " * c.isalnum() for c in heading.lower())
    return "-".join(re.findall("[a-z0-9]+", plain))


def of_exercise(name: str) -> str:
    """Return the name of the place where an exercise is stated."""
    return f"exercise-{name}"
