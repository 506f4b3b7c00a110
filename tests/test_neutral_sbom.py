"""A wheel of maturin tells of no folder of the build, and its RECORD stays right."""

import base64
import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

PROGRAM = Path(__file__).parents[1] / "nix" / "debpkgs" / "hooks" / "cargo-setup"
SBOM = "one-1.0.dist-info/sboms/one.cyclonedx.json"


def wheel(folder: Path, sbom: str) -> Path:
    """A wheel with a module, a list of crates and a record."""
    path = folder / "one-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("one.py", "PLACE = '/build/one'\n")
        archive.writestr(SBOM, sbom)
        record = f'one.py,sha256=x,1\n"a,b",sha256=y,2\n{SBOM},sha256=z,3\none/RECORD,,\n'
        archive.writestr("one-1.0.dist-info/RECORD", record)
    return path


def run(path: Path) -> None:
    command = [sys.executable, "-I", "-B", str(PROGRAM / "neutral_sbom.py"), "/build", str(path)]
    subprocess.run(command, check=True)


def test_the_path_of_the_source_is_replaced_and_recorded(tmp_path: Path) -> None:
    path = wheel(tmp_path, '{"ref": "path+file:///build/one#1.0"}')
    run(path)
    with zipfile.ZipFile(path) as archive:
        content = archive.read(SBOM)
        record = archive.read("one-1.0.dist-info/RECORD").decode()
        # The code is not touched.
        assert archive.read("one.py") == b"PLACE = '/build/one'\n"
        assert archive.getinfo(SBOM).compress_type == zipfile.ZIP_DEFLATED
    assert content == b'{"ref": "path+file:///source/one#1.0"}'
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    assert record.splitlines() == [
        "one.py,sha256=x,1",
        '"a,b",sha256=y,2',
        f"{SBOM},sha256={digest},{len(content)}",
        "one/RECORD,,",
    ]


def test_another_wheel_stays_as_it_is(tmp_path: Path) -> None:
    path = wheel(tmp_path, "{}")
    before = path.read_bytes()
    run(path)
    assert path.read_bytes() == before
