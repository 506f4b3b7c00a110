"""The plan: what is going to be written, decided for each target and not yet rendered."""
