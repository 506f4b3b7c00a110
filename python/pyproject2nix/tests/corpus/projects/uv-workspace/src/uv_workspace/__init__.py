"""Project uv-workspace of the corpus."""
