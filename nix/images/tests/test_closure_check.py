"""What the closure check refuses, on hand-made files, and what it lets pass."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest
from closure_check import Rules, check_closure, main
from elf import read_elf

STORE = "/nix/store"
LIBC = f"{STORE}/{'a' * 32}-glibc"


def elf(interpreter: str, run_path: str, tag: int = 29) -> bytes:
    """A 64-bit ELF file with an interpreter and a run path and nothing else."""
    interp, strings = interpreter.encode() + b"\0", b"\0" + run_path.encode() + b"\0"
    start = 64 + 3 * 56
    at_strings = start + len(interp)
    at_dynamic = at_strings + len(strings)
    base = 0x400000
    dynamic = struct.pack("<qQqQqQ", 5, base + at_strings, tag, 1, 0, 0)
    end = at_dynamic + len(dynamic)
    header = b"\x7fELF\x02\x01\x01".ljust(16, b"\0") + struct.pack(
        "<HHIQQQIHHHHHH", 2, 62, 1, 0, 64, 0, 0, 64, 56, 3, 0, 0, 0
    )
    segments = [
        (1, 0, end),
        (3, start, len(interp)),
        (2, at_dynamic, len(dynamic)),
    ]
    table = b"".join(
        struct.pack("<IIQQQQQQ", kind, 4, at, base + at, base + at, size, size, 1)
        for kind, at, size in segments
    )
    return header + table + interp + strings + dynamic


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """An empty store path."""
    path = tmp_path / "store" / f"{'b' * 32}-program"
    path.mkdir(parents=True)
    return path


def findings(package: Path, *, allow: tuple[str, ...] = ()) -> list[str]:
    """What the check says about the package, without the store's part of each path."""
    rules = Rules(STORE, frozenset([LIBC]), ("*.a", "cc1"), allow)
    closure = frozenset([str(package)])
    own = Rules(str(package.parent), closure, rules.forbidden, allow)
    return [line.removeprefix(f"{package}/") for line in check_closure(own).findings]


def test_elf_files_are_read() -> None:
    for tag in (15, 29):
        found = read_elf(elf("/lib64/ld.so", "/usr/lib:$ORIGIN/../lib", tag))
        assert found is not None
        assert found.interpreter == "/lib64/ld.so"
        assert found.run_path == ("/usr/lib", "$ORIGIN/../lib")
    assert read_elf(b"text") is None
    with pytest.raises(ValueError, match="damaged ELF file"):
        read_elf(elf("/lib64/ld.so", "/usr/lib")[:100])


def test_a_clean_package_passes(package: Path) -> None:
    (package / "program").write_bytes(elf(f"{package}/ld.so", f"{package}/lib:$ORIGIN"))
    (package / "link").symlink_to(package / "program")
    (package / "relative").symlink_to("program")
    (package / "text").write_text("see https://example.org/build/notes or /rebuild/x")
    script = package / "script"
    script.write_text(f"#!{package}/program -x\n")
    script.chmod(0o555)
    assert findings(package) == []


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("liba.a", b"x", "liba.a: named like *.a"),
        ("cc1", b"x", "cc1: named like cc1"),
        ("e", elf("/lib64/ld.so", ""), "e: has the interpreter /lib64/ld.so, outside the closure"),
        ("e", elf("", "/usr/lib"), "e: has /usr/lib in its run path, outside the closure"),
        ("e", elf("", LIBC), f"e: has {LIBC} in its run path, outside the closure"),
        ("s", b"#!/usr/bin/env sh\n", "s: is a script for /usr/bin/env, outside the closure"),
        ("s", b"#!\n", "s: is a script for nothing, outside the closure"),
        ("t", b"prefix=/build/x\0", "t: mentions the build path /build/x"),
        ("t", b"CFLAGS=-I/build/src-1.0/x", "t: mentions the build path /build/src-1.0"),
    ],
)
def test_each_rule_finds_its_file(package: Path, name: str, content: bytes, message: str) -> None:
    (package / name).write_bytes(content)
    (package / name).chmod(0o555)
    assert findings(package) == [message]
    assert findings(package, allow=(f"*/{name}",)) == []


def test_links_out_of_the_closure_are_found(package: Path) -> None:
    (package / "link").symlink_to("/usr/lib/libc.so")
    assert findings(package) == ["link: links to /usr/lib/libc.so, outside the closure"]


def test_the_builder_writes_a_list_or_fails(
    package: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "out"
    attributes = {
        "allow": [],
        "buildPaths": True,
        "forbidden": ["*.a"],
        "graph": [{"path": str(package)}],
        "outputs": {"out": str(out)},
        "storeDir": str(package.parent),
    }
    (tmp_path / ".attrs.json").write_text(json.dumps(attributes))
    monkeypatch.chdir(tmp_path)
    (package / "file").write_text("12345")
    assert main() == 0
    assert out.read_text().splitlines()[0].split() == ["5", str(package)]
    out.unlink()
    (package / "lib.a").write_text("")
    assert main() == 1
    assert not out.exists()
    assert "closure check: 1 findings" in capsys.readouterr().err


def test_a_needed_library_must_be_in_the_run_path(package: Path) -> None:
    (package / "lib").mkdir()
    # As a needed library, the same text that was a run path.
    (package / "lib" / "libx.so.1").write_bytes(elf("", "libmissing.so.2", 1))
    assert findings(package) == [
        "lib/libx.so.1: needs libmissing.so.2, which is in no directory of its run path"
    ]
    (package / "lib" / "libx.so.1").write_bytes(elf("", "ld-linux-x86-64.so.2", 1))
    assert findings(package) == []
