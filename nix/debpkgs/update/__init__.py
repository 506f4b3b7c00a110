"""The lock tool: resolves nix/debpkgs/packages.toml through apt and writes nix/debpkgs/lock/.

`make update` runs it as ``python3 -m update`` in nix/debpkgs. Standard library only: it has to run
on a plain Debian.
"""
