"""XOR, where training fails often enough to be studied."""
