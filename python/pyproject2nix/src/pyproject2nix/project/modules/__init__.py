"""Which modules a build backend installs: by its own tables and its rules for finding them.

One module for each family of backends. `find.py` chooses among them.
"""
