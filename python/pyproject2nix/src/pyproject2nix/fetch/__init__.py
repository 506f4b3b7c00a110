"""Fetch pinned files from wherever the machine's pip gets its packages.

pip's own code reads its configuration (index, extra indexes, find-links, proxy, certificates,
netrc) and understands index pages; this package only picks the pinned file names from them and
downloads those, resuming, several at a time, checked by SHA-256.

It runs before anything else is there, on Debian's Python 3.11 with Debian's pip, and imports
nothing from the rest of pyproject2nix.
"""
