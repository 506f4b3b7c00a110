"""Project pylock-api of the corpus."""
