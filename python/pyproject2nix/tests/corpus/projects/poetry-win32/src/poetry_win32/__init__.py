"""Project poetry-win32 of the corpus."""
