"""pdm.lock, which PDM reads together with the project's own pyproject.toml."""

from pyproject2nix.base.budget import spend
from pyproject2nix.export.toml import HEADER, text, text_list, write_files
from pyproject2nix.export.view import BUILD_GROUP, Pinned, View
from pyproject2nix.lock.pdm.content_hash import pdm_content_hash

__all__ = ["render_pdm"]


def render_pdm(view: View) -> dict[str, str]:
    """Return pdm.lock."""
    toml = view.project.toml
    view.check_standard("PDM")
    groups = sorted({*view.extras, *view.groups} - {BUILD_GROUP})
    lines = [
        HEADER.format("pyproject.toml and its lock"),
        "[metadata]",
        f"groups = {text_list(['default', *groups])}",
        'strategy = ["inherit_metadata"]',
        'lock_version = "4.5.0"',
        f"content_hash = {text(pdm_content_hash(toml.data))}",
        "",
        "[[metadata.targets]]",
        f"requires_python = {text(view.python)}",
        "",
    ]
    wanted = _wanted_by(view)
    asked = _asked_extras(view)
    for package in view.packages:
        if wanted[package.name]:
            for extras in sorted({(), *asked.get(package.name, ())}):
                lines += _package(package, extras, wanted[package.name], view.versions)
    return {"pdm.lock": "\n".join(lines)}


def _package(
    package: Pinned, extras: tuple[str, ...], groups: list[str], versions: dict[str, str]
) -> list[str]:
    lines = len(package.dependencies) + len(package.files) + len(groups)
    spend(10 + 3 * lines, f"pyproject.toml ({package.name})")
    needs = [f"{name}=={versions[name]}" for name in package.dependencies]
    return [
        "[[package]]",
        f"name = {text(package.name)}",
        f"version = {text(package.version)}",
        *([f"extras = {text_list(extras)}"] if extras else []),
        'summary = ""',
        f"groups = {text_list(groups)}",
        *([f"dependencies = {text_list(needs)}"] if needs else []),
        write_files(package.files),
        "",
    ]


def _asked_extras(view: View) -> dict[str, set[tuple[str, ...]]]:
    """Return the extras that the project asks of its packages: PDM has an entry for each set."""
    project = view.project
    found: dict[str, set[tuple[str, ...]]] = {}
    for some in (project.requirements, *project.extras.values(), *project.groups.values()):
        for requirement in some:
            if requirement.extras:
                found.setdefault(requirement.name, set()).add(requirement.extras)
    return found


def _wanted_by(view: View) -> dict[str, list[str]]:
    """Return the groups that want each package, directly or not."""
    roots = {"default": view.dependencies, **view.extras, **view.groups}
    roots.pop(BUILD_GROUP, None)
    reached = {group: view.reached(roots[group]) for group in sorted(roots)}
    return {
        package.name: [group for group, names in reached.items() if package.name in names]
        for package in view.packages
    }
