#!/usr/bin/env bash
# nbgrader 0.9.6 reads the times of submissions and due dates with nbgrader.utils.parse_utc. A good
# guess is that a time with a numeric offset means that offset, as it does in ISO 8601 and RFC 2822.
# It does where the offset touches the time. After a space, "-0500" is taken for 500 *seconds*, and
# "-05:00" or "EDT" is dropped in silence: one and the same moment is read as three different ones.
# A date and time joined by dashes alone, as file names have them, is read as hours with an offset.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check nbgrader==0.9.6
"$folder/venv/bin/python" - > "$folder/seen" <<'PYTHON'
from nbgrader.utils import parse_utc

for text in (
    "2026-01-31T12:00:00-05:00",
    "2026-01-31 12:00:00 -0500",
    "2026-01-31 12:00:00 -05:00",
    "2026-01-31 12:00:00 EDT",
    "2026-01-31-09-15-20",
):
    print(f"{text:27} {parse_utc(text)}")
PYTHON
cat "$folder/seen"
diff - "$folder/seen" <<'SEEN'
2026-01-31T12:00:00-05:00   2026-01-31 17:00:00
2026-01-31 12:00:00 -0500   2026-01-31 12:08:20
2026-01-31 12:00:00 -05:00  2026-01-31 12:00:00
2026-01-31 12:00:00 EDT     2026-01-31 12:00:00
2026-01-31-09-15-20         2026-02-01 05:00:00
SEEN
echo "as found"
