"""Project poetry-git of the corpus."""
