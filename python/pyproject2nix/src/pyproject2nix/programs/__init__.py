"""Other programs: Nix, a Python with pip, the project's locker, a child process for a pattern."""
