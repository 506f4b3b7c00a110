"""pyperformance's whole suite on several interpreters of one version, turn by turn.

    make bench-python [ARGS="--rounds 3 --only json_dumps,richards --interpreter NAME=PATH"]

Compared are python313 and python311 as they are built here, the same without optimizations, and
Debian's own (13's python3.13, 12's python3.11), unpacked beside them. All import the same packages,
through PYTHONPATH. Each benchmark runs on every interpreter before the next one begins, so that a
slow minute of the machine is everybody's. What is measured is kept in a JSON file and not measured
again; the Markdown table is printed from it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from interpreters import Interpreter, UnreachableError, interpreters
from startup import startup
from summary import Results, render

#: Seconds after which a benchmark is given up.
LIMIT = 180
VERSIONS = ("3.13", "3.11")


def benchmarks(python: Path) -> dict[str, tuple[str, list[str]]]:
    """Name -> script and its arguments, from pyperformance's own list."""
    code = (
        "import json; from pyperformance._manifest import load_manifest; "
        "print(json.dumps({b.name: [str(b.runscript), [str(o) for o in b.extra_opts or []]]"
        " for b in load_manifest(None).resolve_group('default')}))"
    )
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    return {name: (script, options) for name, (script, options) in json.loads(done.stdout).items()}


def measure(
    interpreter: Interpreter, script: str, options: Sequence[str], loops: int | None
) -> tuple[list[float], int]:
    """Seconds of each value of one process, and the number of loops that a value takes."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        command = [str(interpreter.path), script, *options, "-o", str(out), "--quiet"]
        command += ["--processes=1", "--values=3", "--warmups=1", "--min-time=0.05"]
        command += ["--inherit-environ=PYTHONPATH,PYTHONDONTWRITEBYTECODE"]
        if loops:
            command.append(f"--loops={loops}")
        environment = {
            "PATH": f"{interpreter.path.parent}:{os.environ['PATH']}",
            "HOME": folder,
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": str(interpreter.packages),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )
        if done.returncode != 0 or not out.exists():
            lines = [line for line in done.stderr.splitlines() if line.strip()]
            raise ChildProcessError(lines[-1] if lines else f"ended with {done.returncode}")
        runs = json.loads(out.read_text())["benchmarks"][0]
        values = [value for run in runs["runs"] for value in run.get("values", [])]
        metadata = {**json.loads(out.read_text()).get("metadata", {}), **runs.get("metadata", {})}
        metadata |= runs["runs"][-1].get("metadata", {})
        return values, int(metadata.get("loops", 1))


def run(version: str, options: argparse.Namespace, results: Results) -> None:
    """Fill `results` for one version; the file is written after every benchmark."""
    compared = interpreters(version, options.cache, dict(options.interpreter))
    for name, seconds in startup(compared, options.starts).items():
        results.add(version, "start-up", name, seconds)
    suite = benchmarks(compared[0].packaged)
    if options.only and (unknown := set(options.only) - set(suite)):
        sys.exit(f"bench-python: --only {', '.join(sorted(unknown))}: there are {', '.join(suite)}")
    for number, (name, (script, arguments)) in enumerate(sorted(suite.items()), 1):
        if options.only and name not in options.only:
            continue
        loops: int | None = None
        for turn in range(options.rounds):
            for interpreter in compared:
                if results.count(version, name, interpreter.name) > turn:
                    continue
                try:
                    values, loops = measure(interpreter, script, arguments, loops)
                except (ChildProcessError, subprocess.TimeoutExpired) as error:
                    results.fail(version, name, interpreter.name, str(error)[-300:])
                    continue
                results.add(version, name, interpreter.name, values)
        results.write()
        print(f"{version} {number}/{len(suite)} {results.line(version, name)}", flush=True)


def _pair(text: str) -> tuple[str, Path]:
    name, _, path = text.partition("=")
    if not path or not os.access(path, os.X_OK):
        raise argparse.ArgumentTypeError(f"{text!r}: NAME=PATH of an interpreter is wanted")
    return name, Path(path)


def main() -> int:
    """Measure what the options say, print the tables."""
    parser = argparse.ArgumentParser(prog="bench-python", description=__doc__.splitlines()[0])
    parser.add_argument("--version", choices=VERSIONS, action="append", help="default: both")
    parser.add_argument("--rounds", type=int, default=3, help="processes a benchmark (default 3)")
    parser.add_argument("--starts", type=int, default=200, help="start-ups (default 200)")
    parser.add_argument("--only", type=lambda text: text.split(","), help="these benchmarks")
    parser.add_argument("--output", type=Path, default=Path("bench-python.json"))
    parser.add_argument("--interpreter", type=_pair, action="append", default=[], metavar="N=PATH")
    parser.add_argument("--table", action="store_true", help="measure nothing, print the tables")
    parser.add_argument(
        "--cache",
        type=Path,
        default=Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "bench-python",
        help="where Debian's interpreters are unpacked",
    )
    options = parser.parse_args()
    try:
        results = Results.read(options.output)
        if not options.table:
            for version in options.version or VERSIONS:
                run(version, options, results)
    except KeyboardInterrupt:
        print(f"stopped; {options.output} keeps what was measured, the same command goes on")
        return 130
    except (UnreachableError, ValueError) as error:
        print(f"bench-python: {error}", file=sys.stderr)
        return 1
    finally:
        if "results" in locals():
            results.write()
    print(render(results))
    return 0


if __name__ == "__main__":
    sys.exit(main())
