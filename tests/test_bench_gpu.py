"""The GPU's part of `make bench`: what it makes of measurements, and what it says without a GPU.

`checks.cuda-bench-operations` has what needs NumPy.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "bench"))

import bench


def test_rows_have_both_times_of_each_library() -> None:
    times = [
        {"name": name, "library": library, "device": 0.001, "end_to_end": 0.02}
        for name in ("inclusive_scan", "reduce", "sort", "top_k")
        for library in ("CuPy", "hpds")
    ]
    cub = [
        {"benchmark": f"{name}{ending}", "seconds": 0.0005 * number + 0.01 * (ending != "")}
        for number, name in enumerate(("reduce", "scan", "sort"), 1)
        for ending in ("", "-with-copies")
    ]
    rows = bench.gpu_rows({"version": 1, "count": 1000, "times": times}, cub)
    assert [(row.what, row.measured.partition("; CUB ")[2]) for row in rows] == [
        ("`inclusive_scan`, 1,000 float32: on the device, end to end", "1.00 ms, 11.00 ms"),
        ("`reduce`, 1,000 float32: on the device, end to end", "0.50 ms, 10.50 ms"),
        ("`sort`, 1,000 float32: on the device, end to end", "1.50 ms, 11.50 ms"),
        ("`top_k`, 1,000 float32: on the device, end to end", ""),
    ]
    assert {row.measured.partition("; CUB ")[0] for row in rows} == {
        "CuPy 1.00 ms, 20.00 ms; hpds 1.00 ms, 20.00 ms"
    }


def test_cuda_bench_has_what_is_asked_of_cub() -> None:
    """Where no GPU is, too: an unknown name is refused before one is looked for."""
    program = bench.build("cuda-bench") / "bin" / "cuda-bench"
    known = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout
    names = known.partition("--only LIST")[2].partition("(default")[0].replace(",", " ").split()
    asked = {name + ending for name in bench.CUB for ending in ("", "-with-copies")}
    assert asked <= set(names)


def test_with_a_gpu_both_programs_are_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Programs of our own print what is on a machine with a GPU, and write down their arguments."""
    cub = [
        {"benchmark": name + ending, "size": 4, "seconds": 0.001, "rate": 2.0, "unit": "GB/s"}
        for name in bench.CUB
        for ending in ("", "-with-copies")
    ]
    times = [{"name": "sort", "library": "hpds", "device": 0.001, "end_to_end": 0.02}]
    printed = {
        "cuda-bench": {"version": 1, "device": {"name": "X"}, "results": cub},
        "python3": {"version": 1, "count": 4, "times": times},
    }
    for name, report in printed.items():
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        script = f"#!/bin/sh\necho {name} $* >>{tmp_path}/asked\necho '{json.dumps(report)}'\n"
        program.write_text(script)
        program.chmod(0o755)
    monkeypatch.setattr(bench, "build", lambda _: tmp_path)
    first, *rows = bench.gpu(bench.Bench(3, "x86_64-linux"))
    assert (first.what, first.measured.count("GB/s")) == ("X: `cuda-bench`", 6)
    assert "hpds 1.00 ms, 20.00 ms; CUB 1.00 ms, 1.00 ms" in [row.measured for row in rows]
    plain, of_python, of_cub = (tmp_path / "asked").read_text().splitlines()
    assert plain == "cuda-bench --json"
    count = int(of_python.partition("--count ")[2].split()[0])
    megabytes = int(of_cub.partition("--megabytes ")[2].split()[0])
    assert megabytes << 20 == 4 * count


def test_without_a_gpu_one_row_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    report: dict[str, object] = {
        "version": 1,
        "device": None,
        "reason": "no CUDA driver",
        "results": [],
    }
    program = tmp_path / "bin" / "cuda-bench"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\necho '{json.dumps(report)}'\n")
    program.chmod(0o755)
    monkeypatch.setattr(bench, "build", lambda _: tmp_path)
    (row,) = bench.gpu(bench.Bench(1, "x86_64-linux"))
    assert (row.what, row.measured) == ("GPU", "skipped: no CUDA driver")


def test_bench_has_a_row_of_the_gpu(root: Path) -> None:
    done = subprocess.run(
        ["nix", "run", ".#bench", "--", "--only", "gpu", "--runs", "1"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (row,) = [line for line in done.stdout.splitlines() if line.startswith("| GPU |")] or [""]
    assert row.startswith("| GPU |  | skipped: no CUDA d") or "`cuda-bench`" in done.stdout
