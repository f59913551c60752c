"""The words of the glossary: what each means, which lesson teaches it, and its forms in prose."""

import re
from dataclasses import dataclass

WORD_HEAD = "| word | meaning | lesson |"

# Forms of a word that are not made by -s or -es; a word not listed here has these two alone.
FORMS = {
    "backward": ("backward", "backwards"),
    "broadcast": ("broadcast", "broadcasts", "broadcasting"),
    "clipping": ("clipping",),
    "damping": ("damping",),
    "early stopping": ("early stopping", "stopped early", "stop early"),
    "feedback alignment": ("feedback alignment", "random feedback"),
    "gradient check": ("gradient check", "gradient checks", "gradient checking"),
    "held-out": ("held-out", "held out"),
    "label": ("label", "labels", "labelled"),
    "nudge": ("nudge", "nudges", "nudged", "nudging"),
    "overfit": ("overfit", "overfits", "overfitted", "overfitting"),
    "saturated": ("saturated", "saturate", "saturates", "saturation"),
    "training": ("training", "train", "trains", "trained"),
    "update": ("update", "updates", "updated", "updating"),
    "validation": ("validation",),
    "vanish": ("vanish", "vanishes", "vanished", "vanishing"),
}


@dataclass(frozen=True)
class Word:
    """A row of the glossary's table of words.

    Attributes
    ----------
    word, meaning : str
        What stands there, in Markdown.
    lesson : str
        The number of the lesson that teaches it.
    """

    word: str
    meaning: str
    lesson: str


def table(glossary: str) -> list[Word]:
    """Return the words of a glossary, the Markdown page, in its order."""
    words, inside = [], False
    for line in glossary.splitlines():
        if line == WORD_HEAD:
            inside = True
        elif not line.startswith("|"):
            inside = False
        elif inside and not line.startswith("|--"):
            word, meaning, lesson = (cell.strip() for cell in line.strip("|").split("|"))
            words.append(Word(word, meaning, lesson[:2]))
    return words


def pattern(word: str) -> re.Pattern[str]:
    """Return what finds a word in all of its forms."""
    forms = FORMS.get(word, (word, f"{word}s", f"{word}es"))
    either = "|".join(re.escape(form).replace(r"\ ", r"[\s-]") for form in forms)
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", re.IGNORECASE)


def first_uses(texts: list[str], words: list[str]) -> list[list[tuple[int, int, str]]]:
    """Return where words are used for the first time in a row of texts.

    Parameters
    ----------
    texts : list of str
        Pieces of prose, in reading order.
    words : list of str
        Words of the glossary. A longer one counts as itself: "gradient check" is no use of
        "gradient".

    Returns
    -------
    list of list of (int, int, str)
        For each text where a use begins and ends in it, and the word, in order.
    """
    longest = sorted(words, key=len, reverse=True)
    patterns = [(word, pattern(word)) for word in longest]
    seen: set[str] = set()
    found = []
    for text in texts:
        rest, uses = text, []
        for word, finds in patterns:
            for hit in finds.finditer(rest):
                if word not in seen:
                    seen.add(word)
                    uses.append((hit.start(), hit.end(), word))
            rest = finds.sub(lambda hit: "\0" * len(hit[0]), rest)
        found.append(sorted(uses))
    return found
