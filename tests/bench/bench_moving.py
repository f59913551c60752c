"""How long a figure that moves takes for one frame in Chromium: computed, drawn and laid out."""

import moving_page
import pytest

UPDATES = 200


@pytest.mark.skipif(moving_page.CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.parametrize("round", range(3))
def test_frames(benchmark, round, tmp_path):
    benchmark.group = "moving"
    report = benchmark.pedantic(moving_page.use, (tmp_path, UPDATES, 900), rounds=1)
    benchmark.extra_info["ms"] = {name: seen["ms"] for name, seen in report["seen"].items()}
