"""Project uv-git of the corpus."""
