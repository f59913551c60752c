"""The course as files: lessons, how they are built from solutions, and how they are checked."""
