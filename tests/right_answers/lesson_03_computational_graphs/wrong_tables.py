"""Right answers to `wrong_tables`: typed, the sum over all paths, a float, capitals."""

ANSWERS = [
    {"table_A": "early", "table_B": "again", "right_x": 52},
    {"table_A": "early", "table_B": "again", "right_x": 2 * 2 * 3 * 3 + 2 * 2 * 3 + 3 + 1},
    {"table_A": "early", "table_B": "again", "right_x": 52.00},
    {"table_A": "Early", "table_B": "AGAIN", "right_x": 52},
]
