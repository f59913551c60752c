"""`python -m bplib` is the `bplib` command."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an older one reaches this line, and no further
    sys.exit(
        "bplib needs Python 3.11 or newer, and this is %s: try another one, as in "  # noqa: UP031
        "`make lab PYTHON=python3.12` or `py -3.12 -m bplib setup`" % sys.version.split()[0]
    )

from bplib.cli import main

sys.exit(main())
