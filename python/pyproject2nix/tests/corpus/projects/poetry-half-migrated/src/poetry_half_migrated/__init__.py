"""Project poetry-half-migrated of the corpus."""
