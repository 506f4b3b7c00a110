"""Project uv-conflicts of the corpus."""
