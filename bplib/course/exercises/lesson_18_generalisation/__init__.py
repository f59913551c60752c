"""What a network learns beyond its training data, and how one can tell."""
