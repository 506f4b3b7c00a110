"""Measure most of what the README states, and print it as a Markdown table.

    nix run .#bench [-- --runs 5] [--only NAME] [--json FILE]

Every row is measured in this run, on this machine: medians over the runs, and what is compared
(hpds' sort with NumPy's, our image with one built from a Debian root) interleaved in one run.
A row that cannot be measured here says why instead of a figure.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from baseline import CannotMeasureError, debian_image_size
from many_debian_packages import PINS, write_list
from many_packages import COUNT, write_project

ROOT = Path(__file__).resolve().parents[2]
MB = 1_000_000


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    bar: str
    measured: str


@dataclass(frozen=True)
class Bench:
    """Settings of a run."""

    runs: int
    system: str

    def median(
        self, command: Sequence[str], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None
    ) -> float:
        """Median wall time of a command in seconds, after one run that is not counted."""
        times = [seconds(command, cwd, env) for _ in range(self.runs + 1)]
        return statistics.median(times[1:])


def run(
    command: Sequence[str], cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to a successful end."""
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise CannotMeasureError(f"`{' '.join(command)}` failed: {''.join(last)}")
    return done


def seconds(command: Sequence[str], cwd: Path, env: Mapping[str, str] | None) -> float:
    """Wall time of one run."""
    start = time.perf_counter()
    run(command, cwd, env)
    return time.perf_counter() - start


def offline(command: Sequence[str]) -> list[str]:
    """The command without a network, where this user may take it away."""
    return ["unshare", "-n", *command] if os.getuid() == 0 else list(command)


def clone(into: Path) -> Path:
    """The committed state, in an empty folder."""
    run(["git", "clone", "--quiet", str(ROOT), str(into)])
    return into


def build(attribute: str, cwd: Path = ROOT) -> Path:
    """Build an attribute of the flake."""
    done = run(["nix", "build", "--no-link", "--json", f".#{attribute}"], cwd)
    path: str = json.loads(done.stdout)[0]["outputs"]["out"]
    return Path(path)


def build_expression(expression: str, bench: Bench) -> Path:
    """Build a Nix expression that sees debpkgs with our packages."""
    scope = f"with (builtins.getFlake (toString {ROOT})).legacyPackages.{bench.system}; "
    command = ["nix", "build", "--no-link", "--json", "--impure", "--expr", scope + expression]
    path: str = json.loads(run(command).stdout)[0]["outputs"]["out"]
    return Path(path)


def layout_size(image: str, bench: Bench) -> int:
    """Bytes of an image's compressed layers."""
    layout = build_expression(f"ociLayout {image}", bench)
    index = json.loads((layout / "index.json").read_text())
    digest = index["manifests"][0]["digest"].removeprefix("sha256:")
    manifest = json.loads((layout / "blobs" / "sha256" / digest).read_text())
    return sum(layer["size"] for layer in manifest["layers"])


def from_empty(bench: Bench) -> Row:
    """`make image` with an empty store, downloads included, in a private store."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        checkout = clone(folder / "checkout")
        env = dict(os.environ)
        env["NIX_REMOTE"] = f"local?root={folder / 'store'}"
        env["DEBPKGS_CACHE"] = str(folder / "cache")
        took = seconds(["make", "image"], checkout, env)
        run(["chmod", "-R", "u+w", str(folder)])
    return Row("`make image` from an empty store", "≤ 10 min", f"{took / 60:.1f} min")


def image_sizes(bench: Bench) -> list[Row]:
    """Compressed sizes, and the same content on a Debian root."""
    try:
        numpy = build(f"legacyPackages.{bench.system}.hpdsPython311.pkgs.numpy.src")
        debian = f"{debian_image_size(build('hpds-wheel'), numpy) / MB:.1f} MB"
    except CannotMeasureError as error:
        debian = f"not measured: {error}"
    return [
        Row(
            "`hpds-image`, compressed",
            "≤ 42 MB",
            f"{layout_size('hpds-image', bench) / MB:.1f} MB; the same on a Debian root: {debian}",
        ),
        Row(
            "`python-image`, compressed",
            "≤ 18 MB",
            f"{layout_size('python-image', bench) / MB:.1f} MB",
        ),
    ]


def one_edit(bench: Bench) -> Row:
    """Time from an edited .pyx to the image, and how many of its layers are new."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        checkout = clone(Path(name) / "checkout")
        source = checkout / "envs" / "hpds" / "src" / "hpds" / "wrapper" / "_core.pyx"
        before = layers(build("hpds-image.stream.conf", checkout))
        times = []
        for number in range(max(1, bench.runs // 2)):
            with source.open("a") as file:
                file.write(f"\n\ndef _bench_{number}_{time.time_ns()}():\n    return {number}\n")
            times.append(seconds(["nix", "build", "--no-link", ".#hpds-image"], checkout, None))
        after = layers(build("hpds-image.stream.conf", checkout))
    changed = sum(1 for layer in after if layer not in before)
    return Row(
        "after an edit of a `.pyx`: to the image; layers that change",
        "≤ 90 s; 1",
        f"{statistics.median(times):.0f} s; {changed} of {len(after)}",
    )


def layers(conf: Path) -> list[list[str]]:
    """The store paths of each layer, as the image's description has them."""
    described: list[list[str]] = json.loads(conf.read_text())["store_layers"]
    return described


def nothing_changed(bench: Bench) -> Row:
    """The two commands people type most, when there is nothing to do."""
    image = bench.median(offline(["nix", "build", "--no-link", ".#hpds-image"]))
    shell = bench.median(offline(["nix", "develop", "-c", "true"]))
    return Row(
        "nothing changed: `nix build .#hpds-image`; `nix develop -c true`, offline",
        "≤ 1 s; ≤ 1 s",
        f"{image:.2f} s; {shell:.2f} s",
    )


def generating(bench: Bench) -> Row:
    """pyproject2nix on a thousand packages, and Nix on what it writes."""
    program = build("pyproject2nix") / "bin" / "pyproject2nix"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_project(folder)
        written = bench.median(
            [str(program), "generate", str(folder), "--out", str(folder), "--force"]
        )
        expression = f"""
          let
            pkgs = (import {ROOT}/nix {{ system = "{bench.system}"; }}).legacyPackages;
            python = pkgs.python313.override {{ packageOverrides = import {folder}/overlay.nix; }};
          in
          builtins.genList (i: python.pkgs."package-${{toString i}}".drvPath) {COUNT}
        """
        evaluate = ["nix-instantiate", "--eval", "--strict", "--expr", expression]
        evaluated = bench.median(evaluate)
    return Row(
        f"`pyproject2nix generate`, {COUNT:,} packages; every derivation of it evaluated",
        "≤ 1 s; ≤ 1 s",
        f"{written:.2f} s; {evaluated:.2f} s",
    )


def one_library(bench: Bench) -> Row:
    """`debpkgs add` of one library, once the day's index is at hand and its files in the store."""
    program = str(
        build("legacyPackages." + bench.system + ".projectPrograms.debpkgs") / "bin/debpkgs"
    )
    with tempfile.TemporaryDirectory() as name:
        command = [program, "--folder", name, "add", "libpq"]
        run(command)
        took = bench.median(command)
    return Row("`debpkgs add libpq`, index and files at hand", "≤ 5 s", f"{took:.1f} s")


def many_debian_packages(bench: Bench) -> Row:
    """Nix on a debpkgs.lock with five hundred packages: one of them, and all."""
    with tempfile.TemporaryDirectory() as name:
        write_list(Path(name))
        times = []
        for wanted in (
            f"pkgs.lib{PINS // 2 - 1}.drvPath",
            "map (name: pkgs.${name}.drvPath) names",
        ):
            expression = f"""
              let
                inherit ((import {ROOT}/nix {{ system = "{bench.system}"; }}).lib) debpkgs;
                pkgs = debpkgs {{ list = {name}/debpkgs.toml; }};
                lock = builtins.fromJSON (builtins.readFile {name}/debpkgs.lock);
                names = builtins.attrNames lock.entries;
              in
              {wanted}
            """
            times.append(
                bench.median(["nix-instantiate", "--eval", "--strict", "--expr", expression])
            )
    one, every = times
    return Row(
        f"a `debpkgs.lock` with {PINS} packages: one of them evaluated; all",
        "≤ 1 s; ≤ 1 s",
        f"{one:.2f} s; {every:.2f} s",
    )


def second_check(bench: Bench) -> Row:
    """What `make image` costs when all is there."""
    took = bench.median(["make", "image"])
    return Row("`make image` again", "quick", f"{took:.1f} s")


SORT = """
import os, statistics, sys, time
import numpy as np
import hpds.concurrent as hc
threads, runs = int(sys.argv[1]), int(sys.argv[2])
rng = np.random.default_rng(1)
for dtype in (np.int32, np.int64, np.float32, np.float64):
    data = rng.integers(-2**30, 2**30, 1_000_000).astype(dtype)
    ratios = []
    for _ in range(runs):
        a, b = data.copy(), data.copy()
        t = time.perf_counter(); a.sort(); numpy_time = time.perf_counter() - t
        t = time.perf_counter(); hc.sort(b, out=b, threads=threads); ours = time.perf_counter() - t
        ratios.append(numpy_time / ours)
    print(np.dtype(dtype).name, statistics.median(ratios))
"""


def sorting(bench: Bench) -> Row:
    """hpds' sort against NumPy's two paths, interleaved, one thread each."""
    environment = build_expression("hpdsPython313.withPackages (ps: [ ps.hpds ])", bench)
    program = str(environment / "bin" / "python3")
    worst: dict[str, float] = {}
    for disabled in ("", "X86_V4 AVX512_ICL AVX512_SPR"):
        env = dict(os.environ)
        if disabled:
            env["NPY_DISABLE_CPU_FEATURES"] = disabled
        done = run([program, "-c", SORT, "1", str(bench.runs * 4)], env=env)
        for line in done.stdout.splitlines():
            name, ratio = line.split()
            worst[name] = min(worst.get(name, float("inf")), float(ratio))
    figures = ", ".join(f"{name} {ratio:.2f}" for name, ratio in worst.items())
    return Row(
        "`hpds.concurrent.sort`, 10⁶ elements, one thread: speed relative to NumPy's faster path",
        "≥ 1",
        figures,
    )


GPU_COUNT = 10 << 20
"""Elements of an array."""
CUB = {"reduce": "reduce", "scan": "inclusive_scan", "sort": "sort"}
"""cuda-bench's name of an algorithm, and hpds'."""


def gpu(bench: Bench) -> list[Row]:
    """The GPU, where there is one: what cuda-bench says, and hpds' operations beside CuPy's, CUB's.

    CUB is timed by cuda-bench, in C++: "end to end", its copies are from memory that is allocated
    before, those of CuPy and hpds are not.
    """
    cuda_bench = str(build("cuda-bench") / "bin" / "cuda-bench")
    report = json.loads(run([cuda_bench, "--json"]).stdout)
    if report["device"] is None:
        return [Row("GPU", "", f"skipped: {report['reason']}")]
    figures = ", ".join(
        f"{result['benchmark']} {result['size']}: {result['rate']:.0f} {result['unit']}"
        for result in report["results"]
    )
    environment = build(f"legacyPackages.{bench.system}.hpdsCudaTests")
    program = str(Path(__file__).with_name("gpu.py"))
    runs = ("--runs", str(bench.runs))
    measured = run([f"{environment}/bin/python3", program, "--count", str(GPU_COUNT), *runs])
    only = ",".join(name + ending for name in CUB for ending in ("", "-with-copies"))
    size = ("--megabytes", str(4 * GPU_COUNT >> 20), "--repeats", str(bench.runs))
    cub = json.loads(run([cuda_bench, "--json", "--only", only, *size]).stdout)["results"]
    return [
        Row(f"{report['device']['name']}: `cuda-bench`", "", figures),
        *gpu_rows(json.loads(measured.stdout), cub),
    ]


def gpu_rows(table: dict[str, Any], cub: Sequence[dict[str, Any]]) -> list[Row]:
    """A row for each operation, from what gpu.py and, of CUB, cuda-bench print."""
    rows: dict[str, list[str]] = {}
    seconds = {result["benchmark"]: result["seconds"] for result in cub}
    of_cub = [
        {
            "name": operation,
            "library": "CUB",
            "device": seconds[name],
            "end_to_end": seconds[f"{name}-with-copies"],
        }
        for name, operation in CUB.items()
    ]
    for times in [*table["times"], *of_cub]:
        text = f"{times['device'] * 1e3:.2f} ms, {times['end_to_end'] * 1e3:.2f} ms"
        rows.setdefault(times["name"], []).append(f"{times['library']} {text}")
    note = f"{table['count']:,} float32: on the device, end to end"
    return [Row(f"`{name}`, {note}", "", "; ".join(each)) for name, each in rows.items()]


MEASUREMENTS: dict[str, Callable[[Bench], Row | list[Row]]] = {
    "from-empty": from_empty,
    "again": second_check,
    "library": one_library,
    "many-libraries": many_debian_packages,
    "sizes": image_sizes,
    "edit": one_edit,
    "nothing": nothing_changed,
    "generate": generating,
    "sort": sorting,
    "gpu": gpu,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=5, help="counted runs of quick commands")
    parser.add_argument("--only", choices=MEASUREMENTS, action="append", help="these rows alone")
    parser.add_argument("--json", type=Path, help="write the rows there, too")
    options = parser.parse_args(arguments)
    if options.runs < 1:
        parser.error(f"--runs {options.runs}: at least 1 is needed")
    bench = Bench(options.runs, f"{platform.machine()}-linux")
    rows: list[Row] = []
    for name in options.only or MEASUREMENTS:
        print(f"measuring {name} ...", file=sys.stderr)
        try:
            measured = MEASUREMENTS[name](bench)
        except CannotMeasureError as error:
            measured = Row(name, "", f"not measured: {error}")
        rows += measured if isinstance(measured, list) else [measured]
    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} processors, Nix {nix_version()}\n")
    print("| what | bar | measured |\n| --- | --- | --- |")
    for row in rows:
        print(f"| {row.what} | {row.bar} | {row.measured} |")
    if options.json:
        options.json.write_text(json.dumps([asdict(row) for row in rows], indent=2) + "\n")
    return 0


def nix_version() -> str:
    """Of the Nix on PATH."""
    if shutil.which("nix") is None:
        raise SystemExit("bench: no nix on PATH; run ./setup")
    return run(["nix", "--version"]).stdout.split()[-1]


if __name__ == "__main__":
    sys.exit(main())
