# The name of a source in the store: Nix allows fewer characters there than
# Debian in a file name. Builtins alone: ./setup needs it before anything else.
path:
builtins.concatStringsSep "" (
  map (part: if builtins.isString part then part else "-") (
    builtins.split "[^A-Za-z0-9+._?=-]" (baseNameOf path)
  )
)
