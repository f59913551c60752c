"""One round of grading a class, in a process of its own: `class_run.py COURSE LESSON WORKERS`.

Prints as JSON what the round took, and what of it the coordinator did.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path


def main():
    folder, lesson, workers = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    began = time.monotonic()
    from bplib.course import lean  # noqa: F401
    from bplib.grading.engines.local import LocalEngine

    os.chdir(folder)
    engine = LocalEngine(workers)
    engine.start_ahead()
    from bplib.grading.gradebook import batch, writer
    from bplib.grading.isolation.processes import peak_memory

    spent = {"writing": 0.0, "batches": 0}
    real = writer.Writer.write
    first = []

    def write(self, graded):
        start = time.monotonic()
        try:
            return real(self, graded)
        finally:
            first.append(time.monotonic() - began)
            spent["writing"] += time.monotonic() - start
            spent["batches"] += 1

    writer.Writer.write = write
    try:
        rows = batch.grade_class(folder, [lesson], engine, force=True)
    finally:
        engine.close()
    assert all(row.judged for row in rows), [row for row in rows if not row.judged][:3]
    own = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "wall": time.monotonic() - began,
                "submissions": len(rows),
                "coordinator": own.ru_utime + own.ru_stime,
                "memory": peak_memory("self"),  # that of who has started it does not count
                "first": first[0],
                **spent,
            }
        )
    )


if __name__ == "__main__":
    main()
