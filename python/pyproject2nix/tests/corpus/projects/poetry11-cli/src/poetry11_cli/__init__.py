"""Project poetry11-cli of the corpus."""
