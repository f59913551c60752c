"""Rows carried back, multiplications and memory counted, a cache mended, a ledger kept."""
