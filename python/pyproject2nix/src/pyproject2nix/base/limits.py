"""How large input may be. No real project comes near; beyond, time or memory would run away.

Sizes are in bytes, lengths in characters.
"""

__all__ = [
    "ALTERNATIVES",
    "ARCHIVE_CONTENT",
    "ARCHIVE_MEMBERS",
    "ATTEMPTS",
    "BLOCKS",
    "BUILD_REQUIREMENTS",
    "CONSTRAINT",
    "CYCLE",
    "DEPTH",
    "DIGITS",
    "DOTTED",
    "EDGES",
    "ENTRIES_OF_A_NAME",
    "EXPANDED",
    "FILES",
    "FILE_NAME",
    "GENERATED_FILE",
    "INCLUDES",
    "LINE",
    "LINES",
    "LOCAL_FILE",
    "LOCK_FILE",
    "MARKER",
    "MARKERS_OF_AN_EXTRA",
    "MARKER_CASES",
    "MESSAGE",
    "MIB",
    "NAME",
    "PACKAGES",
    "PARENTHESES",
    "PROJECT_FILE",
    "QUOTED",
    "REQUIREMENT",
    "REQUIREMENTS_FILES",
    "ROUNDS",
    "SOURCE_FILE",
    "TARGETS",
    "UNQUOTED",
    "VALUES",
    "VARIANTS",
    "WHEEL_TAGS",
    "WORDS",
    "WORK",
]

MIB = 1 << 20

PROJECT_FILE = 4 * MIB
"""pyproject.toml, Cargo.toml."""
REQUIREMENTS_FILES = 8 * MIB
"""requirements.txt and all that it includes."""
INCLUDES = 100
"""Files of requirements that pyproject.toml names, with those that they include."""
LOCK_FILE = 16 * MIB
GENERATED_FILE = 32 * MIB
LOCAL_FILE = 1024 * MIB
"""A wheel or sdist at a local path, whose hash is computed."""
SOURCE_FILE = MIB // 2
"""A file that states a version."""
ARCHIVE_MEMBERS = 200_000
"""Files and folders in an sdist that is looked into."""
ARCHIVE_CONTENT = 4096 * MIB
"""Their sizes together."""
BUILD_REQUIREMENTS = 200
"""Requirements of one build."""

WORDS = 100_000
"""Names, numbers and signs of a Python module: each costs its parser about 1 KB of memory."""

WORK = 4_000_000
"""Units of work of one run, about one microsecond each: see `budget.py`."""

VALUES = 600_000
"""Commas, equal signs, line breaks and escapes of a TOML file: each costs its parser about 4 µs."""
BLOCKS = 150_000
"""Opening brackets and braces of a TOML file: each costs its parser about 10 µs."""
DEPTH = 50
"""Tables and lists within each other, and parts of a dotted key."""
DOTTED = 400_000
"""Parts of all dotted keys; the second part of one counts twice, the third three times."""
UNQUOTED = 1000
"""Characters of a key, number or date."""
DIGITS = 1000
"""Python turns more than 4300 digits into no number, in the middle of comparing versions."""

NAME = 180
"""A package, group or extra: its store path has 211 characters at most."""
FILE_NAME = 200
"""A distribution: its store path has 211 characters at most."""
CONSTRAINT = 1000
ALTERNATIVES = 1000
"""Of two constraints together, each with each."""
REQUIREMENT = 4000
MARKER = 64_000
MARKER_CASES = 500_000
"""Characters of two markers, times the Pythons and extras for which they are compared."""
PARENTHESES = 30
"""Parentheses within each other in a marker, which recursion evaluates."""
WHEEL_TAGS = 500
"""Tags that a wheel's name stands for: `py2.py3-none-any` stands for two."""
LINE = 200_000
"""A logical line of a file of requirements, with all its hashes."""
LINES = 600_000
"""Lines of requirements.txt and all that it includes."""
QUOTED = 16_000
"""Options of a requirement, where they have quotes: each character is copied for each before it."""

EXPANDED = 100_000
"""Requirements of all groups or of all extras, once for each that includes them."""
MARKERS_OF_AN_EXTRA = 50
"""Different markers under which a project asks for one of its own extras."""
ENTRIES_OF_A_NAME = 100
"""Versions of one package in a lock."""
PACKAGES = 5000
"""Entries of a lock, or pinned lines of requirements."""
CYCLE = 500
"""Packages that all need each other: what needs one of them gets all."""
ATTEMPTS = 100
"""How often versions are chosen anew where a lock has several of one package."""
TARGETS = 64
FILES = 20_000
"""Files that are fetched."""
EDGES = 1_000_000
"""Dependencies followed, for all targets together."""
VARIANTS = 24
"""Choices among groups and extras that exclude each other: each is planned and written."""
ROUNDS = 20
"""How often a build requirement may bring further build requirements."""

MESSAGE = 470
"""A refusal, which is one line."""
