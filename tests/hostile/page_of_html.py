"""A solved notebook that shows HTML whose cleaner never ends, in the tests a stand-in that sleeps.
The page says so, and shows what else the cell has shown.
"""

from bplib.grading.judging.scores import Result
from hostile import code, encoded

EXPECTED = Result.PASSED
HONEST = "the answer is right"
SHOWN = ("HTML that is not shown: to convert it takes too long", "<b>awake</b>")


def submission(notebook):
    source = (
        "from IPython.display import HTML, display\n"
        "display(HTML('<b>as' + 'leep</b>'), HTML('<b>awake</b>'))"
    )
    notebook["cells"].insert(3, code(source))
    return encoded(notebook)
