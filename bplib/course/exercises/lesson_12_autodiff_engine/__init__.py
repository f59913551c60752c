"""Local slopes, a walk over Values, a tape, unbroadcasting, training."""
