"""Valid files, changed in places: what fuzzing and the property tests throw at the program."""
