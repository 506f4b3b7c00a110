"""The texts of the generated files, and of what is shown of a plan."""
