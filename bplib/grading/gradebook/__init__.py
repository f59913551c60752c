"""The gradebook: behind nbgrader's commands (`nbgrader_side`) and `bplib grade` (`batch`), what is
kept of a score (`records`), and the pages that people read (`page`, `clean`). Imports all others."""
