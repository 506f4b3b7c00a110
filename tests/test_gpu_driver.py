"""The host's GPU driver, where machines have it: in their folders, their shells, their containers.

Each machine is a folder with the store in it that a process gets as its root. The checks named
`driver-…` have what needs no root folder.
"""

from __future__ import annotations

import ctypes.util
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import gpu_container
import pytest
from gpu_container import Bundle, Change
from gpu_shell import Shell, driver, package
from machine import CUDA, Machine
from test_images import ROOT, oci_layout, run, tool

TRIPLET = f"{os.uname().machine}-linux-gnu"
MISSING = f"{CUDA}: cannot open shared object file: No such file or directory"
PLACES = [
    "/run/opengl-driver/lib",
    "/usr/lib/wsl/lib",
    "/usr/lib64",
    f"/usr/lib/{TRIPLET}",
    "/usr/local/nvidia/lib64",
    "/usr/local/nvidia/lib",
    "/usr/lib",
]

ENTER = """
for folder in nix proc; do mkdir -p "$0/$folder"; mount --rbind "/$folder" "$0/$folder"; done
mkdir -p "$0/dev" "$0/tmp"
touch "$0/dev/null"
mount --bind /dev/null "$0/dev/null"
exec chroot "$0" "$@"
"""


class RootFolder(Machine):
    """A machine that processes can be started on."""

    def start(self, *command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the store with this folder as its root."""
        names = ["--mount"] if os.geteuid() == 0 else ["--mount", "--user", "--map-root-user"]
        path = f"{package('coreutils')}/bin:{package('bash')}/bin"
        return subprocess.run(
            ["unshare", *names, "sh", "-ec", ENTER, self.root, *command],
            env={"PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin:{path}", **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def probe(self, **environment: str) -> str:
        """The path of the driver that a program loads, or the dynamic linker's words."""
        done = self.start(package("driver-bridge.probe") / "bin/driver-probe", **environment)
        first, *_ = done.stdout.splitlines() or [done.stderr]
        return first.removeprefix("loaded ")


@pytest.fixture
def machine(tmp_path: Path) -> RootFolder:
    """A machine without a driver."""
    return RootFolder(tmp_path / "root", package("driver-bridge.fakes"))


@pytest.mark.parametrize("place", PLACES)
def test_a_program_finds_the_driver_in_each_place(machine: RootFolder, place: str) -> None:
    assert machine.probe() == MISSING
    path = machine.put(place)
    assert machine.probe() == path


@pytest.mark.parametrize("with_old_format", [False, True])
def test_a_program_finds_the_driver_by_the_hosts_cache(
    machine: RootFolder, with_old_format: bool
) -> None:
    path = machine.put("/opt/driver")
    assert machine.probe() == MISSING
    machine.cache([path], with_old_format=with_old_format)
    assert machine.probe() == path


@pytest.mark.skipif(
    not shutil.which("ldconfig", path="/usr/sbin:/sbin") or os.geteuid() != 0,
    reason="the machine has no ldconfig, or only root can start it for another root folder",
)
def test_a_program_finds_the_driver_by_a_cache_that_ldconfig_wrote(machine: RootFolder) -> None:
    file = machine.put("/opt/driver", links=False)
    machine.write("/etc/ld.so.conf", "/opt/driver\n")
    ldconfig = shutil.which("ldconfig", path="/usr/sbin:/sbin")
    assert ldconfig
    run(ldconfig, "-r", str(machine.root))
    assert machine.probe() == "/opt/driver/libcuda.so.1"
    assert (machine.root / "opt/driver/libcuda.so.1").readlink().name == Path(file).name


def test_the_setting_goes_before_every_place(machine: RootFolder) -> None:
    machine.put("/run/opengl-driver/lib")
    path = machine.put("/opt/other", "535")
    assert machine.probe(HPDS_DRIVER_PATH="/opt/other") == path


def test_of_two_releases_the_kernels_is_taken(machine: RootFolder) -> None:
    first = machine.put("/run/opengl-driver/lib", "590")
    second = machine.put("/usr/lib64", "580")
    assert machine.probe() == first
    machine.kernel("580.95.05")
    # /sys is the machine's own here, /proc is not.
    assert machine.probe() == second


def test_what_is_broken_does_not_hide_what_works(machine: RootFolder) -> None:
    machine.write("/run/opengl-driver/lib/libcuda.so.1", machine.library()[:200])
    machine.put_stub("/usr/lib/wsl/stubs")
    (machine.root / "usr/lib/wsl/lib").symlink_to("stubs")
    path = machine.put("/usr/lib64")
    assert machine.probe() == path


def test_a_driver_that_ends_processes_ends_those_that_load_it(machine: RootFolder) -> None:
    machine.put("/usr/lib64", "crash")
    probe = package("driver-bridge.probe") / "bin/driver-probe"
    assert machine.start(probe).returncode < 0
    assert machine.start(probe, "libm.so.6").returncode == 0


def test_the_hosts_glibc_beside_the_driver_is_not_loaded(machine: RootFolder) -> None:
    folder = f"/usr/lib/{TRIPLET}"
    machine.put(folder)
    for name in ("libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1"):
        machine.write(f"{folder}/{name}", machine.library())
    done = machine.start(package("driver-bridge.probe") / "bin/driver-probe")
    mapped = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("mapped")]
    assert len(mapped) == 7
    assert [path for path in mapped if not path.startswith("/nix/store/")] == [f"{folder}/{CUDA}"]


def test_gpu_doctor_finds_a_healthy_machine(machine: RootFolder) -> None:
    machine.put("/usr/lib64")
    machine.devices()
    machine.kernel("580.95.05")
    doctor = package("gpu-doctor") / "bin/gpu-doctor"
    done = machine.start(doctor, "--json")
    report = json.loads(done.stdout)
    assert (done.returncode, report["findings"]) == (0, [])
    assert report["driver"]["library"] == "/usr/lib64/libcuda.so.1"
    assert report["driver"]["interface"] == "13.0"


def test_gpu_doctor_says_what_goes_before_the_search(machine: RootFolder) -> None:
    machine.put("/usr/lib64")
    machine.put("/opt/other", "535")
    doctor = package("gpu-doctor") / "bin/gpu-doctor"
    done = machine.start(doctor, LD_LIBRARY_PATH="/opt/other")
    assert "/opt/other/libcuda.so.1 is loaded instead of /usr/lib64/libcuda.so.1" in done.stdout


def test_gpu_doctor_runs_by_its_name(root: Path) -> None:
    done = subprocess.run(
        ["nix", "run", f"{root}#gpu-doctor", "--", "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == (0 if json.loads(done.stdout)["ok"] else 1), done.stderr


SHELLS = {
    "driver": ("-f", str(ROOT / "tests/driver-shell.nix")),
    "cuda": (f"{ROOT}#cuda",),
}


@pytest.fixture(scope="module", params=SHELLS)
def shell(request: pytest.FixtureRequest) -> Shell:
    """The shell of the driver alone and the one that people use, with a driver."""
    return Shell(*SHELLS[request.param], driver=driver("580"))


@pytest.fixture(scope="module", params=SHELLS)
def crashing_shell(request: pytest.FixtureRequest) -> Shell:
    """The same, with a driver that ends each process that loads it."""
    return Shell(*SHELLS[request.param], driver=driver("crash"))


def test_the_shell_sets_nothing_that_a_dynamic_linker_reads(shell: Shell) -> None:
    settings = shell.run("env -0").split("\0")
    inside = {setting for setting in settings if setting.startswith(("LD_", "GLIBC_"))}
    outside = {f"{name}={value}" for name, value in os.environ.items()}
    assert inside <= outside


HOST_PROGRAMS = [
    ("/bin/bash", "-c 'cat /proc/$$/maps'"),
    ("/usr/bin/python3", "-c 'print(open(\"/proc/self/maps\").read())'"),
    ("/usr/bin/git", "--version"),
]


@pytest.mark.parametrize(("program", "arguments"), HOST_PROGRAMS)
def test_a_program_of_the_host_does_not_notice_the_shell(
    crashing_shell: Shell, program: str, arguments: str
) -> None:
    if not Path(program).exists():
        pytest.skip(f"{program}: not on this machine")
    libraries = 'LD_DEBUG=libs,files LD_DEBUG_OUTPUT="$PWD/trace" '
    script = f"""
      cd "$(mktemp -d)"
      {libraries} {program} {arguments}
      grep -l . trace.* >/dev/null
      ! grep -E "audit|driver-bridge|libcuda" trace.* || exit 9
      cd / && rm -r "$OLDPWD"
    """
    printed = crashing_shell.run(script)
    assert printed
    assert "driver-bridge" not in printed


def test_the_trace_shows_a_program_that_is_offered_the_driver(shell: Shell) -> None:
    """The counterpart of the test above: there, nothing is found, since nothing is there."""
    probe = package("driver-bridge.probe") / "bin/driver-probe"
    script = f'cd "$(mktemp -d)"; LD_DEBUG=files LD_DEBUG_OUTPUT="$PWD/trace" {probe}; cat trace.*'
    printed = shell.run(script)
    assert "libdriver-bridge.so" in printed
    assert "libcuda.so" in printed


def test_python_of_the_host_is_not_offered_the_driver(shell: Shell) -> None:
    if not Path("/usr/bin/python3").exists() or ctypes.util.find_library("cuda"):
        pytest.skip("the host has no python3, or a driver of its own")
    code = f"import ctypes; ctypes.CDLL({CUDA!r})"
    script = f'/usr/bin/python3 -c "{code}" 2>&1 || true'
    assert MISSING in shell.run(script)


def test_the_shells_python_is_offered_the_driver_also_in_a_venv(
    shell: Shell, tmp_path: Path
) -> None:
    code = f"import ctypes; ctypes.CDLL({CUDA!r}); print('loaded')"
    script = f'python3 -c "{code}"; python3 -m venv --without-pip v; v/bin/python -c "{code}"'
    assert shell.run(script, tmp_path) == "loaded\nloaded\n"


def test_a_program_that_is_linked_in_the_shell_is_offered_the_driver(
    shell: Shell, root: Path, tmp_path: Path
) -> None:
    source = root / "cuda/driver/tests/program.c"
    done = shell.run(f"gcc {source} -o program && ./program", tmp_path)
    assert done.startswith(f"loaded {shell.driver}/libcuda.so.580.95.05\n")


def test_a_library_that_is_linked_in_the_shell_is_as_good_as_any(
    shell: Shell, root: Path, tmp_path: Path
) -> None:
    """It names the bridge, too: the program that uses it must not get it twice."""
    (tmp_path / "half.c").write_text("int half(int number) { return number / 2; }\n")
    (tmp_path / "use.c").write_text("int half(int); int main(void) { return half(14); }\n")
    script = """
      gcc -shared -fPIC half.c -o libhalf.so
      gcc use.c -L. -lhalf -Wl,-rpath,"$PWD" -o use
      LD_DEBUG=files ./use 2>trace || echo "status $?"
      grep 'driver-bridge.*generating link map' trace
    """
    status, *loaded = shell.run(script, tmp_path).splitlines()
    assert status == "status 7"
    assert len(loaded) == 1


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The image of a small program, as an OCI layout."""
    image = package("driver-bridge.probe.image")
    return oci_layout(image, tmp_path_factory.mktemp("probe") / "oci")


def in_container(layout: Path, change: Change) -> str:
    """What the program prints in a container."""
    return gpu_container.run(layout, change, tool("runc"), tool("umoci"))


def test_a_container_without_the_toolkit_says_so_and_ends(layout: Path) -> None:
    printed = in_container(layout, gpu_container.nothing)
    assert printed.startswith(MISSING)
    assert printed.endswith("exit status 3\n")


@pytest.mark.parametrize("folder", [f"/usr/lib/{TRIPLET}", "/usr/lib64", "/usr/lib"])
@pytest.mark.parametrize("toolkit", [gpu_container.legacy, gpu_container.cdi])
def test_a_container_finds_what_the_toolkit_mounts(
    layout: Path, folder: str, toolkit: Callable[[Path, str], Change]
) -> None:
    printed = in_container(layout, toolkit(driver("580"), folder))
    assert printed.startswith(f"loaded {folder}/libcuda.so."), printed
    assert printed.endswith("exit status 0\n")


def test_a_container_finds_a_driver_that_only_its_cache_tells_of(layout: Path) -> None:
    printed = in_container(layout, gpu_container.cdi(driver("580"), "/opt/nvidia"))
    assert printed.startswith("loaded /opt/nvidia/libcuda.so.1\n"), printed


def test_a_container_with_a_broken_driver_says_that_it_found_none(
    layout: Path, tmp_path: Path
) -> None:
    whole = next(driver("580").glob("libcuda.so.*"))
    half = tmp_path / "half"
    half.write_bytes(whole.read_bytes()[:300])
    half.chmod(0o644)

    def change(bundle: Bundle) -> None:
        bundle.mount(half, "/usr/lib64/libcuda.so.1")

    assert in_container(layout, change).startswith(MISSING)
