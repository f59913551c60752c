"""The progress bar that training shows."""

from tqdm import tqdm

DELAY = 1.0  # seconds


def bar(count: int, title: str, unit: str, shown: bool) -> "tqdm[int]":
    """Return `range(count)` with a bar on stderr, which vanishes at its end.

    It comes after `DELAY` seconds: a notebook keeps an empty red line where a bar has been.

    Parameters
    ----------
    count : int
        Rounds.
    title, unit : str
        What stands before the bar, and what a round is called.
    shown : bool
        False hides it, and so does the environment variable TQDM_DISABLE=1.
    """
    hidden = {} if shown else {"disable": True}  # disable=False would overrule TQDM_DISABLE
    return tqdm(range(count), title, leave=False, unit=unit, delay=DELAY, **hidden)
