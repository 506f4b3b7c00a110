"""Project poetry-dynamic of the corpus."""
