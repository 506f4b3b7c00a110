"""Reading a project: its pyproject.toml, by the standards and by the tools before them."""
