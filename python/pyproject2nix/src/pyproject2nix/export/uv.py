"""uv.lock, which uv reads together with the project's own pyproject.toml."""

from pyproject2nix.base.model import Dependency, File
from pyproject2nix.export.address import address_of
from pyproject2nix.export.toml import HEADER, inline_table, key, text, text_list
from pyproject2nix.export.view import Pinned, View

__all__ = ["render_uv"]


def render_uv(view: View) -> dict[str, str]:
    """Return uv.lock."""
    toml = view.project.toml
    view.check_standard("uv")
    python = toml.table("project").text("requires-python", view.python)
    lines = [
        HEADER.format("pyproject.toml and its lock"),
        "version = 1",
        f"requires-python = {text(python)}",
        "",
    ]
    entries = {package.name: _package(package, view) for package in view.packages}
    entries[view.project.name] = _project(view)
    for name in sorted(entries):
        lines += entries[name]
    return {"uv.lock": "\n".join(lines)}


def _package(package: Pinned, view: View) -> list[str]:
    wheels = [file for file in package.files if file.name.endswith(".whl")]
    lines = [
        "[[package]]",
        f"name = {text(package.name)}",
        f"version = {text(package.version)}",
        f"source = {inline_table({'registry': text(f'{view.index}/simple')})}",
        *_names("dependencies", package.dependencies),
        *(f"sdist = {_file(package, f, view)}" for f in package.files if f not in wheels),
    ]
    if wheels:
        lines += ["wheels = [", *(f"    {_file(package, f, view)}," for f in wheels), "]"]
    return [*lines, ""]


def _file(package: Pinned, file: File, view: View) -> str:
    address = address_of(file.name, package.name, view.index)
    return inline_table({"url": text(address), "hash": text(f"sha256:{file.sha256}")})


def _project(view: View) -> list[str]:
    project = view.project
    kind = "editable" if project.is_package else "virtual"
    lines = [
        "[[package]]",
        f"name = {text(project.name)}",
        f"version = {text(project.version)}",
        f"source = {inline_table({kind: text('.')})}",
        *_names("dependencies", view.dependencies),
    ]
    for table, some in (("optional", view.extras), ("dev", view.groups)):
        lines += ["", f"[package.{table}-dependencies]"]
        for name in sorted(some):
            lines += _names(key(name), some[name], empty=True)
    lines += ["", "[package.metadata]", "requires-dist = ["]
    lines += [f"    {_requirement(r)}," for r in project.requirements]
    for extra in sorted(project.extras):
        lines += [f"    {_requirement(r, extra)}," for r in project.extras[extra]]
    lines += ["]", "", "[package.metadata.requires-dev]"]
    for group in sorted(project.groups):
        lines += [f"{key(group)} = ["]
        lines += [*(f"    {_requirement(r)}," for r in project.groups[group]), "]"]
    return [*lines, ""]


def _names(what: str, names: tuple[str, ...], *, empty: bool = False) -> list[str]:
    if not names and not empty:
        return []
    return [f"{what} = [", *(f"    {inline_table({'name': text(name)})}," for name in names), "]"]


def _requirement(requirement: Dependency, extra: str = "") -> str:
    markers = [str(requirement.marker)] if requirement.marker else []
    if extra:
        markers = [*(f"({marker})" for marker in markers), f"extra == {extra!r}"]
    values = {"name": text(requirement.name)}
    if requirement.extras:
        values["extras"] = text_list(requirement.extras)
    if markers:
        values["marker"] = text(" and ".join(markers))
    if requirement.constraint.text:
        values["specifier"] = text(requirement.constraint.text)
    return inline_table(values)
