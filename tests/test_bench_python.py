"""What `make bench-python` makes of its measurements."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "bench" / "python"))

import bench_python
from interpreters import Interpreter
from results import START, Results
from suite import Benchmark, FailedError, Process, measure, parse
from summary import geometric_mean, ratios, render


def measured(path: Path) -> Results:
    results = Results.read(path)
    results.compare("3.13", {"optimized": Path("/o"), "plain": Path("/p"), "Debian": Path("/d")})
    for values in ([0.010, 0.012], [0.011, 0.900]):
        results.add("3.13", "json", "optimized", values)
    results.add("3.13", "json", "plain", [0.023, 0.023])
    results.add("3.13", "regex", "optimized", [0.002])
    results.add("3.13", "regex", "plain", [0.001])
    results.add("3.13", "same", "optimized", [0.100])
    results.add("3.13", "same", "plain", [0.104])
    results.add("3.13", f"{START}-c pass", "optimized", [0.009])
    results.add("3.13", f"{START}-c pass", "plain", [0.018, 0.020, 0.001])
    return results


def interpreter(name: str, path: Path) -> Interpreter:
    return Interpreter(name, path, Path("/nowhere"), path)


def test_a_slow_outlier_does_not_move_the_median(tmp_path: Path) -> None:
    medians = measured(tmp_path / "out.json").medians("3.13", "json")
    assert medians == pytest.approx({"optimized": 0.0115, "plain": 0.023})


def test_ratios_are_of_benchmarks_that_both_have(tmp_path: Path) -> None:
    results = measured(tmp_path / "out.json")
    results.add("3.13", "alone", "plain", [1.0])
    found = ratios(results, "3.13", "optimized", "plain")
    assert found == pytest.approx({"json": 2, "regex": 0.5, "same": 1.04})
    assert geometric_mean([2, 0.5]) == pytest.approx(1)


def test_the_table_counts_what_is_noise_and_names_what_failed(tmp_path: Path) -> None:
    results = measured(tmp_path / "out.json")
    results.fail("3.13", "django", "plain", "no module cgi")
    table = render(results)
    assert "| plain | 1.013 x | 1 | 1 | 1 | 3 |" in table
    assert "| -c pass | 9 | 2.00 | - |" in table
    assert "| json | 11.5 | 2.00 | - |" in table
    assert "- not measured: django, plain: no module cgi" in table


def test_a_script_that_measures_several_things_counts_each() -> None:
    document = {
        "metadata": {"python_version": "3.13"},
        "benchmarks": [
            {"metadata": {"name": name}, "runs": [{"warmups": [[1, 9.0]]}, {"values": [value]}]}
            for name, value in (("fft", 1.0), ("lu", 2.0))
        ],
    }
    assert parse("scimark", document) == Process(
        {"scimark/fft": [1.0], "scimark/lu": [2.0]}, loops=None
    )


def test_loops_are_those_of_the_run_that_counts() -> None:
    runs = [{"metadata": {"loops": 1}}, {"metadata": {"loops": 8}, "values": [0.5]}]
    document = {"metadata": {"name": "float"}, "benchmarks": [{"runs": runs}]}
    assert parse("float", document) == Process({"float": [0.5]}, loops=8)


def test_a_second_run_goes_on_where_the_first_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def fake(who: Interpreter, benchmark: Benchmark, loops: int | None) -> Process:
        asked.append((who.name, loops))
        if who.name == "Debian" and len(asked) == 3:
            raise KeyboardInterrupt
        return Process({"float": [0.5]}, loops or 8)

    monkeypatch.setattr(bench_python, "measure", fake)
    compared = [interpreter(name, tmp_path) for name in ("optimized", "plain", "Debian")]
    benchmark = Benchmark("float", "float.py", [])
    results = Results.read(tmp_path / "out.json")
    with pytest.raises(KeyboardInterrupt):
        bench_python._benchmark("3.13", benchmark, compared, 2, results)
    assert asked == [("optimized", None), ("plain", 8), ("Debian", 8)]
    asked.clear()
    asked.append(("stopped", 0))
    again = Results.read(tmp_path / "out.json")
    bench_python._benchmark("3.13", benchmark, compared, 2, again)
    assert asked[1:] == [("Debian", 8), ("optimized", 8), ("plain", 8), ("Debian", 8)]
    assert [again.count("3.13", "float", one.name) for one in compared] == [2, 2, 2]


def test_what_fails_is_kept_with_its_reason_and_not_tried_in_every_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def fake(who: Interpreter, benchmark: Benchmark, loops: int | None) -> Process:
        asked.append(who.name)
        if who.name == "plain":
            raise FailedError("no module cgi")
        return Process({"float": [0.5]}, 8)

    monkeypatch.setattr(bench_python, "measure", fake)
    compared = [interpreter(name, tmp_path) for name in ("optimized", "plain")]
    results = Results.read(tmp_path / "out.json")
    bench_python._benchmark("3.13", Benchmark("float", "", []), compared, 2, results)
    assert asked == ["optimized", "plain", "optimized"]
    unfit = Benchmark("eager", "", [], "it needs Python >=3.14")
    bench_python._benchmark("3.13", unfit, compared[:1], 2, results)
    assert asked == ["optimized", "plain", "optimized"]
    results.write()
    assert Results.read(tmp_path / "out.json").failed["3.13"] == {
        "float": {"plain": "no module cgi"},
        "eager": {"optimized": "it needs Python >=3.14"},
    }


def test_a_failing_benchmark_tells_its_reason(tmp_path: Path) -> None:
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\necho 'ModuleNotFoundError: cgi' >&2\nexit 1\n")
    program.chmod(0o755)
    with pytest.raises(FailedError, match="ModuleNotFoundError: cgi"):
        measure(interpreter("x", program), Benchmark("b", "b.py", []), None)


def test_a_benchmark_that_hangs_is_ended_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "python"
    child = tmp_path / "child"
    program.write_text(f"#!/bin/sh\nsleep 100000 &\necho $! > {child}\nwait\n")
    program.chmod(0o755)
    monkeypatch.setattr("suite.LIMIT", 1)
    with pytest.raises(FailedError, match="not done after 1 s"):
        measure(interpreter("x", program), Benchmark("b", "b.py", []), None)
    status = Path(f"/proc/{child.read_text().strip()}/stat")
    assert not status.exists() or status.read_text().split()[2] == "Z"


def test_another_interpreter_under_a_known_name_is_refused(tmp_path: Path) -> None:
    results = measured(tmp_path / "out.json")
    with pytest.raises(ValueError, match=r"out\.json: plain of Python 3\.13 was /p and is /q now"):
        results.compare("3.13", {"plain": Path("/q")})


@pytest.mark.parametrize("text", ["{", "1", json.dumps({"3.13": {}})])
def test_a_file_of_something_else_is_named(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out.json").write_text(text)
    assert bench_python.main(["--table", "--output", str(tmp_path / "out.json")]) == 1
    assert "bench-python: " in (told := capsys.readouterr().err)
    assert "out.json" in told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--rounds", "0"], "'0': a number above 0 is wanted"),
        (["--interpreter", "python3"], "NAME=PATH of an interpreter is wanted"),
        (["--interpreter", "shell=/bin/sh"], "/bin/sh is Python nothing, not 3.13 or 3.11"),
    ],
)
def test_a_bad_option_is_named(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        bench_python.main(arguments)
    assert told in capsys.readouterr().err
