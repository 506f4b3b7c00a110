"""names.toml: what nixpkgs calls Debian's packages, compared with an index where a mirror is."""

import re
from pathlib import Path

import pytest
from commands import names
from commands.archive import Archive
from commands.base import SUITE
from commands.names import NIXPKGS, packages_of
from update.errors import UpdateError
from update.resolve import Universe


@pytest.fixture(scope="module")
def universe() -> Universe:
    """Debian's index for amd64, as `debpkgs add` has it."""
    try:
        return Archive(SUITE).universe("amd64")
    except UpdateError as error:
        pytest.skip(f"Debian's index cannot be fetched: {error}")


def test_names_are_sorted_and_written_once() -> None:
    text = Path(names.__file__).with_name("names.toml").read_text(encoding="utf-8")
    written = re.findall(r'^"?([^"\s]+)"? = \[', text.partition("[ignore]")[0], re.M)
    assert written == sorted(NIXPKGS)
    assert len(written) >= 300


def lacking(universe: Universe) -> dict[str, list[str]]:
    """Names with the packages that the index does not have."""
    found = {
        name: [one for one in packages if one not in universe.by_name]
        for name, packages in NIXPKGS.items()
    }
    return {name: some for name, some in found.items() if some}


def test_debian_has_each_package(universe: Universe) -> None:
    assert lacking(universe) == {}


def test_a_package_that_debian_lacks_is_found(universe: Universe) -> None:
    without = Universe(one for one in universe.by_name.values() if one.name != "zlib1g-dev")
    assert lacking(without) == {"zlib": ["zlib1g-dev"]}


def test_names_that_debian_has_itself_are_not_written(
    universe: Universe, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = dict(NIXPKGS)
    monkeypatch.setattr(names, "NIXPKGS", {})
    known = {one.source for one in universe.by_name.values()} | universe.by_name.keys()
    same = [
        name
        for name in sorted(written.keys() & known)
        if set(packages_of(universe, name)) == set(written[name])
    ]
    assert same == []
