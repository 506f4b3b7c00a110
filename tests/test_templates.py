"""The templates as a newcomer uses them: init in an empty folder, build, develop, test; offline."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from gpu_shell import driver
from nix_versions import NixVersion, offline

#: Template -> a file of its code, what to change there, and what its tests then say.
EDITS = {
    "python": ("src/example/__init__.py", '"Hello, ', '"Good day, ', "Good day, Ada!"),
    "native": ("src/core/sum.cpp", "+= values[i]", "-= values[i]", "-26.0 == 26.0"),
    "cuda": ("src/core/saxpy.cpp", "+ y[i]", "- y[i]", "Mismatched elements"),
}

#: What builds native code again.
DEVELOP = {"cuda": "example-cuda-rebuild", "native": "example-native-rebuild"}


@dataclass(frozen=True)
class Newcomer:
    """A person with an empty folder, a home of their own and some Nix."""

    folder: Path
    home: Path
    environment: dict[str, str]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the folder, where no network is."""
        return subprocess.run(
            offline(*command),
            cwd=self.folder,
            env={**self.environment, "HOME": str(self.home)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def do(self, *command: str) -> str:
        """Run a command that has to succeed; what it prints."""
        done = self.run(*command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="session")
def committed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The checkout as it stands, committed: newer Nix locks no other."""
    folder = tmp_path_factory.mktemp("committed")
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True
    ).stdout
    for name in filter(None, names.split("\0")):
        if (root / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, folder / name)
    who = ("-c", "user.name=test", "-c", "user.email=test@example.org")
    for command in (("init", "-q"), ("add", "-Af"), (*who, "commit", "-qm", "as it stands")):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


@pytest.fixture(params=EDITS)
def template(request: pytest.FixtureRequest) -> str:
    """Each template."""
    return str(request.param)


@pytest.fixture
def newcomer(
    committed: Path,
    template: str,
    nix_version: NixVersion,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Newcomer:
    """Someone who has done what the welcome text says."""
    if template == "cuda" and request.node.callspec.params["nix_version"] != "system":
        pytest.skip("nvcc takes minutes; the other templates are tried with this Nix")
    environment = nix_version.environment()
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        environment.pop(name, None)
    person = Newcomer(tmp_path / "mine", tmp_path / "home", environment)
    person.folder.mkdir()
    person.home.mkdir()
    checkout = f"git+file://{committed}"
    person.do("nix", "flake", "init", "-t", f"{checkout}#{template}")
    person.do("nix", "registry", "add", "hpds", checkout)
    registry = person.home / ".config" / "nix" / "registry.json"
    person.do("nix", "flake", "lock", "--option", "flake-registry", str(registry))
    return person


def test_it_builds_and_follows_edits(newcomer: Newcomer, template: str) -> None:
    newcomer.do("nix", "build")
    newcomer.do("nix", "build", ".#env", "--out-link", "result-env")
    assert (newcomer.folder / "result" / "lib").is_dir()
    assert (newcomer.folder / "result-env" / "bin" / "python3").exists()

    assert " passed" in newcomer.do("nix", "develop", "-c", "pytest", "-q")
    printed = newcomer.do("nix", "develop", "-c", "sh", "-c", 'echo "${PYTHONPATH-unset}"')
    assert printed == "unset\n"

    name, old, new, complaint = EDITS[template]
    source = newcomer.folder / name
    assert old in source.read_text()
    source.write_text(source.read_text().replace(old, new))
    script = f"{DEVELOP.get(template, 'true')} && pytest -q"
    done = newcomer.run("nix", "develop", "-c", "sh", "-c", script)
    assert done.returncode == 1, done.stdout + done.stderr
    assert complaint in done.stdout


@pytest.mark.parametrize("template", ["native"], indirect=True)
def test_code_that_does_not_compile_leaves_a_shell(newcomer: Newcomer) -> None:
    with (newcomer.folder / "src" / "core" / "sum.cpp").open("a") as file:
        file.write("not C++\n")
    done = newcomer.run("nix", "develop", "-c", "sh", "-c", "type c++ && echo here")
    assert done.stdout.endswith("here\n")
    assert (
        "example-native is not installed; correct it and run: example-native-rebuild" in done.stderr
    )


@pytest.mark.parametrize("template", ["cuda"], indirect=True)
def test_the_environment_asks_the_hosts_gpu_driver(newcomer: Newcomer) -> None:
    newcomer.environment["HPDS_DRIVER_PATH"] = str(driver("refuses"))
    newcomer.do("nix", "build", ".#env", "--out-link", "result-env")
    code = "import example_cuda; print(example_cuda.why_no_gpu())"
    said = newcomer.do("result-env/bin/python3", "-c", code)
    assert said == "no GPU: system has unsupported display driver / cuda driver combination\n"


@pytest.mark.parametrize("template", ["cuda"], indirect=True)
def test_the_package_keeps_nothing_of_the_toolkit(newcomer: Newcomer) -> None:
    newcomer.do("nix", "build")
    closure = newcomer.do("nix-store", "--query", "--requisites", "result")
    assert [path for path in closure.splitlines() if "cuda_" in path or "cudatoolkit" in path] == []


def test_what_uv_init_makes_without_a_package(
    committed: Path, nix_version: NixVersion, tmp_path: Path
) -> None:
    """Scripts and a lock: there is an environment and a shell, and nothing to install."""
    environment = nix_version.environment()
    # No Python: the machine may have none, and uv brings one for that.
    bare = tmp_path / "bin"
    bare.mkdir()
    for name in ("bash", "git", "nix", "sh", "unshare"):
        (bare / name).symlink_to(shutil.which(name, path=environment["PATH"]) or "/absent")
    environment["PATH"] = str(bare)
    person = Newcomer(tmp_path / "mine", tmp_path / "home", environment)
    person.folder.mkdir()
    person.home.mkdir()
    checkout = f"git+file://{committed}"
    person.do("nix", "run", f"{checkout}#uv", "--", "init", "--bare", "--no-python-downloads")
    (person.folder / "main.py").write_text('print("it runs")\n')
    for command in ("lock", "generate"):
        person.do("nix", "run", f"{checkout}#pyproject2nix", "--", command, ".")
    person.do("nix", "flake", "init", "-t", f"{checkout}#existing")
    overridden = ("--override-input", "hpds", checkout)
    assert person.do("nix", "develop", *overridden, "-c", "python", "main.py") == "it runs\n"
    person.do("nix", "build", *overridden)
    assert (person.folder / "result" / "bin" / "python").exists()
    done = person.run("nix", "build", *overridden, ".#wheel")
    assert "does not provide attribute" in done.stderr


def test_every_template_has_the_same_flake(root: Path) -> None:
    def outputs(name: str) -> str:
        text = (root / "templates" / name / "flake.nix").read_text()
        return " ".join(text[text.index("inputs.hpds.url") :].split())

    assert outputs("existing") == outputs("python") == outputs("native")
    driver = "wrapEnv = hpds.legacyPackages.${system}.bridgePython;"
    comment = "# Its Python is offered the host's GPU driver, also in the image."
    call = "hpds.lib.${system}.buildProject { projectRoot = ./.; "
    with_driver = f"f ( {call}{comment} {driver} }} )"
    assert outputs("cuda") == outputs("native").replace(f"f ({call}}})", with_driver)
    command = ["nix-instantiate", "--parse", str(root / "templates" / "existing" / "flake.nix")]
    subprocess.run(command, check=True, capture_output=True)
