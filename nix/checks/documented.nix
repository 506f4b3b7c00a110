# The flakes of docs/examples, evaluated with debpkgs in nixpkgs' place, and shown in docs/nixpkgs.md; a build only says so.
{ pkgs }:
let
  inherit (pkgs) lib;
  folder = ../../docs/examples;
  text = builtins.readFile ../../docs/nixpkgs.md;
  system = "x86_64-linux";

  given = {
    # A project that pyproject2nix has been run on.
    self.outPath = toString ../../templates/native;
    nixpkgs.outPath = ../debpkgs;
    hpds = {
      # What overlays.default does to nixpkgs' interpreters is for those alone: tests/test_nixpkgs.py.
      overlays.default = import ../overlay.nix;
      lib = lib // lib.genAttrs [ "x86_64-linux" "aarch64-linux" ] (_: { inherit (pkgs) buildProject; });
    };
  };

  drvsOf =
    name:
    let
      inherit (import (folder + "/${name}")) outputs;
      made = outputs (builtins.intersectAttrs (lib.functionArgs outputs) given);
      found = lib.concatMap (kind: lib.attrValues made.${kind}.${system} or { }) [
        "packages"
        "devShells"
      ];
    in
    lib.throwIf (!(lib.hasInfix "```nix\n${builtins.readFile (folder + "/${name}")}```" text))
      "docs/nixpkgs.md does not show docs/examples/${name} as it is; copy it into a block that begins with ```nix"
      (lib.throwIf (found == [ ]) "docs/examples/${name}: it has neither packages nor shells for ${system}" (
        map (output: builtins.unsafeDiscardStringContext output.drvPath) found
      ));
in
pkgs.runCommandLocal "documented" {
  evaluated = lib.concatMap drvsOf (builtins.attrNames (builtins.readDir folder));
} ''printf '%s\n' $evaluated >$out''
