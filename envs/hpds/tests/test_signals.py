"""Ctrl-C ends long calls early: times are those of the processor, and relative to a whole call."""

from __future__ import annotations

import pytest
from children import run

# Finds a size of which the call takes long, then has a signal raise KeyboardInterrupt at its
# beginning. A call that answers only when it is done would use all of its time.
INTERRUPT = """
    import mmap
    import signal
    import sys
    import time
    import numpy as np
    from hpds import accelerate, concurrent, wrapper

    name, threads = sys.argv[1], int(sys.argv[2])
    generator = np.random.default_rng(1)
    row = generator.integers(0, 1 << 62, 1 << 20)
    square = generator.standard_normal((1024, 1024))

    def integers(scale):
        return generator.integers(0, 1 << 62, scale << 20)

    def floats(scale):
        values = generator.standard_normal(scale << 20)
        values[::3] = np.nan
        return values

    def rows(scale):
        return np.broadcast_to(row, (scale, row.size))

    def nothing(scale):
        # Pages that are only read take no memory.
        no_reserve = 0x4000
        flags = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | no_reserve
        return np.frombuffer(mmap.mmap(-1, scale << 26, flags=flags), np.uint8)

    # What makes the argument of a size, and the call.
    inputs, call = {
        "sort": (integers, lambda a: concurrent.sort(a, threads=threads)),
        "sort of floats": (floats, lambda a: concurrent.sort(a, threads=threads)),
        "sort of bytes": (
            nothing,
            lambda a: concurrent.sort(a, out=np.empty_like(a), threads=threads),
        ),
        "sort of rows": (
            lambda scale: generator.standard_normal((scale << 10, 1 << 10)),
            lambda a: concurrent.sort(a, threads=threads),
        ),
        "argsort": (integers, lambda a: concurrent.argsort(a, threads=threads)),
        "argsort of equals": (
            lambda scale: np.zeros(scale << 20),
            lambda a: concurrent.argsort(a, threads=threads),
        ),
        "reduce": (rows, lambda a: concurrent.reduce(a, threads=threads)),
        "inclusive_scan": (
            lambda scale: np.ones(scale << 20, np.float32),
            lambda a: concurrent.inclusive_scan(a, threads=threads),
        ),
        "unique": (integers, lambda a: concurrent.unique(a, threads=threads)),
        "nth_element": (rows, lambda a: concurrent.nth_element(a, 1 << 19, threads=threads)),
        "top_k": (rows, lambda a: concurrent.top_k(a, 1000, threads=threads)),
        "top_k of all": (integers, lambda a: concurrent.top_k(a, a.size, threads=threads)),
        "matmul": (
            lambda scale: np.ones((scale << 9, 1024)),
            lambda a: accelerate.matmul(a, square, threads=threads, device="cpu:0"),
        ),
        "histogram": (
            nothing,
            lambda a: accelerate.histogram(a, 10, (0, 9), threads=threads, device="cpu:0"),
        ),
        "crc32c": (nothing, wrapper.crc32c),
        "Crc32c.update": (nothing, lambda a: wrapper.Crc32c().update(a)),
        "xxh64": (nothing, wrapper.xxh64),
        "Xxh64.update": (nothing, lambda a: wrapper.Xxh64().update(a)),
    }[name]

    scale, whole = 1, 0.0
    while whole < 0.5:
        argument = inputs(scale)
        started = time.process_time()
        call(argument)
        whole = time.process_time() - started
        scale *= 2 if whole > 0.3 else 4

    signal.signal(signal.SIGPROF, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_PROF, 0.05)
    started = time.process_time()
    try:
        call(argument)
    except KeyboardInterrupt:
        print((time.process_time() - started) / whole)
"""


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize(
    "name",
    [
        "sort",
        "sort of floats",
        "sort of bytes",
        "sort of rows",
        "argsort",
        "argsort of equals",
        "reduce",
        "inclusive_scan",
        "unique",
        "nth_element",
        "top_k",
        "top_k of all",
        "matmul",
        "histogram",
    ],
)
def test_ctrl_c_ends_a_call_on_the_processor(name: str, threads: int) -> None:
    assert float(run(INTERRUPT, name, threads)) < 0.7


@pytest.mark.parametrize("name", ["crc32c", "Crc32c.update", "xxh64", "Xxh64.update"])
def test_ctrl_c_ends_a_checksum(name: str) -> None:
    assert float(run(INTERRUPT, name, 1)) < 0.7


def test_an_interrupted_call_leaves_nothing_behind() -> None:
    shown = run("""
        import signal
        import numpy as np
        from hpds import concurrent, wrapper

        class Enough(Exception):
            pass

        def enough(number, frame):
            raise Enough

        signal.signal(signal.SIGPROF, enough)
        values = np.random.default_rng(1).standard_normal(1 << 24)
        data = np.zeros(1 << 32, np.uint8)
        stream = wrapper.Crc32c(b"before")
        for call in (
            lambda: concurrent.sort(values, out=values, threads=2),
            lambda: concurrent.argsort(values, threads=1),
            lambda: stream.update(data),
        ):
            signal.setitimer(signal.ITIMER_PROF, 0.01)
            try:
                call()
            except Enough:
                print("interrupted")
            signal.setitimer(signal.ITIMER_PROF, 0)
        assert stream.intdigest() == wrapper.crc32c(b"before")
        stream.update(b" after")
        assert stream.intdigest() == wrapper.crc32c(b"before after")
        again = np.random.default_rng(1).standard_normal(1 << 20)
        assert np.array_equal(concurrent.sort(again, threads=2), np.sort(again))
    """)
    assert shown.split() == ["interrupted"] * 3


def test_handlers_that_raise_nothing_run_during_a_call_and_may_call_hpds_themselves() -> None:
    shown = run("""
        import signal
        import numpy as np
        from hpds import concurrent, wrapper

        stream = wrapper.Crc32c()
        small = np.random.default_rng(2).standard_normal(100_000)
        seen = []

        def handler(number, frame):
            assert np.array_equal(concurrent.sort(small, threads=2), np.sort(small))
            try:
                stream.update(b"reentered")
            except RuntimeError as error:
                seen.append(str(error))
            else:
                seen.append("sorted meanwhile")

        signal.signal(signal.SIGPROF, handler)
        values = np.random.default_rng(1).standard_normal(1 << 23)
        signal.setitimer(signal.ITIMER_PROF, 0.01)
        assert np.array_equal(concurrent.sort(values, threads=2), np.sort(values))
        data = np.zeros(1 << 32, np.uint8)
        expected = wrapper.crc32c(data, stream.intdigest())
        signal.setitimer(signal.ITIMER_PROF, 0.01)
        stream.update(data)
        assert stream.intdigest() == expected
        print(*seen, sep="\\n")
    """)
    assert "sorted meanwhile" in shown
    assert "Crc32c.update: called by a signal handler during an update of the same object" in shown
