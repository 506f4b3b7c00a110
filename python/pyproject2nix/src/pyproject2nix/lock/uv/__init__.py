"""uv.lock, of uv."""
