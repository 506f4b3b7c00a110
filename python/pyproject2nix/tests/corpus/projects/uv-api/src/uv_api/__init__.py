"""Project uv-api of the corpus."""
