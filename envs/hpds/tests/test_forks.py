"""A child that is forked at any moment can use hpds, and what its parent was just using."""

from __future__ import annotations

from children import run

# `forked(work)` runs `work` in a child and returns what it printed with its exit status. Minutes
# pass only where the child waits for a lock that nobody holds.
FORKED = """
import os
import threading
import time
import warnings
import numpy as np
from hpds import concurrent, wrapper

warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 and later warn of such forks

def forked(work):
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        finally:
            os._exit(1)
    for _ in range(1200):
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.1)
    os.kill(child, 9)
    os.waitpid(child, 0)
    return "waits for ever"
"""


def test_a_child_forked_during_an_update_can_use_the_stream() -> None:
    shown = run(
        FORKED
        + """
import mmap

def in_child(stream, before):
    assert stream.digest() == before.digest()
    stream.update(b"x")
    before.update(b"x")
    assert stream.copy().hexdigest() == before.hexdigest()
    large = bytes(100_000)
    stream.update(large)
    before.update(large)
    assert stream.digest() == before.digest()
    stream.reset()
    assert stream.digest() == type(stream)().digest()

for kind in (wrapper.Crc32c, wrapper.Xxh64):
    size, during = 1 << 28, False
    while not during:
        data = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000)
        stream = kind(b"before")
        thread = threading.Thread(target=stream.update, args=(data,))
        thread.start()
        time.sleep(0.01)
        result = forked(lambda: in_child(stream, kind(b"before")))
        # Else the child may have been forked before or after the update.
        during = result != 0 or (
            thread.is_alive() and stream.digest() == kind(b"before").digest()
        )
        thread.join()
        whole = kind(b"before")
        whole.update(data)
        assert stream.digest() == whole.digest()
        size *= 4
    print(result)
"""
    )
    assert shown.split() == ["0", "0"]


def test_a_child_forked_during_a_parallel_call_can_make_one() -> None:
    shown = run(
        FORKED
        + """
values = np.random.default_rng(1).standard_normal(1 << 20)
expected = np.sort(values)
ended = False

def work():
    while not ended:
        concurrent.sort(values, threads=2)

def in_child():
    for _ in range(3):
        assert np.array_equal(concurrent.sort(values, threads=2), expected)

threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
print({forked(in_child) for _ in range(10)})
ended = True
for thread in threads:
    thread.join()
"""
    )
    assert shown.split() == ["{0}"]


def test_a_handler_that_forks_during_a_call_ends_it_in_the_child() -> None:
    shown = run(
        FORKED
        + """
import signal

values = np.random.default_rng(1).standard_normal(1 << 23)
children = []

def handler(number, frame):
    children.append(os.fork())

signal.signal(signal.SIGPROF, handler)
signal.setitimer(signal.ITIMER_PROF, 0.01)
try:
    result = concurrent.argsort(values, threads=2)
except RuntimeError as error:
    assert children == [0]
    assert "a signal handler forked this process" in str(error)
    assert concurrent.reduce(values, "max", threads=2) == values.max()
    os._exit(3)
assert np.array_equal(result, np.argsort(values, stable=True))
print(os.waitstatus_to_exitcode(os.waitpid(children[0], 0)[1]))
"""
    )
    assert shown.split() == ["3"]
