"""A solved notebook with pictures pasted into Markdown: one, one that is no picture, one too many
and one that is not there; and attachments that are none.
"""

from bplib.grading.judging.scores import Result
from hostile import cell, encoded

EXPECTED = Result.PASSED
HONEST = "the answer is right"
SHOWN = (
    'src="data:image/png;base64,iVBORw0KGgo="',
    "Not shown: b, c, d, not a PNG, JPEG, GIF or SVG",
    "Not shown: x, not a PNG",
)


def markdown(source, attachments):
    parts = {"cell_type": "markdown", "source": source, "metadata": {}, "id": "pasted"}
    return {**parts, "attachments": attachments}


def submission(notebook):
    shown = " ".join(f"![{name}](attachment:{name})" for name in "abcd")
    pasted = {
        "a": {"image/png": "iVBORw0KGgo="},
        "b": {"text/html": "<script>owned()</script>", "image/png": '"><script>owned()</script>'},
        "c": {"image/png": "iVBO" * 1_000_000},
        "e": ["image/png"],
    }
    notebook["cells"][1:1] = [markdown(shown, pasted), markdown("![x](attachment:x)", 7)]
    cell(notebook, "double_answer")["attachments"] = pasted
    return encoded(notebook)
