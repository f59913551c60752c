"""A solved notebook with a byte-order mark, Windows line ends in the file and in the cells."""

import json

from bplib.grading.judging.scores import Result

EXPECTED = {
    "double": Result.PASSED,
    "first_numbers": Result.PASSED,
    "first_expression": Result.PASSED,
}
HONEST = "the answers are right"


def submission(notebook):
    for part in notebook["cells"]:
        part["source"] = part["source"].replace("\n", "\r\n")
    return b"\xef\xbb\xbf" + json.dumps(notebook, indent=1).replace("\n", "\r\n").encode()
