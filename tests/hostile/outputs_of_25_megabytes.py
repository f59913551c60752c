"""A solved notebook with 25 MB of pictures in its outputs, brackets and the word "outputs" in them
and in a cell's text; outputs are passed over before anything is decoded.
"""

from bplib.grading.judging.scores import Result
from hostile import cell, encoded

EXPECTED = Result.PASSED
HONEST = "the answer is right; what it once showed does not matter"


def submission(notebook):
    answer = cell(notebook, "double_answer")
    data = {"image/png": "iVBOR" * 5_000_000, "text/plain": ']}]"outputs": [[{"\\"', "a": {"b": []}}
    answer["outputs"] = [{"output_type": "display_data", "data": data, "metadata": {}}]
    answer["source"] += '\ntext = """ "outputs": [ """'
    return encoded(notebook)
