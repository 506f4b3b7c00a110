"""Project pylock-cli of the corpus."""
