"""Forward, delta, gradients and update of a 2-2-1 network, then of a 2-2-2, in rows."""
