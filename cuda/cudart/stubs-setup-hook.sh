# For -lcuda. In run paths, the driver's bridge passes over a folder of this name, and the fixup phase drops it.
# shellcheck shell=bash
appendToVar NIX_LDFLAGS "-L${BASH_SOURCE[0]%/nix-support/setup-hook}/lib/stubs"
