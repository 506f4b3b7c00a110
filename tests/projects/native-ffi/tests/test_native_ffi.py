from pathlib import Path

import _cffi_backend
from native_ffi import absolute


def test_calls_c() -> None:
    assert absolute(-7) == 7


def test_libffi_is_the_package_sets() -> None:
    maps = Path("/proc/self/maps").read_text(encoding="utf-8")
    libraries = {line.split()[-1] for line in maps.splitlines() if "libffi" in line}
    assert libraries
    assert [path for path in libraries if "/store/" not in path] == []
    assert "cffi.libs" not in Path(_cffi_backend.__file__).read_bytes().decode("latin-1")
