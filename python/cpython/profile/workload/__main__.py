"""python workload FOLDER [SUBJECT…]: what the interpreter does while GCC counts, in an empty FOLDER.

It stands for the programs that the interpreter will run, and it must do exactly the same on every machine at any time:
one thread, no clock, no random number but from a fixed seed, no address of an object in an order. Each subject
is a module with `run(folder) -> str`; a checksum of what it returned is printed, so that two runs can be compared.
"""

import argparse
import importlib
import os
import sys
import zlib
from pathlib import Path

SUBJECTS = (
    "calls", "classes", "extension", "integers", "floats", "containers", "texts", "generating", "failing", "pure_programs", "templates", "algorithms",
    "quantities", "patterns", "documents", "machinery", "files", "encoding", "concurrency", "compiling",
    "board_games", "puzzles", "comprehensions", "decoding", "digests", "graphs", "decisions", "query_plans", "symbols", "markup",
    "node_templates", "indented_data", "solving", "simulations", "tracing",
)  # fmt: skip
ROUNDS = 3

ADDR_NO_RANDOMIZE = 0x0040000  # <sys/personality.h>


def conditions() -> list[str]:
    """What makes this run differ from the next one, with the remedy; none is well."""
    wrong = []
    if os.environ.get("PYTHONHASHSEED") != "0":
        wrong.append(f"PYTHONHASHSEED is {os.environ.get('PYTHONHASHSEED', 'not set')}: set it to 0")
    try:
        personality = int(Path("/proc/self/personality").read_text(), 16)
    except OSError as error:
        wrong.append(f"{error.filename}: {error.strerror}: mount /proc")
    else:
        if not personality & ADDR_NO_RANDOMIZE:
            wrong.append("addresses are randomized: start it by `setarch -R`, or in Nix's sandbox")
    return wrong


def main(arguments: list[str]) -> int:
    """Run the subjects; 2 where the conditions or the arguments are wrong."""
    parser = argparse.ArgumentParser(prog="workload", description="The training workload of CPython.")
    parser.add_argument(
        "--unchecked",
        action="store_true",
        help="run even where the counters would differ from run to run",
    )
    parser.add_argument("folder", type=Path, help="an empty folder to write to")
    parser.add_argument("subject", nargs="*", help="only these: " + ", ".join(SUBJECTS))
    options = parser.parse_args(arguments)
    if unknown := [name for name in options.subject if name not in SUBJECTS]:
        parser.error(f"no subject {', '.join(unknown)}; there are {', '.join(SUBJECTS)}")
    if not options.folder.is_dir() or any(options.folder.iterdir()):
        parser.error(f"{options.folder} is not an empty folder: make one")
    if not options.unchecked and (wrong := conditions()):
        parser.error("; ".join(wrong) + " (or --unchecked, where nothing is trained)")
    for turn in range(ROUNDS):
        for name in options.subject or SUBJECTS:
            folder = options.folder / f"{name}-{turn}"
            folder.mkdir()
            result = importlib.import_module(name).run(folder)
            print(f"{name:13} {zlib.crc32(result.encode()):08x}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
