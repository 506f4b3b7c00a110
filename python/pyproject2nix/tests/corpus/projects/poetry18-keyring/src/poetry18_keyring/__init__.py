"""Project poetry18-keyring of the corpus."""
