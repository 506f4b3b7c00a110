"""Project poetry18-cli of the corpus."""
