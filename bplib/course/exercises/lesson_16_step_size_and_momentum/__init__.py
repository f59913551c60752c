"""One step of every optimizer, how large a step may be, and schedules."""
