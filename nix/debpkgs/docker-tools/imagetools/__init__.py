"""Container images from store paths: plan layers, write archives, convert them.

Every command reads files and writes one output; the same input gives the same bytes whatever the
machine, the number of cores or the order in which a directory lists its entries.
"""


class ImageError(Exception):
    """Input that cannot become an image; the text names the value and the remedy."""
