"""Right answers to `conv_shapes`: numbers typed in, numbers counted, four digits."""

import numpy as np

ANSWERS = [
    {"rows": 12, "columns": 10, "pooled_rows": 6, "pooled_columns": 5}
    | {"parameters": 6 * (3 * 5 * 3 + 1), "dense_parameters": 933840},
    {
        "rows": (24 + 4 - 5) // 2 + 1,
        "columns": len(range(0, 18 + 4 - 3 + 1, 2)),
        "pooled_rows": 12 / 2,
        "pooled_columns": 10 / 2,
        "parameters": np.prod((6, 3, 5, 3)) + 6,
        "dense_parameters": (3 * 24 * 18 + 1) * 720,
    },
    {"rows": 12.0, "columns": 10.0, "pooled_rows": np.float32(6), "pooled_columns": 5.0}
    | {"parameters": np.float32(276), "dense_parameters": 9.338e5},
]
