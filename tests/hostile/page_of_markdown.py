"""A solved notebook with a Markdown cell that its converter never finishes, in the tests a stand-in
that sleeps. The page shows it as it was written, and everything else.
"""

from bplib.grading.judging.scores import Result
from hostile import encoded

EXPECTED = Result.PASSED
HONEST = "the answer is right"
SHOWN = ("asleep *in* Markdown", "to convert it takes too long", "<em>awake</em>")


def submission(notebook):
    texts = ("asleep *in* Markdown", "*awake*")
    notebook["cells"][1:1] = [
        {"cell_type": "markdown", "source": text, "metadata": {}, "id": f"page{k}"}
        for k, text in enumerate(texts)
    ]
    return encoded(notebook)
