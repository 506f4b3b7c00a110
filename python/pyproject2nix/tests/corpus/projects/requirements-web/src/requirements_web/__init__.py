"""Project requirements-web of the corpus."""
