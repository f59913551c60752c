"""Count the numbers that are held for the way back, with and without recomputation."""

import numpy as np

from bplib.course.checks import Function, call_case, slip


def memory_counts(
    sizes,
    N,
    every,
    *,
    kept=lambda sizes, every: sizes[::every],
    piece=np.sum,
    most=max,
    pieces=lambda pieces: pieces,
    held=lambda kept, between: kept + between,
    end=0,
):
    """Return how many numbers are held where all is kept, and where every so many layers are."""
    sizes = np.asarray(sizes)
    starts = range(0, len(sizes), every)
    between = [piece([0, *sizes[start + 1 : start + every + end]]) for start in starts]
    checkpoints = sum(kept(sizes, every))
    return N * sum(sizes), N * held(checkpoints, most(pieces(between)))


def cases(rng):
    """Draw widths for 2 to 9 layers, with the largest piece at the end, inside, or nowhere."""

    def case(layers, every, largest, note=""):
        sizes = [int(n) for n in rng.permutation(np.arange(3, 40))[: layers + 1]]
        sizes[largest] += 60
        sizes[(largest + 1) % len(sizes)] += 20
        return call_case(note, sizes=sizes, N=int(rng.integers(8, 70)), every=every)

    return [
        case(8, 3, 4, "9 arrays, every 3rd"),
        case(9, 4, 9, "10 arrays, every 4th: the last piece is short"),
        case(7, 3, 1, "8 arrays, every 3rd"),
        case(2, 2, 1, "3 arrays, every 2nd"),
        case(5, 1, 2, "every one is kept"),
        case(6, 50, 3, "only the data are kept"),
    ]


def as_pieces_with_their_start(sizes, N, every):
    """Count each piece with the checkpoint that it starts from."""
    sizes = np.asarray(sizes)
    whole = [sum(sizes[start : start + every]) for start in range(0, len(sizes), every)]
    return N * sum(sizes), N * (sum(sizes[::every]) + max(whole))


def without_the_data(counts):
    """Leave the data out of what is held where all is kept."""

    def answer(sizes, N, every):
        kept, recomputed = counts(sizes, N, every)
        return kept - N * sizes[0], recomputed

    return answer


EXERCISE = Function(
    memory_counts,
    cases,
    title="Memory with and without recomputation",
    points=4,
    difficulty=3,
    returns=("all_kept", "recomputed"),
    read_again="The price is memory",
    slips=[
        slip("all pieces at once", most=sum).asks(
            "When one piece has gone back, need its recomputed arrays be held any longer?"
        ),
        slip("pieces forgotten", most=lambda pieces: 0).asks(
            "While a piece goes back, which arrays of it must be there besides its checkpoint?"
        ),
        slip("checkpoints forgotten", kept=lambda sizes, every: [0]).asks(
            "From what are the arrays of a piece recomputed, and when were those put aside?"
        ),
        slip("data not counted", kept=lambda sizes, every: sizes[every::every]).asks(
            "From what is the first piece recomputed?"
        ),
        slip("one array for a piece", piece=max).asks(
            "How many arrays lie between two checkpoints, and how many of them does the piece need?"
        ),
        slip("smallest piece", most=min).asks(
            "At which moment is the most held: at the smallest piece, or at the largest?"
        ),
        slip("first piece only", pieces=lambda pieces: pieces[:1]).asks(
            "Is the piece next to the data always the largest?"
        ),
        slip("last piece only", pieces=lambda pieces: pieces[-1:]).asks(
            "Is the piece that goes back first always the largest?"
        ),
        slip("last piece left out", pieces=lambda pieces: pieces[:-1] or [0]).asks(
            "Which arrays stand behind the last checkpoint?"
        ),
        slip("the larger of the two", held=max).asks(
            "Are checkpoints given back before a piece is recomputed?"
        ),
        slip("start counted twice", instead=as_pieces_with_their_start).asks(
            "Is the checkpoint that a piece starts from already among those you have counted?"
        ),
        slip("one sample", given=lambda sizes, N, every: (sizes, 1, every)).asks(
            "How much larger is an array when the batch is twice as large?"
        ),
        slip("data not counted in all", around=without_the_data).asks(
            "Which arrays does the gradient of the first layer's weights need?"
        ),
        slip("next checkpoint counted twice", end=1).asks(
            "At which array does a piece end, and is the next checkpoint in it?"
        ),
    ],
)
