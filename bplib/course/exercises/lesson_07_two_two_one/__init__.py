"""Forward, delta, gradients and update of a 2-2-1 network, in columns."""
