"""Project uv-native of the corpus."""
