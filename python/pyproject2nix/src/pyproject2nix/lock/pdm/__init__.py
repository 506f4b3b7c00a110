"""pdm.lock, of PDM."""
