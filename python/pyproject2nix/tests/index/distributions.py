"""Wheels and sdists with the same bytes wherever they are made: no clock, no compression."""

import base64
import hashlib
import io
import json
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence

__all__ = ["sdist", "wheel"]

_TIME = 946684800  # 2000-01-01, which the oldest zip format can hold.
_ZIP_TIME = (2000, 1, 1, 0, 0, 0)

# Builds itself, so that an installer can read the metadata of an sdist without a network.
_BACKEND = '''\
"""Builds the wheel of this sdist from nothing but the standard library."""

import shutil
import zipfile
from pathlib import Path


def prepare_metadata_for_build_wheel(folder, config_settings=None):
    """Write the metadata that stands beside this file."""
    target = Path(folder, "{stem}.dist-info")
    target.mkdir()
    shutil.copy("PKG-INFO", target / "METADATA")
    (target / "WHEEL").write_text("{wheel}")
    return target.name


def build_wheel(folder, config_settings=None, metadata_directory=None):
    """Write a wheel with the module and the metadata."""
    name = "{stem}-py3-none-any.whl"
    with zipfile.ZipFile(Path(folder, name), "w") as file:
        file.write("{module}.py")
        file.write("PKG-INFO", "{stem}.dist-info/METADATA")
        file.writestr("{stem}.dist-info/WHEEL", "{wheel}")
        file.writestr("{stem}.dist-info/RECORD", "")
    return name
'''


def wheel(stem: str, module: str, tag: str, metadata: str) -> bytes:
    """Return a wheel of one module; `stem` is name and version as the file name has them."""
    info = f"{stem}.dist-info"
    files = {
        f"{module}.py": f'"""Module {module} of a made-up release."""\n',
        f"{info}/METADATA": metadata,
        f"{info}/WHEEL": _wheel_file(tag, is_pure=tag.endswith("-none-any")),
    }
    lines = [f"{name},sha256={_digest(text)},{len(text)}\n" for name, text in files.items()]
    files[f"{info}/RECORD"] = "".join([*lines, f"{info}/RECORD,,\n"])
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, text)
    return stream.getvalue()


def sdist(
    file_name: str,
    stem: str,
    module: str,
    metadata: str,
    build: Sequence[str] | str = (),
    more: Mapping[str, str] | None = None,
) -> bytes:
    """Return a source distribution (`.tar.gz` or `.zip`) that needs nothing to be built.

    `build` is what it says that it needs, or "none" for no pyproject.toml; `more` are further
    files.
    """
    extension = ".zip" if file_name.endswith(".zip") else ".tar.gz"
    folder = file_name.removesuffix(extension)
    wheel_text = _wheel_file("py3-none-any", is_pure=True).replace("\n", "\\n")
    files = {
        f"{folder}/PKG-INFO": metadata,
        f"{folder}/{module}.py": f'"""Module {module} of a made-up release."""\n',
        f"{folder}/backend.py": _BACKEND.format(stem=stem, module=module, wheel=wheel_text),
        f"{folder}/pyproject.toml": (
            f"[build-system]\nrequires = {json.dumps(list(build))}\n"
            'build-backend = "backend"\nbackend-path = ["."]\n'
        ),
        **{f"{folder}/{name}": text for name, text in (more or {}).items()},
    }
    if build == "none":
        del files[f"{folder}/pyproject.toml"]
    stream = io.BytesIO()
    if extension == ".zip":
        _write_zip(stream, files)
        return stream.getvalue()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, text in files.items():
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime, entry.mode = len(text.encode()), _TIME, 0o644
            archive.addfile(entry, io.BytesIO(text.encode()))
    return _gzip(stream.getvalue())


def _write_zip(stream: io.BytesIO, files: Mapping[str, str]) -> None:
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.create_system = 3
            archive.writestr(entry, text)


def _wheel_file(tag: str, *, is_pure: bool) -> str:
    python, abi, platforms = tag.split("-")
    tags = [
        f"Tag: {p}-{a}-{one}\n"
        for p in python.split(".")
        for a in abi.split(".")
        for one in platforms.split(".")
    ]
    head = "Wheel-Version: 1.0\nGenerator: index\n"
    return f"{head}Root-Is-Purelib: {str(is_pure).lower()}\n{''.join(tags)}"


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _gzip(data: bytes) -> bytes:
    """Return a gzip file of stored blocks (RFC 1951, 1952): zlib's choices differ by release."""
    blocks = [data[start : start + 0xFFFF] for start in range(0, len(data), 0xFFFF)]
    body = b"".join(
        struct.pack("<BHH", block is blocks[-1], len(block), 0xFFFF ^ len(block)) + block
        for block in blocks
    )
    head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    return head + body + struct.pack("<II", zlib.crc32(data), len(data))
