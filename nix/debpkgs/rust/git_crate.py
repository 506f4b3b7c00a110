"""Copy one crate of a Git repository: ``git_crate.py TREE NAME VERSION TARGET``.

A manifest in a workspace may say `KEY.workspace = true`: Cargo looks into the workspace's own
manifest, which is not there once the crate stands alone. Its values are written out here.
"""

import json
import shutil
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["find_crate", "main", "toml", "with_workspace"]

_DEPENDENCIES = ("dependencies", "dev-dependencies", "build-dependencies")


def main() -> None:
    """Copy the crate, with a manifest that needs no other."""
    tree, name, version, target = Path(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4])
    found = find_crate(tree, name, version)
    if found is None:
        sys.exit(
            f"error: {tree}: no crate {name} {version} in it; lock again: cargo update -p {name}"
        )
    folder, manifest = found
    shutil.copytree(folder, target, symlinks=False, ignore_dangling_symlinks=True)
    for path in [target, *target.rglob("*")]:
        path.chmod(path.stat().st_mode | 0o200)
    (target / "Cargo.toml").write_text(toml(manifest), encoding="utf-8")


def find_crate(tree: Path, name: str, version: str) -> tuple[Path, dict[str, Any]] | None:
    """Return the folder and the completed manifest of a crate."""
    for path in sorted(tree.rglob("Cargo.toml")):
        manifest = _read(path)
        if manifest.get("package", {}).get("name") == name:
            manifest = with_workspace(manifest, _workspace(path.parent, tree))
            if manifest["package"].get("version", "0.0.0") == version:
                return path.parent, manifest
    return None


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        # A test's, say.
        return {}


def _workspace(folder: Path, tree: Path) -> dict[str, Any]:
    """Return the nearest table [workspace] above a folder, or in it."""
    for one in (folder, *folder.parents):
        workspace = _read(one / "Cargo.toml").get("workspace")
        if isinstance(workspace, dict):
            return workspace
        if one == tree:
            break
    return {}


def with_workspace(manifest: dict[str, Any], workspace: dict[str, Any]) -> dict[str, Any]:
    """Return a manifest with the values that it takes from its workspace, and without that."""
    found = {key: value for key, value in manifest.items() if key != "workspace"}
    shared = workspace.get("package", {})
    found["package"] = {
        key: shared[key] if _is_inherited(value) and key in shared else value
        for key, value in found["package"].items()
        if key != "workspace"
    }
    if _is_inherited(found.get("lints")):
        found["lints"] = workspace.get("lints", {})
    for table in _tables(found):
        for kind in _DEPENDENCIES:
            for name, wanted in table.get(kind, {}).items():
                if _is_inherited(wanted):
                    table[kind][name] = _dependency(wanted, workspace["dependencies"][name])
    return found


def _is_inherited(value: object) -> bool:
    return isinstance(value, dict) and value.get("workspace") is True


def _tables(manifest: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield manifest
    yield from manifest.get("target", {}).values()


def _dependency(wanted: dict[str, Any], shared: object) -> dict[str, Any]:
    base: dict[str, Any] = shared if isinstance(shared, dict) else {"version": shared}
    own = {key: value for key, value in wanted.items() if key not in ("workspace", "features")}
    features = [*base.get("features", []), *wanted.get("features", [])]
    return {**base, **own, **({"features": features} if features else {})}


def toml(document: dict[str, Any]) -> str:
    """Return a document as TOML, a line for each key at its top."""
    return "".join(f"{json.dumps(key)} = {_value(value)}\n" for key, value in document.items())


def _value(value: object) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{json.dumps(k)} = {_value(v)}' for k, v in value.items())} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    # JSON's strings, numbers, true and false are TOML's.
    return json.dumps(value, default=str)


if __name__ == "__main__":
    main()
