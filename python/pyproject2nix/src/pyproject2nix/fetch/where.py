"""Command line: ``python -m pyproject2nix.fetch.where``: pip's index.

Writes ``{url, default}`` as JSON, with credentials; `default` where nobody configured another.
"""

import json
import sys

from .pip_index import Index
from .pip_internals import default_index


def main() -> int:
    """Entry point."""
    url = Index(None, None).url
    json.dump({"url": url, "default": url == default_index}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
