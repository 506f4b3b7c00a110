"""Say in plain words, or as JSON, which GPU driver a machine has and what is wrong with it."""
