"""Markers and tags are those of the target."""

import pytest
from packaging.markers import Marker

from pyproject2nix.base.constraint import parse_constraint
from pyproject2nix.base.errors import RefusedError
from pyproject2nix.base.model import File, LockedPackage
from pyproject2nix.base.target import Target, make_targets
from pyproject2nix.plan.distribution import Sdist, Wheel, choose_distribution
from pyproject2nix.render.licenses import nix_license

INTEL_313 = Target((3, 13), "x86_64-linux")
ARM_311 = Target((3, 11), "aarch64-linux")


@pytest.mark.parametrize(
    ("marker", "intel", "arm"),
    [
        ("python_version < '3.12'", False, True),
        ("python_version >= '3.9'", True, True),
        ("platform_machine == 'aarch64'", False, True),
        ("sys_platform == 'win32'", False, False),
        ("os_name == 'posix' and implementation_name == 'cpython'", True, True),
        ("platform_python_implementation != 'PyPy'", True, True),
        ("python_full_version <= '3.11.0a6'", False, False),
        ("extra == 'fast'", False, False),
    ],
)
def test_markers_mean_the_target(marker: str, intel: bool, arm: bool) -> None:
    assert INTEL_313.holds(Marker(marker), "here") is intel
    assert ARM_311.holds(Marker(marker), "here") is arm


def test_an_extra_holds_only_when_asked_for() -> None:
    assert INTEL_313.holds(Marker("extra == 'Fast_Path'"), "here", frozenset(["fast-path"]))


def test_a_marker_on_the_patch_release_needs_one() -> None:
    marker = Marker("python_full_version < '3.11.4'")
    with pytest.raises(RefusedError, match=r"lock: a.*patch release.*--python 3\.11\.N"):
        ARM_311.holds(marker, "lock: a")
    assert Target((3, 11), "aarch64-linux", 2).holds(marker, "lock: a")
    assert not Target((3, 11), "aarch64-linux", 4).holds(marker, "lock: a")


@pytest.mark.parametrize("name", ["platform_release", "platform_version"])
def test_a_marker_on_the_kernel_is_refused(name: str) -> None:
    with pytest.raises(RefusedError, match="differs from boot to boot"):
        INTEL_313.holds(Marker(f"{name} >= '5'"), "here")


def test_a_marker_on_the_kernel_of_another_system_is_not() -> None:
    marker = Marker("platform_release >= '22' and sys_platform == 'darwin'")
    assert not INTEL_313.holds(marker, "here")
    assert INTEL_313.holds(Marker("platform_version != '1.2.3' or os_name == 'posix'"), "here")


@pytest.mark.parametrize(
    ("pythons", "platforms", "message"),
    [
        (["2.7"], ["x86_64-linux"], "'2.7' is not a Python version"),
        (["3.13\n"], ["x86_64-linux"], "is not a Python version"),
        (["3.13"], ["x86_64-darwin"], "'x86_64-darwin' is not a known platform; choose from"),
        (["3.13.1", "3.13.2"], ["x86_64-linux"], "named twice"),
        ([], ["x86_64-linux"], "no target is left"),
    ],
)
def test_targets_that_make_no_sense_are_refused(
    pythons: list[str], platforms: list[str], message: str
) -> None:
    with pytest.raises(RefusedError, match=message):
        make_targets(pythons, platforms, "here")


def test_targets_are_sorted_by_number() -> None:
    targets = make_targets(["3.13", "3.9"], ["x86_64-linux", "aarch64-linux"], "here")
    assert [target.name for target in targets] == [
        "3.9-aarch64-linux",
        "3.9-x86_64-linux",
        "3.13-aarch64-linux",
        "3.13-x86_64-linux",
    ]


def package(*files: str) -> LockedPackage:
    return LockedPackage(
        place="poetry.lock: package.x",
        name="x",
        version="1.0",
        files=tuple(File(name, "00" * 32) for name in files),
    )


@pytest.mark.parametrize(
    ("files", "chosen"),
    [
        (["x-1.0.tar.gz", "x-1.0-py3-none-any.whl"], "x-1.0-py3-none-any.whl"),
        (
            ["x-1.0-py3-none-any.whl", "x-1.0-cp313-cp313-manylinux_2_17_x86_64.whl"],
            "x-1.0-cp313-cp313-manylinux_2_17_x86_64.whl",
        ),
        (
            ["x-1.0-cp39-abi3-manylinux_2_28_x86_64.whl", "x-1.0-py3-none-any.whl"],
            "x-1.0-cp39-abi3-manylinux_2_28_x86_64.whl",
        ),
        (
            [
                "x-1.0-cp313-cp313-manylinux_2_28_x86_64.whl",
                "x-1.0-cp313-cp313-manylinux2014_x86_64.whl",
            ],
            "x-1.0-cp313-cp313-manylinux_2_28_x86_64.whl",
        ),
        (["x-1.0-1-py3-none-any.whl", "x-1.0-2-py3-none-any.whl"], "x-1.0-2-py3-none-any.whl"),
        # Too new a glibc, another libc, another machine, a free-threaded interpreter.
        (["x-1.0-cp313-cp313-manylinux_2_39_x86_64.whl", "x-1.0.tar.gz"], "x-1.0.tar.gz"),
        (["x-1.0-cp313-cp313-musllinux_1_2_x86_64.whl", "x-1.0.tar.gz"], "x-1.0.tar.gz"),
        (["x-1.0-cp313-cp313-manylinux_2_17_aarch64.whl", "x-1.0.tar.gz"], "x-1.0.tar.gz"),
        (["x-1.0-cp313-cp313t-manylinux_2_17_x86_64.whl", "x-1.0.zip"], "x-1.0.zip"),
    ],
)
def test_the_best_file_for_the_target_is_chosen(files: list[str], chosen: str) -> None:
    for order in (files, files[::-1]):
        found = choose_distribution(package(*order), INTEL_313)
        assert isinstance(found, Wheel | Sdist)
        assert found.file.name == chosen


def test_two_files_of_one_name_are_told_apart_by_their_hashes() -> None:
    twice = (File("x-1.0-py3-none-any.whl", "b" * 64), File("x-1.0-py3-none-any.whl", "a" * 64))
    for files in (twice, twice[::-1]):
        found = choose_distribution(LockedPackage("lock", "x", "1.0", files), INTEL_313)
        assert isinstance(found, Wheel)
        assert found.file.sha256 == "a" * 64


def test_a_wheel_name_is_taken_apart_as_fetch_pypi_puts_it_together() -> None:
    name = "x_y-1.0-3abc-cp39-abi3-manylinux1_x86_64.manylinux_2_5_x86_64.whl"
    found = choose_distribution(package(name), INTEL_313)
    assert isinstance(found, Wheel)
    parts = (found.pname, found.version, found.python, found.abi, found.platform)
    assert "-".join(parts) + ".whl" == name


def test_an_sdist_name_is_taken_apart() -> None:
    found = choose_distribution(package("x-y-1.0.tar.gz"), INTEL_313)
    assert isinstance(found, Sdist)
    assert (found.pname, found.version, found.extension) == ("x-y", "1.0", "tar.gz")


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("x-1.0-cp313-cp313-win_amd64.whl", r"no wheel for 3\.13-x86_64-linux and no sdist"),
        ("x.whl", "'x.whl' is not the name of a wheel"),
        ("x.tar.gz", "'x.tar.gz' is not the name of an sdist"),
    ],
)
def test_a_package_without_a_usable_file_is_refused(file: str, message: str) -> None:
    with pytest.raises(RefusedError, match=message):
        choose_distribution(package(file), INTEL_313)


@pytest.mark.parametrize(
    ("text", "yes", "no"),
    [
        ("*", "0.1a1", None),
        (">=1,<2", "1.5rc1", "2.0"),
        ("<1 || >=2", "2.0", "1.5"),
        ("1.5", "1.5", "1.5.1"),
        ("==1.*", "1.9", "2.0"),
    ],
)
def test_constraints(text: str, yes: str, no: str | None) -> None:
    constraint = parse_constraint(text, "here")
    assert constraint.allows(yes)
    assert no is None or not constraint.allows(no)


@pytest.mark.parametrize("text", ["^1.0", "~1.0", "latest", None, 3])
def test_constraints_beyond_pep_440_are_refused(text: object) -> None:
    with pytest.raises(RefusedError, match=r"here: .*(not understood|not a version constraint)"):
        parse_constraint(text, "here")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("MIT", "lib.licenses.mit"),
        ("MIT AND Zlib", "[\n  lib.licenses.mit\n  lib.licenses.zlib\n]"),
        ("MIT OR LicenseRef-Ours", '"MIT OR LicenseRef-Ours"'),
        ("(MIT OR ISC) AND Zlib", '"(MIT OR ISC) AND Zlib"'),
        ("${x}", '"\\${x}"'),
    ],
)
def test_licences_are_nixpkgs_or_plain_text(expression: str, expected: str) -> None:
    assert nix_license(expression, "") == expected
