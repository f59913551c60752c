"""Grading: submissions are run in a sandbox and judged outside of it; nothing else earns points."""
