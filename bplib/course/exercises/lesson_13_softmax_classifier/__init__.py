"""A ReLU-softmax classifier, its training loop, and what it must beat."""
