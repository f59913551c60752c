"""Judging: one submission to a score for every exercise (`run`), from what its process replies
(`reply`), unless the library did the exercise (`borrowed`). Imports `reading` and `isolation`."""
