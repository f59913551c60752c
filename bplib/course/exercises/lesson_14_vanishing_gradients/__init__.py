"""What shrinks or blows up a gradient on its way back, and its remedies."""
