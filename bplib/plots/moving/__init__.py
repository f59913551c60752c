"""Figures to move: with mouse or keys, with a kernel or without, and still where no script runs.

Each returns a `Moving`, which shows itself; its settings are attributes, which Python reads and
sets. The numbers on a figure are computed where it is seen; a test compares them with bplib's.
"""

from bplib.plots.moving.figure import Moving

__all__ = ["Moving", "worksheet_111"]


def worksheet_111(w1: float = 0.5, w2: float = 0.8, lr: float = 0.1) -> Moving:
    """Return the worksheet of the 1-1-1 network: every value, every slope, and one step.

    Parameters
    ----------
    w1, w2 : float
        The weights, from -3 to 3.
    lr : float
        The learning rate, from 0 to 10.
    """
    return Moving("worksheet_111", w1=float(w1), w2=float(w2), lr=float(lr))
