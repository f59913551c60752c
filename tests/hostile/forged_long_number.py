"""Sends a JSON number of 5,000 digits, longer than Python reads."""

from bplib.grading.judging.scores import Result
from hostile import forging

EXPECTED = Result.DIED
ANSWER = forging(
    results="json.loads('[' + '9' * 4000 + ']')",
    more="[10 ** 4400] if sys.set_int_max_str_digits(0) is None else 0",
)
