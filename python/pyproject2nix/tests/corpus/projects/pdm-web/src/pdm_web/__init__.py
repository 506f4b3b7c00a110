"""Project pdm-web of the corpus."""
