"""The pinned files in the Nix store."""
