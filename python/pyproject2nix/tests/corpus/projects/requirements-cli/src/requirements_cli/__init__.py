"""Project requirements-cli of the corpus."""
