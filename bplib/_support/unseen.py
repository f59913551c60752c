"""Whether anybody sees what is drawn: where lessons are only checked, nobody does."""

import os

VARIABLE = "BPLIB_UNSEEN"  # in the environment of a process whose pictures nobody sees


def unseen() -> bool:
    """Whether what would be drawn here is seen by nobody."""
    return os.environ.get(VARIABLE) == "1"
