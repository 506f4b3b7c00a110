"""Turns a Python project's metadata and lock file into Nix expressions."""

__all__ = ["__version__"]

__version__ = "0.1.0"
