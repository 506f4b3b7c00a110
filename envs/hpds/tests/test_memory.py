"""Without memory, or without threads, a call raises MemoryError or does its work all the same."""

from __future__ import annotations

import pytest
from children import needs_own_memory, run

# Sweeps what the process may still allocate, since what fails differs: threads, their stacks,
# tables, rows of intermediate results.
SWEEP = """
    import resource
    import sys
    import numpy as np
    from hpds import accelerate, concurrent

    name, threads, warm = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "True"
    values = np.random.default_rng(1).standard_normal(1 << 21)
    rows = values[: 16 * 65_535].reshape(16, 65_535)
    square = values[: 1024 * 1024].reshape(1024, 1024)
    calls = {
        "sort": lambda: concurrent.sort(values, threads=threads),
        "sort rows": lambda: concurrent.sort(rows, threads=threads),
        "argsort": lambda: concurrent.argsort(values, threads=threads),
        "argsort rows": lambda: concurrent.argsort(rows, threads=threads),
        "reduce": lambda: concurrent.reduce(values, threads=threads),
        "inclusive_scan": lambda: concurrent.inclusive_scan(values, threads=threads),
        "unique": lambda: concurrent.unique(values, threads=threads),
        "nth_element": lambda: concurrent.nth_element(values, 5, threads=threads),
        "nth_element of rows": lambda: concurrent.nth_element(rows, 5, threads=threads),
        "top_k": lambda: concurrent.top_k(values, 100_000, threads=threads)[1],
        "top_k of rows": lambda: concurrent.top_k(rows, 10_000, threads=threads)[1],
        "saxpy": lambda: accelerate.saxpy(2, values, values, threads=threads, device="cpu:0"),
        "matmul": lambda: accelerate.matmul(square, square, threads=threads, device="cpu:0"),
        "histogram": lambda: accelerate.histogram(
            values, 50_000, (-1, 1), threads=threads, device="cpu:0"
        )[0],
    }
    call = calls[name]
    # To compare with; where the threads are not to be there yet, made by one.
    if warm:
        expected = call()
    else:
        threads, wanted = 1, threads
        expected = call()
        threads = wanted
    unlimited = resource.getrlimit(resource.RLIMIT_AS)[1]
    for kibibytes in [0, 64, 300, 1000, 4000, 9000, 17_000, 33_000, 1 << 20]:
        with open("/proc/self/statm") as file:
            used = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + kibibytes * 1024, unlimited))
        try:
            result = call()
        except MemoryError:
            result = None
        finally:
            resource.setrlimit(resource.RLIMIT_AS, (unlimited, unlimited))
        assert result is None or np.array_equal(result, expected), kibibytes
        print("MemoryError" if result is None else "done")
"""


@needs_own_memory
@pytest.mark.parametrize(
    ("threads", "warm"),
    [(1, True), (2, True), (2, False)],
    ids=["1 thread", "2 threads", "2 threads to be started"],
)
@pytest.mark.parametrize(
    "name",
    [
        "sort",
        "sort rows",
        "argsort",
        "argsort rows",
        "reduce",
        "inclusive_scan",
        "unique",
        "nth_element",
        "nth_element of rows",
        "top_k",
        "top_k of rows",
        "saxpy",
        "matmul",
        "histogram",
    ],
)
def test_without_memory_a_call_raises_memory_error(name: str, threads: int, warm: bool) -> None:
    outcomes = run(SWEEP, name, threads, warm).split()
    assert set(outcomes) <= {"MemoryError", "done"}
    assert outcomes[-1] == "done"
