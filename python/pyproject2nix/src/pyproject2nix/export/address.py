"""Where an index has a file, as far as that follows from its name."""

__all__ = ["address_of"]


def address_of(file: str, name: str, index: str) -> str:
    """Return INDEX/packages/TAG/LETTER/NAME/FILE: an old form of address, which PyPI still answers.

    Builds of debpkgs never ask there: they find files by name and hash.
    """
    kind = file.removesuffix(".whl").split("-")[-3] if file.endswith(".whl") else "source"
    return f"{index}/packages/{kind}/{name[0]}/{name}/{file}"
