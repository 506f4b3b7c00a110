"""Folders are listed in the order of names while training, whatever their file system's order is."""

import posix

_listdir = posix.listdir
posix.listdir = lambda path=".": sorted(_listdir(path))
