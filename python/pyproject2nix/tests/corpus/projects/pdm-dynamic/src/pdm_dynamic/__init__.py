"""Project pdm-dynamic of the corpus."""

__version__ = "4.5.6"
