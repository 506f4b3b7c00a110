"""Project poetry-enriched of the corpus."""
