"""Data to learn from, and what a network has to beat. Imports nothing of bplib."""
