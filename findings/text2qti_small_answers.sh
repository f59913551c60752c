#!/usr/bin/env bash
# text2qti 0.8.0 writes quizzes in Markdown as QTI for Canvas. A good guess is that a numerical answer
# "0.00034 +- 1%", which it accepts (it refuses what is smaller than 0.0001), arrives as that range.
# Answer and both ends are written with four digits after the point: from 0.0003 to 0.0003. A reader that
# goes by the file refuses the author's own answer; one that rounds answers likewise takes all
# from 0.00025 to 0.00035: 1% has become 25%. Nothing is said while converting.
# Slopes of mean losses are often of this size: ask for them times 1,000.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check text2qti==0.8.0
cd "$folder"
cat > slopes.txt <<'QUIZ'
Quiz title: Slopes

1.  What is dL/dw1?
=   0.34 +- 1%

2.  What is dL/dw2?
=   0.00034 +- 1%

3.  What is dL/dw3?
=   0.00025 +- 1%

4.  What is dL/dw4?
=   [-0.00134, -0.00131]
QUIZ
venv/bin/text2qti slopes.txt > /dev/null
venv/bin/python - > seen <<'PYTHON'
import re
import zipfile

with zipfile.ZipFile("slopes.zip") as quiz:
    text = "".join(quiz.read(name).decode() for name in quiz.namelist() if name.endswith(".xml"))
ranges = re.findall(r"<vargte[^>]*>(.+?)</vargte>\s*<varlte[^>]*>(.+?)</varlte>", text)
for meant, (low, high) in zip((0.34, 0.00034, 0.00025, -0.00132), ranges, strict=True):
    where = "in" if float(low) <= meant <= float(high) else "not in"
    print(f"{meant:8} is {where} the range from {low} to {high}")
PYTHON
cat seen
diff - seen <<'SEEN'
    0.34 is in the range from 0.3366 to 0.3434
 0.00034 is not in the range from 0.0003 to 0.0003
 0.00025 is in the range from 0.0002 to 0.0003
-0.00132 is not in the range from -0.0013 to -0.0013
SEEN
echo "as found"
