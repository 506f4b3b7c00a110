"""`make cache`'s folder behind a plain web server, and a remote builder, between two machines."""

import base64
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from checkout import plan
from machines import Machine, connect
from nix_versions import NixVersion, UnreachableError, debian_programs, system_nix

SYSTEM = f"{os.uname().machine}-linux"
#: What the cache has here: a program with a few libraries.
PACKAGE = "sort-bench"
#: What Nix says of a path that nobody it trusts has signed: older, newer.
UNSIGNED = re.compile("not signed by any of the keys|lacks a signature by a trusted key")


def cannot() -> str | None:
    """Why there can be no machines."""
    if os.getuid() != 0:
        return "network namespaces with a cable between them need root"
    done = subprocess.run(["unshare", "--net", "--mount", "true"], capture_output=True, check=False)
    return None if done.returncode == 0 else f"unshare: {done.stderr.decode().strip()}"


pytestmark = pytest.mark.skipif(cannot() is not None, reason=str(cannot()))


@pytest.fixture(scope="session")
def ip(test_cache: Path) -> str:
    """The machine's iproute2, or Debian's."""
    if found := shutil.which("ip"):
        return found
    try:
        programs = debian_programs(
            "bookworm", ["iproute2"], ["../../bin/ip"], test_cache / "iproute2"
        )
    except UnreachableError as error:
        pytest.skip(f"ip: {error}")
    return str(programs / "../../bin/ip")


@pytest.fixture
def machines(tmp_path: Path, test_cache: Path, ip: str) -> Iterator[tuple[Machine, Machine]]:
    """A server and a client; their stores are not below /tmp, where newer Nix does not build."""
    folder = test_cache / f"machines-{tmp_path.name}-{os.getpid()}"
    shutil.rmtree(folder, ignore_errors=True)
    server = Machine(folder / "server", "10.77.0.1", ip)
    client = Machine(folder / "client", "10.77.0.2", ip)
    try:
        connect(server, client)
        yield server, client
    finally:
        server.close()
        client.close()
        subprocess.run(["chmod", "-R", "u+w", folder], check=True)
        shutil.rmtree(folder)


def export(
    root: Path, folder: Path, key: Path, installable: str = f".#{PACKAGE}"
) -> subprocess.CompletedProcess[str]:
    """Run what `make cache` runs, for one package, as a person whose files nobody else reads."""
    return subprocess.run(
        ["nix", "run", ".#cache", "--", folder, installable],
        cwd=root,
        env=os.environ | {"DEBPKGS_CACHE_KEY": str(key)},
        umask=0o077,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def exported(root: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A cache, and the public key that the command printed."""
    folder = tmp_path_factory.mktemp("cache")
    done = export(root, folder / "cache", folder / "keys" / "secret")
    assert done.returncode == 0, done.stderr
    assert (folder / "keys" / "secret").stat().st_mode & 0o777 == 0o600
    key = re.search(r"extra-trusted-public-keys = (\S+)", done.stdout)
    assert key is not None
    return folder / "cache", key[1]


@pytest.fixture
def served(
    machines: tuple[Machine, Machine], exported: tuple[Path, str], tmp_path: Path
) -> tuple[Path, Machine]:
    """A copy of the cache, and a client that trusts its key and must not build."""
    server, client = machines
    cache = tmp_path / "cache"
    shutil.copytree(exported[0], cache)
    client.configure(
        substituters=server.serve(cache),
        trusted_public_keys=exported[1],
        max_jobs="0",
        download_attempts="1",
    )
    return cache, client


def out_path(root: Path) -> str:
    """Where the package is."""
    return subprocess.run(
        ["nix", "eval", "--raw", f".#{PACKAGE}.outPath"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_a_second_machine_builds_nothing(
    root: Path, served: tuple[Path, Machine], nix_version: NixVersion
) -> None:
    """It evaluates the flake itself, and takes the result from the web server."""
    _, client = served
    nix = str(nix_version.bin / "nix")
    done = client.run(nix, "build", "--no-link", "-L", f"git+file://{root}#{PACKAGE}")
    assert done.returncode == 0, done.stderr
    assert "copying path" in done.stderr
    assert "building '" not in done.stderr
    out = out_path(root)
    assert (client.folder / "store" / out.removeprefix("/")).is_dir()
    client.do(nix, "store", "verify", "--recursive", out)


def substitute(client: Machine, out: str) -> str:
    """Ask for a path that the client must not get; what Nix says."""
    done = client.run("nix-store", "--realise", out)
    assert done.returncode != 0, done.stdout
    assert client.run("nix-store", "--check-validity", out).returncode != 0
    return done.stderr


def narinfo(cache: Path, out: str) -> Path:
    """The description of a path in the cache."""
    return cache / f"{Path(out).name.split('-')[0]}.narinfo"


def change(file: Path, edit: Callable[[str], str]) -> None:
    """Edit a text that has to change by it."""
    text = file.read_text()
    assert edit(text) != text
    file.write_text(edit(text))


def test_a_changed_file_is_refused(
    root: Path, served: tuple[Path, Machine], tmp_path: Path
) -> None:
    """The server hands out another archive under the signed description."""
    cache, client = served
    out = out_path(root)
    shutil.copytree(out, tmp_path / "changed", symlinks=True)
    program = tmp_path / "changed" / "bin" / PACKAGE
    program.chmod(0o755)
    program.write_bytes(program.read_bytes() + b"\0")
    with (cache / "nar" / "changed.nar").open("wb") as file:
        subprocess.run(["nix-store", "--dump", tmp_path / "changed"], stdout=file, check=True)
    change(
        narinfo(cache, out),
        lambda text: re.sub(
            r"URL: .*\nCompression: .*\nFileHash: .*\nFileSize: .*\n",
            "URL: nar/changed.nar\nCompression: none\n",
            text,
        ),
    )
    assert "hash mismatch" in substitute(client, out)


def test_a_changed_description_is_refused(root: Path, served: tuple[Path, Machine]) -> None:
    """The signature is of the archive's hash."""
    cache, client = served
    out = out_path(root)
    change(narinfo(cache, out), lambda text: re.sub(r"(NarSize: \d+)", r"\g<1>0", text))
    assert UNSIGNED.search(substitute(client, out))


@pytest.mark.parametrize("signature", ["", "Sig: somebody-1:" + "A" * 86 + "=="])
def test_a_path_without_a_trusted_signature_is_refused(
    root: Path, served: tuple[Path, Machine], signature: str
) -> None:
    cache, client = served
    out = out_path(root)
    change(narinfo(cache, out), lambda text: re.sub(r"Sig: .*", signature, text).rstrip() + "\n")
    assert UNSIGNED.search(substitute(client, out))


@pytest.mark.parametrize("place", ["readable", "served", "no key", "no folder", "odd"])
def test_export_refuses(root: Path, tmp_path: Path, place: str) -> None:
    """Nothing is written, and it says what to do."""
    folder, key = tmp_path / "cache", tmp_path / "secret"
    if place == "readable":
        key.write_text("a:b")
        key.chmod(0o640)
    elif place == "no key":
        key.write_text("nothing\n")
        key.chmod(0o600)
    elif place == "served":
        key = folder / "secret"
    elif place == "odd":
        folder = tmp_path / "a cache"
    elif place == "no folder":
        folder = Path()
    done = export(root, folder, key) if place != "no folder" else make_cache(root)
    assert done.returncode != 0
    assert {
        "readable": f"{key}: others may read it (mode 640); chmod 600 it",
        "no key": f"{key}: no secret key; nix key generate-secret makes one",
        "served": f"{key}: the secret key would be served; keep it outside {folder}",
        "odd": f"{folder}: Nix takes letters, digits and ._+- alone",
        "no folder": "cache: say where to: make cache DIR=/srv/cache",
    }[place] in done.stderr
    assert not (tmp_path / "cache").exists()


def everything(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Mode and content of each file, and of each folder, below one."""
    return {
        str(path): (path.lstat().st_mode, path.read_bytes() if path.is_file() else b"")
        for path in (folder, *folder.rglob("*"))
    }


@pytest.mark.parametrize("what", ["a key", "a file", "a link", "the root", "the store"])
def test_a_folder_of_something_else_is_not_touched(root: Path, tmp_path: Path, what: str) -> None:
    """What is in it would be served, and once became readable for everybody."""
    place = tmp_path / "place"
    folder = place / "cache"
    folder.mkdir(parents=True)
    message = f"{folder}: has other files than a cache's (id_rsa); name a new or an empty folder"
    if what == "a key":
        (folder / "id_rsa").write_text("secret")
        (folder / "id_rsa").chmod(0o600)
        folder.chmod(0o700)
    elif what == "a file":
        folder.rmdir()
        folder.write_text("mine")
        folder.chmod(0o600)
        message = f"{folder}: not a folder; name a new one"
    elif what == "a link":
        (folder / "nix-cache-info").write_text("StoreDir: /nix/store\n")
        (folder / "nar").symlink_to("/etc")
        message = f"{folder}/nar: a link, and a cache has none; remove it, or name a new folder"
    else:
        folder = Path("/" if what == "the root" else "/nix/store/cache")
        message = f"{folder}: not a folder for a cache; name a new one"
    before = everything(place)
    done = export(root, folder, tmp_path / "key")
    assert done.stderr == f"cache: {message}\n"
    assert done.returncode == 2
    assert everything(place) == before
    assert not (tmp_path / "key").exists()


def test_only_what_is_written_gets_modes(
    root: Path, tmp_path: Path, exported: tuple[Path, str]
) -> None:
    """A web server of another user reads all of it, whatever the umask; older files stay."""
    for path in (exported[0], *exported[0].rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644), path
    folder = tmp_path / "cache"
    shutil.copytree(exported[0], folder)
    (folder / "mine").write_text("secret")
    (folder / "mine").chmod(0o600)
    folder.chmod(0o700)
    done = export(root, folder, tmp_path / "key")
    assert done.returncode == 0, done.stderr
    assert f"{folder}: other users may not enter it" in done.stdout
    assert (folder / "mine").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_what_was_built_without_the_sandbox_is_refused(root: Path, tmp_path: Path) -> None:
    """Its mark is a signature, which a path of its own gets here."""
    flake = tmp_path / "flake"
    flake.mkdir()
    (flake / "flake.nix").write_text(
        f"""{{ outputs = _: {{ default = derivation {{
          name = "unsandboxed-{os.urandom(8).hex()}"; system = "{SYSTEM}";
          builder = "/bin/sh"; args = [ "-c" "echo >$out" ];
        }}; }}; }}"""
    )
    build = ["nix", "build", "--no-link", "--json", f"path:{flake}#default"]
    done = subprocess.run(build, capture_output=True, text=True, check=True)
    out = re.search(r'/nix/store/[^"]+-unsandboxed-[0-9a-f]+(?=")', done.stdout)
    assert out is not None
    mark = tmp_path / "mark"
    try:
        with mark.open("w") as file:
            name = "built-without-sandbox-1"
            generate = ["nix", "key", "generate-secret", "--key-name", name]
            subprocess.run(generate, stdout=file, check=True)
        subprocess.run(["nix", "store", "sign", "--key-file", mark, out[0]], check=True)
        done = export(root, tmp_path / "cache", tmp_path / "key", f"path:{flake}#default")
    finally:
        subprocess.run(["nix-store", "--delete", out[0]], capture_output=True, check=True)
    assert done.returncode == 1
    assert f"cache: {out[0]}: built without the sandbox; ./setup --sandbox" in done.stderr
    assert not (tmp_path / "cache").exists()


def make_cache(root: Path) -> subprocess.CompletedProcess[str]:
    """What `make cache` without DIR runs."""
    return subprocess.run(
        ["nix", "run", ".#cache", "--", ""], cwd=root, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="session")
def ssh(test_cache: Path) -> Path:
    """Folder of Debian's ssh programs; sshd is in ../sbin."""
    try:
        return debian_programs(
            "bookworm",
            ["openssh-server"],
            ["ssh", "ssh-keygen", "../sbin/sshd"],
            test_cache / "openssh",
        )
    except UnreachableError as error:
        pytest.skip(f"sshd: {error}")


def start_sshd(server: Machine, ssh: Path, nix: NixVersion) -> Path:
    """sshd on a machine, as root; the key that may log in."""
    etc = server.folder / "etc"
    for name in ("host", "user"):
        file = str(etc / f"{name}-key")
        subprocess.run(
            [ssh / "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", file], check=True
        )
    # What its package would have made; this machine's own files stay as they are.
    (etc / "passwd").write_text(
        "root:x:0:0:root:/root:/bin/sh\nsshd:x:100:65534::/run/sshd:/usr/sbin/nologin\n"
        "nobody:x:65534:65534::/nonexistent:/usr/sbin/nologin\n"
    )
    (etc / "shadow").write_text("root:*:19000:0:99999:7:::\n")
    for name in ("passwd", "shadow"):
        server.do("mount", "--bind", str(etc / name), f"/etc/{name}")
    server.do("mount", "-t", "tmpfs", "tmpfs", "/run")
    server.do("mkdir", "-m", "755", "/run/sshd")
    variables = " ".join(
        f'"{name}={value}"'
        for name, value in server.variables({"PATH": f"{nix.bin}:/usr/bin:/bin"}).items()
        if name != "HOME"
    )
    (etc / "sshd_config").write_text(
        f"ListenAddress {server.address}\nHostKey {etc}/host-key\nPidFile none\nUsePAM no\n"
        f"AuthorizedKeysFile {etc}/user-key.pub\nStrictModes no\nPasswordAuthentication no\n"
        f"SetEnv {variables}\n"
    )
    sshd = str((ssh / "../sbin/sshd").resolve())
    server.wait_for(22, server.start(sshd, "-D", "-e", "-f", str(etc / "sshd_config")))
    return etc / "user-key"


def test_a_remote_builder(root: Path, machines: tuple[Machine, Machine], ssh: Path) -> None:
    """The client may build nothing itself; the builder has nothing at first."""
    server, client = machines
    nix = system_nix()
    server.configure(sandbox="true", sandbox_fallback="false", substituters="")
    key = start_sshd(server, ssh, nix)
    host_key = base64.b64encode((server.folder / "etc/host-key.pub").read_bytes().strip()).decode()
    client.environment["PATH"] = f"{ssh}:{os.environ['PATH']}"
    client.configure(
        substituters="",
        max_jobs="0",
        builders=f"ssh-ng://root@{server.address} {SYSTEM} {key} 1 1 - - {host_key}",
    )
    seed = next(line.split("\t")[4] for line in plan(root).splitlines() if line.startswith("tree"))
    subprocess.run(["nix", "copy", "--no-check-sigs", "--to", client.store, seed], check=True)
    expression = f"""derivation {{
      name = "far-away"; system = "{SYSTEM}";
      builder = "${{builtins.storePath "{seed}"}}/bin/busybox";
      args = [ "sh" "-c" "test ! -e /usr && echo built > $out" ];
    }}"""
    build = ("nix", "build", "--impure", "--no-link", "--json", "--expr", expression)
    done = client.run(*build)
    assert done.returncode == 0, done.stderr
    out = re.search(r"/nix/store/[a-z0-9]{32}-far-away(?!\.drv)", done.stdout)
    assert out is not None
    assert f"on 'ssh-ng://root@{server.address}'" in done.stderr
    for machine in machines:
        assert (machine.folder / "store" / out[0].removeprefix("/")).read_text() == "built\n"


def test_another_host_is_no_builder(
    root: Path, machines: tuple[Machine, Machine], ssh: Path
) -> None:
    """A host with another key than the one that is written down is not spoken to."""
    server, client = machines
    server.configure(sandbox="true", substituters="")
    key = start_sshd(server, ssh, system_nix())
    other = base64.b64encode((server.folder / "etc/user-key.pub").read_bytes().strip()).decode()
    client.environment["PATH"] = f"{ssh}:{os.environ['PATH']}"
    client.configure(
        substituters="",
        max_jobs="0",
        builders=f"ssh-ng://root@{server.address} {SYSTEM} {key} 1 1 - - {other}",
    )
    expression = f'derivation {{ name = "far-away"; system = "{SYSTEM}"; builder = "/bin/sh"; }}'
    done = client.run("nix", "build", "--impure", "--no-link", "--expr", expression)
    assert done.returncode != 0
    assert "Host key verification failed" in done.stderr
