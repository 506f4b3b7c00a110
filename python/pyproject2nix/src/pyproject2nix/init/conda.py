"""environment.yml of conda, as far as its names are certain: requirements for uv, and the rest.

Only the shape that `conda env export --from-history` and people write is read: a list of
`dependencies`, with one list below `pip:`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.names import checked_name
from pyproject2nix.base.pep508 import parse_requirement

__all__ = ["Environment", "read_environment"]

# Names of packages of conda whose name on Python's index is another one.
_RENAMED = {
    "blosc": "blosc2",
    "dask-core": "dask",
    "matplotlib-base": "matplotlib",
    "msgpack-python": "msgpack",
    "opencv": "opencv-python",
    "prompt_toolkit": "prompt-toolkit",
    "py-opencv": "opencv-python",
    "py-xgboost": "xgboost",
    "pytables": "tables",
    "python-graphviz": "graphviz",
    "pytorch": "torch",
    "pytorch-cpu": "torch",
    "pytorch-gpu": "torch",
    "ruamel_yaml": "ruamel-yaml",
    "seaborn-base": "seaborn",
    "tensorflow-base": "tensorflow",
    "typing_extensions": "typing-extensions",
}

# Packages of conda that are no Python packages, or whose namesake on Python's index is another
# thing; those of the compilers, libraries and programs.
_OTHERS = re.compile(
    r"_.*|lib.*|.*(gcc|gxx|gfortran|clang|clangxx|fortran|c|cxx)[-_](compiler|linux-.*)|compilers"
    r"|(blas|boost|boost-cpp|bzip2|c-compiler|ca-certificates|cmake|cuda.*|cudatoolkit|cudnn|curl"
    r"|eigen|ffmpeg|fftw|gcc|gdal|geos|git|glib|gmp|graphviz|gsl|gxx|hdf5|icu|intel-openmp"
    r"|jpeg|make|mamba|mkl|mkl-service|mpi|mpich|nccl|ncurses|netcdf4|ninja|nodejs|nomkl|openblas"
    r"|openmpi|openssl|pandoc|perl|pkg-config|proj|pytorch-cuda|pytorch-mutex|r-.*|readline|redis"
    r"|rust|sqlite|tk|xz|yaml|zlib|zstd|conda|conda-.*|python_abi|setuptools|wheel|pip)",
    re.ASCII,
)

_ITEM = re.compile(r"^(?P<indent> *)- *(?P<text>.*?) *$")
_SPEC = re.compile(
    r"(?:[A-Za-z0-9_.-]+::)?(?P<name>[A-Za-z0-9_.-]+)\s*(?P<version>[^\s\[]*.*)$", re.ASCII
)
_VERSION = re.compile(r"(?P<op>==|>=|<=|~=|!=|<|>|=)?(?P<number>[0-9][0-9A-Za-z.+!*-]*)", re.ASCII)


@dataclass(frozen=True)
class Environment:
    """What an environment.yml asks for."""

    requirements: tuple[str, ...]
    """For Python's index (PEP 508)."""
    python: str
    """Version specifiers (PEP 440), or empty."""
    left_out: tuple[str, ...]
    """Packages that are not Python's, and options of pip."""


def read_environment(text: str, place: str) -> Environment:
    """Read the file, or refuse it."""
    requirements: list[str] = []
    left_out: list[str] = []
    python = ""
    for is_pip, item in _items(text, place):
        if is_pip and item.startswith("-"):
            # An option of pip, such as `-e .`: it could name files or another index.
            left_out.append(item)
            continue
        if is_pip:
            parse_requirement(item, place)
            requirements.append(item)
            continue
        match = _SPEC.fullmatch(item)
        if match is None:
            raise RefusedError(place, f"{item!r} is not a package", "correct it")
        name = match["name"].lower()
        if name == "python":
            # Which patch release there is, the package set decides.
            specifier = _specifier(match["version"], f"{place}: {item}")
            python = re.sub(r"==([0-9]+\.[0-9]+)\.[0-9.*]+", r"==\1.*", specifier)
        elif name in _RENAMED:
            requirements.append(_RENAMED[name] + _specifier(match["version"], f"{place}: {item}"))
        elif _OTHERS.fullmatch(name):
            if name not in ("pip", "setuptools", "wheel"):
                left_out.append(name)
        else:
            specifier = _specifier(match["version"], f"{place}: {item}")
            requirements.append(checked_name(name, place) + specifier)
    return Environment(tuple(requirements), python, tuple(left_out))


def _items(text: str, place: str) -> Iterator[tuple[bool, str]]:
    """Yield the entries of `dependencies`, and whether they are pip's."""
    inside, pip_indent = False, -1
    for line in text.splitlines():
        line = re.sub(r"(^|\s)#.*", "", line).rstrip()
        if not line:
            continue
        match = _ITEM.match(line)
        if match is None:
            inside, pip_indent = re.fullmatch(r"dependencies\s*:", line) is not None, -1
            if not inside and re.match(r"dependencies\s*:", line):
                raise RefusedError(place, "dependencies is not a list of lines", "write - NAME")
            continue
        if not inside:
            continue
        item = match["text"].strip("'\"")
        indent = len(match["indent"])
        if re.fullmatch(r"pip\s*:", item):
            pip_indent = indent
            continue
        if indent <= pip_indent:
            pip_indent = -1
        yield pip_indent >= 0, item


def _specifier(text: str, place: str) -> str:
    """Return PEP 440's form of a version of conda: `=1.2` is `==1.2.*`, and a build is left out."""
    text = text.strip().strip("'\"")
    parts = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        words = re.sub(r"([<>=!~])\s+", r"\1", part).split()
        # `1.2=py311_0` and `1.2 py311_0` name a build.
        spec = words[0] if words else ""
        if spec.strip("=") in ("", "*"):
            continue
        match = _VERSION.match(spec)
        if match is None:
            raise RefusedError(place, f"{part!r} is not a version", "correct it")
        operator, number = match["op"] or "=", match["number"]
        if operator == "=":
            number = number if number.endswith("*") else f"{number}.*"
            operator = "=="
        parts.append(f"{operator}{number}")
    return ",".join(parts)
