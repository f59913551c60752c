"""`python -m bplib` is the `bplib` command."""

import sys

from bplib.cli import main

sys.exit(main())
