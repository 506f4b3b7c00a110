"""Project poetry18-extras of the corpus."""
