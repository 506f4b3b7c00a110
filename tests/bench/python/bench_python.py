"""pyperformance's whole suite on several interpreters of one version, turn by turn.

    make bench-python [ARGS="--quick --only json_dumps,richards --interpreter NAME=PATH"]

Compared are python313 and python311 as they are built here, the same without optimizations, and
Debian's own (13's python3.13, 12's python3.11), unpacked beside them. All import the same packages,
through PYTHONPATH. Each benchmark runs on every interpreter before the next one begins, so that a
slow minute of the machine is everybody's. What is measured is kept in a JSON file and not measured
again; the Markdown table is printed from it.
"""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from interpreters import Interpreter, UnreachableError, interpreters, python_version
from results import START, Results
from startup import WAYS, startup
from suite import Benchmark, FailedError, benchmarks, measure
from summary import line, render

VERSIONS = ("3.13", "3.11")
#: Processes of each benchmark on each interpreter.
ROUNDS = 3
QUICK_ROUNDS = 2


class UsageError(Exception):
    """An option's value cannot be meant; the text says why."""


def run(version: str, options: argparse.Namespace, results: Results) -> None:
    """Fill `results` for one version; the file is written after every process."""
    more = {name: path for name, path, of in options.interpreter if of == version}
    compared = interpreters(version, options.cache, more)
    suite = benchmarks(compared[0].packaged)
    known = [benchmark.name for benchmark in suite]
    if unknown := sorted(set(options.only or []) - set(known)):
        raise UsageError(f"--only {','.join(unknown)}: there are {', '.join(known)}")
    results.compare(version, {interpreter.name: interpreter.path for interpreter in compared})
    _startup(version, compared, options.starts, results)
    for number, benchmark in enumerate(suite, 1):
        if not options.only or benchmark.name in options.only:
            _benchmark(version, benchmark, compared, options.rounds, results)
            told = line(results, version, benchmark.name)
            print(f"{version} {number}/{len(suite)} {told}", flush=True)


def _startup(version: str, compared: Sequence[Interpreter], starts: int, results: Results) -> None:
    ways = [START + way for way in WAYS]
    if all(results.count(version, way, one.name) for way in ways for one in compared):
        return
    # One more interpreter: all again, since only those in turn can be compared.
    for way in ways:
        results.forget(version, way)
    for way, name, seconds in startup(compared, starts):
        results.add(version, START + way, name, seconds)
    results.write()


def _benchmark(
    version: str,
    benchmark: Benchmark,
    compared: Sequence[Interpreter],
    rounds: int,
    results: Results,
) -> None:
    loops = results.loops.setdefault(version, {})
    given_up = set()
    for interpreter in compared:
        results.mend(version, benchmark.name, interpreter.name)
        if benchmark.unfit:
            results.fail(version, benchmark.name, interpreter.name, benchmark.unfit)
            given_up.add(interpreter.name)
    for turn in range(rounds):
        for interpreter in compared:
            name = interpreter.name
            if name in given_up or results.count(version, benchmark.name, name) > turn:
                continue
            try:
                process = measure(interpreter, benchmark, loops.get(benchmark.name))
            except FailedError as error:
                results.fail(version, benchmark.name, name, str(error))
                given_up.add(name)
                continue
            if process.loops is not None:
                loops.setdefault(benchmark.name, process.loops)
            for part, values in process.values.items():
                results.add(version, part, name, values)
            results.write()


def _interpreter(text: str) -> tuple[str, Path, str]:
    """Name, path and version of `NAME=PATH`."""
    name, _, path = text.partition("=")
    if not name or not os.access(path, os.X_OK):
        raise argparse.ArgumentTypeError(f"{text!r}: NAME=PATH of an interpreter is wanted")
    if (version := python_version(Path(path))) not in VERSIONS:
        wanted = " or ".join(VERSIONS)
        raise argparse.ArgumentTypeError(f"{path} is Python {version or 'nothing'}, not {wanted}")
    return name, Path(path).resolve(), version


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r}: a number above 0 is wanted")
    return int(text)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    description = (__doc__ or "").splitlines()[0]
    parser = argparse.ArgumentParser(prog="bench-python", description=description)
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "bench-python"
    add = parser.add_argument
    add("--version", choices=VERSIONS, action="append", help="default: both")
    add("--rounds", type=_positive, help=f"processes a benchmark (default {ROUNDS})")
    add("--quick", action="store_true", help=f"--rounds {QUICK_ROUNDS}")
    add("--starts", type=_positive, default=200, help="start-ups (default 200)")
    add("--only", type=lambda text: text.split(","), metavar="NAME,…", help="these benchmarks")
    add("--output", type=Path, default=Path("bench-python.json"), help="default: %(default)s")
    add("--interpreter", type=_interpreter, action="append", default=[], metavar="NAME=PATH")
    add("--table", action="store_true", help="measure nothing, print the tables")
    add("--cache", type=Path, default=cache, help="where Debian's interpreters are unpacked")
    options = parser.parse_args(arguments)
    options.rounds = options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS)
    # Debian's programs find their libraries by absolute paths.
    options.cache = options.cache.resolve()
    taken = ["optimized", "plain", "Debian"]
    for name, _, version in options.interpreter:
        if name in taken:
            parser.error(f"--interpreter {name}: the name is taken")
        if version not in (options.version or VERSIONS):
            parser.error(f"--interpreter {name} is Python {version}, which --version leaves out")
        taken.append(name)
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what the options say, print the tables."""
    options = _options(arguments)
    # As Ctrl-C: what runs is ended, too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        results = Results.read(options.output)
        if not options.table:
            for version in options.version or VERSIONS:
                run(version, options, results)
            results.write()
        elif not options.output.exists():
            raise UsageError(f"--table: there is no {options.output}; --output names another")
    except KeyboardInterrupt:
        print(
            f"stopped; {options.output} keeps what was measured, the same command goes on",
            file=sys.stderr,
        )
        return 130
    except (FailedError, OSError, UnreachableError, UsageError, ValueError) as error:
        print(f"bench-python: {error}", file=sys.stderr)
        return 1
    print(render(results), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
