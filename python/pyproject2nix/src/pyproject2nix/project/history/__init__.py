"""Versions that build backends compute from the repository's history.

One module for each family of tools: the formula that its documentation gives. Uncommitted changes
do not count, since writing the generated files is one.
"""
