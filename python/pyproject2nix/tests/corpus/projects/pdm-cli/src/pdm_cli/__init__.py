"""Project pdm-cli of the corpus."""
