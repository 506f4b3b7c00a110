"""Tells what uv wants to know of a dynamic version."""

from pathlib import Path


def prepare_metadata_for_build_editable(folder, config_settings=None):
    """Write the metadata."""
    target = Path(folder, "uv_dynamic-4.5.6.dist-info")
    target.mkdir()
    text = "Metadata-Version: 2.1\nName: uv-dynamic\nVersion: 4.5.6\n"
    text += "Requires-Python: >=3.11\nRequires-Dist: importlib-metadata>=7\n"
    (target / "METADATA").write_text(text)
    return target.name


prepare_metadata_for_build_wheel = prepare_metadata_for_build_editable
