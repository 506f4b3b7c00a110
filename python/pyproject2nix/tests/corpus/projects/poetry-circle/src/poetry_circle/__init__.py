"""Project poetry-circle of the corpus."""
