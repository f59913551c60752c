#!/usr/bin/env bash
# gradescope-utils 0.5.0: a test of 5 points that tries several inputs, each in Python's
# self.subTest. A good guess is that it counts as failed, 0 of 5, if an input fails, as unittest's
# own runner has it; or that subtests are ignored. While all pass, it is there with 5 of 5, so that
# an author who tries a model solution sees nothing amiss. If one fails, the whole test is missing:
# no name, no message, no points to be had. unittest reports such a failure to addSubTest only, and
# calls neither addFailure nor addSuccess, from which JSONTestResult writes its results. The learner
# reads 2 of 2, all passed, and is never told what is wrong. What helps: a loop without subTest,
# with the input in the message.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check gradescope-utils==0.5.0
"$folder/venv/bin/python" - > "$folder/seen" <<'PYTHON'
import io
import json
import unittest

from gradescope_utils.autograder_utils.decorators import weight
from gradescope_utils.autograder_utils.json_test_runner import JSONTestRunner


class Relu(unittest.TestCase):
    @weight(2)
    def test_value(self):
        self.assertEqual(max(3.0, 0.0), 3.0)

    @weight(5)
    def test_slope_in_subtests(self):
        for z in (-1.0, 2.0):
            with self.subTest(z=z):
                self.assertEqual(slope(z), z > 0)

    @weight(5)
    def test_slope_in_a_loop(self):
        for z in (-1.0, 2.0):
            self.assertEqual(slope(z), z > 0, f"z = {z}")


def tests(*names):
    return unittest.TestSuite(map(Relu, names))


NAMES = ("test_value", "test_slope_in_subtests"), ("test_value", "test_slope_in_a_loop")
for answer, slope in {"right": lambda z: z > 0, "wrong": lambda z: z}.items():
    for names in NAMES:
        plain = unittest.TextTestRunner(stream=io.StringIO()).run(tests(*names))
        text = io.StringIO()
        JSONTestRunner(stream=text).run(tests(*names))
        results = json.loads(text.getvalue())
        shown = [test["name"].split()[0] for test in results["tests"]]
        states = {test["status"] for test in results["tests"]}
        most = sum(test["max_score"] for test in results["tests"])
        print(f"{answer} answer, {names[1]}: unittest", "OK" if plain.wasSuccessful() else "FAILED")
        print(f"    {results['score']:g} of {most:g}, {' and '.join(sorted(states))}: {', '.join(shown)}")
PYTHON
cat "$folder/seen"
diff - "$folder/seen" <<'SEEN'
right answer, test_slope_in_subtests: unittest OK
    7 of 7, passed: test_value, test_slope_in_subtests
right answer, test_slope_in_a_loop: unittest OK
    7 of 7, passed: test_value, test_slope_in_a_loop
wrong answer, test_slope_in_subtests: unittest FAILED
    2 of 2, passed: test_value
wrong answer, test_slope_in_a_loop: unittest FAILED
    2 of 7, failed and passed: test_value, test_slope_in_a_loop
SEEN
echo "as found"
