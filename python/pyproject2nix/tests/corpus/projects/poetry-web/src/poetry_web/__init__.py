"""Project poetry-web of the corpus."""
