"""Back through shared weights, through time, and in other ways."""
