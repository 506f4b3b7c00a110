"""Command line: ``python -m pyproject2nix.fetch.where``: pip's index.

Writes ``{url, default, extra, cert}`` as JSON, with credentials; `default` where nobody configured
another index, `extra` the further indexes, `cert` the configured file of certificates, or nothing.
"""

import json
import sys

from .pip_index import Index
from .pip_internals import default_index


def main() -> int:
    """Entry point."""
    index = Index(None, None)
    found = {
        "url": index.url,
        "default": index.url == default_index,
        "extra": index.extra_urls,
        "cert": index.cert,
    }
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
