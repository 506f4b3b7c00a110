"""An in-tree back end."""
