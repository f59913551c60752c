"""The capstone, a digits classifier of one's own."""
