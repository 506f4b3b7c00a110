"""The hostile inputs, one module a subject."""

from hostile.files import FILES
from hostile.includes import INCLUDES
from hostile.model import Input
from hostile.names import NAMES
from hostile.products import PRODUCTS
from hostile.reader import READER
from hostile.shapes import SHAPES
from hostile.values import VALUES

__all__ = ["INPUTS"]

INPUTS: list[Input] = [*FILES, *SHAPES, *INCLUDES, *NAMES, *VALUES, *READER, *PRODUCTS]
