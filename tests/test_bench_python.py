"""What `make bench-python` makes of its measurements."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "bench" / "python"))

from summary import Results, compared, geometric_mean, render


def measured(path: Path) -> Results:
    results = Results.read(path)
    for values in ([0.010, 0.012], [0.011, 0.900]):
        results.add("3.13", "json", "optimized", values)
    results.add("3.13", "json", "plain", [0.023, 0.023])
    results.add("3.13", "regex", "optimized", [0.002])
    results.add("3.13", "regex", "plain", [0.001])
    results.add("3.13", "start-up", "plain -c pass", [0.008, 0.010, 0.009])
    return results


def test_a_slow_outlier_does_not_move_the_median(tmp_path: Path) -> None:
    medians = measured(tmp_path / "out.json").medians("3.13", "json")
    assert medians == pytest.approx({"optimized": 0.0115, "plain": 0.023})


def test_ratios_are_of_benchmarks_that_both_have(tmp_path: Path) -> None:
    results = measured(tmp_path / "out.json")
    results.add("3.13", "alone", "plain", [1.0])
    assert compared(results, "3.13", "optimized", "plain") == pytest.approx(
        {"json": 2, "regex": 0.5}
    )
    assert geometric_mean([2, 0.5]) == pytest.approx(1)


def test_a_second_run_goes_on_where_the_first_stopped(tmp_path: Path) -> None:
    measured(tmp_path / "out.json").write()
    again = Results.read(tmp_path / "out.json")
    assert again.count("3.13", "json", "optimized") == 2
    assert again.count("3.13", "json", "Debian") == 0


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "out.json").write_text("{")
    with pytest.raises(ValueError, match=r"out\.json.*move it away"):
        Results.read(tmp_path / "out.json")


def test_the_table_counts_and_names_what_failed(tmp_path: Path) -> None:
    results = measured(tmp_path / "out.json")
    results.fail("3.13", "django", "plain", "no module cgi")
    table = render(results)
    assert "| plain | 1.000 x | 1 | 0 | 1 | 2 |" in table
    assert "| plain -c pass | 9.00 |" in table
    assert "Not measured: django: plain: no module cgi" in table
