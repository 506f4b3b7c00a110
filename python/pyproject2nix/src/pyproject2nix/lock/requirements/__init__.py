"""requirements.txt with hashes, and the file names that it lacks."""
