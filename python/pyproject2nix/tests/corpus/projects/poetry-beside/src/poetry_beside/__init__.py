"""Project poetry-beside of the corpus."""
