"""Right answers to `early_stopping`: a count of vain epochs, a search, cumulative sums."""

import numpy as np


def stopping_by_count(w, steps, losses, patience):
    current = w.copy()
    best, best_loss, waited, run = current.copy(), float("inf"), 0, 0
    while run < len(losses) and waited < patience:
        current += steps[run]
        if losses[run] < best_loss:
            best, best_loss, waited = current.copy(), losses[run], 0
        else:
            waited += 1
        run += 1
    return best, run


def stopping_by_search(w, steps, losses, patience):
    losses = list(losses)
    run = len(losses)
    for epoch in range(1, len(losses) + 1):
        if epoch - (1 + losses.index(min(losses[:epoch]))) == patience:
            run = epoch
            break
    best = 1 + losses.index(min(losses[:run]))
    return [x + sum(step[i] for step in steps[:best]) for i, x in enumerate(w)], run


def stopping_by_cumsum(w, steps, losses, patience):
    weights = w.astype(np.float32) + np.cumsum(steps.astype(np.float32), axis=0)
    lowest = np.minimum.accumulate(losses)
    fresh = np.concatenate([[True], losses[1:] < lowest[:-1]])
    last_fresh = np.maximum.accumulate(np.where(fresh, np.arange(len(losses)), 0))
    out = np.arange(len(losses)) - last_fresh >= patience
    end = int(out.argmax()) if out.any() else len(losses) - 1
    return weights[last_fresh[end]], end + 1


ANSWERS = [stopping_by_count, stopping_by_search, stopping_by_cumsum]
