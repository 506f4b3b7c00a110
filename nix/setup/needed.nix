# The derivations of outputs of the flake, named as `nix build .#NAME` and `nix run .#NAME` name them, or from the top, with the
# system or without: devShells.debug. Store paths, one a line. Nothing is built, since nothing here is read from what a build makes.
#
# With `project`, the folder of another flake that has this one as its input, or as a copy: the derivations of that one's outputs, too.
{
  system,
  names,
  project ? "",
}:

let
  inherit (builtins)
    attrNames
    concatMap
    elemAt
    filter
    foldl'
    getContext
    head
    isString
    map
    split
    tail
    ;

  outputs = import ../. { inherit system; };

  at = foldl' (set: name: set.${name} or null) outputs;

  find =
    name:
    let
      parts = filter isString (split "\\." name);
      # `outputs` are those of this system, and do not name it.
      path = if elemAt (parts ++ [ "" ]) 1 == system then [ (head parts) ] ++ tail (tail parts) else parts;
      places = [
        [ "packages" ]
        [ "apps" ]
        [ "legacyPackages" ]
        [ ]
      ];
      found = filter (output: output ? program || output ? drvPath) (map (place: at (place ++ path)) places);
    in
    if found == [ ] then
      throw "${name}: no such output; see: nix flake show${
        if outputs.devShells ? ${name} then "; the shell is devShells.${name}" else ""
      }"
    else
      head found;

  derivations = output: attrNames (getContext (output.program or output.drvPath));

  # The project's flake without a lock and without Git: Nix may not be able to read either yet.
  ofProject =
    let
      flake = import (project + "/flake.nix");
      hpds = (import ../../flake.nix).outputs {
        self = hpds;
        nixpkgs = null;
      };
      made = flake.outputs (
        builtins.intersectAttrs (builtins.functionArgs flake.outputs) {
          self = made // {
            outPath = project;
          };
          inherit hpds;
        }
      );
    in
    concatMap (kind: builtins.attrValues made.${kind}.${system} or { }) [
      "packages"
      "devShells"
      "checks"
      "apps"
    ];
in
foldl' (text: path: text + path + "\n") "" (
  concatMap derivations (map find names ++ (if project == "" then [ ] else ofProject))
)
