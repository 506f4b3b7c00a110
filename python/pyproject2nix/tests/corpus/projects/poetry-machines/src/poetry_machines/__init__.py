"""Project poetry-machines of the corpus."""
