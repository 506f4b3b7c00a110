# The derivations of outputs of the flake, named as `nix build .#NAME` and `nix run .#NAME` name them, or from the top:
# devShells.debug. Store paths, one a line. Nothing is built, since nothing here is read from what a build makes.
{ system, names }:

let
  inherit (builtins)
    attrNames
    concatMap
    filter
    foldl'
    getContext
    head
    isString
    map
    split
    ;

  outputs = import ../. { inherit system; };

  at = foldl' (set: name: set.${name} or null) outputs;

  find =
    name:
    let
      path = filter isString (split "\\." name);
      places = [
        [ "packages" ]
        [ "apps" ]
        [ "legacyPackages" ]
        [ ]
      ];
      found = filter (output: output ? program || output ? drvPath) (map (place: at (place ++ path)) places);
    in
    if found == [ ] then throw "${name}: no such output; see: nix flake show" else head found;

  derivations = output: attrNames (getContext (output.program or output.drvPath));
in
foldl' (text: path: text + path + "\n") "" (concatMap (name: derivations (find name)) names)
