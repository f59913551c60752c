"""Right answers to `wrong_tables` in other styles than the reference."""

ANSWERS = [
    {"table_A": "early", "table_B": "again", "right_x": 52},
    {"table_A": "early", "table_B": "again", "right_x": 2 * 2 * 3 * 3 + 2 * 2 * 3 + 3 + 1},
    {"table_A": "early", "table_B": "again", "right_x": 52.00},
]
