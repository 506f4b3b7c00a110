"""Start imagetools from a directory that need not be installed."""

from imagetools.cli import main

raise SystemExit(main())
