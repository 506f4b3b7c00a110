"""One command for a whole project: `init`, the daily `sync`, and `undo` and `upgrade`."""
