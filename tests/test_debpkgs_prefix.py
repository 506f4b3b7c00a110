"""Debian's packages outside of /usr: what further-prefix.sh and further-hook.sh do to files."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

BOOTSTRAP = Path(__file__).parent.parent / "nix/debpkgs/bootstrap"
TRIPLET = "x86_64-linux-gnu"


def function(script: str, name: str) -> str:
    """The text of a function of a script."""
    text = (BOOTSTRAP / script).read_text()
    found = re.search(rf"^{name}\(\) \{{\n.*?^\}}\n", text, re.M | re.S)
    assert found is not None
    return found[0]


def write(folder: Path, files: Mapping[str, str]) -> Path:
    """A folder with files."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


class Package:
    """Folders as deb-builder.sh leaves them: the package, what it needs, and its unpacked .deb."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # As a store path with a version of Debian: what is special in a pattern stands for itself.
        self.out = write(folder / "z-1.2+dfsg-1", {})
        self.dep = write(folder / "dep", {})
        self.runtime = write(folder / "runtime", {})
        self.root = write(folder / "root", {})

    def build(self, *, is_headers: bool = True) -> None:
        """Run the script as the builder does."""
        variables = f"""
            out={self.out} deps='{self.dep} {self.runtime}' runtime={self.runtime} root={self.root}
            work={self.folder} triplet={TRIPLET} layout=flat isHeaders={int(is_headers)}
            siblings={self.dep} propagated=
        """
        place = function("deb-builder.sh", "place")
        script = f"set -eu\n{variables}\n{place}\n. {BOOTSTRAP}/further-prefix.sh\n"
        subprocess.run(["sh", "-c", script], check=True)

    def text(self, name: str) -> str:
        """A file of the package afterwards."""
        return (self.out / name).read_text()


@pytest.fixture
def package(tmp_path: Path) -> Package:
    return Package(tmp_path)


class TestPrograms:
    """Programs of a package that has several parts, or several versions."""

    def test_parts_of_one_source_are_one_folder(self, package: Package) -> None:
        write(package.out, {"lib/go-1.19/bin/go": "", f"lib/gcc/{TRIPLET}/12/f951": ""})
        write(package.dep, {"lib/go-1.19/src/fmt/a.go": "", f"lib/gcc/{TRIPLET}/12/libf.a": ""})
        write(package.dep, {"lib/other/x": "", "share/doc/b/copyright": ""})
        package.build(is_headers=False)
        assert (package.out / "lib/go-1.19/src/fmt/a.go").is_file()
        assert (package.out / f"lib/gcc/{TRIPLET}/12/libf.a").is_file()
        # That folder is the other one's alone.
        assert not (package.out / "lib/other").exists()

    def test_those_of_a_version_are_in_bin(self, package: Package) -> None:
        program = write(package.out, {"lib/sql/15/bin/initdb": "", "lib/R/bin/check": ""})
        for name in ("lib/sql/15/bin/initdb", "lib/R/bin/check"):
            (program / name).chmod(0o755)
        package.build(is_headers=False)
        assert (package.out / "bin/initdb").resolve() == program / "lib/sql/15/bin/initdb"
        # What only R itself starts has no version.
        assert not (package.out / "bin/check").exists()


class TestTexts:
    """Places below /usr become those of the store, where they are there."""

    def test_own_files_and_those_of_dependencies(self, package: Package) -> None:
        write(package.out, {"include/z/z.h": "", "lib/libz.so.1": ""})
        write(package.dep, {"share/x/data": "", "lib/tools/moc": ""})
        text = f'a(/usr/include/z/ /usr/lib/{TRIPLET}/libz.so.1;/usr/share/x "/usr/lib/tools/moc")'
        write(package.out, {"lib/cmake/z/z.cmake": text})
        package.build()
        assert package.text("lib/cmake/z/z.cmake") == (
            f"a({package.out}/include/z/ {package.out}/lib/{TRIPLET}/libz.so.1;"
            f'{package.dep}/share/x "{package.dep}/lib/tools/moc")'
        )

    def test_what_deb_builder_takes_for_the_package_s_own(self, package: Package) -> None:
        write(package.dep, {"lib/libpng.so": ""})
        text = f"Libs: {package.out}/lib/libpng.so {package.out}/lib/libz.so\n"
        write(package.out, {"lib/libz.so": "", "lib/pkgconfig/z.pc": text})
        package.build()
        assert package.text("lib/pkgconfig/z.pc") == (
            f"Libs: {package.dep}/lib/libpng.so {package.out}/lib/libz.so\n"
        )

    def test_a_library_of_a_dependency_s_dependency(self, package: Package) -> None:
        far = write(package.folder / "far", {"lib/libz.so": ""})
        hook = write(package.folder / "hook", {"nix-support/propagated-build-inputs": f"{far}\n"})
        write(package.dep, {"nix-support/propagated-build-inputs": f"{hook} {package.dep}\n"})
        text = f"Libs: {package.out}/lib/libz.so /usr/lib/{TRIPLET}/libz.so\n"
        write(package.out, {"lib/pkgconfig/y.pc": text})
        package.build()
        assert package.text("lib/pkgconfig/y.pc") == f"Libs: {far}/lib/libz.so {far}/lib/libz.so\n"

    def test_libraries_of_the_c_library(self, package: Package) -> None:
        text = f'S(L "/usr/lib/{TRIPLET}/libdl.a;/usr/lib/{TRIPLET}/libx.a")\n'
        pc = f"Libs: {package.out}/lib/libm.so -lz\n"
        write(package.out, {"lib/cmake/z/z.cmake": text, "lib/pkgconfig/z.pc": pc})
        package.build()
        assert package.text("lib/cmake/z/z.cmake") == f'S(L "-ldl;/usr/lib/{TRIPLET}/libx.a")\n'
        assert package.text("lib/pkgconfig/z.pc") == "Libs: -lm -lz\n"

    def test_folders_above(self, package: Package) -> None:
        text = f'P "/usr/lib/{TRIPLET}/../../"'
        write(package.out, {"lib/libz.so": "", "lib/cmake/z/z.cmake": text})
        package.build()
        assert package.text("lib/cmake/z/z.cmake") == (f'P "{package.out}/lib/{TRIPLET}/../../"')

    def test_two_slashes(self, package: Package) -> None:
        text = f"SET(L /usr/lib/{TRIPLET}/z//libz.so)"
        write(package.out, {"lib/z/libz.so": "", "lib/cmake/z/z.cmake": text})
        package.build()
        assert package.text("lib/cmake/z/z.cmake") == (
            f"SET(L {package.out}/lib/{TRIPLET}/z//libz.so)"
        )

    def test_what_is_nowhere_stays(self, package: Package) -> None:
        text = "x /usr/share/none /usr/include/z2 /store/usr/include ${p}/usr/include\n"
        write(package.out, {"include/z/z.h": "", "lib/z.pc": text})
        package.build()
        assert package.text("lib/z.pc") == text

    def test_cmake_s_prefix(self, package: Package) -> None:
        write(package.dep, {"lib/libexec/compiler": ""})
        prefix = f"${{_IMPORT_PREFIX}}/lib/{TRIPLET}"
        text = f'set(_IMPORT_PREFIX "/usr")\n{prefix}/libexec/compiler {prefix}/libz.so\n'
        write(package.out, {"lib/libz.so": "", "lib/cmake/z/z.cmake": text})
        package.build()
        assert package.text("lib/cmake/z/z.cmake") == (
            f'set(_IMPORT_PREFIX "{package.out}")\n'
            f"{package.dep}/lib/libexec/compiler {prefix}/libz.so\n"
        )

    def test_linker_scripts(self, package: Package) -> None:
        write(package.dep, {"lib/libm.so.1": ""})
        write(package.out, {"lib/libz.so": f"GROUP ( /lib/{TRIPLET}/libm.so.1 -lx )"})
        package.build()
        assert package.text("lib/libz.so") == f"GROUP ( {package.dep}/lib/libm.so.1 -lx )"

    def test_binaries_stay(self, package: Package) -> None:
        binary = "\x7fELF /usr/include/z.h"
        write(package.out, {"lib/libz.so": binary, "bin/z-config": binary, "include/z.h": ""})
        package.build()
        assert package.text("lib/libz.so") == package.text("bin/z-config") == binary

    def test_scripts_but_not_their_search_path(self, package: Package) -> None:
        text = "#!/bin/sh\nPATH=/usr/bin\n. /usr/share/z/functions\n"
        write(package.out, {"bin/z": text, "bin/y": text[2:], "share/z/functions": ""})
        package.build()
        assert package.text("bin/z") == text.replace("/usr/share/z", f"{package.out}/share/z")
        assert package.text("bin/y") == text[2:]

    def test_programs_that_print_folders(self, package: Package) -> None:
        write(package.out, {"bin/z-config": "echo -I/usr/include /usr", "include/z.h": ""})
        package.build()
        assert package.text("bin/z-config") == f"echo -I{package.out}/include {package.out}"

    def test_such_a_program_by_a_link(self, package: Package) -> None:
        write(package.runtime, {"include/z-2/z.h": ""})
        write(package.out, {"lib/z/config/plain-2": "echo -I/usr/include/z-2 ${p:-/usr}"})
        (package.out / "bin").mkdir()
        (package.out / "bin/z-config").symlink_to("../lib/z/config/plain-2")
        package.build()
        assert package.text("bin/z-config") == (
            f"echo -I{package.out}/include/z-2 ${{p:-{package.out}}}"
        )

    def test_such_a_program_that_calls_others_by_paths(self, package: Package) -> None:
        text = "#!/bin/sed\nG='/bin/grep -E'; /usr/bin/sed x | my/bin/tr /bin/other\n"
        write(package.out, {"bin/z-config": text})
        package.build()
        assert package.text("bin/z-config") == (
            "#!/bin/sed\nG='grep -E'; sed x | my/bin/tr /bin/other\n"
        )

    def test_pkg_config_s_folder(self, package: Package) -> None:
        text = "prefix=${pcfiledir}/../../..\n"
        write(package.root, {f"usr/lib/{TRIPLET}/pkgconfig/z.pc": text})
        write(package.out, {"lib/pkgconfig/z.pc": text, "lib/pkgconfig/y.pc": text})
        package.build()
        assert package.text("lib/pkgconfig/z.pc") == "prefix=${pcfiledir}/../..\n"
        assert package.text("lib/pkgconfig/y.pc") == text

    def test_cmake_looks_outside_of_the_prefix(self, package: Package) -> None:
        text = "find_package(Q PATHS a NO_DEFAULT_PATH)\n  NO_DEFAULT_PATH\n"
        write(package.out, {"lib/cmake/z/z.cmake": text})
        package.build()
        assert "NO_DEFAULT_PATH" not in package.text("lib/cmake/z/z.cmake")


class TestFolders:
    """Links that make several packages one prefix."""

    def test_debian_s_folder_of_the_architecture(self, package: Package) -> None:
        write(package.out, {"lib/libz.so": "", "include/z.h": ""})
        package.build()
        assert (package.out / f"lib/{TRIPLET}/libz.so").exists()
        assert (package.out / f"include/{TRIPLET}/z.h").exists()

    def test_cmake_s_files_one_folder_above(self, package: Package) -> None:
        write(
            package.root, {"usr/lib/cmake/a/a.cmake": "", f"usr/lib/{TRIPLET}/cmake/b/b.cmake": ""}
        )
        write(
            package.out, {"lib/cmake/a/a.cmake": "", "lib/cmake/b/b.cmake": "", "lib/libz.so": ""}
        )
        package.build()
        assert [one.name for one in (package.out / f"lib/{TRIPLET}/cmake").iterdir()] == ["b"]
        assert (package.out / f"lib/{TRIPLET}/libz.so").exists()

    def test_plugins_of_the_libraries(self, package: Package) -> None:
        write(package.runtime, {"lib/qt/plugins/p": "", "lib/other/o": ""})
        write(package.out, {"lib/qt/mkspecs/m": ""})
        package.build()
        assert (package.out / "lib/qt/plugins/p").exists()
        assert (package.out / "lib/other").is_symlink()

    def test_a_prefix_below_lib(self, package: Package) -> None:
        write(package.runtime, {"lib/mpi/lib/libmpi.so.1": ""})
        write(package.out, {"lib/mpi/include/mpi.h": "", "lib/plain/lib/libp.so": ""})
        package.build()
        assert (package.out / "lib/libmpi.so.1").exists()
        assert (package.out / "include/mpi.h").exists()
        assert not (package.out / "lib/libp.so").exists()

    def test_a_folder_of_headers_in_the_folder_of_its_name(self, package: Package) -> None:
        files = ("lib/mpi/lib/libmpi.so", "lib/mpi/include/ext.h", "lib/mpi/include/mpi/ext/x.h")
        write(package.out, dict.fromkeys(files, ""))
        (package.out / "include").mkdir()
        (package.out / "include/mpi").symlink_to(package.out / "lib/mpi/include")
        package.build()
        for name in ("include/ext.h", "include/mpi/ext/x.h", "include/mpi/ext.h"):
            assert (package.out / name).exists()

    def test_headers_of_one_source_are_one_folder(self, package: Package) -> None:
        write(package.dep, {"include/cv/core.h": "", "include/other.h": "", "lib/cv/x": ""})
        write(package.out, {"include/cv/face.h": "", "lib/cv/y": ""})
        package.build()
        assert (package.out / "include/cv/core.h").is_file()
        assert not (package.out / "include/other.h").exists()
        assert not (package.out / "lib/cv/x").exists()

    def test_what_only_one_compiler_would_find(self, package: Package) -> None:
        gcc, clang = f"lib/gcc/{TRIPLET}/12", "lib/llvm-14/lib/clang/14.0.6/include"
        files = (f"{gcc}/libf.so", f"{gcc}/include/f.h", f"{clang}/omp.h")
        write(package.out, dict.fromkeys(files, ""))
        package.build()
        for name in ("lib/libf.so", "include/f.h", "include/omp.h"):
            assert (package.out / name).is_file()

    def test_what_a_compiler_has_itself(self, package: Package) -> None:
        gcc, clang = f"lib/gcc/{TRIPLET}/11", "lib/llvm-14/lib/clang/14.0.6/include"
        names = ("libgcc.a", "libgcc_s.so", "include/stddef.h", "include/mmintrin.h")
        files = [f"{gcc}/{one}" for one in names]
        write(package.out, dict.fromkeys([*files, f"{clang}/stddef.h"], ""))
        package.build()
        assert not (package.out / "include/stddef.h").exists()
        assert not (package.out / "include/mmintrin.h").exists()
        assert not (package.out / "lib/libgcc_s.so").exists()

    def test_a_package_with_a_pc_file_that_has_no_headers(self, package: Package) -> None:
        write(package.dep, {"include/z.h": ""})
        write(package.out, {"share/pkgconfig/messages.pc": ""})
        package.build(is_headers=False)
        assert package.text("nix-support/propagated-build-inputs") == f"{package.dep}\n"


class TestHeaders:
    """What further-headers.sh adds for builds."""

    def run(self, tmp_path: Path, **variables: str) -> None:
        """Run the script as the builder does."""
        names = ("prefix_triplet_folder", "prefix_propagate")
        functions = "\n".join(function("further-prefix.sh", name) for name in names)
        script = f"set -eu\n{functions}\n. {BOOTSTRAP}/further-headers.sh"
        given = {
            "out": str(tmp_path / "out"),
            "root": str(tmp_path / "root"),
            "triplet": TRIPLET,
            "readable": "",
            "propagated": "",
        }
        subprocess.run(["sh", "-c", script], env=given | variables, check=True)

    def test_dependencies_that_a_build_reads_are_propagated(self, tmp_path: Path) -> None:
        pc = write(tmp_path / "pc", {"share/pkgconfig/z.pc": ""})
        known = write(tmp_path / "known", {"include/z.h": ""})
        library = write(tmp_path / "library", {"lib/libz.so.1": ""})
        out = write(tmp_path / "out", {"nix-support/propagated-build-inputs": f"{known}\n"})
        self.run(tmp_path, readable=f"{pc} {known} {library}", propagated=str(known))
        text = (out / "nix-support/propagated-build-inputs").read_text()
        assert text == f"{known}\n{pc}\n"

    def test_cmake_s_files_are_where_they_count_folders(self, tmp_path: Path) -> None:
        write(tmp_path / "root", {f"usr/lib/{TRIPLET}/cmake/z/z.cmake": ""})
        out = write(tmp_path / "out", {"lib/cmake/z/z.cmake": "", "lib/libz.so": ""})
        (out / "lib" / TRIPLET).symlink_to(".")
        self.run(tmp_path)
        found = (out / "lib/cmake/z/z.cmake").resolve()
        assert found == (out / f"lib/{TRIPLET}/cmake/z/z.cmake").absolute()
        assert (out / "include").is_dir()
        assert (out / f"lib/{TRIPLET}/libz.so").exists()

    def test_cmake_s_files_for_several_packages(self, tmp_path: Path) -> None:
        shared = f"lib/{TRIPLET}/cmake/shared.cmake"
        dep = write(tmp_path / "dep", {shared: "", f"lib/{TRIPLET}/cmake/d/d.cmake": ""})
        out = write(tmp_path / "out", {f"lib/{TRIPLET}/cmake/z/z.cmake": ""})
        self.run(tmp_path, readable=str(dep))
        assert (out / shared).readlink() == dep / shared
        assert not (out / f"lib/{TRIPLET}/cmake/d").exists()


def test_the_hook_of_headers(tmp_path: Path) -> None:
    """Run paths of the compiler's libraries, and variables for data, which a person may set."""
    data = write(tmp_path / "data", {"share/proj/proj.db": "", "lib/x/liby.so": ""})
    variables = {"out": str(tmp_path / "out"), "folders": str(data), "compilers": "/gomp"}
    subprocess.run(["sh", BOOTSTRAP / "further-hook.sh"], env=variables, check=True)
    hook = (tmp_path / "out/nix-support/setup-hook").read_text()
    assert "-rpath-link=" + str(data / "lib/x") in hook
    source = f". {tmp_path}/out/nix-support/setup-hook\n"
    append = 'appendToVar() { NIX_LDFLAGS="${NIX_LDFLAGS-} $2"; }\n'
    done = subprocess.run(
        ["bash", "-c", f'{append}{source}{source}echo "$NIX_LDFLAGS"'],
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == [f"-rpath-link={data}/lib/x", "-L/gomp/lib"]
    script = f'{append}{source}echo "$PROJ_DATA"'
    for given, expected in (({}, str(data / "share/proj")), ({"PROJ_DATA": "mine"}, "mine")):
        done = subprocess.run(["bash", "-c", script], env=given, capture_output=True, text=True)
        assert done.stdout.strip() == expected
    assert "GDAL_DATA" not in hook


@pytest.fixture
def linked(tmp_path: Path) -> tuple[Path, Path]:
    """A Python package that was built with two packages of headers, and their folder of data."""
    data = write(
        tmp_path / "data",
        {"share/proj/proj.db": "", "lib/girepository-1.0/A.typelib": "", "lib/openmpi/lib/x": ""},
    )
    other = write(tmp_path / "other", {"lib/girepository-1.0/B.typelib": ""})
    script = "appendToVar() { :; }\n"
    for folder in (data, other):
        hook = tmp_path / f"{folder.name}-hook"
        variables = {"out": str(hook), "folders": str(folder), "compilers": ""}
        subprocess.run(["sh", BOOTSTRAP / "further-hook.sh"], env=variables, check=True)
        script += f". {hook}/nix-support/setup-hook\n"
    out = tmp_path / "out"
    site = out / "lib/python3.13/site-packages"
    site.mkdir(parents=True)
    script += 'for hook in "${postInstallHooks[@]}"; do "$hook"; done\n'
    env = {"out": str(out), "pname": "gi", "PATH": os.environ["PATH"]}
    subprocess.run(["bash", "-euc", script], env=env, check=True)
    return out, tmp_path


def test_a_python_package_has_the_variables_with_it(linked: tuple[Path, Path]) -> None:
    out, folder = linked
    typelibs = [f"{folder}/{name}/lib/girepository-1.0" for name in ("data", "other")]
    shown = ["GI_TYPELIB_PATH", "OPAL_PREFIX", "PROJ_DATA"]
    site = f"import site; site.addsitedir({str(out / 'lib/python3.13/site-packages')!r})"
    python = f"{site}; {site}; import os; print(*map(os.environ.get, {shown}))"
    source = f". {out}/nix-support/setup-hook; echo {' '.join(f'${name}' for name in shown)}"
    for command in ([sys.executable, "-Ic", python], ["bash", "-euc", source]):
        for given, expected in (
            ({}, [":".join(typelibs), f"{folder}/data", f"{folder}/data/share/proj"]),
            (
                {"GI_TYPELIB_PATH": "/mine", "PROJ_DATA": "/proj"},
                [":".join(["/mine", *typelibs]), f"{folder}/data", "/proj"],
            ),
        ):
            done = subprocess.run(command, env=given, capture_output=True, text=True, check=True)
            assert done.stdout.split() == expected


def test_an_alternative_of_another_name(tmp_path: Path) -> None:
    """A run path names the folder in which a library has the name that is needed."""
    (tmp_path / "lib/z1").mkdir(parents=True)
    (tmp_path / "lib/z1/libz.so.1.2").touch()
    (tmp_path / "lib/z1/liby.so.1").touch()
    (tmp_path / "lib/libz.so.1").symlink_to("z1/libz.so.1.2")
    (tmp_path / "lib/liby.so.1").symlink_to("z1/liby.so.1")
    script = function("further-relink.sh", "relink_real_dir")
    for name, expected in (("libz.so.1", "lib"), ("liby.so.1", "lib/z1")):
        done = subprocess.run(
            ["sh", "-c", f"{script}relink_real_dir {tmp_path}/lib/{name}"],
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == str(tmp_path / expected)
