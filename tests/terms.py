"""Words before their time: which lesson uses a word of the glossary before another one teaches it.

`python tests/terms.py NN ...` lists them for lessons, or for all.

A word may stand in the bridge to the next lesson and under "Further reading", and in a sentence
that names the lesson that teaches it: these point ahead on purpose.
"""

import re
import sys

from bplib.course.site.words import pattern, table

# Words whose everyday sense is what an earlier lesson means by them, and why that is no term.
EVERYDAY = {
    "backward": "a direction",
    "clipping": "05 cuts a probability off at a bound, and says so; the term is of gradients",
    "forward": "a direction",
    "gradients": "the plural of gradient; the glossary's is the name of a step",
    "input": "what a function is handed",
    "kernel": "Jupyter's, which runs the cells",
    "prediction": "what the reader guesses before a cell runs",
    "slope": "of a curve, known from calculus",
    "vanish": "to become 0, in mathematics as elsewhere",
}

LEFT_OUT = re.compile(
    r"```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|\]\([^)]*\)|<[^<>]*>"
    r"|\*\*(?:Next|Further reading)\b.*?(?=\n\n|\Z)",
    re.DOTALL,
)
SENTENCE = re.compile(r"(?<=[.!?:])\s+|\n\s*\n|\n(?=[-|#])")
LESSON = re.compile(r"\b[Ll]essons?\s((?:\d\d(?:,? and |, | to | or )?)+)")
MADE_FROM_OTHERS = ("course-map",)


def taught(glossary):
    """Return the lesson that teaches each word of a glossary."""
    return {entry.word: entry.lesson for entry in table(glossary)}


def too_early(lesson, cells, words):
    """Return a line for each word that a lesson uses before the lesson that teaches it.

    `cells` are pairs of a name and a Markdown source, `words` the lesson of each word. A longer
    term counts as itself: "gradient check" is no use of "gradient".
    """
    later = {word: at for word, at in words.items() if at > lesson[:2] and word not in EVERYDAY}
    longest = sorted(words, key=len, reverse=True)
    found = []
    for name, source in cells:
        if name in MADE_FROM_OTHERS:
            continue
        for sentence in SENTENCE.split(LEFT_OUT.sub(" ", source)):
            rest = sentence
            pointed = set(re.findall(r"\d\d", " ".join(LESSON.findall(sentence))))
            for word in longest:
                hit = pattern(word).search(rest)
                if hit is None:
                    continue
                rest = pattern(word).sub(" ", rest)
                if word in later and later[word] not in pointed:
                    near = " ".join(sentence.split())
                    at = max(0, near.lower().find(hit[0].lower()) - 40)
                    found.append(
                        f"{lesson}, cell {name}: “{hit[0]}” is taught in {later[word]}: "
                        f"…{near[at : at + 100]}…"
                    )
    return found


def main():
    """Print what is too early in some lessons, or in all."""
    from bplib.course import notebooks
    from bplib.course.lessons import course_root, find_lesson, lesson_names, notebook_path

    root = course_root()
    words = taught((root / "lessons" / "GLOSSARY.md").read_text(encoding="utf-8"))
    for lesson in [find_lesson(root, name) for name in sys.argv[1:]] or lesson_names(root):
        cells = notebooks.read(notebook_path(root, "solutions", lesson)).cells
        prose = [(cell.id, cell.source) for cell in cells if cell.cell_type == "markdown"]
        print("\n".join(too_early(lesson, prose, words)) or f"{lesson}: nothing is too early")


if __name__ == "__main__":
    main()
