r"""A solved notebook with formulas that draw far outside of their place, by \smash and \raise, in
Markdown, in HTML and as LaTeX: each stands in a box, and outside of it whose words they are.
"""

from bplib.grading.judging.scores import Result
from bplib.grading.pages.clean import BOX
from hostile import code, encoded

EXPECTED = Result.PASSED
HONEST = "the answer is right"
FORMULA = r"\smash{\raise{18em}{\rlap{\rule{60em}{12em}}}}"
SHOWN = (
    f'by the learner:</em></p><div style="{BOX}"><blockquote>\n<p>${FORMULA}$</p>',
    f'<div style="{BOX}"><b>${FORMULA}$</b></div>',
    f'<div style="{BOX}">$\\displaystyle {FORMULA}$</div>',
)


def submission(notebook):
    source = (
        "from IPython.display import HTML, Math, display\n"
        f"formula = r'{FORMULA}'\n"
        "display(HTML(f'<b>${formula}$</b>'), Math(formula))"
    )
    words = {"cell_type": "markdown", "source": f"${FORMULA}$", "metadata": {}, "id": "formula"}
    notebook["cells"][2:2] = [words, code(source)]
    return encoded(notebook)
