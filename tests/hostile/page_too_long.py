"""A solved notebook with more Markdown, more code, more tags and more brackets than a page holds.
The page shows the beginning of each.
"""

from bplib.grading.judging.scores import Result
from hostile import code, encoded

EXPECTED = Result.PASSED
HONEST = "the answer is right"
SHOWN = ("characters, more than 50,000", "more than 10,000 tags of HTML")


def submission(notebook):
    long = {"cell_type": "markdown", "metadata": {}, "id": "long"}
    notebook["cells"][3:3] = [
        {**long, "source": "[ " * 150_000 + "(/files"},
        code("from IPython.display import HTML\nHTML('<i>' * 20_000)"),
        code("# " + "long " * 100_000),
    ]
    return encoded(notebook)
