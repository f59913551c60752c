"""Count what a training will cost before it runs: 1,437 images in batches of 40, a 64-48-10 net."""

import math

from bplib.course.checks import Numbers, slip

BIASES = 48 + 10


def loop_ledger(
    *, visited=1437, biases=BIASES, shrunk_biases=0, root=math.sqrt, held_out=360, averaged=360
):
    """Return the counts of an epoch and of the network, and how far an accuracy of 0.95 can err."""
    weights = 64 * 48 + 48 * 10
    updates = math.ceil(visited / 40)
    return {
        "updates": updates,
        "last_batch": visited - 40 * (updates - 1),
        "parameters": weights + biases,
        "penalised": weights + shrunk_biases,
        "one_image": 1 / held_out,
        "standard_error": root(0.95 * 0.05 / averaged),
    }


EXERCISE = Numbers(
    loop_ledger,
    title="Count before you run",
    points=1,
    difficulty=1,
    read_again="Mini-batches",
    slips=[
        slip("last batch dropped", visited=1437 // 40 * 40).asks(
            "Who visits the images that are left when no full batch fits any more?"
        ),
        slip("biases forgotten", biases=0).asks("What does a layer have besides its weights?"),
        slip("biases penalised", shrunk_biases=BIASES).asks(
            "Which parameters does the penalty of this lesson leave alone?"
        ),
        slip("variance for spread", root=lambda variance: variance).asks(
            "In which unit is your standard error: in shares, or in squared shares?"
        ),
        slip("too few digits", result={"one_image": 0.00278, "standard_error": 0.0115}).asks(
            "How many digits of yours are significant, and how many are asked for?"
        ),
        slip("training images counted", held_out=1437, averaged=1437).asks(
            "Over how many images is the held-out accuracy a mean?"
        ),
        slip("error over the training images", averaged=1437).asks(
            "Over how many images is the held-out accuracy a mean, and its error taken?"
        ),
        slip("grain of the training images", held_out=1437).asks(
            "Over how many images is the held-out accuracy a mean, and how much is one of them?"
        ),
        slip("last batch full", result={"last_batch": 40}).asks(
            "Is the last batch as large as the others: how many images are left for it?"
        ),
        slip("part of an update", result={"updates": 1437 / 40}).asks(
            "Can an epoch have a part of an update?"
        ),
    ],
)
