"""poetry.lock, of Poetry."""
