"""Lock files: one reader a format, one model for all."""
