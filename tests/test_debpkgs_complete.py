"""-dev packages whose dependencies in Debian lack what their own files name."""

from collections.abc import Mapping

from commands.complete import Addition, additions
from commands.development import Collector, Development
from test_debpkgs_add import package
from update.resolve import Universe

DEV = "libdevel"
UNIVERSE = Universe(
    [
        package("libz1", "libb1", "libc6", source="z"),
        package("libz-dev", "libz1", source="z", section=DEV),
        package("libb1", "libc6", "libd1", source="b"),
        package("libd1", "libc6", source="d"),
        package("libd-dev", "libd1", source="d", section=DEV),
        package("libb-dev", "libb1", source="b", section=DEV),
        package("libb-extra-dev", "libb-dev", source="b", section=DEV),
        package("libc6", source="glibc"),
        package("libc6-dev", "libc6", source="glibc", section=DEV),
    ]
)


def found(**files: str) -> Development:
    """What some files name; `__` is a slash in a name, `_` a dot."""
    collector = Collector()
    for name, text in files.items():
        collector.add("/usr/" + name.replace("__", "/").replace("_", "."), text.encode())
    return collector.found()


def added(mine: Development, other: Development) -> list[Addition]:
    """What libz-dev gets, whose library is linked with libb1."""
    facts = {"libz-dev": mine, "libb-dev": other, "libd-dev": found(lib__libd_so="")}
    pins: Mapping[str, Mapping[str, list[str]]] = {
        "libz-dev": {"depends": ["libz1"]},
        "libz1": {"depends": ["libb1", "libc6"]},
        "libb1": {"depends": ["libc6", "libd1"]},
        "libd1": {"depends": ["libc6"]},
    }
    asked: set[str] = set()
    every = list(
        additions(pins, {}, UNIVERSE, lambda name: facts.get(name, Development()), asked.update)
    )
    assert asked <= {"libb-dev", "libd-dev"}
    return every


def test_a_header_a_module_and_a_library() -> None:
    other = found(include__b_h="", lib__pkgconfig__b_pc="", lib__libb_so="")
    for mine, what in (
        (found(include__z_h="#include <b.h>\n"), "header b.h"),
        (found(lib__pkgconfig__z_pc="Requires: y >= 1, b>=2\n"), "module b"),
        (found(lib__pkgconfig__z_pc="Requires.private: b\n"), "module b"),
        (found(lib__pkgconfig__z_pc="Libs: -L${libdir} -lz -lb\n"), "library b"),
        (found(lib__pkgconfig__z_pc="Libs: -lz /usr/lib/x/libb.so\n"), "library b"),
        (found(lib__cmake__z_cmake='INTERFACE_LINK_LIBRARIES "b;X::Y;-pthread"'), "library b"),
        (found(lib__cmake__z_cmake='INTERFACE_LINK_LIBRARIES "X;/usr/lib/x/libb.so"'), "library b"),
    ):
        assert added(mine, other) == [Addition("libz-dev", "libb-dev", what)]


def test_what_the_package_has_itself_and_what_is_optional() -> None:
    other = found(include__b_h="", include__b__in_h="")
    for text in (
        "#ifdef HAVE_B\n#include <b.h>\n#endif\n",
        "#ifndef Z_H\n#define Z_H\n#if B\n# include <b.h>\n#endif\n#endif\n",
        "#include <stdio.h>\n#include <vector>\n#include <sys/types.h>\n",
        "#include <in.h>\n",
    ):
        assert added(found(include__z_h=text), other) == []
    assert added(found(include__z_h="#include <b.h>", include__b_h=""), other) == []


def test_the_guard_of_a_header_is_no_condition() -> None:
    for guard in ("#ifndef Z_H", "#if !defined( Z_H )"):
        text = f"{guard}\n#define Z_H 1\n#include <b.h> /* b */\n#endif\n"
        assert added(found(include__z_h=text), found(include__b_h=""))


def test_a_header_in_the_folder_of_the_including_one() -> None:
    mine = found(include__sub__z_h='#include "b.h"\n')
    assert added(mine, found(include__sub__b_h=""))
    assert not added(mine, found(include__other__b_h=""))


def test_a_macro_of_its_own_headers() -> None:
    text = "#if defined( HAVE_B )\n#include <b.h>\n#endif /* HAVE_B */\n"
    other = found(include__b_h="")
    assert not added(found(include__z_h=text), other)
    assert added(found(include__z_h=text, include__z__features_h="#define HAVE_B\t1\n"), other)


def test_a_library_that_another_is_linked_with() -> None:
    mine = found(lib__pkgconfig__z_pc="Libs: -ld\n", include__z_h="#include <d.h>\n")
    assert added(mine, found()) == [Addition("libz-dev", "libd-dev", "library d")]


def added_to(universe: Universe, there: Mapping[str, Mapping[str, list[str]]]) -> list[Addition]:
    """What libz-dev gets, whose .pc file names -lf and whose header includes <val.h>."""
    facts = {
        "libz-dev": found(lib__pkgconfig__z_pc="Libs: -lf\n", include__z__z_h="#include <val.h>"),
        "libf-12-dev": found(lib__gcc__libf_so=""),
        "libz-all-dev": found(include__z__all__val_h=""),
    }
    pins = {"libz-dev": {"depends": ["libz1"]}, "libz1": {"depends": ["libf1"]}}
    return list(
        additions(
            pins, there, universe, lambda name: facts.get(name, Development()), lambda _: None
        )
    )


def test_a_library_of_the_compiler_for_another_language() -> None:
    universe = Universe(
        [
            package("libz1", "libf1", source="z"),
            package("libz-dev", "libz1", source="z", section=DEV),
            package("libf1", source="gcc-12"),
            package("libf-12-dev", "libf1", source="gcc-12", section=DEV),
        ]
    )
    assert added_to(universe, {}) == [Addition("libz-dev", "libf-12-dev", "library f")]
    # The compiler's own, which debpkgs has.
    assert added_to(universe, {"libf1": {"depends": []}}) == []


def test_a_header_in_another_folder_of_the_same_source() -> None:
    for source, expected in (("z", ["header val.h"]), ("y", [])):
        universe = Universe(
            [
                package("libz1", source="z"),
                package("libf1", source=source),
                package("libz-dev", "libz1", source="z", section=DEV),
                package("libz-all-dev", "libf1", source=source, section=DEV),
            ]
        )
        assert [one.what for one in added_to(universe, {})] == expected


def test_private_headers_of_what_private_headers_build_on() -> None:
    universe = Universe(
        [
            package("libq-dev", source="q", section=DEV),
            package("q-private-dev", "libq-dev", source="q", section=DEV),
            package("libq-private-dev", "libq-dev", source="q", section=DEV),
            package("w-private-dev", "libq-dev", source="w", section=DEV),
        ]
    )
    facts = {
        "w-private-dev": found(include__w__w_h="#include <qpa/drag.h>"),
        "libq-private-dev": found(include__Q__5__qpa__drag_h=""),
    }
    pins: dict[str, dict[str, list[str]]] = {
        "w-private-dev": {"depends": ["libq-dev"]},
        "libq-dev": {"depends": []},
    }
    every = list(
        additions(pins, {}, universe, lambda name: facts.get(name, Development()), lambda _: None)
    )
    assert every == [Addition("w-private-dev", "libq-private-dev", "header qpa/drag.h")]
