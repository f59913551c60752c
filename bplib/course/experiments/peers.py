"""Whether another library may be asked what it computes."""

import importlib.util
import os


def is_here(module: str) -> bool:
    """Whether a library can be imported; none can while the course is built: pages do not differ.

    Parameters
    ----------
    module : str
        The name that it is imported by.

    Returns
    -------
    bool
        False where the environment variable ``BPLIB_PEERS`` is ``none``.
    """
    return os.environ.get("BPLIB_PEERS") != "none" and importlib.util.find_spec(module) is not None
