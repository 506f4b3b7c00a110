"""Project poetry11-web of the corpus."""
