#!/usr/bin/env bash
# distributed 2026.8.0: a Client whose configuration forbids the address (encryption is required, the
# address has none) raises RuntimeError at once. A good guess is that nothing is left of it, as with an
# address where nobody listens, whose OSError closes the client. So it is with set_as_default=True. With
# set_as_default=False the client stays as it was, and when it is collected at the end of the process it
# tries to close itself by a loop that does not run any more: the process needs twice the timeout to end
# and prints a TimeoutError that nobody can catch. bplib greets the scheduler by distributed.comm.connect
# first, and makes a client only where that has answered.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check distributed==2026.8.0
cat > "$folder/client.py" <<'PYTHON'
import sys

import dask
from distributed import Client

if __name__ == "__main__":
    dask.config.set({"distributed.comm.require-encryption": sys.argv[1] == "encrypted"})
    kept = []
    try:
        Client("tcp://127.0.0.1:1", timeout=2, set_as_default=sys.argv[2] == "default")
    except Exception as error:
        kept.append(error)
    print(type(kept[0]).__name__, flush=True)
PYTHON
"$folder/venv/bin/python" - "$folder" > "$folder/seen" <<'PYTHON'
import subprocess
import sys
import time

for what in ("plain apart", "encrypted default", "encrypted apart"):
    command = [sys.executable, f"{sys.argv[1]}/client.py", *what.split()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        said = running.stdout.readline().strip()
        began = time.monotonic()
        left = running.stderr.read()
        running.wait()
        longer = time.monotonic() - began
    ignored = "Client.__del__" in left and "TimeoutError: timed out after" in left
    print(what, said, "at least 3 s more" if longer >= 3 else "ends", "ignored TimeoutError" if ignored else "silent")
PYTHON
cat "$folder/seen"
diff - "$folder/seen" <<'SEEN'
plain apart OSError ends silent
encrypted default RuntimeError ends silent
encrypted apart RuntimeError at least 3 s more ignored TimeoutError
SEEN
echo "as found"
