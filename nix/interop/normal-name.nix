# The name of a package, of its normal form (PEP 503), from a name or a requirement: "Flit_Core >=3.2" -> "flit-core".
{ lib }:
requirement:
let
  name = builtins.head (builtins.match "([A-Za-z0-9._-]+).*" requirement);
in
lib.concatStringsSep "-" (lib.filter (part: lib.isString part && part != "") (builtins.split "[._-]+" (lib.toLower name)))
