"""A version that only running tells."""

__version__ = ".".join(["1", "0"])
