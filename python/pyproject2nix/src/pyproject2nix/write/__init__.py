"""Writing files together: all of them or none, and none that a person edited."""
