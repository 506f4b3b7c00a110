"""Nothing: the sample is for its metadata."""
