"""What `bplib doctor` says of matrix products; no test looks at how fast this machine is."""

import pytest

from bplib.course import products
from bplib.course.doctor import report


@pytest.mark.parametrize(
    ("present", "other", "worth"),
    [(30, 60, True), (30, 39, True), (30, 38.9, False), (60, 30, False)],
)
def test_advice_needs_kernels_that_are_clearly_faster(present, other, worth):
    said = products.advice("SkylakeX", present, other)
    assert bool(said) == worth
    if worth:
        assert "OPENBLAS_CORETYPE=SkylakeX" in said
        assert f"{other / present:.1f} times" in said


def test_only_openblas_on_x86_64_has_a_choice(monkeypatch):
    monkeypatch.setattr(products.platform, "machine", lambda: "arm64")
    assert products.choice() is None
    monkeypatch.setattr(products.platform, "machine", lambda: "x86_64")
    blas = {"Build Dependencies": {"blas": {"name": "mkl"}}}
    monkeypatch.setattr("numpy.show_config", lambda mode: blas)
    assert products.choice() is None
    blas["Build Dependencies"]["blas"]["name"] = "scipy-openblas"
    monkeypatch.setattr("numpy._core._multiarray_umath.__cpu_features__", {"AVX2": True})
    assert products.choice() == "Haswell"
    monkeypatch.setattr("numpy._core._multiarray_umath.__cpu_features__", {})
    assert products.choice() is None


def test_a_rate_is_measured_and_a_process_that_fails_has_none(monkeypatch):
    found = products.rate()
    assert found is not None
    assert found.speed > 0
    monkeypatch.setattr(products, "MEASURE", "raise SystemExit(1)")
    assert products.rate() is None
    assert products.lines() == []


def test_doctor_says_the_rate_and_advises_only_where_openblas_has_chosen_otherwise(
    monkeypatch, capsys
):
    asked = []

    def rate(core=""):
        asked.append(core)
        return products.Rate(80.0 if core else 40.0, core or chosen)

    monkeypatch.setattr(products, "rate", rate)
    monkeypatch.setattr(products, "choice", lambda: "SkylakeX")
    monkeypatch.delenv("OPENBLAS_CORETYPE", raising=False)
    chosen = "Haswell"
    report()
    said = capsys.readouterr().out
    assert "one thread: 40 Gflop/s\n" in said
    assert "OPENBLAS_CORETYPE=SkylakeX" in said
    asked.clear()
    chosen = "SKYLAKEX"
    assert len(products.lines()) == 1
    assert asked == [""]
    chosen = "Haswell"
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    assert len(products.lines()) == 1
