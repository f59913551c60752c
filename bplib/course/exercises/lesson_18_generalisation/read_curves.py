"""Read four pairs of training and validation curves, and number the diagnosis of each."""

from bplib.course.checks import Numbers, slip


def read_curves(*, A=2, B=1, C=4, D=3):
    """Return the diagnoses: A underfits, B overfits, C has foreign labels, D too large a rate."""
    return {"A": A, "B": B, "C": C, "D": D}


EXERCISE = Numbers(
    read_curves,
    title="Read four pairs of curves",
    points=2,
    difficulty=2,
    read_again="Read the curves",
    labels=("A", "B", "C", "D"),
    slips=[
        slip("learning little taken for remembering too much", A=1, B=2).asks(
            "Where is the gap between the two curves wide: where the net has learnt much?"
        ),
        slip("slow taken for healthy", A=6).asks(
            "Has this training loss come to rest, and how far below chance, ln 10, is it?"
        ),
        slip("a deaf validation set taken for overfitting", C=1).asks(
            "Was the validation loss of this net ever below chance, ln 10?"
        ),
        slip("jumping taken for overfitting", D=1).asks(
            "An overfitting net has a small training loss. Has this one?"
        ),
        slip("gap taken for a leak", B=5).asks(
            "If validation images had been learnt too, would their loss rise?"
        ),
        slip("jumping taken for too small a net", D=2).asks(
            "Would a net that is merely too small jump up again once it has come down?"
        ),
    ],
)
