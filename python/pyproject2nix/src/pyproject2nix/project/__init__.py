"""What a project says of itself, by the standards and by the tools that came before them."""
